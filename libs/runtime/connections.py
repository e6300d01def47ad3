"""How long a client may take, and how much it may say before it has asked anything."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
"""From connecting, or from the first byte of a further request, to the end of its headers."""
HEAD_BYTES = 64 * 1024
BODY_SECONDS = 10.0
BODY_BYTES = 1024
"""A body brings at least so many bytes in so many seconds, unless we do not read."""


class Impatient(HttpToolsProtocol):
    """HTTP/1.1 that closes on clients that send their headers or body too slowly, or too long.

    Sleepers cost a socket each for ten seconds, not a request and not for ever.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As uvicorn makes it."""
        super().__init__(*args, **kwargs)
        self._timer: asyncio.TimerHandle | None = None
        self._in_head = True
        self._begun = False
        self._taken = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there: it may not stay silent."""
        super().connection_made(transport)
        self._wait(HEAD_SECONDS, self._head_late)

    def connection_lost(self, exc: Exception | None) -> None:
        """Gone."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Counts what comes, then reads it."""
        self._taken += len(data)
        super().data_received(data)
        if self._in_head and self._taken > HEAD_BYTES:
            self._refuse(b"431 Request Header Fields Too Large")

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head, self._begun, self._taken = True, True, 0
        self._wait(HEAD_SECONDS, self._head_late)

    def on_headers_complete(self) -> None:
        """The request is known; its body may follow."""
        self._in_head, self._begun, self._taken = False, False, 0
        self._wait(BODY_SECONDS, self._body_late)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole: from here on it is we who take time."""
        self._stop()
        super().on_message_complete()

    def _head_late(self) -> None:
        if self._begun:
            self._refuse(b"408 Request Timeout")
        else:
            # A browser's spare connection: nothing was asked, nothing is answered.
            self.transport.close()

    def _body_late(self) -> None:
        if self._taken < BODY_BYTES and not self.flow.read_paused:
            self._refuse(b"408 Request Timeout")
            return
        self._taken = 0
        self._wait(BODY_SECONDS, self._body_late)

    def _refuse(self, status: bytes) -> None:
        self._stop()
        if self.transport.is_closing():
            return
        answered = self.cycle is not None and self.cycle.response_started
        if not answered:
            self.transport.write(
                b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            )
        self.transport.close()

    def _wait(self, seconds: float, late: Any) -> None:
        self._stop()
        self._timer = self.loop.call_later(seconds, late)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
