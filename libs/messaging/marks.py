"""What has been sent is forgotten: many parcels at a time, a moment after the log has them."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from libs.kernel.crashpoints import crashpoint
from libs.storage.journal import Journal
from libs.storage.parcels import Parcel

log = structlog.get_logger()

MANY: Final = 500
"""The parcels of so many facts are marked at once, whatever the time."""
LATER_SECONDS: Final = 0.25


class Marks:
    """Acknowledged parcels that are still there. If the process is lost, they are sent again,

    and dropped by whoever has seen them; so nobody has to wait for a mark.
    """

    def __init__(self, journal: Journal, ended: Callable[[Sequence[Parcel], bool], None]) -> None:
        """``ended`` is told of parcels that wait no longer, and whether they are marked."""
        self._journal, self._ended = journal, ended
        self._waiting: list[Parcel] = []
        self._facts = 0
        self._some = asyncio.Event()

    @property
    def due(self) -> bool:
        """Whether a mark is worth its while now: there is much, or the refill's next page waits."""
        return self._facts >= MANY or any(parcel.page for parcel in self._waiting)

    def add(self, parcels: Sequence[Parcel]) -> None:
        """The log has acknowledged all facts of these."""
        self._waiting += parcels
        self._facts += sum(len(parcel.facts) for parcel in parcels)
        self._some.set()

    async def flush(self) -> bool:
        """Marks what waits; whether that succeeded: if not, the parcels are to be sent again."""
        parcels, marked = self._take(), False
        if not parcels:
            return True
        try:
            await self._journal.mark_published(parcels)
            marked = True
            crashpoint("relay.after_mark")
        except Exception as error:  # noqa: BLE001 - unmarked parcels are sent again
            log.warning("relay.mark_failed", error_code=type(error).__name__, detail=str(error))
        finally:
            self._ended(parcels, marked)
        return marked

    def _take(self) -> list[Parcel]:
        parcels, self._waiting, self._facts = self._waiting, [], 0
        self._some.clear()
        return parcels

    async def run(self) -> None:
        """Marks a moment after there is something to mark, until cancelled."""
        while True:
            await self._some.wait()
            await asyncio.sleep(LATER_SECONDS)
            await self.flush()
