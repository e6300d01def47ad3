"""The organizations service's HTTP, as tests speak to it."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from deploy.embedded.keys import KeyFiles
from libs.kernel import Grant
from libs.kernel.access import EVERYWHERE
from libs.web import Caller, TokenSigner
from services.organizations.app import service
from services.organizations.settings import Settings

ADMIN = Caller(actor_id="admin", grants=(Grant(role="administrator", scope_id=EVERYWHERE),))
DEPARTMENT = Caller(actor_id="wang", grants=(Grant(role="department", scope_id=EVERYWHERE),))
_numbers = itertools.count(1)


class Door:
    """The service's HTTP, spoken to as different callers."""

    def __init__(self, client: httpx2.AsyncClient, signer: TokenSigner, running: Any) -> None:
        self.client, self.signer, self.running = client, signer, running

    async def ask(
        self, method: str, path: str, caller: Caller = DEPARTMENT, **more: Any
    ) -> httpx2.Response:
        headers = {
            "authorization": f"Bearer {self.signer.sign(caller, 'organizations')}"
        } | more.pop("headers", {})
        return await self.client.request(method, path, headers=headers, **more)

    async def get(self, path: str, caller: Caller = DEPARTMENT, **params: Any) -> Any:
        answer = await self.ask("GET", path, caller, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, caller: Caller = DEPARTMENT, **body: Any) -> Any:
        answer = await self.ask("POST", path, caller, json=body)
        assert answer.status_code in {200, 201, 204}, answer.text
        return answer.json() if answer.content else None

    async def register(self, caller: Caller = DEPARTMENT, **given: Any) -> str:
        """An organization, in being since the middle of 2023 unless given."""
        body = {"kind": "unit", "effective_on": "2023-06-30", **given}
        return (await self.post("/organizations", caller, **body))["org_id"]

    async def refused(self, method: str, path: str, status: int, **more: Any) -> Any:
        answer = await self.ask(method, path, **more)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def a_district(self) -> dict[str, str]:
        """Two streets, three communities, a committee and two units below a new district."""
        number = next(_numbers)
        code = f"11{number:04d}"
        district = await self.register(
            ADMIN, kind="district", name=f"演示{number}区", division_code=f"{code}000000"
        )
        found = {"district": district, "code": code}
        for key, name, serial in (("street", "甲街道", "001"), ("street_b", "乙街道", "002")):
            found[key] = await self.register(
                kind="street", name=name, territory_id=district, division_code=f"{code}{serial}000"
            )
        for key, name, serial in (
            ("north", "北社区", 1),
            ("south", "南社区", 2),
            ("east", "东社区", 3),
        ):
            found[key] = await self.register(
                kind="community",
                name=name,
                territory_id=found["street"],
                division_code=f"{code}001{serial:03d}",
            )
        found["committee"] = await self.register(
            kind="committee", name=f"演示{number}区委", territory_id=district
        )
        for key, name in (("school", "演示学校"), ("clinic", "演示医院")):
            found[key] = await self.register(
                name=f"{name}{number}",
                territory_id=found["north"],
                affiliation_id=found["committee"],
            )
        return found


@asynccontextmanager
async def a_service(
    keys: KeyFiles, mongo_uri: str, kafka_bootstrap: str, database: str, **more: Any
) -> AsyncIterator[Door]:
    """A service process inside the test's own."""
    settings = Settings(
        mongo_uri=mongo_uri,
        kafka_bootstrap=kafka_bootstrap,
        token_public_key_file=keys.token_public,
        environment="test",
        database=database,
        topic_prefix=f"{database}.",
        log_level="warning",
        **more,
    )
    app = service(settings).app()
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            signer = TokenSigner(keys.token_private)
            yield Door(client, signer, app.state.running)


async def eventually(probe: Any, seconds: float = 10.0) -> Any:
    """What ``probe`` returns once it is true; fails after ``seconds``."""
    deadline = time.monotonic() + seconds
    while True:
        found = await probe()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {probe}")
        await asyncio.sleep(0.05)
