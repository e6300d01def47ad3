"""Keeps the directory in memory equal to its stored view, whichever replica wrote it."""

import asyncio

import structlog
from pymongo.errors import PyMongoError

from libs.runtime.applying import DirectoryPort
from libs.storage.database import Database
from libs.storage.documents import Reader

log = structlog.get_logger()
_PAUSE = 1.0


class Feed:
    """Loads the view once, then follows its changes; a lost stream means loading again."""

    def __init__(self, reader: Reader, database: Database, directory: DirectoryPort) -> None:
        """``directory.view`` names the view."""
        self._reader, self._database, self._directory = reader, database, directory

    async def load(self) -> None:
        """Reads every stored document into memory."""
        async for document in self._reader.each(self._reader.view(self._directory.view), {}):
            self._directory.put(document)

    async def follow(self) -> None:
        """Follows until cancelled. The stream only saves waiting; loading is the truth."""
        while True:
            collection = self._database.collection(self._reader.view(self._directory.view))
            try:
                async with await collection.watch(full_document="updateLookup") as changes:
                    await self.load()
                    async for change in changes:
                        document = change.get("fullDocument")
                        if document is not None:
                            self._directory.put(document)
            except PyMongoError as error:
                log.warning("directory.stream-lost", error=type(error).__name__)
                await asyncio.sleep(_PAUSE)
