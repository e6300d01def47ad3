"""The journal on MongoDB: rows that never change, and parcels of what still has to be sent."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from libs.kernel.ids import new_id
from libs.storage.database import Database, Document
from libs.storage.mongo_earlier import Earlier
from libs.storage.mongo_parcels import (
    AT_ONCE,
    ORDER,
    REFILL_SLOT,
    parcel_documents,
    parcel_of,
    row_of,
)
from libs.storage.parcels import (
    PAGE,
    REFILL,
    SLOTS,
    Page,
    Parcel,
    again,
    again_prefix,
    firsts,
)
from libs.storage.records import OutboxRow

_PLACE = [("agg", 1), ("seq", 1)]


class MongoJournal:
    """See Journal. ``page`` bounds the facts that a refill sends at a time."""

    def __init__(self, database: Database) -> None:
        """``database`` must be prepared."""
        self._client = database.client
        self._rows = database.collection("outbox")
        self._parcels = database.collection("parcels")
        self._notes = database.collection("notes")
        self._earlier = Earlier(database)
        self.page = PAGE

    async def unpublished(
        self,
        slots: Collection[int] | None,
        limit: int,
        exclude: Collection[str] = (),
        after: Parcel | None = None,
    ) -> list[Parcel]:
        """See Journal.unpublished."""
        query: Document = {"slot": {"$gte": REFILL_SLOT}}
        if slots is not None and len(slots) < SLOTS:
            query = {"slot": {"$in": [REFILL_SLOT, *sorted(slots)]}}
        if exclude and after is None:
            query["_id"] = {"$nin": [id_ for id_ in exclude if id_ != REFILL]}
        # The hint keeps the server from walking the ids instead.
        cursor = self._parcels.find(query).sort(ORDER).hint(ORDER).limit(limit)
        if after is not None:
            names = [name for name, _ in ORDER]
            cursor = cursor.min(list(zip(names, after.turn, strict=True)))
        found = await cursor.to_list()
        if found and found[0]["_id"] == REFILL:
            mine = REFILL not in exclude and (slots is None or 0 in slots)
            return await self._next_page(slots, limit, exclude) if mine else []
        return [parcel_of(doc) for doc in found if doc["_id"] not in exclude]

    async def _next_page(
        self, slots: Collection[int] | None, limit: int, exclude: Collection[str]
    ) -> list[Parcel]:
        # One session: what was committed before the refill began is seen, whichever node answers.
        async with self._client.start_session(causal_consistency=True) as session:
            refill = await self._parcels.find_one({"_id": REFILL}, session=session)
            if refill is None:
                return await self.unpublished(slots, limit, exclude)
            cursor = self._rows.find(session=session).sort(_PLACE).hint(_PLACE).limit(self.page)
            after = tuple(refill["after"]) if refill["after"] else None
            if after is not None:
                cursor = cursor.min([("agg", after[0]), ("seq", after[1] + 1)])
            rows = tuple(row_of(doc) for doc in await cursor.to_list())
        page = Page(refill["round"], after, last=len(rows) < self.page)
        parcel = Parcel(REFILL, REFILL_SLOT, rows, (REFILL_SLOT, AT_ONCE, 0), page)
        if rows:
            return [parcel]
        await self.mark_published([parcel])
        return await self.unpublished(slots, limit, exclude)

    async def mark_published(self, parcels: Iterable[Parcel]) -> None:
        """See Journal.mark_published."""
        ids: list[str] = []
        for parcel in parcels:
            if parcel.page is None:
                ids.append(parcel.id)
            else:
                await self._turn(parcel.page, parcel.facts)
        if ids:
            await self._parcels.delete_many({"_id": {"$in": ids}})

    async def _turn(self, page: Page, facts: tuple[OutboxRow, ...]) -> None:
        after = list(page.after) if page.after else None
        here: Document = {"_id": REFILL, "round": page.round, "after": after}
        if page.last:
            await self._parcels.delete_one(here)
        else:
            reached = [facts[-1].aggregate_id, facts[-1].seq]
            await self._parcels.update_one(here, {"$set": {"after": reached}})

    async def resend(self, aggregate_id: str, from_seq: int = 1) -> int:
        """See Journal.resend. What waited for this aggregate already is in the new parcels too."""
        prefix = again_prefix(aggregate_id)
        here: Document = {"_id": {"$gte": prefix, "$lt": prefix + "\uffff"}}
        waiting = firsts(
            aggregate_id, [doc["_id"] async for doc in self._parcels.find(here, {"_id": 1})]
        )
        start = min([from_seq, *waiting.values()])
        query: Document = {"agg": aggregate_id, "seq": {"$gte": start}}
        rows = [row_of(doc) async for doc in self._rows.find(query).sort("seq", 1)]
        parcels = again(aggregate_id, rows)
        now = datetime.now(UTC)
        for document in parcel_documents(parcels, AT_ONCE, since=now):
            id_ = document.pop("_id")
            await self._parcels.update_one({"_id": id_}, {"$setOnInsert": document}, upsert=True)
        replaced = waiting.keys() - {parcel.id for parcel in parcels}
        if replaced:
            await self._parcels.delete_many({"_id": {"$in": list(replaced)}})
        return sum(row.seq >= from_seq for row in rows)

    async def refill(self) -> int:
        """See Journal.refill.

        Parcels that wait already stay: what the lost log acknowledged of them meanwhile is sent
        by the refill, for it was in the journal before.
        """
        begun = {
            "slot": REFILL_SLOT,
            "t": AT_ONCE,
            "part": 0,
            "at": datetime.now(UTC),
            "round": new_id(),
            "after": None,
        }
        await self._parcels.replace_one({"_id": REFILL}, begun, upsert=True)
        return await self._rows.estimated_document_count()

    async def adopt(self) -> int:
        """See Journal.adopt."""
        return await self._earlier.adopt()

    async def oldest_unpublished_at(self) -> datetime | None:
        """See Journal.oldest_unpublished_at: the first of each slot, whatever waits behind it."""
        firsts: list[Document] = [
            {"$sort": dict(ORDER)},
            {"$group": {"_id": "$slot", "at": {"$first": "$at"}}},
        ]
        cursor = await self._parcels.aggregate(firsts, hint=dict(ORDER))
        return min([row["at"] for row in await cursor.to_list()], default=None)

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
        return [row_of(doc) for doc in rows]
