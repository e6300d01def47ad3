"""Commands and detail reads on their way to the service that owns them."""

import time
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote

import httpx2
import structlog
from fastapi import Request, Response

from libs.kernel import DomainError, NotFound
from libs.kernel.crashpoints import crashpoint
from libs.observability.tracing import current_trace
from libs.web import Caller, TokenSigner
from services.gateway.spread import Spread

log = structlog.get_logger()
_ASKED = ("content-type", "accept-language", "idempotency-key", "if-match")
_READS = frozenset({"GET", "HEAD"})
_ANSWERED = ("content-type", "consistency-token", "retry-after", "content-disposition", "etag")
_UNASKED = frozenset({"health", "metrics"})
"""Open at a service's own port, for probes; never through the gateway."""


class ServiceAway(DomainError):
    """The service that owns this cannot be reached; nothing was changed (503)."""

    code = "gateway.service-away"


class OutcomeOpen(DomainError):
    """The service was reached and did not answer in time: repeat with the same key (503)."""

    code = "gateway.outcome-open"


class Forwarder:
    """Calls the services, each call with a short-lived token of the caller.

    Replicas of a service take turns. Where nobody listens the next one is asked; so too where a
    connection broke, if asking twice does no harm (a read, or a command under its own key).
    """

    def __init__(self, services: Mapping[str, str], signer: TokenSigner) -> None:
        """``services``: name to base URL, or several by comma."""
        self._services = {name: Spread(urls) for name, urls in services.items()}
        self._signer = signer
        self._tokens: dict[tuple[str, Caller], tuple[float, str]] = {}
        self._client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(30.0, connect=2.0),
            limits=httpx2.Limits(max_connections=200, max_keepalive_connections=64),
        )

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    def _token(self, service: str, caller: Caller) -> str:
        now = time.monotonic()
        known = self._tokens.get((service, caller))
        if known is None or known[0] < now:
            if len(self._tokens) > 4000:
                self._tokens.clear()
            known = (now + 60.0, self._signer.sign(caller, service))
            self._tokens[service, caller] = known
        return known[1]

    async def call(
        self,
        service: str,
        method: str,
        path: str,
        caller: Caller,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
        query: str = "",
    ) -> httpx2.Response:
        """The service's own answer. Raises NotFound, ServiceAway or OutcomeOpen.

        ``path`` is one of the service's routes, unquoted: nothing in it climbs up, begins a query,
        or reaches what is open to the machine's own watchmen.
        """
        spread = self._services.get(service)
        if spread is None:
            raise NotFound(service=service)
        trace = current_trace()
        sent = {"Authorization": f"Bearer {self._token(service, caller)}", **(headers or {})}
        if trace is not None:
            sent |= {"traceparent": trace.traceparent, "x-correlation-id": trace.correlation_id}
        target = _asked(path) + (f"?{query}" if query else "")
        again = method in _READS or any(name.lower() == "idempotency-key" for name in sent)

        async def send(base: str) -> httpx2.Response:
            crashpoint("forwarding.before_send")
            answer = await self._client.request(
                method, f"{base}/{target}", headers=sent, content=content
            )
            crashpoint("forwarding.after_answer")
            return answer

        return await _first_answer(service, spread, send, again=again)

    async def forward(self, request: Request, service: str, path: str, caller: Caller) -> Response:
        """Passes the request on and its answer back."""
        headers = {name: request.headers[name] for name in _ASKED if name in request.headers}
        answer = await self.call(
            service,
            request.method,
            path,
            caller,
            headers=headers,
            content=await request.body(),
            query=request.url.query,
        )
        kept = {name: answer.headers[name] for name in _ANSWERED if name in answer.headers}
        kept["Cache-Control"] = "no-store"
        return Response(answer.content, answer.status_code, kept)


def _asked(path: str) -> str:
    parts = path.split("/")
    if parts[0] in _UNASKED or any(part in {"", ".", ".."} for part in parts):
        raise NotFound(path=path[:200])
    return "/".join(quote(part, safe="") for part in parts)


async def _first_answer(
    service: str,
    spread: Spread,
    send: Callable[[str], Awaitable[httpx2.Response]],
    *,
    again: bool,
) -> httpx2.Response:
    """What the first replica that can be reached answers.

    ``again``: the request may be sent to another one after a connection broke half-way.
    """
    failure: DomainError = ServiceAway(service=service, retry_after=2.0)
    cause: httpx2.HTTPError | None = None
    for base in spread.turn():
        try:
            return await send(base)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            spread.refused(base)
            cause = cause or error
        except httpx2.HTTPError as error:
            log.warning("service.silent", target=service, error=type(error).__name__)
            failure, cause = OutcomeOpen(service=service, retry_after=2.0), error
            if not again or isinstance(error, httpx2.TimeoutException):
                break
    raise failure from cause
