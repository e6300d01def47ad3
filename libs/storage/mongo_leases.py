"""The leases on MongoDB."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from libs.storage.database import Database, Document
from libs.storage.journal import Lease

_LONG_AGO = datetime.fromtimestamp(0, UTC)


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
