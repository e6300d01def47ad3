"""The journal and the leases on MongoDB."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from libs.storage.database import Database, Document
from libs.storage.journal import Lease
from libs.storage.mongo_rows import SLOTS, slot_of
from libs.storage.records import OutboxRow

_LONG_AGO = datetime.fromtimestamp(0, UTC)

_ORDER = [("slot", 1), ("agg", 1), ("seq", 1)]


class MongoJournal:
    """See Journal. Reads use the partial index over what is not yet published."""

    def __init__(self, database: Database) -> None:
        """``database`` must be prepared."""
        self._rows = database.collection("outbox")
        self._notes = database.collection("notes")

    async def unpublished(
        self,
        slots: Collection[int] | None,
        limit: int,
        exclude: Collection[str] = (),
        after: OutboxRow | None = None,
    ) -> list[OutboxRow]:
        """See Journal.unpublished."""
        query: Document = {"pub": False}
        if slots is not None and len(slots) < SLOTS:
            query["slot"] = {"$in": sorted(slots)}
        else:
            query["slot"] = {"$gte": 0}
        if exclude and after is None:
            query["_id"] = {"$nin": list(exclude)}
        # In this order an aggregate's lower facts come first, whatever the limit; the hint keeps
        # the server from walking the ids instead.
        cursor = self._rows.find(query).sort(_ORDER).hint(_ORDER).limit(limit)
        if after is not None:
            place = (slot_of(after.aggregate_id), after.aggregate_id, after.seq)
            names = [name for name, _ in _ORDER]
            cursor = cursor.min(list(zip(names, place, strict=True)))
        return [_row(doc) for doc in await cursor.to_list() if doc["_id"] not in exclude]

    async def mark_published(self, rows: Iterable[OutboxRow]) -> None:
        """See Journal.mark_published. Rows carry no round before the second one."""
        rounds: dict[int, list[str]] = {}
        for row in rows:
            rounds.setdefault(row.round, []).append(row.id)
        for number, ids in rounds.items():
            query: Document = {"_id": {"$in": ids}, "round": number or None}
            await self._rows.update_many(query, {"$set": {"pub": True}})

    async def resend(self, aggregate_id: str | None = None, from_seq: int = 1) -> int:
        """See Journal.resend."""
        if aggregate_id is not None:
            query: Document = {"pub": True, "agg": aggregate_id, "seq": {"$gte": from_seq}}
            result = await self._rows.update_many(query, {"$set": {"pub": False}})
            return result.modified_count
        risen = {"$inc": {"round": 1}}
        # What is in flight elsewhere is fenced off first; what lands before is published below.
        await self._rows.update_many({"pub": False}, risen)
        result = await self._rows.update_many({"pub": True}, {"$set": {"pub": False}, **risen})
        return result.modified_count

    async def oldest_unpublished_at(self) -> datetime | None:
        """See Journal.oldest_unpublished_at."""
        waiting: list[Document] = [
            {"$match": {"pub": False, "slot": {"$gte": 0}}},
            {"$group": {"_id": None, "at": {"$min": "$at"}}},
        ]
        cursor = await self._rows.aggregate(waiting, hint=dict(_ORDER))
        return next((row["at"] for row in await cursor.to_list()), None)

    async def note(self, name: str) -> str | None:
        """See Journal.note."""
        row = await self._notes.find_one({"_id": name})
        return None if row is None else str(row["value"])

    async def remember(self, name: str, value: str) -> None:
        """See Journal.remember."""
        await self._notes.replace_one({"_id": name}, {"value": value}, upsert=True)

    async def history(self, aggregate_id: str) -> list[OutboxRow]:
        """All facts of one aggregate, in order."""
        rows = await self._rows.find({"agg": aggregate_id}).sort("seq", 1).to_list()
        return [_row(doc) for doc in rows]


class MongoLeases:
    """See Leases. Time is the server's (``$$NOW``), so clocks of workers do not matter."""

    def __init__(self, database: Database) -> None:
        """``database`` must be prepared."""
        # A lease is advice: two owners for a moment do no harm, so it need not wait for the disk.
        self._rows = database.collection("leases").with_options(
            read_concern=ReadConcern("local"), write_concern=WriteConcern(w=1)
        )

    async def acquire(self, name: str, owner: str, seconds: float) -> Lease | None:
        """See Leases.acquire."""
        mine = {"$eq": ["$owner", owner]}
        free = {"$or": [mine, {"$lt": [{"$ifNull": ["$until", _LONG_AGO]}, "$$NOW"]}]}
        later = {"$add": ["$$NOW", int(seconds * 1000)]}
        risen = {"$add": [{"$ifNull": ["$fence", 0]}, 1]}
        pipeline: list[dict[str, Any]] = [
            {"$set": {"_free": free, "_mine": mine}},
            {
                "$set": {
                    "owner": {"$cond": ["$_free", owner, "$owner"]},
                    "until": {"$cond": ["$_free", later, "$until"]},
                    "fence": {
                        "$cond": [{"$and": ["$_free", {"$not": ["$_mine"]}]}, risen, "$fence"]
                    },
                }
            },
            {"$unset": ["_free", "_mine"]},
        ]
        try:
            row = await self._rows.find_one_and_update(
                {"_id": name}, pipeline, upsert=True, return_document=ReturnDocument.AFTER
            )
        except DuplicateKeyError:
            # Two workers made the row at once; the other was first.
            return None
        if row is None or row["owner"] != owner:
            return None
        return Lease(name, owner, row["fence"], row["until"])

    async def renew(self, names: Collection[str], owner: str, seconds: float) -> bool:
        """See Leases.renew."""
        later = {"$add": ["$$NOW", int(seconds * 1000)]}
        result = await self._rows.update_many(
            {"_id": {"$in": list(names)}, "owner": owner}, [{"$set": {"until": later}}]
        )
        return result.matched_count == len(names)

    async def release(self, name: str, owner: str) -> None:
        """See Leases.release. The fence is kept, so that it never goes back."""
        await self._rows.update_one(
            {"_id": name, "owner": owner},
            {"$set": {"owner": "", "until": _LONG_AGO}},
        )

    async def held(self, prefix: str) -> list[Lease]:
        """See Leases.held."""
        query: Document = {
            "_id": {"$gte": prefix, "$lt": prefix + "\uffff"},
            "$expr": {"$gte": ["$until", "$$NOW"]},
        }
        return [
            Lease(row["_id"], row["owner"], row["fence"], row["until"])
            async for row in self._rows.find(query)
        ]


def _row(doc: Document) -> OutboxRow:
    return OutboxRow(
        doc["_id"],
        doc["agg"],
        doc["seq"],
        doc["type"],
        doc["at"],
        bytes(doc["body"]),
        doc["hdr"],
        doc.get("round", 0),
    )
