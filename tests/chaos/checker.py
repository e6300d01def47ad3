"""What must hold once everything is healed: nothing lost, nothing twice, views equal the facts."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import httpx2
from pymongo import MongoClient

from tests.chaos import deadlines, folding
from tests.chaos.hand import Book, Told
from tests.e2e.journals import PREFIX, Journals, behind, load, violations

Findings = dict[str, list[str]]


@dataclass(frozen=True)
class Run:
    """A run at rest: its databases, its book, its processes, and the stack's present time."""

    uri: str
    book: Book
    urls: dict[str, str] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @cached_property
    def journals(self) -> Journals:
        return load(self.uri)

    @cached_property
    def traces(self) -> dict[str, Counter[str]]:
        """Idempotency key to the aggregates in whose history it left facts."""
        known, traces = set(self.book.actors), dict[str, Counter[str]]()
        with MongoClient[dict[str, Any]](self.uri) as client:
            for name in _databases(client):
                for row in client[name]["outbox"].find({}, {"hdr": 1, "agg": 1}):
                    actor, _, key = row["hdr"].get("ce_causationid", "").partition("/")
                    if actor in known:
                        traces.setdefault(key, Counter())[f"{name}:{row['agg']}"] += 1
        return traces


Assertion = Callable[[Run], Iterator[str]]


