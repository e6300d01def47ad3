"""What a gateway route may ask for: the browser's session, its account, its scope."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from libs.kernel import Scope, Stamp
from libs.observability.tracing import current_trace
from libs.web import Caller
from libs.web.caller import command_id
from services.gateway.domain import User
from services.gateway.sessions import (
    BrowserSession,
    CsrfRefused,
    Sessions,
    caller_of,
    cookie_name,
    csrf_matches,
    stamp_of,
)
from services.gateway.settings import Settings

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who asks."""

    session: BrowserSession
    user: User
    caller: Caller
    stamp: Stamp
    scope: Scope


def cookie_of(request: Request) -> str | None:
    """The session's cookie as the browser sent it."""
    settings: Settings = request.app.state.settings
    return request.cookies.get(cookie_name(secure=settings.secure_cookies))


async def signed_in(request: Request) -> SignedIn:
    """The asker; raises SignedOut, or CsrfRefused for a change without the session's token."""
    sessions: Sessions = request.app.state.sessions
    session, user = await sessions.read(cookie_of(request))
    if request.method not in _SAFE and not csrf_matches(
        session, request.headers.get("x-csrf-token")
    ):
        raise CsrfRefused
    caller = caller_of(user)
    trace = current_trace()
    stamp = stamp_of(
        caller,
        command_id(request, user.user_id),
        correlation_id=trace.correlation_id if trace else "",
        traceparent=trace.traceparent if trace else "",
    )
    return SignedIn(session, user, caller, stamp, Scope(stamp, request.app.state.tree))


Asker = Annotated[SignedIn, Depends(signed_in)]
