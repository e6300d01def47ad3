"""Which views changed, gathered for a moment and told to every open page of every replica."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import orjson
import structlog
from pymongo.errors import PyMongoError

from libs.runtime.replicas import Replicas
from libs.storage.database import Database, Document, Index

log = structlog.get_logger()

INDEXES: dict[str, tuple[Index, ...]] = {"hints": (Index("at", seconds=3600),)}
_PAUSE_SECONDS = 1.0
_LOOK_SECONDS = 0.5
_GATHER_SECONDS = 0.25


class Listener:
    """What one open page has yet to be told: a slow one hears it late and at once, never not."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._topics: set[str] = set()
        self._told = asyncio.Event()

    def tell(self, topics: Sequence[str]) -> None:
        """Adds to what it is told next."""
        self._topics.update(topics)
        self._told.set()

    async def heard(self) -> str:
        """All that has changed since it heard last (JSON text), as soon as there is anything."""
        await self._told.wait()
        self._told.clear()
        topics, self._topics = sorted(self._topics), set()
        return orjson.dumps({"topics": topics, "as_of": datetime.now(UTC)}).decode()


class Hints:
    """Fans view names out to listeners; a slow one never blocks the rest."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self._listeners: set[Listener] = set()
        self._changed: set[str] = set()
        self._wake = asyncio.Event()
        self._shared: SharedHints | None = None

    def share(self, shared: "SharedHints") -> None:
        """Other replicas hear from now on what this one notes."""
        self._shared = shared

    @contextmanager
    def listen(self) -> Iterator[Listener]:
        """Hears hints for as long as the block runs."""
        listener = Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def changed(self, *views: str) -> None:
        """Notes that ``views`` have new facts."""
        heard = self._listeners or (self._shared is not None and self._shared.needed)
        if views and heard:
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
        for listener in self._listeners:
            listener.tell(topics)


class SharedHints:
    """Hints between the replicas of a gateway: each counts its own in a row, and looks at all."""

    def __init__(self, database: Database, replicas: Replicas, hints: Hints) -> None:
        """What other replicas tell goes to the listeners of ``hints``."""
        self._rows = database.collection("hints")
        self._replicas, self._hints = replicas, hints
        self._heard: dict[str, Document] | None = None

    @property
    def needed(self) -> bool:
        """Whether there is anybody else to tell."""
        return not self._replicas.alone

    async def send(self, topics: Sequence[str]) -> None:
        """Tells the others; a hint that cannot be sent is lost, pages ask again anyway."""
        if not self.needed:
            return
        told: Document = {
            "$inc": {f"told.{topic}": 1 for topic in topics},
            "$set": {"at": datetime.now(UTC)},
        }
        try:
            await self._rows.update_one({"_id": self._replicas.owner}, told, upsert=True)
        except PyMongoError as error:
            log.info("hints.lost", error_code=type(error).__name__)

    async def follow(self) -> None:
        """Until cancelled: tells what other replicas have noted; alone, there is nobody to hear."""
        while True:
            try:
                if self.needed:
                    await self.look()
                else:
                    self._heard = None
            except PyMongoError as error:
                log.warning("hints.delayed", error_code=type(error).__name__)
            await asyncio.sleep(_LOOK_SECONDS if self.needed else _PAUSE_SECONDS)

    async def look(self) -> None:
        """Tells what others have counted since the last look; the first one only notes it."""
        others: Document = {"_id": {"$ne": self._replicas.owner}}
        rows = {row["_id"]: row.get("told", {}) async for row in self._rows.find(others)}
        before, self._heard = self._heard, rows
        changed = {
            topic
            for owner, told in rows.items()
            for topic, count in told.items()
            if before is not None and count != before.get(owner, {}).get(topic)
        }
        if changed:
            self._hints.tell(sorted(changed))
