"""Our side of each comparison, in processes and libraries exactly as they run."""

import asyncio
import json
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

from contracts.events.organizations import OrganizationRenamed
from contracts.types import OrgId
from deploy.embedded.stack import Stack
from libs.kernel import EVERYWHERE, Event, EventMeta, Grant, Put, SystemClock, new_id
from libs.messaging.codec import message
from libs.messaging.inbox import Inbox
from libs.messaging.kafka_publisher import KafkaPublisher
from libs.messaging.log import Delivery
from libs.messaging.relay import Relay
from libs.storage.batcher import Batcher
from libs.storage.database import Database
from libs.storage.mongo_journal import MongoJournal
from libs.storage.mongo_parked import MongoParkedRows
from libs.storage.mongo_store import MongoStore, slot_of
from libs.storage.records import OutboxRow
from libs.storage.work import Layer
from libs.web import Caller, TokenSigner
from tests.benchmarks.client import Line, Shot, fire, request


class Product:
    """The organizations service and the gateway of a running stack."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        signer = TokenSigner(stack.places.folder("secrets") / "token-private.pem")
        caller = Caller(actor_id="bench", grants=(Grant(role="department", scope_id=EVERYWHERE),))
        self._signer, self._caller = signer, caller
        self.orgs: list[str] = []

    def _place(self, name: str) -> tuple[str, int]:
        parts = urlsplit(self.stack.urls[name])
        return str(parts.hostname), int(parts.port or 80)

    def _command(self, org_id: str, name: str) -> bytes:
        host, _ = self._place("organizations")
        body = json.dumps({"name": name, "effective_on": "2026-11-23"}, ensure_ascii=False)
        return request(
            "POST",
            f"/organizations/{org_id}/name",
            host,
            {
                "Authorization": f"Bearer {self._signer.sign(self._caller, 'organizations')}",
                "Content-Type": "application/json",
                "Idempotency-Key": new_id(),
            },
            body.encode(),
        )

    async def prepare(self, count: int) -> None:
        """Registers ``count`` districts to be renamed."""
        host, port = self._place("organizations")
        items = [
            {"kind": "district", "name": f"演示区{n}", "effective_on": "2020-01-01"}
            for n in range(count)
        ]
        for start in range(0, count, 500):
            raw = request(
                "POST",
                "/batch",
                host,
                {
                    "Authorization": f"Bearer {self._signer.sign(self._caller, 'organizations')}",
                    "Content-Type": "application/json",
                },
                json.dumps({"items": items[start : start + 500]}).encode(),
            )
            _, shots = await fire(host, port, [raw], 1)
            self.orgs += [row["org_id"] for row in json.loads(shots[0].body)["results"]]

    async def commands(
        self, count: int, lines: int, *, hot: bool = False
    ) -> tuple[float, list[Shot]]:
        """(commands a second, answers) of renames over HTTP."""
        host, port = self._place("organizations")
        stamp = time.time_ns()
        targets = [self.orgs[0 if hot else n % len(self.orgs)] for n in range(count)]
        shots = [self._command(org, f"改名{stamp}-{n}") for n, org in enumerate(targets)]
        seconds, answers = await fire(host, port, shots, lines)
        bad = [shot for shot in answers if shot.status >= 300]
        if bad:
            raise RuntimeError(f"{len(bad)} refused: {bad[0].body[:300]!r}")
        return count / seconds, answers

    async def freshness(self, cookie: str, count: int) -> list[float]:
        """Seconds from a command's reply to its change being visible through the gateway."""
        host, port = self._place("organizations")
        gateway = self._place("gateway")
        writing, reading = Line(host, port), Line(*gateway)
        await writing.open()
        await reading.open()
        found = []
        for number in range(count):
            org = self.orgs[number % len(self.orgs)]
            shot = await writing.ask(self._command(org, f"新名{time.time_ns()}"))
            token = _header(shot, b"consistency-token")
            got = await reading.ask(
                request(
                    "GET",
                    "/api/views/divisions",
                    gateway[0],
                    {"Cookie": cookie, "Min-Version": token},
                )
            )
            if got.status != 200:
                raise RuntimeError(f"gateway: {got.status} {got.body[:200]!r}")
            found.append(got.seconds)
            await asyncio.sleep(0.01)
        return found

    async def sign_in(self) -> str:
        """The cookie of the administrator's session."""
        gateway = self._place("gateway")
        secret = self.stack.places.folder("secrets") / "admin-password"
        body = json.dumps({"login": "admin", "password": secret.read_text().strip()})
        raw = request(
            "POST", "/api/session", gateway[0], {"Content-Type": "application/json"}, body.encode()
        )
        _, shots = await fire(*gateway, [raw], 1)
        return _header(shots[0], b"set-cookie").split(";")[0]

    async def reads(self, cookie: str, path: str, seconds_of: int, lines: int = 32) -> float:
        """Reads a second through the gateway."""
        gateway = self._place("gateway")
        raw = request("GET", path, gateway[0], {"Cookie": cookie})
        seconds, answers = await fire(*gateway, [raw] * seconds_of, lines)
        if any(shot.status != 200 for shot in answers):
            raise RuntimeError(f"{path}: {answers[0].status} {answers[0].body[:200]!r}")
        return seconds_of / seconds


