"""What another process of a service has applied or told is soon known here, without a stream."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest

from contracts.events.organizations import OrganizationRenamed
from contracts.tree import OrgDirectory
from contracts.types import OrgId
from libs.kernel import EventMeta, FakeClock, new_id
from libs.runtime.feeding import Feed
from libs.runtime.replicas import Replicas
from libs.storage.database import Database
from libs.storage.documents import Reader, Views
from libs.storage.mongo_store import MongoStore
from libs.storage.records import ChangeSet, InboxRow
from services.gateway.hints import INDEXES, Hints, SharedHints

NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
CONSUMER = "needs"


@pytest.fixture
async def database(mongo_uri: str) -> AsyncIterator[Database]:
    made = Database.connect(mongo_uri, f"following_{new_id()[-12:]}")
    await made.prepare(INDEXES)
    yield made
    await made.client.drop_database(made.name)
    await made.close()


class Elsewhere:
    """Another process, which applies a renaming to the stored view."""

    def __init__(self, database: Database, directory: OrgDirectory) -> None:
        self.store, self.directory = MongoStore(database), directory
        self.seq = 0

    async def renames(self, org_id: str, name: str, at: datetime) -> None:
        self.seq += 1
        event = OrganizationRenamed(org_id=OrgId(org_id), name=name, effective_on=date(2026, 11, 1))
        meta = cast("EventMeta", _Meta(org_id, self.seq))
        writes = list(self.directory.project(event, meta))
        row = InboxRow(f"{CONSUMER}/organizations", new_id(), org_id, self.seq, at)
        await self.store.commit(ChangeSet(views=writes, inbox=[row]))


class _Meta:
    def __init__(self, aggregate_id: str, seq: int) -> None:
        self.aggregate_id, self.seq = aggregate_id, seq


@asynccontextmanager
async def following(
    database: Database, clock: FakeClock, alone: bool = False
) -> AsyncIterator[OrgDirectory]:
    views, directory = Views(database), OrgDirectory()
    await views.open([])
    reader = Reader(database, views)
    feed = Feed(reader, database, directory, lambda: alone, CONSUMER, clock)
    task = asyncio.create_task(feed.follow())
    try:
        yield directory
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _eventually(holds: Any, within: float = 10.0) -> None:
    deadline = asyncio.get_running_loop().time() + within
    while not holds():
        assert asyncio.get_running_loop().time() < deadline, "it never happened"
        await asyncio.sleep(0.02)


def _name(directory: OrgDirectory, org_id: str) -> str | None:
    known = directory.get(org_id)
    return known.name if known else None


async def test_what_another_process_applied_comes_into_the_directory(database: Database) -> None:
    clock = FakeClock(NOW)
    elsewhere = Elsewhere(database, OrgDirectory())
    await elsewhere.renames("o", "before", NOW - timedelta(days=1))
    async with following(database, clock) as directory:
        await _eventually(lambda: _name(directory, "o") == "before")
        await elsewhere.renames("o", "after", NOW)
        await _eventually(lambda: _name(directory, "o") == "after")


async def test_a_commit_that_took_long_and_a_clock_set_on_or_back_hide_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("libs.runtime.feeding._LOOK_SECONDS", 0.02)
    clock = FakeClock(NOW)
    elsewhere = Elsewhere(database, OrgDirectory())
    await elsewhere.renames("o", "first", NOW)
    async with following(database, clock) as directory:
        await _eventually(lambda: _name(directory, "o") == "first")
        await elsewhere.renames("o", "late", NOW - timedelta(seconds=40))
        await _eventually(lambda: _name(directory, "o") == "late")
        await elsewhere.renames("o", "before the jump", NOW)
        clock.advance(timedelta(days=7))
        await _eventually(lambda: _name(directory, "o") == "before the jump")
        clock.set(NOW)
        await elsewhere.renames("o", "back again", NOW)
        await _eventually(lambda: _name(directory, "o") == "back again")


async def test_hints_of_one_gateway_reach_the_pages_of_another(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.gateway.hints._LOOK_SECONDS", 0.02)
    monkeypatch.setattr(Replicas, "alone", False)
    here, there = Hints(), Hints()
    replicas = [
        Replicas(database, Views(database), [], cast("Any", None), owner=name, moved=print)
        for name in ("here", "there")
    ]
    mine, theirs = (
        SharedHints(database, own, hints)
        for own, hints in zip(replicas, (here, there), strict=True)
    )
    await theirs.send(["long ago"])
    with here.listen() as listener:
        task = asyncio.create_task(mine.follow())
        await asyncio.sleep(0.2)
        await theirs.send(["needs"])
        await theirs.send(["board"])
        await mine.send(["own"])
        heard = ""
        async with asyncio.timeout(10):
            while not ("needs" in heard and "board" in heard):
                heard += await listener.heard()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert "long ago" not in heard
    assert "own" not in heard
