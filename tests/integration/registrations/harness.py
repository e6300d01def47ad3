"""Services over HTTP on a real MongoDB and a real Kafka, spoken to as different callers."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from deploy.embedded.keys import ensure_keys
from libs.kernel import FakeClock, Grant
from libs.runtime.service import Running, Service
from libs.runtime.settings import ServiceSettings
from libs.web import Caller, TokenSigner

ORGANIZATIONS: tuple[dict[str, Any], ...] = (
    {"_id": "district", "kind": "district", "name": "演示区", "division_code": "110101000000"},
    {"_id": "street", "kind": "street", "name": "甲街道", "territory_id": "district"},
    {
        "_id": "north",
        "kind": "community",
        "name": "北社区",
        "territory_id": "street",
        "division_code": "110101001001",
    },
    {"_id": "south", "kind": "community", "name": "南社区", "territory_id": "street"},
    {"_id": "unit", "kind": "unit", "name": "演示学校", "affiliation_id": "district"},
    {
        "_id": "branch",
        "kind": "branch",
        "name": "学校支部",
        "affiliation_id": "district",
        "unit_ids": ["unit"],
    },
)


def a_caller(role: str, over: str, actor_id: str = "") -> Caller:
    """Someone who holds ``role`` over an organization."""
    actor = actor_id or f"{role}-{over}"
    return Caller(actor_id=actor, grants=(Grant(role=role, scope_id=over),))


def the_member(member_id: str) -> Caller:
    """The member, signed in."""
    return Caller(actor_id=f"user-{member_id}", member_id=member_id)


BRANCH = a_caller("branch", "branch")
NORTH = a_caller("community", "north")
SOUTH = a_caller("community", "south")


class Door:
    """One service's HTTP."""

    def __init__(self, client: httpx2.AsyncClient, signer: TokenSigner, running: Running) -> None:
        self.client, self.signer, self.running = client, signer, running
        self.name = running.service.name

    async def ask(self, method: str, path: str, caller: Caller, **more: Any) -> httpx2.Response:
        """The raw answer."""
        headers = {"authorization": f"Bearer {self.signer.sign(caller, self.name)}"} | more.pop(
            "headers", {}
        )
        return await self.client.request(method, path, headers=headers, **more)

    async def get(self, path: str, caller: Caller, **params: Any) -> Any:
        """What a GET answers."""
        answer = await self.ask("GET", path, caller, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, caller: Caller, **body: Any) -> Any:
        """What a POST answers."""
        answer = await self.ask("POST", path, caller, json=body)
        assert answer.status_code in {200, 201, 204}, answer.text
        return answer.json() if answer.content else None

    async def refused(
        self, status: int, path: str, caller: Caller, *, method: str = "POST", **body: Any
    ) -> Any:
        """The problem that a POST (or other ``method``) is answered with."""
        answer = await self.ask(method, path, caller, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()


@asynccontextmanager
async def open_services(
    folder: Path,
    mongo_uri: str,
    kafka_bootstrap: str,
    *parts: tuple[Callable[[Any], Service], type[ServiceSettings], dict[str, Any]],
    clock: FakeClock | None = None,
) -> AsyncIterator[dict[str, Door]]:
    """The services of ``parts`` on one log, each with its own database, dropped afterwards."""
    keys = ensure_keys(folder)
    known = {"field_key_file": keys.field}
    run = f"t{time.time_ns() // 1_000_000 % 10**9}"
    doors: dict[str, Door] = {}
    async with AsyncExitStack() as stack:
        for build, settings, given in parts:
            more = {name: value for name, value in known.items() if name in settings.model_fields}
            made = build(
                settings(
                    mongo_uri=mongo_uri,
                    kafka_bootstrap=kafka_bootstrap,
                    token_public_key_file=keys.token_public,
                    environment="test",
                    database=f"{run}_{settings.__module__.split('.')[1]}",
                    topic_prefix=f"{run}.",
                    log_level="error",
                    partitions=2,
                    sweep_again_seconds=1.0,
                    **more,
                    **given,
                )
            )
            if clock is not None:
                made.clock = clock
            doors[made.name] = await _opened(stack, made, TokenSigner(keys.token_private))
        yield doors
        for door in doors.values():
            await door.running.database.client.drop_database(door.running.database.name)


async def _opened(stack: AsyncExitStack, made: Service, signer: TokenSigner) -> Door:
    app = made.app()
    await stack.enter_async_context(app.router.lifespan_context(app))
    for organization in ORGANIZATIONS:
        made.directory.put({"status": "active", "seq": 1, **organization})
    transport = httpx2.ASGITransport(app)
    client = httpx2.AsyncClient(transport=transport, base_url="http://test")
    await stack.enter_async_context(client)
    return Door(client, signer, app.state.running)


async def settled(*doors: Door) -> None:
    """Waits until every fact is on the log: a clock that jumps must not make one look late."""

    async def published() -> bool:
        waiting = [door.running.database.raw["parcels"] for door in doors]
        return not any([await parcels.count_documents({}) for parcels in waiting])

    await eventually(published)


async def eventually(probe: Callable[[], Awaitable[Any]], seconds: float = 30.0) -> Any:
    """What ``probe`` returns once it is true; fails after ``seconds``."""
    deadline = time.monotonic() + seconds
    while True:
        found = await probe()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s")
        await asyncio.sleep(0.05)
