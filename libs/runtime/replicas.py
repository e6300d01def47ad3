"""The processes of one service that run side by side: who lives, and which views are live."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import structlog
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from libs.kernel.ids import new_id
from libs.storage.batcher import Batcher
from libs.storage.database import Database, Document
from libs.storage.documents import View, Views
from libs.storage.store import StoreUnavailable
from libs.storage.work import Layer

log = structlog.get_logger()

STANDING = "~views"
_BEAT_SECONDS = 1.0
_TTL_MS = 20_000
_STALE_SECONDS = 5.0
_STILL_SECONDS = 20.0
_LOOK_SECONDS = 0.05


class OlderThanLive(Exception):
    """A running replica keeps a newer version of a view than this program knows."""


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another living process: the versions of views it keeps, and the halt it obeys."""

    owner: str
    wants: dict[str, int] = field(default_factory=dict)
    halted: str = ""


class Replicas:
    """Presence by heartbeat, and one standing document that says which views are live.

    When it changes every process routes reads and writes anew. While somebody swaps views (a
    *halt*), every process keeps its applier still, so that no fact goes to the old documents.
    """

    def __init__(
        self,
        database: Database,
        views: Views,
        wanted: Sequence[View],
        batcher: Batcher,
        *,
        owner: str,
        moved: Callable[[], None],
        mended: Callable[[], None] = lambda: None,
    ) -> None:
        """``batcher`` applies facts; ``moved`` is called when other views have become live,

        ``mended`` when a replica has redriven something (stopped partitions go on).
        """
        self.owner = owner
        self._rows = database.collection("replicas")
        self._beats = self._rows.with_options(
            read_concern=ReadConcern("local"), write_concern=WriteConcern(w=1)
        )
        self._views, self._batcher = views, batcher
        self._moved, self._mended = moved, mended
        self._mend: str | None = None
        self._mending = False
        self._wants = {view.name: view.version for view in wanted}
        self._others: tuple[Sibling, ...] = ()
        self._generation: int | None = None
        self._outlived = False
        self._looked_at = 0.0
        self._halting: asyncio.Task[None] | None = None

    @property
    def alone(self) -> bool:
        """Whether no other process of this service was seen at the last look."""
        return not self._others

    async def join(self) -> None:
        """The first heartbeat; waits for the end of a halt that is on.

        Raises OlderThanLive when living processes keep a newer view than this program knows.
        """
        await self._beat()
        others = await self.living()
        for name, wanted in self._wants.items():
            live = self._views.version(name)
            if live > wanted and any(other.wants.get(name, 0) >= live for other in others):
                await self.leave()
                raise OlderThanLive(
                    f"view {name}: version {live} is live and kept by a running replica, this "
                    f"program knows version {wanted}; to go back, stop all replicas first"
                )
        await self._halt_over()
        await self.look()

    def mend(self) -> None:
        """Something was redriven here: lets partitions go on that stopped in any replica."""
        self._mended()
        self._mending = True

    async def leave(self) -> None:
        """No longer counts as living."""
        with suppress(PyMongoError):
            await self._rows.delete_one({"_id": self.owner})

    async def run(self) -> None:
        """Beats and looks each second until cancelled; then leaves."""
        try:
            while True:
                try:
                    await self._beat()
                    await self.look()
                except PyMongoError as error:
                    log.warning("replicas.delayed", error_code=type(error).__name__)
                await asyncio.sleep(_BEAT_SECONDS)
        finally:
            if self._halting is not None:
                self._halting.cancel()
            await asyncio.shield(self.leave())

    async def fresh(self) -> None:
        """Looks again if the last look is old: a process that stood still may have missed much.

        Raises StoreUnavailable, so that facts wait, when it finds that others have meanwhile made a
        newer view live than this program keeps.
        """
        if _now() - self._looked_at > _STALE_SECONDS:
            await self.look()
        if self._outlived:
            raise StoreUnavailable("a newer version of a view is live: start this one anew")

    async def look(self) -> None:
        """Learns who lives, routes views anew if others are live, and obeys a halt."""
        begun = _now()
        others = await self.living()
        standing = await self._rows.find_one({"_id": STANDING}) or {}
        generation = int(standing.get("generation", 0))
        if generation != self._generation:
            await self._views.reload()
            self._moved()
            newer = self._generation is not None and [
                name for name, own in self._wants.items() if self._views.version(name) > own
            ]
            self._outlived = bool(newer)
            if newer:
                log.error("replicas.outlived", views=newer)
            self._generation = generation
        mend = str(standing.get("mended", ""))
        if self._mend not in (None, mend):
            self._mended()
        self._mend = mend
        self._others = tuple(others)
        self._looked_at = begun
        by = standing.get("by")
        if by and by != self.owner and (self._halting is None or self._halting.done()):
            self._halting = asyncio.create_task(self._stand_still(), name="replicas halt")

    async def living(self) -> list[Sibling]:
        """All other processes whose heartbeat is not over, by the database's clock."""
        alive: Document = {
            "_id": {"$nin": [STANDING, self.owner]},
            "$expr": {"$gt": ["$until", "$$NOW"]},
        }
        return [
            Sibling(row["_id"], dict(row.get("wants", {})), str(row.get("halted", "")))
            async for row in self._rows.find(alive)
        ]

    def agrees(self, others: Sequence[Sibling]) -> bool:
        """Whether all of them keep the same versions of views as this process."""
        return all(other.wants == self._wants for other in others)

    async def _beat(self) -> None:
        until: Document = {"$add": ["$$NOW", _TTL_MS]}
        row: Document = {"until": until, "wants": {"$literal": self._wants}}
        await self._beats.update_one({"_id": self.owner}, [{"$set": row}], upsert=True)
        if self._mending:
            told: Document = {"$set": {"mended": new_id()}}
            await self._rows.update_one({"_id": STANDING}, told, upsert=True)
            self._mending = False

    async def _halt(self) -> Document | None:
        """The halt that is on, if any."""
        on = {"_id": STANDING, "by": {"$gt": ""}, "$expr": {"$gt": ["$until", "$$NOW"]}}
        return await self._rows.find_one(on)

    async def _halt_over(self) -> None:
        """Waits for the end of a halt; without one it returns at once."""
        deadline = _now() + _STILL_SECONDS
        while True:
            if await self._halt() is None or _now() > deadline:
                return
            await asyncio.sleep(_LOOK_SECONDS)

    async def _stand_still(self) -> None:
        """Keeps the applier still until the halt is over; a halt without an end runs out."""

        async def still(_: Layer) -> None:
            deadline = _now() + _STILL_SECONDS
            while (halt := await self._halt()) is not None and _now() < deadline:
                obeyed: dict[str, Any] = {"$set": {"halted": halt["number"]}}
                await self._rows.update_one({"_id": self.owner}, obeyed)
                await asyncio.sleep(_LOOK_SECONDS)
            await self.look()

        try:
            await self._batcher.submit(still, urgent=True)
        except Exception as error:  # noqa: BLE001 - the next look obeys again
            log.warning("replicas.halt_failed", error_code=type(error).__name__)


def _now() -> float:
    return asyncio.get_running_loop().time()
