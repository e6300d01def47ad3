"""Our libraries alone, as a service wires them: the relay and the consumer."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bson import Timestamp

from contracts.events.organizations import OrganizationRenamed
from contracts.types import OrgId
from libs.kernel import Event, EventMeta, Put, SystemClock, new_id
from libs.messaging.codec import message
from libs.messaging.consumer import Consumer
from libs.messaging.inbox import Inbox
from libs.messaging.kafka_publisher import KafkaPublisher
from libs.messaging.kafka_subscriber import KafkaSubscriber
from libs.messaging.log import Place
from libs.messaging.relay import Relay
from libs.storage.batcher import Batcher
from libs.storage.database import Database
from libs.storage.mongo_journal import MongoJournal
from libs.storage.mongo_parcels import outbox_document, parcel_documents
from libs.storage.mongo_parked import MongoParkedRows
from libs.storage.mongo_store import MongoStore
from libs.storage.parcels import parcels_of
from libs.storage.records import OutboxRow
from libs.storage.work import Layer

_PAGE = 5_000
_BATCH = 128
_APPLY_SECONDS = 120.0


def rows(count: int) -> list[OutboxRow]:
    """Facts as a service would have stored them, each of another aggregate."""
    at = datetime.now(UTC)
    made = []
    for number in range(count):
        id_ = new_id()
        event = OrganizationRenamed(
            org_id=OrgId(id_), name=f"演示单位{number}" + "名" * 40, effective_on=at.date()
        )
        headers = {
            "ce_dataschema": "OrganizationRenamed.v1",
            "ce_actorid": "bench",
            "ce_correlationid": id_,
            "ce_causationid": id_,
        }
        made.append(
            OutboxRow(new_id(), id_, 1, event.type, at, event.model_dump_json().encode(), headers)
        )
    return made


class RelayBench:
    """A journal of many facts, stored anew for each time they are sent.

    They wait as full batches of commands leave them: the parcels of 128 facts each.
    """

    def __init__(self, uri: str, bootstrap: str, facts: Sequence[OutboxRow]) -> None:
        """``fill`` stores the facts, ``drain`` sends them."""
        self._database = Database.connect(uri, "bench_relay")
        self._bootstrap, self._facts = bootstrap, facts

    async def fill(self) -> None:
        """Stores every fact, unpublished."""
        await self._database.client.drop_database("bench_relay")
        await self._database.prepare({})
        for start in range(0, len(self._facts), _BATCH):
            batch = self._facts[start : start + _BATCH]
            await self._database.collection("outbox").insert_many(map(outbox_document, batch))
            await self._database.collection("parcels").insert_many(
                parcel_documents(parcels_of(batch), Timestamp(1, start))
            )

    async def drain(self, topic: str) -> float:
        """Facts a second from the journal to the log, their parcels forgotten."""
        publisher = KafkaPublisher(self._bootstrap, "bench")
        journal = MongoJournal(self._database)
        relay = Relay(journal, None, publisher, topic, owner="bench", clock=SystemClock())
        begun = time.perf_counter()
        await relay.drain()
        seconds = time.perf_counter() - begun
        left = await self._database.collection("parcels").count_documents({})
        await publisher.close()
        if left:
            raise RuntimeError(f"{left} parcels were not sent")
        return len(self._facts) / seconds

    async def close(self) -> None:
        """Drops what it stored."""
        await self._database.client.drop_database("bench_relay")
        await self._database.close()


class _Timed(Consumer):
    """Knows when it was given its partitions: joining the group is not measured."""

    begun = 0.0

    async def assigned(self, places: frozenset[Place]) -> None:
        self.begun = time.perf_counter()
        await super().assigned(places)


async def publish(bootstrap: str, topic: str, facts: Sequence[OutboxRow]) -> None:
    """Puts facts into the log."""
    publisher = KafkaPublisher(bootstrap, "bench")
    for start in range(0, len(facts), _PAGE):
        part = facts[start : start + _PAGE]
        sent = await publisher.publish_batch([message(row, topic) for row in part])
        if len(sent) != len(part):
            raise RuntimeError("facts were not sent")
    await publisher.close()


async def consumer_apply(uri: str, bootstrap: str, topic: str, count: int) -> float:
    """Facts a second: fetch, decode, gate, project, inbox row and position, committed."""
    database = Database.connect(uri, "bench_apply")
    await database.client.drop_database("bench_apply")
    await database.prepare({"view": ()})
    store = MongoStore(database)
    batcher = Batcher(store)
    batcher.start()

    async def apply(layer: Layer, event: Event, meta: EventMeta) -> None:
        layer.put_views((Put("view", meta.aggregate_id, view_of(event)),))

    handles = frozenset({OrganizationRenamed.type})
    rows_aside = MongoParkedRows(database)
    inbox = Inbox("bench", batcher, store, rows_aside, apply, handles, SystemClock())
    subscriber = KafkaSubscriber(bootstrap, f"bench.{new_id()}", [topic], "bench")
    consumer = _Timed(subscriber, inbox, _asks_nobody)
    running = asyncio.create_task(consumer.run())
    try:
        async with asyncio.timeout(_APPLY_SECONDS):
            while sum(consumer.offsets().values()) < count:
                await asyncio.sleep(0.005)
        seconds = time.perf_counter() - consumer.begun
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await batcher.stop()
    found = await database.collection("view").count_documents({})
    await database.client.drop_database("bench_apply")
    await database.close()
    if found != count:
        raise RuntimeError(f"{found} of {count} applied")
    return count / seconds


def view_of(event: Event) -> dict[str, Any]:
    """What the view keeps of a fact."""
    return event.model_dump(mode="json")


def updates(facts: Sequence[OutboxRow]) -> list[tuple[str, dict[str, Any]]]:
    """The same, ready for raw code."""
    return [
        (row.aggregate_id, view_of(OrganizationRenamed.model_validate_json(row.body)))
        for row in facts
    ]


async def _asks_nobody(service: str, aggregate_id: str, from_seq: int) -> None:
    raise RuntimeError(f"{service} {aggregate_id} {from_seq} is missing")
