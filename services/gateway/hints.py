"""Which views changed, gathered for a moment and told to every open page."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import orjson

_GATHER_SECONDS = 0.25
_WAITING = 20


class Hints:
    """Fans view names out to listeners; a slow listener loses hints, never blocks the rest."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self._listeners: set[asyncio.Queue[str]] = set()
        self._changed: set[str] = set()
        self._wake = asyncio.Event()

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
        if self._listeners:
            self._changed.update(views)
            self._wake.set()

    async def run(self) -> None:
        """Tells listeners, at most four times a second."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(_GATHER_SECONDS)
            self._wake.clear()
            topics, self._changed = sorted(self._changed), set()
            text = orjson.dumps({"topics": topics, "as_of": datetime.now(UTC)}).decode()
            for queue in self._listeners:
                if not queue.full():
                    queue.put_nowait(text)
