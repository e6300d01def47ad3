"""Parked rows and gaps on MongoDB."""

from libs.storage.database import Database, Document
from libs.storage.parked import OPEN, PARKED, Cause, Fault, Gap, ParkedQuery, ParkedRow


class MongoParkedRows:
    """See ParkedRows."""

    def __init__(self, database: Database) -> None:
        """``database`` must be prepared."""
        self._parked = database.collection("parked")
        self._gaps = database.collection("gaps")

    async def find(self, query: ParkedQuery, *, skip: int = 0, limit: int = 0) -> list[ParkedRow]:
        """See ParkedRows.find."""
        wanted: Document = {"consumer": query.consumer, "state": {"$in": list(query.states)}}
        if query.event_id is not None:
            wanted["_id"] = query.event_id
        if query.service is not None:
            wanted["service"] = query.service
        if query.aggregate_id is not None:
            wanted["aggregate_id"] = query.aggregate_id
        if query.fingerprint is not None:
            wanted["error.fingerprint"] = query.fingerprint
        order = [("service", 1), ("aggregate_id", 1), ("seq", 1)]
        found = await self._parked.find(wanted).sort(order).skip(skip).limit(limit).to_list()
        return [ParkedRow.restore(document) for document in found]

    async def causes(self, consumer: str) -> list[Cause]:
        """See ParkedRows.causes."""
        parked = {"$eq": ["$state", PARKED]}
        pipeline: list[Document] = [
            {"$match": {"consumer": consumer, "state": {"$in": list(OPEN)}}},
            {"$sort": {"state": -1, "at": 1}},
            {
                "$group": {
                    "_id": "$error.fingerprint",
                    "error": {"$first": "$error"},
                    "parked": {"$sum": {"$cond": [parked, 1, 0]}},
                    "behind": {"$sum": {"$cond": [parked, 0, 1]}},
                    "aggregates": {"$addToSet": {"of": "$service", "id": "$aggregate_id"}},
                    "first_at": {"$min": "$at"},
                    "last_at": {"$max": "$at"},
                    "types": {"$addToSet": "$type"},
                }
            },
            {"$sort": {"parked": -1, "_id": 1}},
        ]
        cursor = await self._parked.aggregate(pipeline)
        return [
            Cause(
                Fault(**row["error"]),
                row["parked"],
                row["behind"],
                len(row["aggregates"]),
                row["first_at"],
                row["last_at"],
                tuple(sorted(row["types"])),
            )
            async for row in cursor
        ]

    async def gaps(self, consumer: str) -> list[Gap]:
        """See ParkedRows.gaps."""
        found = await self._gaps.find({"consumer": consumer}).sort("_id", 1).to_list()
        return [Gap.restore(document) for document in found]
