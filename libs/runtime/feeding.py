"""Keeps the directory in memory equal to its stored view, whichever replica wrote it."""

import asyncio
from collections.abc import Callable

import structlog
from pymongo.errors import PyMongoError

from libs.runtime.applying import DirectoryPort
from libs.storage.database import Database
from libs.storage.documents import Reader

log = structlog.get_logger()
_PAUSE = 1.0
_LOOK_MS = 1000


class Feed:
    """Loads the view once, then follows what other replicas write to it.

    What this process applies goes into memory by itself: alone, it follows nothing, for a change
    stream makes the database go through everything that it writes. A lost stream means loading
    again, and so does a replica that appears.
    """

    def __init__(
        self,
        reader: Reader,
        database: Database,
        directory: DirectoryPort,
        alone: Callable[[], bool],
    ) -> None:
        """``directory.view`` names the view; ``alone``: no other replica lives."""
        self._reader, self._database, self._directory = reader, database, directory
        self._alone = alone

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
        """Follows until cancelled. The stream only saves waiting; loading is the truth."""
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
                log.warning("directory.stream-lost", error=type(error).__name__)
                await asyncio.sleep(_PAUSE)

    async def _follow(self, live: str) -> None:
        """Until another collection is live, this process is alone, or the stream is lost."""
        stream = await self._database.collection(live).watch(
            full_document="updateLookup", max_await_time_ms=_LOOK_MS
        )
        async with stream as changes:
            await self.load()
            while self._view == live and changes.alive and not self._alone():
                change = await changes.try_next()
                document = change and change.get("fullDocument")
                if document is not None:
                    self._directory.put(document)
