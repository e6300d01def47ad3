"""Clients that take their time: a service closes on them and goes on answering others."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, Request

from libs.runtime import connections
from libs.web.tracing import Traced

SLEEPERS = 200


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """A server as every process runs it, with less patience."""
    monkeypatch.setattr(connections, "HEAD_SECONDS", 1.0)
    monkeypatch.setattr(connections, "BODY_SECONDS", 1.0)
    app = FastAPI()
    app.add_middleware(Traced)

    @app.post("/")
    async def count(request: Request) -> dict[str, int]:
        return {"size": len(await request.body())}

    @app.get("/slow")
    async def slow() -> str:
        await asyncio.sleep(2.5)
        return "we took our time"

    config = uvicorn.Config(
        app, port=0, http=connections.Impatient, log_level="error", lifespan="off"
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await task


async def said(port: int, *pieces: bytes, pause: float = 0.0) -> tuple[bytes, float]:
    """What the server answers until it closes, and after how many seconds."""
    begun = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = asyncio.create_task(reader.read())
    with contextlib.suppress(ConnectionError):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
            if answer.done():
                break
    try:
        async with asyncio.timeout(20):
            found = await answer
    except ConnectionError:
        found = b""
    writer.close()
    return found, time.monotonic() - begun


async def quick(port: int) -> bytes:
    request = b"POST / HTTP/1.1\r\nhost: t\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"
    return (await said(port, request))[0]


async def test_a_client_that_says_nothing_is_left(port: int) -> None:
    answer, seconds = await said(port)

    assert answer == b""
    assert seconds < 15


async def test_headers_that_trickle_are_cut_off_and_others_are_served_meanwhile(port: int) -> None:
    """Slowloris: two hundred connections, each a byte of a header now and then."""
    drops = [b"POST / HTTP/1.1\r\n", *[b"x-a: b\r\n"] * 40]
    sleepers = [asyncio.create_task(said(port, *drops, pause=0.25)) for _ in range(SLEEPERS)]
    await asyncio.sleep(0.3)

    assert b'{"size":2}' in await quick(port)

    for answer, _ in await asyncio.gather(*sleepers):
        assert answer == b"" or answer.startswith(b"HTTP/1.1 408"), answer
    assert b'{"size":2}' in await quick(port)


async def test_a_body_that_trickles_is_cut_off(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nhost: t\r\ncontent-length: 1000\r\n\r\n"

    answer, _ = await said(port, head, *[b"x"] * 40, pause=0.25)

    assert b" 200 " not in answer


async def test_a_slow_network_is_no_attack(port: int) -> None:
    """Two kilobytes a second, for longer than anybody may stay silent."""
    head = b"POST / HTTP/1.1\r\nhost: t\r\nconnection: close\r\ncontent-length: 10240\r\n\r\n"

    answer, _ = await said(port, head, *[b"x" * 1024] * 10, pause=0.3)

    assert b'{"size":10240}' in answer


async def test_a_server_that_takes_its_time_is_waited_for(port: int) -> None:
    answer, _ = await said(port, b"GET /slow HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n")

    assert b"we took our time" in answer


@pytest.mark.parametrize("kind", ["many", "long", "address"])
async def test_headers_without_end_are_refused(port: int, kind: str) -> None:
    first = b"GET / HTTP/1.1\r\n" if kind != "address" else b"GET /"
    piece = {"many": b"x-a: b\r\n" * 512, "long": b"x" * 4096, "address": b"a" * 4096}[kind]

    answer, _ = await said(port, first, *[piece] * 200)

    assert answer == b"" or answer.startswith((b"HTTP/1.1 431", b"HTTP/1.1 400")), answer


async def test_one_connection_carries_many_requests(port: int) -> None:
    """Patience begins anew with each: a kept connection is no slow one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(3):
        writer.write(b"POST / HTTP/1.1\r\nhost: t\r\ncontent-length: 2\r\n\r\n{}")
        head: Any = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        await reader.readexactly(10)
        await asyncio.sleep(1.3)
    writer.close()