def settle(
    uri: str, seconds: float = 180.0, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> float:
    """Waits until all is published, all timers have fired that are due by ``now``, and every

    consumer is at the heads, for two looks on end; how long it took. Raises AssertionError when
    queues do not drain.
    """
    begun, looks, last = time.monotonic(), 0, ""
    while time.monotonic() - begun < seconds:
        left = waiting(uri, now())
        late = behind(load(uri)) if not any(left.values()) else []
        looks = 0 if any(left.values()) or late else looks + 1
        if looks == 2:
            return time.monotonic() - begun
        last = f"{left}, {len(late)} positions behind {late[:3]}"
        time.sleep(0.5)
    raise AssertionError(f"queues did not drain in {seconds:.0f} s: {last}")


def waiting(uri: str, now: datetime | None = None) -> dict[str, int]:
    """What has not come to rest by ``now``: the present time if none is given."""
    now = now or datetime.now(UTC)
    found: Counter[str] = Counter({"unpublished": 0, "timers due": 0, "gaps": 0})
    with MongoClient[dict[str, Any]](uri) as client:
        for name in _databases(client):
            database = client[name]
            found["unpublished"] += database["parcels"].count_documents({})
            found["timers due"] += database["timers"].count_documents({"due_at": {"$lte": now}})
            found["gaps"] += database["gaps"].count_documents({})
    return dict(found)


def _databases(client: MongoClient[dict[str, Any]]) -> list[str]:
    return [name for name in client.list_database_names() if name.startswith(PREFIX)]


def check(run: Run) -> Findings:
    """Each assertion with what breaks it; all lists empty means that all hold."""
    return {assertion.__name__.replace("_", " "): list(assertion(run)) for assertion in ASSERTIONS}


def every_ok_is_in_exactly_one_history(run: Run) -> Iterator[str]:
    """An acknowledged command's facts are there, all in one aggregate."""
    for entry in run.book.told:
        if entry.ok and entry.tokens:
            found = run.traces.get(entry.key, Counter())
            if len(found) != 1 and not _changed_nothing(run, entry):
                yield f"{entry.path} {entry.key}: in {len(found)} histories"


def _changed_nothing(run: Run, entry: Told) -> bool:
    """Whether what was asked for stood already: an earlier, unknown command had done it."""
    asked = [told for told in run.book.told if told.path == entry.path and told.begun < entry.begun]
    return entry.key not in run.traces and any(told.outcome == "unknown" for told in asked)


def refused_and_unknown_left_at_most_one_trace(run: Run) -> Iterator[str]:
    """A refusal states nothing; an unknown outcome happened once or not at all."""
    for entry in run.book.told:
        found = run.traces.get(entry.key, Counter())
        most = 1 if entry.outcome == "unknown" else 0
        if not entry.ok and len(found) > most:
            yield f"{entry.outcome} {entry.path} {entry.key}: in {len(found)} histories"


def answers_tell_places_that_exist(run: Run) -> Iterator[str]:
    """A consistency token names a fact that is in the journal."""
    heads: dict[str, int] = {}
    for fact in run.journals.facts:
        heads[f"{fact.service}:{fact.aggregate_id}"] = fact.seq
    for entry in run.book.told:
        for place, seq in entry.tokens.items():
            if heads.get(place, 0) < seq:
                yield f"{entry.path}: {place}@{seq}, but the journal ends at {heads.get(place, 0)}"


def tokens_never_go_back(run: Run) -> Iterator[str]:
    """Who asks after an answer is told the same place or a later one."""
    places: dict[str, list[tuple[Told, int]]] = {}
    for entry in run.book.told:
        for place, seq in entry.tokens.items():
            places.setdefault(place, []).append((entry, seq))
    for place, told in places.items():
        for earlier, before in told:
            for later, after in told:
                if earlier.ended < later.begun and after < before:
                    yield f"{later.path}: {place}@{after} after {before}"


def fresh_reads_show_ones_own_change(run: Run) -> Iterator[str]:
    """A page read with the token of a change, and not marked as stale, holds the change."""
    for look in run.book.looks:
        if not look.stale and look.found != look.wanted:
            yield f"{look.path}: {look.found!r} in the place of {look.wanted!r}"


def journals_and_inboxes_keep_the_invariants(run: Run) -> Iterator[str]:
    """No gap in a journal, each fact applied once per consumer, and the rules across services."""
    yield from violations(run.journals)


def applied_and_parked_make_up_what_was_published(run: Run) -> Iterator[str]:
    """Whoever handles a kind of fact has applied or parked each one; here nothing is parked."""
    applied = Counter(
        (row.consumer, row.service, row.aggregate_id, row.seq) for row in run.journals.applied
    )
    with MongoClient[dict[str, Any]](run.uri) as client:
        for database in _databases(client):
            name = database.removeprefix(PREFIX)
            kinds = folding.handled(name)
            published = {
                (name, fact.service, fact.aggregate_id, fact.seq)
                for fact in run.journals.facts
                if fact.type in kinds
            }
            own = {place for place in applied if place[0] == name}
            open_ = {"state": {"$in": ["parked", "behind"]}}
            parked = client[database]["parked"].count_documents(open_)
            aside = client[database]["quarantine"].count_documents({})
            if len(own) + parked != len(published) or own - published:
                yield f"{name}: {len(own)} applied, {parked} parked, {len(published)} published"
            if parked or aside:
                causes = client[database]["parked"].distinct("error", open_)
                yield f"{name}: {parked} parked, {aside} in quarantine: {causes[:2]}"


def views_equal_a_fold_of_the_journals(run: Run) -> Iterator[str]:
    """Every view of every service, built again from the facts in another order."""
    yield from folding.differences(run.uri)


def no_process_is_stuck_past_its_deadline(run: Run) -> Iterator[str]:
    """What has a deadline was ended by somebody or by its timer, the present time considered."""
    yield from deadlines.overdue(run.journals, run.now)


def every_process_is_ready(run: Run) -> Iterator[str]:
    """Health says that the database, the log and every partition are at work."""
    for name, url in run.urls.items():
        try:
            answer = httpx2.get(f"{url}/health/ready", timeout=10.0)
        except httpx2.TransportError as error:
            yield f"{name}: {type(error).__name__}"
        else:
            if answer.status_code != 200:
                yield f"{name}: {answer.text[:200]}"


def the_directories_equal_the_registry(run: Run) -> Iterator[str]:
    """Every organization is in every service's directory, with its present name."""
    with MongoClient[dict[str, Any]](run.uri) as client:
        own = client["gongjian_organizations"]["organizations"].find({}, {"name": 1})
        names = {row["_id"]: row["name"] for row in own}
        for database in _databases(client):
            alias = client[database]["views"].find_one({"_id": "organizations"})
            found = client[database][alias["collection"]].find({}, {"name": 1}) if alias else ()
            seen = {row["_id"]: row.get("name") for row in found}
            wrong = [id_ for id_ in names.keys() | seen.keys() if names.get(id_) != seen.get(id_)]
            if wrong:
                yield f"{database}: {len(wrong)} of {len(names)} differ, such as {wrong[:3]}"


ASSERTIONS: tuple[Assertion, ...] = (
    every_ok_is_in_exactly_one_history,
    refused_and_unknown_left_at_most_one_trace,
    answers_tell_places_that_exist,
    tokens_never_go_back,
    fresh_reads_show_ones_own_change,
    journals_and_inboxes_keep_the_invariants,
    applied_and_parked_make_up_what_was_published,
    views_equal_a_fold_of_the_journals,
    no_process_is_stuck_past_its_deadline,
    every_process_is_ready,
    the_directories_equal_the_registry,
)
