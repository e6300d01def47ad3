"""Headers that every answer carries: what a browser may not do with it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)


class Guarded:
    """ASGI: adds the headers that an answer does not set itself.

    Data is kept nowhere, guessed at by no browser, and put in nobody's frame; pages and files that
    need other rules say so.
    """

    def __init__(self, app: ASGIApp, *more: tuple[bytes, bytes]) -> None:
        """``more`` headers, names in lower case."""
        self._app, self._headers = app, (*_ALWAYS, *more)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the class."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message.get("headers", ())
                named = {name.lower() for name, _ in own}
                added = [header for header in self._headers if header[0] not in named]
                message["headers"] = [*own, *added]
            await send(message)

        await self._app(scope, receive, answer)
