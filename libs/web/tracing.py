"""The outermost layer: every request gets its trace, a limit and its place in the figures."""

import time

from prometheus_client import Counter, Histogram
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from libs.observability.spans import Kind, Span, exporting, record
from libs.observability.tracing import Trace, begin_trace
from libs.web.problems import problem

BODY_LIMIT = 8 * 1024 * 1024
_REQUESTS = Counter("gongjian_http_requests", "Requests answered", ["method", "route", "status"])
_SECONDS = Histogram(
    "gongjian_http_request_seconds",
    "Until the answer began",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Traced:
    """ASGI: continues ``traceparent`` and ``X-Correlation-Id``, answers ``X-Trace-Id``.

    A body over ``limit`` bytes is refused with 413, however it is sent: before its first byte where
    its length is told, else as soon as there is more. An address with a null in it is refused. Each
    answer is counted and, where spans are wanted, a span; a request that breaks counts as the 500
    that it becomes.
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
        begun = Begun(scope, trace)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.answered(message["status"])
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-trace-id", trace.trace_id.encode()),
                ]
            await send(message)

        try:
            if b"%00" in scope["query_string"] or "\x00" in scope["path"]:
                # No word of a query or an address has one; databases and file systems choke on it.
                refusal = problem(Request(scope), 422, "invalid", {"count": 1})
                await refusal(scope, receive, answer)
            else:
                declared = headers.get(b"content-length", b"")
                await self._app(scope, self._limited(receive, declared), answer)
        except Exception:
            begun.answered(500)
            raise
        finally:
            begun.over()

    def _limited(self, receive: Receive, declared: bytes) -> Receive:
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

        return limited


class Begun:
    """One request on its way, to be counted once."""

    def __init__(self, scope: Scope, trace: Trace) -> None:
        """Begins now."""
        self._scope, self._trace = scope, trace
        self._at, self._clock = time.time_ns(), time.perf_counter()
        self._status = 0

    @property
    def _route(self) -> str:
        """The route's pattern, known once it was found: never a path with ids in it."""
        return getattr(self._scope.get("route"), "path", None) or "none"

    @property
    def _method(self) -> str:
        method = str(self._scope["method"])
        return method if method in _METHODS else "other"

    def answered(self, status: int) -> None:
        """The answer began; a later one is not heard."""
        if self._status:
            return
        self._status = status
        _REQUESTS.labels(self._method, self._route, str(status)).inc()
        _SECONDS.labels(self._route).observe(time.perf_counter() - self._clock)

    def over(self) -> None:
        """Records the span, whose end is that of the whole answer."""
        if not exporting():
            return
        record(
            Span(
                name=f"{self._method} {self._route}",
                kind=Kind.SERVER,
                trace_id=self._trace.trace_id,
                span_id=self._trace.span_id,
                parent_id=self._trace.parent_id,
                begun=self._at,
                ended=time.time_ns(),
                attributes={
                    "http.request.method": self._method,
                    "http.route": self._route,
                    "http.response.status_code": self._status,
                },
                failed=self._status >= 500,
            )
        )
