"""Live updates: a stream of hints which views have changed; the browser asks again.

Hints name kinds of pages, never a row, and are the same for everybody. A stream ends with the
session that opened it, within LOOK_AGAIN_SECONDS.
"""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from services.gateway.hints import Hints
from services.gateway.sessions import Sessions, SignedOut
from services.gateway.signed_in import Asker, cookie_of

router = APIRouter(prefix="/api", tags=["live"])
LOOK_AGAIN_SECONDS = 15.0


@router.get("/live", response_class=StreamingResponse)
async def live(_: Asker, request: Request) -> StreamingResponse:
    hints: Hints = request.app.state.hints
    sessions: Sessions = request.app.state.sessions
    return StreamingResponse(
        _stream(hints, sessions, request),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(hints: Hints, sessions: Sessions, request: Request) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    look_at = loop.time() + LOOK_AGAIN_SECONDS
    with hints.listen() as listener:
        yield b": connected\n\n"
        while not await request.is_disconnected():
            try:
                text = await asyncio.wait_for(listener.heard(), max(0.0, look_at - loop.time()))
                yield f"event: hint\ndata: {text}\n\n".encode()
            except TimeoutError:
                yield b": still here\n\n"
            if loop.time() >= look_at:
                if not await _signed_in(sessions, request):
                    return
                look_at = loop.time() + LOOK_AGAIN_SECONDS


async def _signed_in(sessions: Sessions, request: Request) -> bool:
    try:
        await sessions.read(cookie_of(request), uses=False)
    except SignedOut:
        return False
    return True
