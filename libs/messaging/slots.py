"""Which part of the journal this process sends: shares of the 64 slots, spread by leases."""

import asyncio
import math

import structlog

from libs.kernel.crashpoints import crashpoint
from libs.storage.journal import Leases

log = structlog.get_logger()

SLOTS = 64
SHARES = 8
"""Leases are taken for shares of eight slots, so that renewing them costs little at rest."""

_TTL = 5.0
_MEMBER, _SHARE = "relay-worker:", "relay:"


class SlotShares:
    """Holds a fair part of the slots, and only while the leases are renewed in time."""

    def __init__(self, leases: Leases, owner: str) -> None:
        """``owner`` names this process; all processes of a service share one database."""
        self._leases, self._owner = leases, owner
        self._until: dict[int, float] = {}

    @property
    def slots(self) -> frozenset[int] | None:
        """The slots held at this moment; None when it is every one."""
        now = asyncio.get_running_loop().time()
        shares = [share for share, until in self._until.items() if until > now]
        if len(shares) == SHARES:
            return None
        return frozenset(slot for slot in range(SLOTS) if slot % SHARES in shares)

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
        """One round: counts the living, then holds its share of the shares."""
        asked_at = asyncio.get_running_loop().time()
        await self._leases.acquire(_MEMBER + self._owner, self._owner, _TTL)
        living = await self._leases.held(_MEMBER)
        fair = math.ceil(SHARES / max(len(living), 1))
        mine = sorted(self._until)
        for share in mine[fair:]:
            await self._give(share)
        kept = mine[:fair]
        if kept and await self._leases.renew([f"{_SHARE}{s}" for s in kept], self._owner, _TTL):
            self._until.update(dict.fromkeys(kept, asked_at + _TTL))
            kept = []
        wanted = kept + [s for s in range(SHARES) if s not in self._until]
        for share in wanted:
            if len(self._until) >= fair and share not in self._until:
                return
            if await self._leases.acquire(f"{_SHARE}{share}", self._owner, _TTL):
                crashpoint("slots.after_acquire")
                self._until[share] = asked_at + _TTL
            else:
                self._until.pop(share, None)

    async def _give(self, share: int) -> None:
        self._until.pop(share, None)
        await self._leases.release(f"{_SHARE}{share}", self._owner)

    async def _release(self) -> None:
        try:
            for share in list(self._until):
                await self._give(share)
            await self._leases.release(_MEMBER + self._owner, self._owner)
        except Exception as error:  # noqa: BLE001 - they run out by themselves
            log.warning("relay.leases_left", error_code=type(error).__name__)
