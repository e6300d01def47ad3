"""What an earlier version left unpublished is looked for now and then, and taken over."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from libs.storage.journal import Journal

log = structlog.get_logger()

LOOK_SECONDS: Final = 5.0
"""As long as the leases of a relay live: so soon nobody else will send what it has left."""


async def adopting(journal: Journal, adopted: Callable[[], None]) -> None:
    """Looks until cancelled; ``adopted`` is called when there was something."""
    while True:
        try:
            count = await journal.adopt()
        except Exception as error:  # noqa: BLE001 - looked for again
            log.warning("relay.adoption_delayed", error_code=type(error).__name__)
        else:
            if count:
                log.info("relay.adopted", count=count)
                adopted()
        await asyncio.sleep(LOOK_SECONDS)
