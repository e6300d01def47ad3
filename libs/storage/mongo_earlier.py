"""What versions without parcels left unpublished: rows of the journal with ``pub: false``."""

from typing import Final

from pymongo.asynchronous.client_session import AsyncClientSession

from libs.storage.database import READ, WRITE, Database
from libs.storage.mongo_leases import MongoLeases
from libs.storage.mongo_parcels import AT_ONCE, parcel_documents, row_of
from libs.storage.parcels import parcels_of

_ORDER: Final = [("slot", 1), ("agg", 1), ("seq", 1)]
_INDEX: Final = "slot_1_agg_1_seq_1"
_RELAYS: Final = "relay-worker:"
_MANY: Final = 500


class Earlier:
    """Moves such rows into parcels, a part in each transaction: a crash leaves it to the next.

    The partial index over them stays where an earlier version made it. It costs nothing once it
    is empty, a process of that version needs it, and it tells whether there is anything to look
    for at any time: a version may be put back and forth again.
    """

    def __init__(self, database: Database) -> None:
        """``database`` must be prepared."""
        self._client, self._leases = database.client, MongoLeases(database)
        self._rows = database.collection("outbox")
        self._parcels = database.collection("parcels")

    async def adopt(self) -> int:
        """See Journal.adopt."""
        if _INDEX not in await self._rows.index_information():
            return 0
        if await self._leases.held(_RELAYS):
            return 0
        count = 0
        while moved := await self._move(count):
            count += moved
        return count

    async def _move(self, part: int) -> int:
        """The next rows in their order, in parcels numbered from ``part``."""
        if await self._rows.find_one({"pub": False}, {"_id": 1}, hint=_ORDER) is None:
            return 0
        async with (
            self._client.start_session() as session,
            await session.start_transaction(READ, WRITE),
        ):
            return await self._moved(part, session)

    async def _moved(self, part: int, session: AsyncClientSession) -> int:
        """Another process that moves the same rows at once fails, and finds them moved."""
        cursor = self._rows.find({"pub": False}, session=session).sort(_ORDER).hint(_ORDER)
        rows = [row_of(doc) for doc in await cursor.limit(_MANY).to_list()]
        if not rows:
            return 0
        ids = [row.id for row in rows]
        mark = {"$set": {"pub": True}}
        await self._rows.update_many({"_id": {"$in": ids}}, mark, session=session)
        documents = parcel_documents(parcels_of(rows), AT_ONCE, part=part)
        await self._parcels.insert_many(documents, session=session)
        return len(rows)
