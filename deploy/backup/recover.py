"""After a restore: what the log and the other services know, and the restored journal does not.

The log's facts are put into the journal again. States of aggregates cannot be made from facts
(they hold more than facts tell), so an aggregate whose document is older than its journal, or
whose later facts are lost, is locked: nothing may be stated about it before somebody has looked.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pymongo import MongoClient

from deploy.backup.take import database_of
from libs.kernel import new_id
from libs.messaging.codec import ACTING_ORG, ACTOR, CAUSATION, CORRELATION, SCHEMA, TRACE
from libs.messaging.kafka_admin import KafkaAdmin
from libs.messaging.kafka_subscriber import KafkaSubscriber
from libs.messaging.log import Delivery, Place

_KEPT = (SCHEMA, CORRELATION, CAUSATION, ACTOR, ACTING_ORG, TRACE)
_STALL_SECONDS = 60.0
Client = MongoClient[dict[str, Any]]


@dataclass(slots=True)
class Behind:
    """An aggregate that must not go on: why is told by the numbers.

    ``document`` is the last fact its document knows (0: there is none), ``journal`` the last one of
    the journal, ``seen`` the last one that any consumer has applied.
    """

    id: str
    collection: str
    document: int
    journal: int
    seen: int
    types: list[str] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """Facts that consumers have applied and nobody can tell any more."""
        return max(self.seen - self.journal, 0)


@dataclass(slots=True)
class Report:
    """What a recovery found and did."""

    recovered: int = 0
    behind: list[Behind] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    @property
    def lost(self) -> list[Behind]:
        """Aggregates of which facts are lost for good."""
        return [entry for entry in self.behind if entry.lost]


async def recover(
    client: Client, bootstrap: str, service: str, prefix: str = "gongjian."
) -> Report:
    """Completes the restored journal of ``service`` from its topic and locks what is behind.

    Idempotent. ``bootstrap`` empty: there is no log, only the consumers are asked.
    """
    report = Report()
    journal = client[database_of(service)]["outbox"]
    heads = {
        str(row["_id"]): int(row["head"])
        for row in journal.aggregate([{"$group": {"_id": "$agg", "head": {"$max": "$seq"}}}])
    }
    later = await _read(bootstrap, f"{prefix}{service}", service, heads) if bootstrap else {}
    for id_, facts in later.items():
        rows = []
        while (delivery := facts.pop(heads.get(id_, 0) + 1, None)) is not None:
            heads[id_] = heads.get(id_, 0) + 1
            rows.append(_row(delivery, id_, heads[id_]))
        if rows:
            journal.insert_many(rows)
            report.recovered += len(rows)
        if facts:
            report.other.append(f"{id_}: facts {sorted(facts)} follow a hole")
    _lock(client, service, heads, report)
    return report


async def _read(
    bootstrap: str, topic: str, service: str, heads: dict[str, int]
) -> dict[str, dict[int, Delivery]]:
    """The facts of the topic that lie behind the journal's heads, by aggregate and number."""
    admin = KafkaAdmin(bootstrap, f"{service}-recover")
    subscriber = KafkaSubscriber(
        bootstrap, f"{topic}.recover.{new_id()}", [topic], f"{service}-recover"
    )
    found: dict[str, dict[int, Delivery]] = {}
    try:
        ends = {place: end for place, end in (await admin.end_offsets([topic])).items() if end}
        reached: dict[Place, int] = {}
        await subscriber.open(_Deaf())
        moved = asyncio.get_running_loop().time()
        while any(reached.get(place, 0) < end for place, end in ends.items()):
            for place, deliveries in (await subscriber.poll(1000, 1.0)).items():
                moved = asyncio.get_running_loop().time()
                for delivery in deliveries:
                    id_, seq = _place(delivery)
                    if seq > heads.get(id_, 0):
                        found.setdefault(id_, {}).setdefault(seq, delivery)
                reached[place] = deliveries[-1].offset + 1
            if asyncio.get_running_loop().time() - moved > _STALL_SECONDS:
                raise TimeoutError(f"{topic} could not be read to its end")
    finally:
        await subscriber.close()
        await admin.close()
    return found


class _Deaf:
    """Partitions come and go unheard."""

    async def assigned(self, places: frozenset[Place]) -> None:
        """Nothing to remember."""

    async def revoked(self, places: frozenset[Place]) -> None:
        """Nothing to finish."""

    async def lost(self, places: frozenset[Place]) -> None:
        """What retention took is missed by the journal, and reported as a hole."""


