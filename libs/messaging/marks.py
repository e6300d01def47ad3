"""Marks of what has been sent: many rows at a time, a moment after the log acknowledged them."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from libs.kernel.crashpoints import crashpoint
from libs.storage.journal import Journal
from libs.storage.records import OutboxRow

log = structlog.get_logger()

MANY: Final = 500
"""So many rows are marked at once, whatever the time."""
LATER_SECONDS: Final = 0.25


class Marks:
    """Acknowledged facts whose rows do not say so yet. Lost with the process, they are sent again,

    and dropped by whoever has seen them; so nobody has to wait for a mark.
    """

    def __init__(
        self, journal: Journal, ended: Callable[[Sequence[OutboxRow], bool], None]
    ) -> None:
        """``ended`` is told of rows that wait no longer, and whether they are marked."""
        self._journal, self._ended = journal, ended
        self._waiting: list[OutboxRow] = []
        self._some = asyncio.Event()

    @property
    def many(self) -> bool:
        """Whether a mark is worth its while now."""
        return len(self._waiting) >= MANY

    def add(self, rows: Sequence[OutboxRow]) -> None:
        """The log has acknowledged these."""
        self._waiting += rows
        self._some.set()

    async def flush(self) -> bool:
        """Marks what waits; whether that succeeded: if not, the rows are to be sent again."""
        rows, marked = self._take(), False
        if not rows:
            return True
        try:
            await self._journal.mark_published(rows)
            marked = True
            crashpoint("relay.after_mark")
        except Exception as error:  # noqa: BLE001 - unmarked rows are sent again
            log.warning("relay.mark_failed", error_code=type(error).__name__, detail=str(error))
        finally:
            self._ended(rows, marked)
        return marked

    def drop(self) -> None:
        """Forgets what waits: the log that acknowledged it is gone."""
        self._ended(self._take(), True)

    def _take(self) -> list[OutboxRow]:
        rows, self._waiting = self._waiting, []
        self._some.clear()
        return rows

    async def run(self) -> None:
        """Marks a moment after there is something to mark, until cancelled."""
        while True:
            await self._some.wait()
            await asyncio.sleep(LATER_SECONDS)
            await self.flush()
