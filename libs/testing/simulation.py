"""An event loop for simulations: time stands still while anything can run, chance picks the order.

With the twins of log and database nothing leaves the process, so a seed repeats a run.
"""

import asyncio
import random
from collections.abc import Coroutine
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from libs.kernel.clock import BEIJING

T = TypeVar("T")
_TICK = 1e-6


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Jumps to the next deadline instead of waiting; runs what is ready in an order of its own."""

    def __init__(self, rng: random.Random) -> None:
        """``rng`` decides every order."""
        super().__init__()
        self._rng = rng
        self._now = 0.0

    def time(self) -> float:
        """Seconds of the simulation."""
        return self._now

    def _run_once(self) -> None:
        ready: Any = self._ready  # type: ignore[attr-defined]
        scheduled: Any = self._scheduled  # type: ignore[attr-defined]
        self._now += _TICK
        if not ready and scheduled:
            self._now = max(self._now, scheduled[0]._when)
        elif len(ready) > 1 and self._rng.random() < 0.5:
            handles = list(ready)
            self._rng.shuffle(handles)
            ready.clear()
            ready.extend(handles)
        super()._run_once()  # type: ignore[misc]


class SimulatedClock:
    """The instant of the running loop, counted from a Monday morning in Beijing."""

    def now(self) -> datetime:
        """The present instant, cut to milliseconds."""
        passed = int(asyncio.get_running_loop().time() * 1000)
        return datetime(2026, 11, 23, 1, 0, tzinfo=UTC) + timedelta(milliseconds=passed)

    def today(self) -> date:
        """The present civil date in Beijing."""
        return self.now().astimezone(BEIJING).date()


def simulate(scenario: Coroutine[Any, Any, T], rng: random.Random) -> T:
    """Runs ``scenario`` to its end on a loop of its own."""
    loop = SimulatedLoop(rng)
    try:
        return loop.run_until_complete(scenario)
    finally:
        loop.run_until_complete(_end_all())
        loop.close()


async def _end_all() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
