"""The needs service over HTTP, on a real MongoDB and a real Kafka."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from contracts.events.organizations import OrganizationRegistered
from deploy.embedded.keys import KeyFiles, ensure_keys
from libs.kernel import Event, Grant, new_id
from libs.messaging.codec import message
from libs.messaging.kafka_publisher import KafkaPublisher
from libs.storage.records import OutboxRow
from libs.web import Caller, TokenSigner
from services.needs.app import service
from services.needs.settings import Settings


class Elsewhere:
    """The other services: states their facts, in order for each aggregate."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        self._publisher = KafkaPublisher(bootstrap, "elsewhere")
        self._prefix = prefix
        self._seqs: dict[str, int] = {}

    async def state(self, event: Event) -> None:
        id_ = str(getattr(event, f"{event.aggregate}_id", None) or event.org_id)  # type: ignore[attr-defined]
        self._seqs[id_] = seq = self._seqs.get(id_, 0) + 1
        headers = {"ce_dataschema": f"{type(event).__name__}.v{event.version}"}
        row = OutboxRow(
            new_id(),
            id_,
            seq,
            event.type,
            datetime.now(UTC),
            event.model_dump_json().encode(),
            headers,
        )
        sent = await self._publisher.publish_batch([message(row, self._prefix + event.service)])
        assert sent == {0}

    async def close(self) -> None:
        await self._publisher.close()


class Town:
    """One district of its own for each test, so that tests share a service without meeting."""

    def __init__(self) -> None:
        tag = new_id()[-8:]
        self.city, self.district, self.street = f"city-{tag}", f"district-{tag}", f"street-{tag}"
        self.communities = [f"community-{tag}-{number}" for number in range(3)]
        self.units = [f"unit-{tag}-{number}" for number in range(4)]

    def organizations(self) -> list[tuple[str, str, str | None]]:
        return [
            (self.city, "city", None),
            (self.district, "district", self.city),
            (self.street, "street", self.district),
            *((one, "community", self.street) for one in self.communities),
            *((one, "unit", self.street) for one in self.units),
        ]


class Door:
    """The service's HTTP, spoken to as different callers."""

    def __init__(
        self, client: httpx2.AsyncClient, signer: TokenSigner, running: Any, elsewhere: Elsewhere
    ) -> None:
        self.client, self.signer, self.running = client, signer, running
        self.elsewhere = elsewhere

    async def ask(
        self, role: str, over: str, method: str, path: str, body: Any = None
    ) -> httpx2.Response:
        caller = Caller(actor_id=f"{role}-{over}", grants=(Grant(role=role, scope_id=over),))
        headers = {"authorization": f"Bearer {self.signer.sign(caller, 'needs')}"}
        return await self.client.request(method, path, headers=headers, json=body)

    async def post(self, role: str, over: str, path: str, **body: Any) -> Any:
        answer = await self.ask(role, over, "POST", path, body)
        assert answer.status_code in {201, 204}, answer.text
        return answer.json() if answer.content else None

    async def get(self, role: str, over: str, path: str) -> Any:
        answer = await self.ask(role, over, "GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def stored(self, collection: str, id_: str) -> Any:
        return await self.running.reader.get(collection, id_)

    async def facts(self, aggregate_id: str) -> list[str]:
        rows = await self.running.reader.find(
            "outbox", {"agg": aggregate_id}, sort=[("seq", 1)], limit=0
        )
        return [row["type"].partition(".")[2] for row in rows]

    async def a_town(self) -> Town:
        town = Town()
        for org_id, kind, territory_id in town.organizations():
            await self.elsewhere.state(
                OrganizationRegistered(
                    org_id=org_id,
                    kind=kind,
                    name=org_id,
                    territory_id=territory_id,
                    effective_on=date(2020, 1, 1),
                )
            )
        tree = self.running.service.directory

        async def known() -> bool:
            return all(tree.get(org_id) for org_id, *_ in town.organizations())

        await eventually(known)
        return town


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyFiles:
    return ensure_keys(Path(tmp_path_factory.mktemp("needs-keys")))


@pytest.fixture(scope="session")
async def door(keys: KeyFiles, mongo_uri: str, kafka_bootstrap: str) -> AsyncIterator[Door]:
    database = f"needs_test_{int(time.time() * 1000) % 10**9}"
    settings = Settings(
        mongo_uri=mongo_uri,
        kafka_bootstrap=kafka_bootstrap,
        token_public_key_file=keys.token_public,
        environment="test",
        database=database,
        topic_prefix=f"{database}.",
        log_level="warning",
        sweep_again_seconds=1.0,
    )
    app = service(settings).app()
    async with app.router.lifespan_context(app):
        running = app.state.running
        elsewhere = Elsewhere(kafka_bootstrap, f"{database}.")
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            yield Door(client, TokenSigner(keys.token_private), running, elsewhere)
        await elsewhere.close()


async def eventually(probe: Callable[[], Awaitable[Any]], seconds: float = 60.0) -> Any:
    """What ``probe`` returns once it is true; fails after ``seconds``."""
    deadline = time.monotonic() + seconds
    while True:
        found = await probe()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {probe}")
        await asyncio.sleep(0.05)
