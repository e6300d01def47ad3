"""Checks the journals of a stack at rest against the invariants that hold across services.

``violations`` is a pure function over facts; ``load`` reads them from the services' databases.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import orjson
from pymongo import MongoClient

from libs.storage.database import INBOX_DAYS

PREFIX = "gongjian_"
DIRECTORY = "organizations"


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of a service's journal."""

    service: str
    aggregate_id: str
    seq: int
    type: str
    payload: Mapping[str, Any]
    at: datetime
    id: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """A row of an inbox: ``consumer`` (its own database) applied a fact of ``service``."""

    consumer: str
    service: str
    aggregate_id: str
    seq: int


@dataclass(frozen=True, slots=True)
class Journals:
    """Everything that was stated, in order per aggregate, and what was done with it.

    ``positions``: (consumer, service, aggregate id) to the last fact moved over; ``parked`` are the
    aggregates (consumer, aggregate id) that wait for an administrator; ``readers`` are known to
    read (consumer, service) though they may not have applied anything yet. Inboxes forget: what
    was stated before ``kept_since`` may have no row any more.
    """

    facts: Sequence[Fact]
    applied: Sequence[Applied] = ()
    positions: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    parked: frozenset[tuple[str, str]] = frozenset()
    readers: frozenset[tuple[str, str]] = frozenset()
    kept_since: datetime | None = None

    @classmethod
    def of(cls, facts: Iterable[Fact], applied: Iterable[Applied] = ()) -> Self:
        """Sorted by service, aggregate, place."""
        return cls(sorted(facts, key=_place), tuple(applied))

    def named(self, *names: str) -> list[Fact]:
        """Facts of these classes (wire names), in the order of their aggregates."""
        return [fact for fact in self.facts if fact.type in names]

    def by_aggregate(self, service: str) -> dict[str, list[Fact]]:
        """The facts of a service's aggregates."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            if fact.service == service:
                found[fact.aggregate_id].append(fact)
        return found


Rule = Callable[[Journals], Iterable[str]]


def violations(journals: Journals) -> list[str]:
    """What is wrong, one sentence each; empty when every invariant holds."""
    from tests.e2e.delivery import DELIVERY
    from tests.e2e.invariants import INVARIANTS

    rules: tuple[Rule, ...] = (*DELIVERY, *INVARIANTS)
    return [f"{rule.__name__}: {found}" for rule in rules for found in rule(journals)]


def load(mongo_uri: str, kept_since: datetime | None = None, prefix: str = PREFIX) -> Journals:
    """The journals and inboxes of every service on this MongoDB, its databases named by ``prefix``.

    Where a clock was turned back, ``kept_since`` says since when inboxes are whole.
    """
    facts: list[Fact] = []
    applied: list[Applied] = []
    positions: dict[tuple[str, str, str], int] = {}
    parked: set[tuple[str, str]] = set()
    readers: set[tuple[str, str]] = set()
    with MongoClient[dict[str, Any]](mongo_uri, tz_aware=True) as client:
        for name in client.list_database_names():
            if not name.startswith(prefix):
                continue
            database = client[name]
            service = name.removeprefix(prefix)
            facts += [_fact(service, row) for row in database["outbox"].find()]
            applied += [one for page in database["inbox"].find() for one in _applied(page)]
            for row in database["positions"].find():
                scope, _, aggregate = row["_id"].partition(":")
                consumer, _, source = scope.partition("/")
                positions[consumer, source, aggregate] = row["seq"]
            if database["views"].find_one({"_id": DIRECTORY}):
                readers.add((service, DIRECTORY))
            open_ = {"state": {"$in": ["parked", "behind"]}}
            parked |= {
                (row["consumer"], row["aggregate_id"]) for row in database["parked"].find(open_)
            }
    since = kept_since or datetime.now(UTC) - timedelta(days=INBOX_DAYS - 1)
    return Journals(
        sorted(facts, key=_place), applied, positions, frozenset(parked), frozenset(readers), since
    )


def waiting(mongo_uri: str, prefix: str = PREFIX) -> int:
    """How many parcels still wait for the log, and how many sweeps for their (second) pass."""
    soon = datetime.now(UTC) + timedelta(minutes=5)
    with MongoClient[dict[str, Any]](mongo_uri) as client:
        return sum(
            client[name]["parcels"].count_documents({})
            + client[name]["timers"].count_documents({"kind": "sweep", "due_at": {"$lt": soon}})
            for name in client.list_database_names()
            if name.startswith(prefix)
        )


def behind(journals: Journals) -> list[tuple[str, str, str]]:
    """(consumer, service, aggregate) where the last fact is not reached; parked left out."""
    heads: dict[tuple[str, str], int] = {}
    for fact in journals.facts:
        heads[fact.service, fact.aggregate_id] = fact.seq
    reached = reached_by(journals)
    reads = journals.readers | {(consumer, service) for consumer, service, _ in reached}
    return [
        (consumer, service, aggregate)
        for (service, aggregate), head in heads.items()
        for consumer in {name for name, source in reads if source == service}
        if reached.get((consumer, service, aggregate), 0) < head
        and (consumer, aggregate) not in journals.parked
    ]


def reached_by(journals: Journals) -> dict[tuple[str, str, str], int]:
    """(consumer, service, aggregate id) to the last fact applied or moved over."""
    reached = dict(journals.positions)
    for row in journals.applied:
        key = row.consumer, row.service, row.aggregate_id
        reached[key] = max(row.seq, reached.get(key, 0))
    return reached


def _fact(service: str, row: Mapping[str, Any]) -> Fact:
    return Fact(
        service,
        row["agg"],
        row["seq"],
        row["type"],
        orjson.loads(bytes(row["body"])),
        row["at"],
        row["_id"],
        row["hdr"].get("ce_actorid", ""),
    )


def _applied(page: Mapping[str, Any]) -> list[Applied]:
    consumer, _, service = str(page["by"]).partition("/")
    return [Applied(consumer, service, id_, seq) for _, id_, seq in page["facts"]]


def _place(fact: Fact) -> tuple[str, str, int]:
    return fact.service, fact.aggregate_id, fact.seq
