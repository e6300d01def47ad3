"""The rest between readings of the log: short in calm, longer in a flood, none if hurried."""

import asyncio
from typing import Final

from libs.messaging.lane import BATCH

POURING: Final = 16
"""So many facts at once show that more are coming than single transactions are worth."""
LONGEST_SECONDS: Final = 1.5


class Breath:
    """Who follows facts rests after each reading, so that the next one is worth its transaction

    and its answer from the log. Whoever waits for a fact hurries it: then it does not rest at all.
    """

    def __init__(self, seconds: float) -> None:
        """``seconds``: the rest in calm; 0 means that it never rests."""
        self._seconds = seconds
        self._hurried = asyncio.Event()

    def hurry(self) -> None:
        """Ends the rest at once, or leaves out the next one."""
        self._hurried.set()

    def length(self, facts: int) -> float:
        """Seconds to rest after so many facts; none after a full reading: the next is worth it."""
        if not facts or facts >= BATCH:
            return 0.0
        return min(self._seconds * max(facts / POURING, 1.0), LONGEST_SECONDS)

    async def draw(self, facts: int) -> None:
        """Rests."""
        seconds = self.length(facts)
        if seconds:
            try:
                async with asyncio.timeout(seconds):
                    await self._hurried.wait()
            except TimeoutError:
                return
        self._hurried.clear()
