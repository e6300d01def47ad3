"""Each port suite runs twice: over the in-memory twin, and over the real server."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import pytest
from pymongo import AsyncMongoClient

from deploy.embedded.ports import any_free
from libs.kernel import new_id
from libs.messaging.kafka_admin import KafkaAdmin
from libs.messaging.kafka_publisher import KafkaPublisher
from libs.messaging.kafka_subscriber import KafkaSubscriber
from libs.messaging.log import Delivery, LogAdmin, Place, Publisher, Subscriber
from libs.storage.database import Database
from libs.storage.deadlines import MongoDeadlines
from libs.storage.mongo_journal import MongoJournal
from libs.storage.mongo_leases import MongoLeases
from libs.storage.mongo_parcels import outbox_document
from libs.storage.mongo_parked import MongoParkedRows
from libs.storage.mongo_store import MongoStore
from libs.storage.records import OutboxRow
from libs.storage.store import Store, StoreUnavailable
from libs.testing.log import MemoryAdmin, MemoryLog, MemoryPublisher, MemorySubscriber
from libs.testing.store import MemoryStore
from tests.chaos.retention import drop_records

PARTITIONS = 3
COPIES = int(os.environ.get("BROKERS", "1"))
"""As many as there are brokers: 1 or 3 (see tests/conftest.py)."""


@dataclass
class Ends:
    """A log with one topic of its own."""

    publisher: Publisher
    admin: LogAdmin
    member: Callable[[str], Subscriber]
    topic: str
    forget: Callable[[], Awaitable[object]]
    members: list["Reader"] = field(default_factory=list)

    async def reader(self, group: str = "group") -> "Reader":
        reader = Reader(self.member(group))
        await reader.subscriber.open(reader)
        self.members.append(reader)
        return reader


class Reader:
    """A member that notes what it hears, polling in the background."""

    def __init__(self, subscriber: Subscriber, *, polls: bool = True) -> None:
        self.subscriber = subscriber
        self.got: list[Delivery] = []
        self.changes: list[tuple[str, frozenset[Place]]] = []
        self.before_leaving: Callable[[], Any] | None = None
        self._task = asyncio.create_task(self._poll() if polls else asyncio.sleep(0))

    async def _poll(self) -> None:
        while True:
            for deliveries in (await self.subscriber.poll(100, 0.1)).values():
                self.got += deliveries

    async def assigned(self, places: frozenset[Place]) -> None:
        self.changes.append(("assigned", places))

    async def revoked(self, places: frozenset[Place]) -> None:
        self.changes.append(("revoked", places))
        if self.before_leaving is not None:
            await self.before_leaving()

    async def lost(self, places: frozenset[Place]) -> None:
        self.changes.append(("lost", places))

    async def commit(self, upto: int | None = None) -> None:
        chosen = self.got[:upto]
        await self.subscriber.commit({one.place: one.offset + 1 for one in chosen})

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self.subscriber.close()

    def values(self) -> list[str]:
        return sorted(one.value.decode() for one in self.got)


@pytest.fixture(params=["twin", "kafka"])
async def ends(request: pytest.FixtureRequest) -> AsyncIterator[Ends]:
    topic = f"ports.{new_id()}"
    made: Ends
    if request.param == "twin":
        log = MemoryLog()
        made = Ends(
            MemoryPublisher(log),
            MemoryAdmin(log),
            lambda group: MemorySubscriber(log, group, [topic]),
            topic,
            lambda: _forgotten(log, topic),
        )
    else:
        bootstrap = request.getfixturevalue("kafka_bootstrap")
        made = Ends(
            KafkaPublisher(bootstrap, "ports"),
            KafkaAdmin(bootstrap, "ports"),
            lambda group: KafkaSubscriber(
                bootstrap, f"{topic}.{group}", [topic], "ports", session_timeout=6.0
            ),
            topic,
            lambda: drop_records(bootstrap, [topic]),
        )
    await made.admin.ensure_topics([topic], PARTITIONS, COPIES)
    yield made
    for reader in made.members:
        await reader.stop()
    for end in (made.publisher, made.admin):
        await end.close()  # type: ignore[attr-defined]


async def _nothing() -> None:
    """A log that is away forgets nothing."""


async def _forgotten(log: MemoryLog, topic: str) -> None:
    for number in range(PARTITIONS):
        log.forget((topic, number))


@pytest.fixture(params=["twin", "kafka"])
async def far_ends(request: pytest.FixtureRequest) -> AsyncIterator[Ends]:
    """The same where no log answers."""
    topic = f"ports.{new_id()}"
    made: Ends
    if request.param == "twin":
        log = MemoryLog()
        log.away = True
        made = Ends(
            MemoryPublisher(log),
            MemoryAdmin(log),
            lambda group: MemorySubscriber(log, group, [topic]),
            topic,
            _nothing,
        )
    else:
        nowhere = f"127.0.0.1:{any_free()}"
        made = Ends(
            KafkaPublisher(nowhere, "ports", patience=1.0),
            KafkaAdmin(nowhere, "ports"),
            lambda group: KafkaSubscriber(nowhere, group, [topic], "ports", session_timeout=6.0),
            topic,
            _nothing,
        )
    yield made
    for reader in made.members:
        await reader.stop()
    for end in (made.publisher, made.admin):
        await end.close()  # type: ignore[attr-defined]


@dataclass
class Rooms:
    """Every port of one service's database; in the twin all are one object."""

    store: Any
    journal: Any
    leases: Any
    parked: Any
    deadlines: Any
    view: Callable[[str], Any]
    earlier: Callable[[list[OutboxRow]], Awaitable[None]]
    """Leaves facts as a version without parcels did: unpublished in the journal."""
    pages: Callable[[int], None]
    """How many facts a refill sends at a time."""


