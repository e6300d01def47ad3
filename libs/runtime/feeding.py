"""Keeps the directory in memory equal to its stored view, whichever replica wrote it."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from pymongo.errors import PyMongoError

from libs.kernel.clock import Clock
from libs.messaging.gate import scope
from libs.runtime.applying import DirectoryPort
from libs.storage.database import Database, Document
from libs.storage.documents import Reader

log = structlog.get_logger()
_PAUSE = 1.0
_LOOK_SECONDS = 0.5
_LATE: Final = timedelta(seconds=3)
_LATEST: Final = timedelta(seconds=60)
"""A fact is dated before its commit: most a moment, none as long as a commit may take at most."""
_LONG_LOOK = 20


class Feed:
    """Loads the view once, then follows what other replicas write to it.

    What this process applies goes into memory by itself: alone, it follows nothing. Beside others
    it looks twice a second at what they have applied, by the rows of the inbox: a change stream
    would make the database go through everything that it writes, for each process once. A replica
    that appears means loading again.
    """

    def __init__(
        self,
        reader: Reader,
        database: Database,
        directory: DirectoryPort,
        alone: Callable[[], bool],
        consumer: str,
        clock: Clock,
    ) -> None:
        """``directory.view`` names the view; ``alone``: no other replica lives; ``consumer`` is

        whose inbox it is, dated by ``clock``.
        """
        self._reader, self._directory = reader, directory
        self._inbox = database.collection("inbox")
        self._alone, self._clock = alone, clock
        services = sorted({event.service for event in directory.events})
        self._of = {"$in": [scope(consumer, service) for service in services]}

    async def load(self) -> None:
        """Reads every stored document into memory."""
        async for document in self._reader.each(self._view, {}):
            self._directory.put(document)

    async def refresh(self, id_: str, seq: int) -> None:
        """Takes one stored document into memory, if the one there is older than ``seq``."""
        if self._directory.seq(id_) < seq:
            document = await self._reader.get(self._view, id_)
            if document is not None:
                self._directory.put(document)

    @property
    def _view(self) -> str:
        """The collection that is live now; another one after a rebuild."""
        return self._reader.view(self._directory.view)

    async def follow(self) -> None:
        """Follows until cancelled. Looking only saves waiting; loading is the truth."""
        loaded = self._view
        while True:
            try:
                if self._alone():
                    if loaded != self._view:
                        loaded = self._view
                        await self.load()
                    await asyncio.sleep(_PAUSE)
                else:
                    loaded = self._view
                    await self._follow(loaded)
            except PyMongoError as error:
                log.warning("directory.feed-lost", error=type(error).__name__)
                await asyncio.sleep(_PAUSE)

    async def _follow(self, live: str) -> None:
        """Until another collection is live, this process is alone, or the database is away."""
        before = long_before = self._clock.now()
        await self.load()
        looks = 0
        while self._view == live and not self._alone():
            await asyncio.sleep(_LOOK_SECONDS)
            # The clock of a demo may be set on or back between two looks.
            now, looks = self._clock.now(), looks + 1
            if looks % _LONG_LOOK:
                await self._look(min(before, now) - _LATE)
            else:
                await self._look(min(long_before, now) - _LATEST)
                long_before = now
            before = now

    async def _look(self, since: datetime) -> None:
        """Takes into memory what has been applied since then and is not there."""
        applied: dict[str, int] = {}
        query: Document = {"at": {"$gte": since}, "by": self._of}
        async for page in self._inbox.find(query, {"_id": 0, "facts": 1}).hint("at_1"):
            for _, id_, seq in page["facts"]:
                applied[id_] = max(seq, applied.get(id_, 0))
        old = [id_ for id_, seq in applied.items() if self._directory.seq(id_) < seq]
        if old:
            async for document in self._reader.each(self._view, {"_id": {"$in": old}}):
                self._directory.put(document)
