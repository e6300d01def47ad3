"""What is due: timers are written by saves, and read here."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from libs.storage.database import Database, Document
from libs.storage.records import TimerRow


class Deadlines(Protocol):
    """The timers of one service."""

    async def due(self, by: datetime, limit: int, exclude: Collection[str] = ()) -> list[TimerRow]:
        """Up to ``limit`` timers due at ``by`` or before, the longest due first, without those of

        ``exclude``. Each names its own instant as ``expected``, so that a moved one is kept.
        """
        ...


class MongoDeadlines:
    """See Deadlines."""

    def __init__(self, database: Database) -> None:
        """``database`` must be prepared."""
        self._rows = database.collection("timers")

    async def due(self, by: datetime, limit: int, exclude: Collection[str] = ()) -> list[TimerRow]:
        """See Deadlines.due."""
        query: Document = {"due_at": {"$lte": by}, "_id": {"$nin": list(exclude)}}
        found = await self._rows.find(query).sort("due_at", 1).limit(limit).to_list()
        return [
            TimerRow(r["_id"], r["kind"], r["agg"], r["due_at"], r["payload"], r["due_at"])
            for r in found
        ]
