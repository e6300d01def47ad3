"""Of several replicas one rebuilds; the others wait, and take over when it dies."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from libs.runtime.service import Running

log = structlog.get_logger()

_LEASE = "rebuild"
_LEASE_SECONDS = 15.0
_PAUSE_SECONDS = 1.0


async def rebuild_in_turn(running: "Running") -> None:
    """Ends when every wanted view is live.

    The lease only saves work: each build has collections of its own, and a swap checks by itself
    that it may happen. So a builder that stood still and comes back does no harm.
    """
    wanted = running.service.all_views
    while running.views.outdated(wanted):
        try:
            if await running.leases.acquire(_LEASE, running.owner, _LEASE_SECONDS):
                await _build(running)
        except Exception as error:  # noqa: BLE001 - a view must become right whatever happens
            log.warning("views.rebuild_failed", error=type(error).__name__, detail=str(error))
        await asyncio.sleep(_PAUSE_SECONDS)


async def _build(running: "Running") -> None:
    renewing = asyncio.create_task(_renew(running), name="rebuild lease")
    try:
        outdated = running.views.outdated(running.service.all_views)
        await running.streams.rebuild(outdated).run()
    finally:
        renewing.cancel()
        with suppress(asyncio.CancelledError):
            await renewing
        await running.leases.release(_LEASE, running.owner)


async def _renew(running: "Running") -> None:
    while True:
        await asyncio.sleep(_LEASE_SECONDS / 3)
        try:
            await running.leases.acquire(_LEASE, running.owner, _LEASE_SECONDS)
        except Exception as error:  # noqa: BLE001 - it may run out: somebody else builds too
            log.warning("views.lease_delayed", error=type(error).__name__)
