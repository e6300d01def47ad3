"""What only its owner tells: asked for pages that stand without it, so never for long."""

import asyncio
import time
from typing import Any

import orjson
import structlog

from libs.kernel import DomainError
from libs.web import Caller
from services.gateway.forwarding import Forwarder

log = structlog.get_logger()
_PATIENCE_SECONDS = 3.0
_REST_SECONDS = 5.0


class Telling:
    """Asks a service for a part of a page; nothing while it is away or silent.

    Who was silent once is not asked again for a few seconds: else every page would wait anew.
    """

    def __init__(self, forwarder: Forwarder, patience: float = _PATIENCE_SECONDS) -> None:
        """``patience``: seconds that a page waits for it."""
        self._forwarder, self._patience = forwarder, patience
        self._resting: dict[str, float] = {}

    async def ask(
        self, service: str, path: str, caller: Caller, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The answer of a read, by POST where it has a ``body``; empty when there is none."""
        if self._resting.get(service, 0.0) > time.monotonic():
            return {}
        try:
            async with asyncio.timeout(self._patience):
                answer = await self._forwarder.call(
                    service,
                    "GET" if body is None else "POST",
                    path,
                    caller,
                    headers={"Content-Type": "application/json"},
                    content=b"" if body is None else orjson.dumps(body),
                )
        except TimeoutError:
            self._resting[service] = time.monotonic() + _REST_SECONDS
            log.warning("telling.silent", target=service)
            return {}
        except DomainError as error:
            log.warning("telling.away", target=service, code=error.code)
            return {}
        if answer.status_code != 200:
            log.warning("telling.refused", target=service, status=answer.status_code)
            return {}
        told: dict[str, Any] = orjson.loads(answer.content)
        return told