def _header(shot: Shot, name: bytes) -> str:
    for line in shot.head.split(b"\r\n"):
        key, _, value = line.partition(b":")
        if key.lower() == name:
            return value.strip().decode()
    raise RuntimeError(f"no {name.decode()} in {shot.status} {shot.body[:200]!r}")


def rows(count: int) -> list[OutboxRow]:
    """Facts as a service would have stored them."""
    at = datetime.now(UTC)
    made = []
    for number in range(count):
        id_ = new_id()
        event = OrganizationRenamed(
            org_id=OrgId(id_), name=f"演示单位{number}" + "名" * 40, effective_on=at.date()
        )
        headers = {"ce_dataschema": "OrganizationRenamed.v1", "ce_actorid": "bench"}
        made.append(
            OutboxRow(new_id(), id_, 1, event.type, at, event.model_dump_json().encode(), headers)
        )
    return made


async def relay_drain(uri: str, bootstrap: str, topic: str, facts: list[OutboxRow]) -> float:
    """Facts a second from the journal to the log, marked."""
    database = Database.connect(uri, "bench_relay")
    await database.client.drop_database("bench_relay")
    await database.prepare({})
    for start in range(0, len(facts), 2000):
        await database.collection("outbox").insert_many(
            [
                {
                    "_id": row.id,
                    "agg": row.aggregate_id,
                    "seq": row.seq,
                    "slot": slot_of(row.aggregate_id),
                    "type": row.type,
                    "at": row.at,
                    "body": row.body,
                    "hdr": row.headers,
                    "pub": False,
                }
                for row in facts[start : start + 2000]
            ]
        )
    publisher = KafkaPublisher(bootstrap, "bench")
    relay = Relay(
        MongoJournal(database), None, publisher, topic, owner="bench", clock=SystemClock()
    )
    begun = time.perf_counter()
    await relay.drain()
    seconds = time.perf_counter() - begun
    left = await database.collection("outbox").count_documents({"pub": False})
    await publisher.close()
    await database.close()
    if left:
        raise RuntimeError(f"{left} facts were not sent")
    return len(facts) / seconds


async def consumer_apply(uri: str, facts: list[OutboxRow], batch: int = 500) -> float:
    """Facts a second: decode, gate, project, inbox row and position, one transaction a batch."""
    database = Database.connect(uri, "bench_apply")
    await database.client.drop_database("bench_apply")
    await database.prepare({"view": ()})
    store = MongoStore(database)
    batcher = Batcher(store)
    batcher.start()

    async def apply(layer: Layer, event: Event, meta: EventMeta) -> None:
        layer.put_views((Put("view", meta.aggregate_id, event.model_dump(mode="json")),))

    inbox = Inbox(
        "bench",
        batcher,
        store,
        MongoParkedRows(database),
        apply,
        frozenset({OrganizationRenamed.type}),
        SystemClock(),
    )
    sent = [message(row, "bench.organizations") for row in facts]
    deliveries = [
        Delivery(m.topic, 0, n, m.key, m.value, m.headers, datetime.now(UTC))
        for n, m in enumerate(sent)
    ]
    begun = time.perf_counter()
    for start in range(0, len(deliveries), batch):
        arrived = [inbox.read(delivery) for delivery in deliveries[start : start + batch]]
        await inbox.apply(await inbox.gate.plan(arrived))
    seconds = time.perf_counter() - begun
    await batcher.stop()
    count = await database.collection("view").count_documents({})
    await database.close()
    if count != len(facts):
        raise RuntimeError(f"{count} of {len(facts)} applied")
    return len(facts) / seconds
