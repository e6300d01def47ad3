"""The outermost layer: every request gets its trace and a limit, its answer names the trace."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from libs.observability.tracing import begin_trace
from libs.web.problems import problem

BODY_LIMIT = 8 * 1024 * 1024


class Traced:
    """ASGI: continues ``traceparent`` and ``X-Correlation-Id``, answers ``X-Trace-Id``.

    A body over ``limit`` bytes is refused with 413, however it is sent: before its first byte where
    its length is told, else as soon as there is more. An address with a null in it is refused.
    """

    def __init__(self, app: ASGIApp, limit: int = BODY_LIMIT) -> None:
        """``limit`` in bytes."""
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        trace = begin_trace(
            headers.get(b"traceparent", b"").decode("latin-1"),
            headers.get(b"x-correlation-id", b"").decode("latin-1"),
        )
        if b"%00" in scope["query_string"] or "\x00" in scope["path"]:
            # No word of a query or an address has one; databases and file systems choke on it.
            refusal = problem(Request(scope), 422, "invalid", {"count": 1})
            await refusal(scope, receive, send)
            return
        declared = headers.get(b"content-length", b"")
        taken = int(declared) if declared.isdigit() and int(declared) > self._limit else 0

        async def limited() -> Message:
            nonlocal taken
            if taken > self._limit:
                raise HTTPException(413)
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._limit:
                raise HTTPException(413)
            return message

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-trace-id", trace.trace_id.encode()),
                ]
            await send(message)

        await self._app(scope, limited, answer)
