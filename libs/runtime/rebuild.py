"""Views built anew beside the live ones: read the log from its beginning, catch up, swap."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from libs.kernel.crashpoints import crashpoint
from libs.kernel.ids import new_id
from libs.kernel.views import ViewWrite
from libs.messaging.codec import Undecodable, decode
from libs.messaging.log import Delivery, LogAdmin, Place, Subscriber
from libs.runtime.applying import Applying
from libs.runtime.replicas import Replicas
from libs.runtime.swap import NotNow, Swap
from libs.storage.batcher import Batcher
from libs.storage.database import WRITE, Database
from libs.storage.documents import View, Views, physical_name
from libs.storage.view_writes import view_operations
from libs.storage.write_commands import write

log = structlog.get_logger()

Ask = Callable[[str, str, int], Awaitable[bool]]
"""(service, aggregate id, from seq): have the journal send facts again."""

_READ, _WRITTEN = 50, 50
_TURN_SECONDS, _REST_SECONDS = 0.0005, 0.001
"""Whoever reads pages meanwhile waits behind so many facts on their way from the log, so many rows

on their way to the database, or so long a turn of work on facts, and no more. A page asks the
database several questions, one after the other: without the rest it would wait behind a turn for
each of them.
"""
_PAGE = 1_000
_PAUSE_SECONDS = 1.0


@dataclass(slots=True, kw_only=True)
class Rebuild:
    """Builds ``outdated`` views in their new collections while the live ones go on.

    Only views are written: no reaction, no sweep. Facts are taken in each aggregate's order; where
    the log no longer has them, the journal is asked. One replica builds, into collections of its
    own; the swap happens when every replica stands still and nothing that the live views hold is
    missing.
    """

    outdated: Sequence[View]
    views: Views
    database: Database
    batcher: Batcher
    replicas: Replicas
    applying: Applying
    subscriber: Subscriber
    admin: LogAdmin
    topics: Sequence[str]
    ask: Ask
    consumer: str
    build: str = field(default_factory=lambda: new_id()[-8:])
    seqs: dict[tuple[str, str], int] = field(default_factory=dict)
    waiting: dict[tuple[str, str], dict[int, Delivery]] = field(default_factory=dict)
    offsets: dict[Place, int] = field(default_factory=dict)
    needed: dict[tuple[str, str], int] = field(default_factory=dict)
    names: frozenset[str] = field(init=False)
    writing: asyncio.Task[None] | None = None
    applied: int = 0

    def __post_init__(self) -> None:
        """Names its views."""
        self.names = frozenset(view.name for view in self.outdated)

    async def run(self) -> None:
        """Ends when the new views are live, whoever has made them so."""
        await self._recall()
        await self.subscriber.open(self)
        try:
            await self._catch_up()
            await self._index()
            await self._catch_up()
            while not await self._swapped():
                await self._catch_up()
        finally:
            if self.writing is not None:
                self.writing.cancel()
            await asyncio.shield(self.subscriber.close())
        names = [view.name for view in self.outdated]
        log.info("views.rebuilt", views=names, facts=self.applied)

    async def _swapped(self) -> bool:
        """Tries to swap; whether the wanted versions are live now."""
        swap = Swap(
            database=self.database,
            views=self.views,
            batcher=self.batcher,
            replicas=self.replicas,
            collections={view.name: self._collection(view) for view in self.outdated},
        )
        try:
            await swap.attempt(self._catch_up)
        except NotNow as reason:
            log.info("views.swap_waits", reason=str(reason))
            await asyncio.sleep(_PAUSE_SECONDS)
            await self.views.reload()
        return not self.views.outdated(self.outdated)

    async def _catch_up(self) -> None:
        """Reads to the present end of the log, and until no fact is missing; all is written."""
        await self._until(await self.admin.end_offsets(self.topics))
        await self._written()

    def _collection(self, view: View) -> str:
        return physical_name(view, self.build)

    async def _recall(self) -> None:
        """What the live views hold must come, also of aggregates that the log has forgotten."""
        prefix = f"{self.consumer}/"
        query = {"_id": {"$gte": prefix, "$lt": prefix + "\uffff"}}
        async for row in self.database.collection("positions").find(query, batch_size=_PAGE):
            scope, _, aggregate = row["_id"].partition(":")
            self.needed[scope.removeprefix(prefix), aggregate] = row["seq"]

    def _missing(self) -> dict[tuple[str, str], int]:
        """What is needed and has not come; shrinks as it comes."""
        self.needed = {k: seq for k, seq in self.needed.items() if self.seqs.get(k, 0) < seq}
        return self.needed

    async def assigned(self, places: frozenset[Place]) -> None:
        """Nothing is remembered between partitions."""

    async def revoked(self, places: frozenset[Place]) -> None:
        """Nothing is remembered between partitions."""

    async def lost(self, places: frozenset[Place]) -> None:
        """Missing facts are asked for in any case."""

    async def _until(self, wanted: Mapping[Place, int]) -> None:
        """Reads until every partition is at least there and no fact is missing."""
        while self._unread(wanted):
            await self._step()
        while self.waiting or self._missing():
            for service, id_ in list(self.needed):
                await self.ask(service, id_, self.seqs.get((service, id_), 0) + 1)
            await self._step()

    def _unread(self, wanted: Mapping[Place, int]) -> bool:
        return any(self.offsets.get(place, 0) < end for place, end in wanted.items() if end)

    async def _index(self) -> None:
        """Over the finished documents: kept beside them, an index costs several times as much."""
        crashpoint("rebuild.before_indexes")
        await asyncio.gather(
            *(
                self.database.collection(self._collection(view)).create_indexes(
                    [index.model() for index in view.indexes]
                )
                for view in self.outdated
                if view.indexes
            )
        )

    async def _step(self) -> None:
        """One page, of what is there to be read; it is written while the next one is read."""
        writes: list[ViewWrite] = []
        found = await self.subscriber.poll(_READ, 0.5)
        while found:
            await self._take_all(found, writes)
            full = len(writes) >= _PAGE
            found = {} if full else await self.subscriber.poll(_READ, 0.0)
        if writes:
            await self._written()
            self.writing = asyncio.create_task(self._write(writes), name="rebuild page")
        for (service, id_), early in self.waiting.items():
            if early:
                await self.ask(service, id_, self.seqs.get((service, id_), 0) + 1)

    async def _written(self) -> None:
        """Waits for the page that is being written; raises what came of it."""
        if self.writing is not None:
            await self.writing
            self.writing = None

    async def _take_all(
        self, found: Mapping[Place, Sequence[Delivery]], writes: list[ViewWrite]
    ) -> None:
        """Adds the writes of what was found, in turns that leave room for others."""
        begun = time.perf_counter()
        for place, deliveries in found.items():
            for delivery in deliveries:
                self._take(delivery, writes)
                if time.perf_counter() - begun >= _TURN_SECONDS:
                    await asyncio.sleep(_REST_SECONDS)
                    begun = time.perf_counter()
            self.offsets[place] = deliveries[-1].offset + 1

    def _take(self, delivery: Delivery, writes: list[ViewWrite]) -> None:
        """Adds the writes of a fact and of those that waited for it."""
        following: Delivery | None = delivery
        while following is not None:
            following = self._take_one(following, writes)

    def _take_one(self, delivery: Delivery, writes: list[ViewWrite]) -> Delivery | None:
        """Adds the writes of one fact; the one that waited right behind it, if any."""
        try:
            event, meta = decode(delivery)
        except Undecodable:
            # The live consumer has it in quarantine or parked; a view cannot show it.
            return None
        key = (meta.service, meta.aggregate_id)
        position = self.seqs.get(key, 0)
        if meta.seq <= position:
            return None
        if meta.seq > position + 1:
            self.waiting.setdefault(key, {})[meta.seq] = delivery
            return None
        self.seqs[key] = meta.seq
        self.applied += 1
        if event is not None:
            writes += [w for w in self.applying.project(event, meta) if w.view in self.names]
        early = self.waiting.get(key, {})
        following = early.pop(meta.seq + 1, None)
        if not any(seq > meta.seq for seq in early) and following is None:
            self.waiting.pop(key, None)
        return following

    async def _write(self, writes: Sequence[ViewWrite]) -> None:
        await asyncio.gather(*(self._write_to(view, writes) for view in self.outdated))
        crashpoint("rebuild.after_page")

    async def _write_to(self, view: View, writes: Sequence[ViewWrite]) -> None:
        own = [write for write in writes if write.view == view.name]
        collection = self.database.collection(self._collection(view))
        for start in range(0, len(own), _WRITTEN):
            part = own[start : start + _WRITTEN]
            operations = await view_operations(collection, part)
            await write(collection, operations, concern=WRITE.document)
