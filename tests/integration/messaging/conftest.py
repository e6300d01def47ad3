"""A broker of its own, so that tests may stop it and delete its log; services on real ports."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

from deploy.embedded.backends import Backends
from libs.kernel import new_id
from libs.messaging.kafka_admin import KafkaAdmin
from libs.messaging.kafka_publisher import KafkaPublisher
from libs.messaging.kafka_subscriber import KafkaSubscriber
from libs.storage.database import Database
from libs.storage.mongo_journal import MongoJournal
from libs.storage.mongo_leases import MongoLeases
from libs.storage.mongo_parked import MongoParkedRows
from libs.storage.mongo_store import MongoStore
from tests.unit.messaging.lab import ASKING, OWN, TOPICS, Counter, Maker, stop


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backends]:
    with Backends(tmp_path_factory.mktemp("broker"), mongods=0) as backends:
        yield backends


@dataclass
class Street:
    """Makers and counters over one MongoDB and one broker; each may die without a word."""

    bootstrap: str
    made: Database
    counted: Database
    stack: AsyncExitStack
    tasks: dict[Any, list["asyncio.Task[None]"]] = field(default_factory=dict)

    async def maker(self) -> Maker:
        admin = KafkaAdmin(self.bootstrap, "maker")
        publisher = KafkaPublisher(self.bootstrap, "maker", patience=6.0)
        listening = KafkaSubscriber(
            self.bootstrap, "lab.resend", [ASKING], "maker", session_timeout=6.0
        )
        journal = MongoJournal(self.made)
        maker = Maker(
            MongoStore(self.made),
            journal,
            publisher,
            listening,
            admin,
            [listening.restart_from_beginning],
            MongoLeases(self.made),
        )
        while not await maker.watch.look():
            await asyncio.sleep(0.2)
        self._run(maker, maker.watch.run, maker.relay.run, maker.listener.run)
        self.stack.push_async_callback(self._close, maker, admin, publisher)
        return maker

    async def counter(self) -> Counter:
        admin = KafkaAdmin(self.bootstrap, "counter")
        publisher = KafkaPublisher(self.bootstrap, "counter", patience=6.0)
        subscriber = KafkaSubscriber(
            self.bootstrap, "counter", [OWN], "counter", session_timeout=6.0
        )
        counter = Counter(
            MongoStore(self.counted), MongoParkedRows(self.counted), subscriber, publisher, admin
        )
        self._run(counter, counter.consumer.run, counter.parking.run)
        self.stack.push_async_callback(self._close, counter, admin, publisher)
        return counter

    def _run(self, owner: Any, *loops: Callable[[], Any]) -> None:
        owner.batcher.start()
        self.tasks[owner] = [asyncio.create_task(loop()) for loop in loops]

    async def stop(self, owner: Any) -> None:
        for task in self.tasks.pop(owner, []):
            await stop(task)
        await owner.batcher.stop()

    async def _close(self, owner: Any, *ends: Any) -> None:
        await self.stop(owner)
        for end in ends:
            await end.close()

    async def places(self) -> dict[str, int]:
        """Position by aggregate."""
        rows = await self.counted.collection("positions").find().to_list()
        return {row["_id"].rpartition(":")[2]: row["seq"] for row in rows}

    async def settled(self, wanted: dict[str, int], within: float = 90.0) -> None:
        """Waits until every aggregate has arrived whole, and each fact was applied once."""
        deadline = asyncio.get_running_loop().time() + within
        while await self.places() != wanted:
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"stuck at {sum((await self.places()).values())}")
            await asyncio.sleep(0.1)
        pages = await self.counted.collection("inbox").find().to_list()
        assert sum(len(page["facts"]) for page in pages) == sum(wanted.values())


@pytest.fixture
async def street(mongo_uri: str, broker: Backends) -> AsyncIterator[Street]:
    made = Database.connect(mongo_uri, f"made_{new_id()[-12:]}")
    counted = Database.connect(mongo_uri, f"counted_{new_id()[-12:]}")
    for database in (made, counted):
        await database.prepare({"jars": ()})
    async with AsyncExitStack() as stack:
        yield Street(broker.kafka.bootstrap, made, counted, stack)
    for database in (made, counted):
        await database.client.drop_database(database.name)
        await database.close()
    admin = KafkaAdmin(broker.kafka.bootstrap, "clean")
    client = await admin._admin()
    await client.delete_topics(list(TOPICS.names))
    await admin.close()
