"""Many requests of one signed-in person at once, with the headers that a page would send."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Self, TypeVar

import httpx2

from deploy.seed.person import Person

T = TypeVar("T")
PATIENCE = 60.0


class Door:
    """Plain answers, nothing repeated: what the gateway says is what the test sees."""

    def __init__(self, person: Person, url: str) -> None:
        """Takes over the person's session; use within ``async with``."""
        self._http = httpx2.AsyncClient(
            base_url=url, timeout=PATIENCE, cookies=person._http.cookies
        )
        self._csrf = person._csrf

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def post(self, path: str, body: dict[str, Any], key: str = "") -> httpx2.Response:
        """``/api/<path>``, under a key of its own unless told."""
        headers = {"X-CSRF-Token": self._csrf, "Idempotency-Key": key or str(uuid.uuid4())}
        return await self._http.post(f"/api/{path}", json=body, headers=headers)

    async def send(self, method: str, path: str, body: Any = None) -> httpx2.Response:
        """Any method on ``/api/<path>``, with what the pages send."""
        headers = {"X-CSRF-Token": self._csrf, "Idempotency-Key": str(uuid.uuid4())}
        return await self._http.request(method.upper(), f"/api/{path}", json=body, headers=headers)

    async def get(self, path: str, token: str = "") -> httpx2.Response:
        """``/api/<path>``, waiting for what ``token`` names."""
        headers = {"Min-Version": token} if token else {}
        return await self._http.get(f"/api/{path}", headers=headers)


async def at_once(jobs: Iterable[Callable[[], Awaitable[T]]], width: int) -> list[T]:
    """All answers, ``width`` jobs at a time."""
    room = asyncio.Semaphore(width)

    async def one(job: Callable[[], Awaitable[T]]) -> T:
        async with room:
            return await job()

    return await asyncio.gather(*(one(job) for job in jobs))
