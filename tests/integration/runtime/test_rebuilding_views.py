"""A view of a new version is built beside the live one, while facts go on, and swapped in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

from contracts.events.organizations import OrganizationRenamed
from contracts.types import OrgId
from libs.kernel import Event, EventMeta, Put, SystemClock, ViewWrite, new_id
from libs.messaging.codec import message
from libs.messaging.consumer import Consumer
from libs.messaging.inbox import Inbox
from libs.messaging.log import Message
from libs.runtime.applying import Applying
from libs.runtime.rebuild import Rebuild
from libs.runtime.replicas import OlderThanLive, Replicas
from libs.storage.batcher import Batcher
from libs.storage.database import Database, Index
from libs.storage.documents import Reader, View, Views
from libs.storage.mongo_parked import MongoParkedRows
from libs.storage.mongo_store import MongoStore
from libs.storage.records import OutboxRow
from libs.storage.store import StoreUnavailable
from libs.storage.work import Layer
from libs.testing.log import MemoryAdmin, MemoryLog, MemorySubscriber

TOPIC = "t.organizations"


class Source:
    """States renames, in the order of each organization."""

    def __init__(self, log: MemoryLog) -> None:
        self._log = log
        self.seqs: dict[str, int] = {}
        self.asked: list[tuple[str, str, int]] = []
        self._sent: dict[tuple[str, int], Message] = {}

    def rename(self, org: str, *, lose: bool = False) -> None:
        seq = self.seqs[org] = self.seqs.get(org, 0) + 1
        event = OrganizationRenamed(
            org_id=OrgId(org), name=f"{org} {seq}", effective_on=date(2026, 11, 23)
        )
        body = event.model_dump_json().encode()
        headers = {"ce_dataschema": "OrganizationRenamed.v1"}
        row = OutboxRow(new_id(), org, seq, event.type, datetime.now(UTC), body, headers)
        sent = self._sent[org, seq] = message(row, TOPIC)
        if not lose:
            self._log.append(sent)

    async def resend(self, service: str, org: str, from_seq: int) -> None:
        if (service, org, from_seq) in self.asked:
            return
        self.asked.append((service, org, from_seq))
        for seq in range(from_seq, self.seqs[org] + 1):
            self._log.append(self._sent[org, seq])


def named(event: Event, meta: EventMeta) -> list[ViewWrite]:
    assert isinstance(event, OrganizationRenamed)
    return [Put("names", event.org_id, {"name": event.name, "seq": meta.seq})]


class Projecting:
    """Stands for Applying where only projections matter."""

    def project(self, event: Event, meta: EventMeta) -> list[ViewWrite]:
        return named(event, meta)


@pytest.fixture
async def database(mongo_uri: str) -> AsyncIterator[Database]:
    made = Database.connect(mongo_uri, f"rebuild_{new_id()[-8:]}")
    await made.prepare({})
    yield made
    await made.client.drop_database(made.name)
    await made.close()


async def contents(database: Database, views: Views) -> dict[str, Any]:
    rows = await Reader(database, views).find(views.physical()["names"], {}, limit=0)
    return {row["_id"]: (row["name"], row["seq"]) for row in rows}


def a_rebuild(
    database: Database,
    views: Views,
    batcher: Batcher,
    replicas: Replicas,
    log: MemoryLog,
    source: Source,
) -> Rebuild:
    return Rebuild(
        outdated=views.outdated([View("names", 2, (Index("seq"),))]),
        views=views,
        database=database,
        batcher=batcher,
        replicas=replicas,
        applying=cast("Applying", Projecting()),
        subscriber=MemorySubscriber(log, f"rebuild {new_id()}", [TOPIC]),
        admin=MemoryAdmin(log),
        topics=[TOPIC],
        ask=source.resend,
        consumer="live",
    )


@pytest.mark.parametrize("retention_cut", [False, True])
async def test_the_rebuilt_view_equals_the_live_one_while_facts_go_on(
    database: Database, *, retention_cut: bool
) -> None:
    log = MemoryLog()
    log.create(TOPIC, 3)
    source = Source(log)
    orgs = [f"org {number}" for number in range(12)]
    for _ in range(5):
        for org in orgs:
            source.rename(org)
    views = Views(database)
    await views.open([View("names", 1)])
    store = MongoStore(database)
    store.route_views(views.physical())
    batcher = Batcher(store)
    batcher.start()

    async def apply(layer: Layer, event: Event, meta: EventMeta) -> None:
        layer.put_views(named(event, meta))

    handles = frozenset({OrganizationRenamed.type})
    rows, clock = MongoParkedRows(database), SystemClock()
    inbox = Inbox("live", batcher, store, rows, apply, handles, clock)
    live = Consumer(MemorySubscriber(log, "live", [TOPIC]), inbox, source.resend)
    living = asyncio.create_task(live.run())
    await _until(lambda: sum(live.offsets().values()) == 60)
    if retention_cut:
        # The oldest facts of one organization are no longer in the log: the journal has them.
        for place, deliveries in log.partitions.items():
            log.partitions[place] = [
                d for d in deliveries if not (d.key == orgs[0] and b' 1"' in d.value)
            ]

    outdated = await views.open([View("names", 2)])
    replicas = Replicas(
        database,
        views,
        outdated,
        batcher,
        owner="only",
        moved=lambda: store.route_views(views.physical()),
    )
    await replicas.join()
    rebuild = a_rebuild(database, views, batcher, replicas, log, source)
    building = asyncio.create_task(rebuild.run())
    for number in range(40):
        source.rename(orgs[number % 6])
        await asyncio.sleep(0.005)
    await asyncio.wait_for(building, 30)
    for org in orgs[:3]:
        source.rename(org)
    expected = {org: (f"{org} {seq}", seq) for org, seq in source.seqs.items()}

    assert views.version("names") == 2
    for _ in range(200):
        if await contents(database, views) == expected:
            break
        await asyncio.sleep(0.05)
    assert await contents(database, views) == expected
    assert bool(source.asked) == retention_cut
    indexes = await database.collection(views.physical()["names"]).index_information()
    assert "seq_1" in indexes
    living.cancel()
    with suppress(asyncio.CancelledError):
        await living
    await batcher.stop()


class Process:
    """One replica of a consumer: its own applier, routes and heartbeat."""

    def __init__(self, database: Database, log: MemoryLog, source: Source, owner: str) -> None:
        self.database, self.log, self.source = database, log, source
        self.views, self.store = Views(database), MongoStore(database)
        self.batcher = Batcher(self.store)
        self.owner = owner
        self.tasks: list[asyncio.Task[None]] = []

    async def open(self, version: int) -> "Process":
        wanted = [View("names", version)]
        await self.views.open(wanted)
        self.batcher.start()
        self.replicas = Replicas(
            self.database,
            self.views,
            wanted,
            self.batcher,
            owner=self.owner,
            moved=lambda: self.store.route_views(self.views.physical()),
        )
        await self.replicas.join()

        async def apply(layer: Layer, event: Event, meta: EventMeta) -> None:
            await self.replicas.fresh()
            layer.put_views(named(event, meta))

        handles = frozenset({OrganizationRenamed.type})
        rows, clock = MongoParkedRows(self.database), SystemClock()
        inbox = Inbox("live", self.batcher, self.store, rows, apply, handles, clock)
        subscriber = MemorySubscriber(self.log, "live", [TOPIC])
        self.live = Consumer(subscriber, inbox, self.source.resend)
        self.tasks = [
            asyncio.create_task(self.live.run()),
            asyncio.create_task(self.replicas.run()),
        ]
        return self

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.batcher.stop()


async def test_one_replica_rebuilds_and_all_write_the_new_view_from_the_swap_on(
    database: Database,
) -> None:
    log = MemoryLog()
    log.create(TOPIC, 4)
    source = Source(log)
    orgs = [f"org {number}" for number in range(24)]
    old = await Process(database, log, source, "old").open(1)
    for org in orgs:
        source.rename(org)
    await _until(lambda: sum(old.live.offsets().values()) == 24)
    await old.close()
    first = await Process(database, log, source, "first").open(2)
    second = await Process(database, log, source, "second").open(2)
    await _until(lambda: not first.replicas.alone and not second.replicas.alone)

    building = asyncio.create_task(
        a_rebuild(database, first.views, first.batcher, first.replicas, log, source).run()
    )
    while not building.done():
        # No more than three followers in one process come to, however slow the machine is.
        for org in orgs[::3]:
            source.rename(org)
        await asyncio.sleep(0.03)
    await building
    for org in orgs:
        source.rename(org)

    expected = {org: (f"{org} {seq}", seq) for org, seq in source.seqs.items()}
    for _ in range(200):
        if await contents(database, second.views) == expected:
            break
        await asyncio.sleep(0.05)
    assert await contents(database, second.views) == expected
    assert first.views.physical() == second.views.physical()
    assert len(second.live.offsets()) == len(first.live.offsets()) == 2
    await asyncio.gather(first.close(), second.close())


async def test_a_view_is_not_swapped_while_a_replica_of_the_old_version_runs(
    database: Database,
) -> None:
    log = MemoryLog()
    log.create(TOPIC, 2)
    source = Source(log)
    source.rename("org")
    old = await Process(database, log, source, "old").open(1)
    new = await Process(database, log, source, "new").open(2)
    rebuild = a_rebuild(database, new.views, new.batcher, new.replicas, log, source)
    building = asyncio.create_task(rebuild.run())
    await _until(lambda: rebuild.applied == 1)
    await asyncio.sleep(0.3)
    before = new.views.version("names")

    await old.close()
    await asyncio.wait_for(building, 20)

    assert before == 1
    assert new.views.version("names") == 2
    with pytest.raises(OlderThanLive, match="version 2 is live"):
        await Process(database, log, source, "late").open(1)
    await new.close()


async def test_a_process_that_stood_still_while_others_swapped_applies_nothing_any_more(
    database: Database,
) -> None:
    log = MemoryLog()
    log.create(TOPIC, 2)
    source = Source(log)
    source.rename("org")
    old = await Process(database, log, source, "old").open(1)
    await _until(lambda: sum(old.live.offsets().values()) == 1)
    for task in old.tasks:
        task.cancel()
    await asyncio.gather(*old.tasks, return_exceptions=True)
    new = await Process(database, log, source, "new").open(2)
    rebuild = a_rebuild(database, new.views, new.batcher, new.replicas, log, source)
    await asyncio.wait_for(rebuild.run(), 30)

    await old.replicas.look()

    with pytest.raises(StoreUnavailable, match="a newer version of a view is live"):
        await old.replicas.fresh()
    await new.replicas.fresh()
    await asyncio.gather(old.close(), new.close())


async def _until(condition: Any) -> None:
    for _ in range(600):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came to be")
