"""Which views changed, gathered for a moment and told to every open page of every replica."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import orjson
import structlog
from pymongo.errors import PyMongoError

from libs.runtime.replicas import Replicas
from libs.storage.database import Database, Index

log = structlog.get_logger()

INDEXES: dict[str, tuple[Index, ...]] = {"hints": (Index("at", seconds=3600),)}
_PAUSE_SECONDS = 1.0
_GATHER_SECONDS = 0.25
_WAITING = 20


class Hints:
    """Fans view names out to listeners; a slow listener loses hints, never blocks the rest."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self._listeners: set[asyncio.Queue[str]] = set()
        self._changed: set[str] = set()
        self._wake = asyncio.Event()
        self._shared: SharedHints | None = None

    def share(self, shared: "SharedHints") -> None:
        """Other replicas hear from now on what this one notes."""
        self._shared = shared

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue[str]]:
        """A queue of hints (JSON text) for as long as the block runs."""
        queue: asyncio.Queue[str] = asyncio.Queue(_WAITING)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def changed(self, *views: str) -> None:
        """Notes that ``views`` have new facts."""
        if self._listeners or (self._shared is not None and self._shared.needed):
            self._changed.update(views)
            self._wake.set()

    async def run(self) -> None:
        """Tells listeners, at most four times a second."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(_GATHER_SECONDS)
            self._wake.clear()
            topics, self._changed = sorted(self._changed), set()
            self.tell(topics)
            if self._shared is not None:
                await self._shared.send(topics)

    def tell(self, topics: Sequence[str]) -> None:
        """Tells this process's listeners at once."""
        text = orjson.dumps({"topics": topics, "as_of": datetime.now(UTC)}).decode()
        for queue in self._listeners:
            if not queue.full():
                queue.put_nowait(text)


class SharedHints:
    """Hints between the replicas of a gateway: each writes a row of its own, and follows all."""

    def __init__(self, database: Database, replicas: Replicas, hints: Hints) -> None:
        """What other replicas tell goes to the listeners of ``hints``."""
        self._rows = database.collection("hints")
        self._replicas, self._hints = replicas, hints

    @property
    def needed(self) -> bool:
        """Whether there is anybody else to tell."""
        return not self._replicas.alone

    async def send(self, topics: Sequence[str]) -> None:
        """Tells the others; a hint that cannot be sent is lost, pages ask again anyway."""
        if not self.needed:
            return
        row = {"topics": list(topics), "at": datetime.now(UTC)}
        try:
            await self._rows.replace_one({"_id": self._replicas.owner}, row, upsert=True)
        except PyMongoError as error:
            log.info("hints.lost", error_code=type(error).__name__)

    async def follow(self) -> None:
        """Until cancelled: tells what other replicas have noted."""
        others = [{"$match": {"documentKey._id": {"$ne": self._replicas.owner}}}]
        while True:
            try:
                async with await self._rows.watch(others, full_document="updateLookup") as changes:
                    async for change in changes:
                        row = change.get("fullDocument")
                        if row is not None:
                            self._hints.tell(row["topics"])
            except PyMongoError as error:
                log.warning("hints.stream-lost", error_code=type(error).__name__)
                await asyncio.sleep(_PAUSE_SECONDS)
