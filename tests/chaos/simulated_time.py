"""Time that stands still while anything can run, and jumps when nothing can."""

import asyncio
import selectors
from datetime import UTC, date, datetime, timedelta
from typing import Any

EPOCH = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class _Deaf(selectors.SelectSelector):
    """Nothing comes from outside, so nobody need be asked."""

    def select(self, timeout: float | None = None) -> list[Any]:
        """Nothing, at once."""
        del timeout
        return []


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Jumps to the next deadline instead of waiting for it; every round takes a microsecond."""

    _now = 0.0

    def __init__(self) -> None:
        """At zero seconds."""
        super().__init__(_Deaf())

    def time(self) -> float:
        """Seconds of the simulation."""
        return self._now

    def _run_once(self) -> None:
        ready: Any = self._ready  # type: ignore[attr-defined]
        scheduled: Any = self._scheduled  # type: ignore[attr-defined]
        self._now += 1e-6
        if not ready:
            waiting = [handle._when for handle in scheduled if not handle._cancelled]
            self._now = max(self._now, min(waiting, default=self._now))
        super()._run_once()  # type: ignore[misc]


class LoopClock:
    """The clock of everything inside."""

    def now(self) -> datetime:
        """The simulated instant, to the millisecond."""
        instant = EPOCH + timedelta(seconds=asyncio.get_running_loop().time())
        return instant.replace(microsecond=instant.microsecond // 1000 * 1000)

    def today(self) -> date:
        """Its date."""
        return self.now().date()
