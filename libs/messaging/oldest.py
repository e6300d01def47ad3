"""How long the longest waiting fact has waited: a relay that is behind sheds commands."""

import asyncio
from typing import Final

import structlog

from libs.kernel.clock import Clock
from libs.messaging import metrics
from libs.storage.journal import Journal

log = structlog.get_logger()

LOOK_SECONDS = 1.0
OVERLOADED_SECONDS: Final = 10.0
_SHARE: Final = 4
_RAREST_SECONDS: Final = 5.0


class Oldest:
    """The age of the oldest unpublished fact of a journal, looked at every second.

    When a look takes long, looks are rarer. Not rarer than every five seconds, for as long may
    commands be refused that could be obeyed again.
    """

    def __init__(self, journal: Journal, clock: Clock) -> None:
        """Nothing waits as far as is known."""
        self._journal, self.clock = journal, clock
        self.age = 0.0

    @property
    def overloaded(self) -> bool:
        """Facts wait too long to be published: new commands should be refused for a while."""
        return self.age > OVERLOADED_SECONDS

    async def run(self) -> None:
        """Looks until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            begun = loop.time()
            try:
                oldest = await self._journal.oldest_unpublished_at()
            except Exception as error:  # noqa: BLE001 - the last age stands, and grows no worse
                log.warning("relay.age_unknown", error_code=type(error).__name__)
            else:
                age = (self.clock.now() - oldest).total_seconds() if oldest else 0.0
                self.age = max(age, 0.0)
                metrics.OLDEST.set(self.age)
            await asyncio.sleep(pause_after(loop.time() - begun))


def pause_after(seconds: float) -> float:
    """Seconds until the next look, after one that took so long."""
    return max(LOOK_SECONDS, min(_SHARE * seconds, _RAREST_SECONDS))
