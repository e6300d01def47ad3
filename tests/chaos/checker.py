"""What must hold once everything is healed: nothing lost, nothing twice, views equal the facts."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pymongo import MongoClient

from tests.chaos.workload import Told
from tests.e2e.journals import behind, load, violations
from tests.e2e.journals import waiting as unpublished

Assertion = Callable[[str, Sequence[Told], Sequence[str]], Iterator[str]]


def settle(uri: str, seconds: float = 120.0) -> float:
    """Waits until all is published and every consumer is at the heads; how long it took.

    Raises AssertionError when queues do not drain.
    """
    begun = time.monotonic()
    last = ""
    while time.monotonic() - begun < seconds:
        waiting = unpublished(uri)
        late = behind(load(uri)) if not waiting else []
        if not waiting and not late:
            return time.monotonic() - begun
        last = f"{waiting} facts unpublished, {len(late)} positions behind {late[:3]}"
        time.sleep(0.5)
    raise AssertionError(f"queues did not drain in {seconds:.0f} s: {last}")


def check(uri: str, told: Sequence[Told], actors: Sequence[str]) -> dict[str, list[str]]:
    """Each assertion with what breaks it; all lists empty means that all hold."""
    return {
        assertion.__name__.replace("_", " "): list(assertion(uri, told, actors))
        for assertion in (
            every_ok_is_in_exactly_one_history,
            refused_and_unknown_left_at_most_one_trace,
            answers_tell_places_that_exist,
            journals_and_inboxes_keep_the_invariants,
            the_gateways_directory_equals_the_registry,
        )
    }


def every_ok_is_in_exactly_one_history(
    uri: str, told: Sequence[Told], actors: Sequence[str]
) -> Iterator[str]:
    """An acknowledged command's facts are there, all in one aggregate."""
    traces = _traces(uri, actors)
    for entry in told:
        if entry.outcome == "ok" and entry.tokens:
            found = traces.get(entry.key, Counter())
            if len(found) != 1:
                yield f"{entry.path} {entry.key}: in {len(found)} histories"


def refused_and_unknown_left_at_most_one_trace(
    uri: str, told: Sequence[Told], actors: Sequence[str]
) -> Iterator[str]:
    """A refusal states nothing; an unknown outcome happened once or not at all."""
    traces = _traces(uri, actors)
    for entry in told:
        found = traces.get(entry.key, Counter())
        most = 1 if entry.outcome == "unknown" else 0
        if entry.outcome != "ok" and len(found) > most:
            yield f"{entry.outcome} {entry.path} {entry.key}: in {len(found)} histories"


def answers_tell_places_that_exist(
    uri: str, told: Sequence[Told], _: Sequence[str]
) -> Iterator[str]:
    """A consistency token names a fact that is in the journal."""
    heads: dict[str, int] = {}
    for fact in load(uri).facts:
        heads[f"{fact.service}:{fact.aggregate_id}"] = fact.seq
    for entry in told:
        for place, seq in entry.tokens.items():
            if heads.get(place, 0) < seq:
                yield f"{entry.path}: {place}@{seq}, but the journal ends at {heads.get(place, 0)}"


def journals_and_inboxes_keep_the_invariants(
    uri: str, _: Sequence[Told], __: Sequence[str]
) -> Iterator[str]:
    """No gap in a journal, each fact applied once per consumer, and the rules across services."""
    yield from violations(load(uri))


def the_gateways_directory_equals_the_registry(
    uri: str, _: Sequence[Told], __: Sequence[str]
) -> Iterator[str]:
    """Every organization is in every service's directory, with its present name."""
    with MongoClient[dict[str, Any]](uri) as client:
        own = client["gongjian_organizations"]["organizations"].find({}, {"name": 1})
        names = {row["_id"]: row["name"] for row in own}
        for database in client.list_database_names():
            if not database.startswith("gongjian_"):
                continue
            alias = client[database]["views"].find_one({"_id": "organizations"})
            if alias is None:
                continue
            found = client[database][alias["collection"]].find({}, {"name": 1})
            seen = {row["_id"]: row.get("name") for row in found}
            if seen != names:
                wrong = [
                    id_ for id_ in names.keys() | seen.keys() if names.get(id_) != seen.get(id_)
                ]
                yield f"{database}: {len(wrong)} of {len(names)} differ, such as {wrong[:3]}"


def _traces(uri: str, actors: Sequence[str]) -> dict[str, Counter[str]]:
    """Idempotency key to the aggregates in whose history it left facts."""
    known = set(actors)
    traces: dict[str, Counter[str]] = {}
    with MongoClient[dict[str, Any]](uri) as client:
        for name in client.list_database_names():
            if not name.startswith("gongjian_"):
                continue
            for row in client[name]["outbox"].find({}, {"hdr": 1, "agg": 1}):
                actor, _, key = row["hdr"].get("ce_causationid", "").partition("/")
                if actor in known:
                    traces.setdefault(key, Counter())[f"{name}:{row['agg']}"] += 1
    return traces
