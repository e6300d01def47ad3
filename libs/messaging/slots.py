"""Which parcels this process sends: those of the slots whose leases it holds."""

import asyncio
import math

import structlog

from libs.kernel.crashpoints import crashpoint
from libs.storage.journal import Leases
from libs.storage.parcels import SLOTS

log = structlog.get_logger()

_TTL = 5.0
_MEMBER, _SLOT = "parcel-worker:", "parcels:"
"""Other names than before there were parcels: who sends rows must not keep parcels from others."""


class SlotShares:
    """Holds a fair part of the slots, and only while the leases are renewed in time.

    Where more processes than slots live, some hold none.
    """

    def __init__(self, leases: Leases, owner: str) -> None:
        """``owner`` names this process; all processes of a service share one database."""
        self._leases, self._owner = leases, owner
        self._until: dict[int, float] = {}

    @property
    def slots(self) -> frozenset[int] | None:
        """The slots held at this moment; None when it is every one."""
        now = asyncio.get_running_loop().time()
        held = frozenset(slot for slot, until in self._until.items() if until > now)
        return None if len(held) == SLOTS else held

    async def run(self) -> None:
        """Renews, takes over and gives back until cancelled; then gives everything back."""
        try:
            while True:
                try:
                    await self.renew()
                except Exception as error:  # noqa: BLE001 - leases run out, and come back
                    log.warning("relay.leases_delayed", error_code=type(error).__name__)
                await asyncio.sleep(_TTL / 3)
        finally:
            await asyncio.shield(self._release())

    async def renew(self) -> None:
        """One round: counts the living, then holds its share of the slots."""
        asked_at = asyncio.get_running_loop().time()
        await self._leases.acquire(_MEMBER + self._owner, self._owner, _TTL)
        living = await self._leases.held(_MEMBER)
        fair = math.ceil(SLOTS / max(len(living), 1))
        mine = sorted(self._until)
        for slot in mine[fair:]:
            await self._give(slot)
        kept = mine[:fair]
        if kept and await self._leases.renew([f"{_SLOT}{s}" for s in kept], self._owner, _TTL):
            self._until.update(dict.fromkeys(kept, asked_at + _TTL))
            kept = []
        wanted = kept + [s for s in range(SLOTS) if s not in self._until]
        for slot in wanted:
            if len(self._until) >= fair and slot not in self._until:
                return
            if await self._leases.acquire(f"{_SLOT}{slot}", self._owner, _TTL):
                crashpoint("slots.after_acquire")
                self._until[slot] = asked_at + _TTL
            else:
                self._until.pop(slot, None)

    async def _give(self, slot: int) -> None:
        self._until.pop(slot, None)
        await self._leases.release(f"{_SLOT}{slot}", self._owner)

    async def _release(self) -> None:
        try:
            for slot in list(self._until):
                await self._give(slot)
            await self._leases.release(_MEMBER + self._owner, self._owner)
        except Exception as error:  # noqa: BLE001 - they run out by themselves
            log.warning("relay.leases_left", error_code=type(error).__name__)
