"""Live updates: a stream of hints which views have changed; the browser asks again."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from services.gateway.hints import Hints
from services.gateway.signed_in import Asker

router = APIRouter(prefix="/api", tags=["live"])


@router.get("/live", response_class=StreamingResponse)
async def live(_: Asker, request: Request) -> StreamingResponse:
    hints: Hints = request.app.state.hints
    return StreamingResponse(
        _stream(hints, request),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(hints: Hints, request: Request) -> AsyncIterator[bytes]:
    yield b": connected\n\n"
    with hints.listen() as queue:
        while not await request.is_disconnected():
            try:
                text = await asyncio.wait_for(queue.get(), 15)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            yield f"event: hint\ndata: {text}\n\n".encode()