@pytest.fixture(params=["twin", "mongo"])
async def rooms(request: pytest.FixtureRequest) -> AsyncIterator[Rooms]:
    if request.param == "twin":
        twin = MemoryStore()

        async def seen(name: str) -> dict[str, Any]:
            return {id_: dict(document) for id_, document in twin.views.get(name, {}).items()}

        async def left(rows: list[OutboxRow]) -> None:
            twin.outbox.update({row.id: row for row in rows})
            twin.waiting.earlier += rows

        def twin_pages(count: int) -> None:
            twin.waiting.page = count

        yield Rooms(twin, twin, twin, twin, twin, seen, left, twin_pages)
        return
    uri = request.getfixturevalue("mongo_uri")
    database = Database.connect(uri, f"ports_{new_id()[-12:]}")
    await database.prepare({"jars": (), "shelves": (), "gaps": (), "shelf": ()})

    async def stored(name: str) -> dict[str, Any]:
        found = await database.collection(name).find().to_list()
        return {document.pop("_id"): document for document in found}

    journal = MongoJournal(database)

    def pages(count: int) -> None:
        journal.page = count

    yield Rooms(
        MongoStore(database),
        journal,
        MongoLeases(database),
        MongoParkedRows(database),
        MongoDeadlines(database),
        stored,
        lambda rows: leave_unpublished(database, rows),
        pages,
    )
    await database.client.drop_database(database.name)
    await database.close()


async def leave_unpublished(database: Database, rows: list[OutboxRow]) -> None:
    """As the version before parcels stored facts, with its index."""
    outbox = database.collection("outbox")
    keys = [("slot", 1), ("agg", 1), ("seq", 1)]
    await outbox.create_index(keys, partialFilterExpression={"pub": False})
    slots = {row.id: crc32(row.aggregate_id.encode()) % 64 for row in rows}
    await outbox.insert_many(
        [{**outbox_document(row), "slot": slots[row.id], "pub": False} for row in rows]
    )


@pytest.fixture(params=["twin", "mongo"])
async def far_store(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """The store of a database that does not answer."""
    if request.param == "twin":
        twin = MemoryStore()

        def away(_point: str) -> None:
            raise StoreUnavailable("away")

        twin.fault = away
        yield twin
        return
    nowhere = f"mongodb://127.0.0.1:{any_free()}/"
    client: AsyncMongoClient[Any] = AsyncMongoClient(nowhere, serverSelectionTimeoutMS=200)
    database = Database(client, "ports")
    yield MongoStore(database)
    await database.close()


async def eventually(holds: Callable[[], object], within: float = 20.0) -> None:
    deadline = asyncio.get_running_loop().time() + within
    while not holds():
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError("it never happened")
        await asyncio.sleep(0.02)


def spread(values: Iterable[Delivery]) -> dict[str, list[str]]:
    """Values by key, in the order received."""
    found: dict[str, list[str]] = {}
    for one in values:
        found.setdefault(one.key, []).append(one.value.decode())
    return found
