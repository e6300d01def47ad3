"""The rest between batches of facts: short in calm, longer when facts pour in, none if hurried."""

import asyncio
from typing import Final

POURING: Final = 16
"""So many facts in one batch show that more are coming than single transactions are worth."""
LONGEST_SECONDS: Final = 0.4
_EFFORT = 4


class Breath:
    """What follows facts rests after each batch, so that the next one is worth its transaction.

    Whoever waits for a fact hurries it: then it does not rest at all.
    """

    def __init__(self, seconds: float) -> None:
        """``seconds``: the longest rest in calm; 0 means that it never rests."""
        self._seconds = seconds
        self._hurried = asyncio.Event()

    def hurry(self) -> None:
        """Ends the rest at once, or leaves out the next one."""
        self._hurried.set()

    def length(self, facts: int, took: float) -> float:
        """Seconds to rest after a batch of so many facts that took so many seconds."""
        if not facts:
            return 0.0
        if facts < POURING:
            return min(_EFFORT * took, self._seconds)
        return min(self._seconds * facts / POURING, LONGEST_SECONDS)

    async def draw(self, facts: int, took: float) -> None:
        """Rests."""
        seconds = self.length(facts, took)
        if seconds:
            try:
                async with asyncio.timeout(seconds):
                    await self._hurried.wait()
            except TimeoutError:
                return
        self._hurried.clear()