def _place(delivery: Delivery) -> tuple[str, int]:
    headers = dict(delivery.headers)
    try:
        return headers["ce_subject"].decode(), int(headers["ce_sequence"])
    except (KeyError, ValueError):
        return "", 0  # bytes that are no fact


def _row(delivery: Delivery, id_: str, seq: int) -> dict[str, Any]:
    """The row as the service had stored it; no parcel, for it was read from the log."""
    headers = {name: value.decode() for name, value in delivery.headers}
    return {
        "_id": headers["ce_id"],
        "agg": id_,
        "seq": seq,
        "type": headers["ce_type"],
        "at": datetime.fromisoformat(headers["ce_time"]),
        "body": delivery.value,
        "hdr": {name: headers[name] for name in _KEPT if name in headers},
    }


def _lock(client: Client, service: str, heads: dict[str, int], report: Report) -> None:
    database = client[database_of(service)]
    known = _documents(client, service)
    seen = _seen(client, service)
    locks = database["restored"]
    for id_ in sorted(heads.keys() | seen.keys()):
        collection, version = known.get(id_, ("", 0))
        head, highest = heads.get(id_, 0), seen.get(id_, 0)
        if version >= head and version >= highest:
            continue
        facts = database["outbox"].find({"agg": id_, "seq": {"$gt": version}}).sort("seq", 1)
        entry = Behind(id_, collection, version, head, highest, [row["type"] for row in facts])
        report.behind.append(entry)
        told = {
            "collection": collection,
            "document": version,
            "journal": head,
            "seen": highest,
            "types": entry.types,
            "at": datetime.now(UTC),
            "settled_at": None,
        }
        locks.replace_one({"_id": id_}, told, upsert=True)


def _documents(client: Client, service: str) -> dict[str, tuple[str, int]]:
    """Where each aggregate's document is, and the number of the last fact that it knows."""
    database = client[database_of(service)]
    return {
        str(row["_id"]): (name, int(row["_v"]))
        for name in database.list_collection_names()
        if not name.startswith("view_")
        for row in database[name].find({"_v": {"$exists": True}}, {"_v": 1})
    }


def _seen(client: Client, service: str) -> dict[str, int]:
    """The last fact of each aggregate that any other service on this MongoDB has applied."""
    highest: dict[str, int] = {}
    for name in client.list_database_names():
        if not name.startswith("gongjian_") or name == database_of(service):
            continue
        scope = f"{name.removeprefix('gongjian_')}/{service}:"
        rows = client[name]["positions"].find({"_id": {"$gte": scope, "$lt": f"{scope}\uffff"}})
        for row in rows:
            id_ = str(row["_id"]).removeprefix(scope)
            highest[id_] = max(int(row["seq"]), highest.get(id_, 0))
    return highest


def settle(client: Client, service: str, aggregate_id: str, reason: str) -> str:
    """Lets an aggregate go on from its old document; the sentence that says what was done.

    Raises LookupError where it cannot be: no lock, no document, or facts lost for good.
    """
    database = client[database_of(service)]
    lock = database["restored"].find_one({"_id": aggregate_id, "settled_at": None})
    if lock is None:
        raise LookupError(f"{aggregate_id} is not locked in {service}")
    if not lock["collection"]:
        raise LookupError(f"{aggregate_id} has no document: what it was is lost, only facts remain")
    if lock["seen"] > lock["journal"]:
        raise LookupError(
            f"{aggregate_id}: consumers have applied fact {lock['seen']}, the journal ends at "
            f"{lock['journal']}; a new fact would be taken for an old one"
        )
    now = datetime.now(UTC)
    with client.start_session() as session, session.start_transaction():
        database[lock["collection"]].update_one(
            {"_id": aggregate_id, "_v": lock["document"]},
            {"$set": {"_v": lock["journal"]}},
            session=session,
        )
        database["restored"].update_one(
            {"_id": aggregate_id}, {"$set": {"settled_at": now}}, session=session
        )
        audit = {
            "_id": new_id(),
            "kind": "restore.settled",
            "service": service,
            "aggregate_id": aggregate_id,
            "from": lock["document"],
            "to": lock["journal"],
            "reason": reason,
            "at": now,
        }
        database["audit"].insert_one(audit, session=session)
    missing = ", ".join(lock["types"])
    return f"{aggregate_id} goes on from its state before: {missing}"
