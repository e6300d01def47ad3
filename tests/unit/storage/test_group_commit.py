"""Commands that wait together are committed together; none harms another."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import ClassVar

import pytest

from contracts.events.organizations import OrganizationRenamed
from contracts.types import OrgId
from libs.kernel import Aggregate, FakeClock, RuleBroken, Stamp, new_id
from libs.messaging.codec import encoder
from libs.storage.batcher import Batcher, QueueFull
from libs.storage.records import ChangeSet
from libs.storage.store import StoreUnavailable, VersionConflict
from libs.storage.work import Layer, Saved
from libs.testing.store import MemoryStore

CLOCK = FakeClock()
ENCODE = encoder("organizations")


class NameTaken(RuleBroken):
    """Another place bears the name."""

    code = "test.name-taken"


class Place(Aggregate):
    """Something that can be renamed, each name borne once."""

    id_field: ClassVar[str] = "place_id"

    place_id: str
    names: list[str] = []

    def rename(self, name: str) -> None:
        if name == "forbidden":
            self.names.append("a half-done change")
            raise RuleBroken
        self.names.append(name)
        self.claim("name", name, NameTaken(name=name))
        self.record(
            OrganizationRenamed(
                org_id=OrgId(self.place_id), name=name, effective_on=date(2026, 11, 23)
            )
        )


@pytest.fixture
async def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
async def batcher(store: MemoryStore) -> AsyncIterator[Batcher]:
    made = Batcher(store, waiting=50)
    made.start()
    yield made
    await made.stop()


async def rename(batcher: Batcher, place: str, name: str) -> list[str]:
    stamp = Stamp(command_id=new_id(), actor_id="tester")

    async def run(layer: Layer) -> list[str]:
        places = Saved(layer, Place, "places", ENCODE, stamp, CLOCK.now())
        found = await places.find(place) or Place(place_id=place)
        found.rename(name)
        await places.save(found)
        return found.names

    return await batcher.submit(run, [("places", place)])


async def test_what_waits_together_is_one_commit(batcher: Batcher, store: MemoryStore) -> None:
    commits: list[str] = []
    store.fault = commits.append

    await asyncio.gather(*(rename(batcher, f"p{n}", f"name {n}") for n in range(20)))

    assert commits.count("commit") == 1
    assert len(store.outbox) == 20


async def test_commands_of_one_aggregate_are_chained_in_order(
    batcher: Batcher, store: MemoryStore
) -> None:
    await asyncio.gather(*(rename(batcher, "p", f"name {n}") for n in range(10)))

    assert store.aggregates["places", "p"].version == 10
    assert store.aggregates["places", "p"].document["names"] == [f"name {n}" for n in range(10)]
    assert sorted(row.seq for row in store.outbox.values()) == list(range(1, 11))


async def test_a_failing_command_is_answered_alone_and_leaves_nothing(
    batcher: Batcher, store: MemoryStore
) -> None:
    answers = await asyncio.gather(
        rename(batcher, "p", "first"),
        rename(batcher, "p", "forbidden"),
        rename(batcher, "p", "last"),
        return_exceptions=True,
    )

    assert [type(answer) for answer in answers] == [list, RuleBroken, list]
    assert store.aggregates["places", "p"].document["names"] == ["first", "last"]


async def test_a_key_is_taken_once_however_many_ask_at_once(
    batcher: Batcher, store: MemoryStore
) -> None:
    answers = await asyncio.gather(
        *(rename(batcher, f"p{n}", "the same") for n in range(30)), return_exceptions=True
    )

    assert sum(isinstance(answer, list) for answer in answers) == 1
    assert sum(isinstance(answer, NameTaken) for answer in answers) == 29
    assert len(store.aggregates) == 1


async def test_a_key_taken_before_refuses_one_and_spares_its_neighbours(
    batcher: Batcher, store: MemoryStore
) -> None:
    await rename(batcher, "owner", "taken")

    answers = await asyncio.gather(
        rename(batcher, "p1", "free 1"),
        rename(batcher, "p2", "taken"),
        rename(batcher, "p3", "free 2"),
        return_exceptions=True,
    )

    assert [type(answer) for answer in answers] == [list, NameTaken, list]
    assert store.keys["name:taken"] == "owner"


async def test_what_is_new_may_take_a_key_that_is_its_own_already(
    batcher: Batcher, store: MemoryStore
) -> None:
    store.keys["name:mine"] = "p1"

    answers = await asyncio.gather(rename(batcher, "p1", "mine"), rename(batcher, "p2", "other"))

    assert answers == [["mine"], ["other"]]
    assert store.keys == {"name:mine": "p1", "name:other": "p2"}


async def test_a_version_conflict_runs_the_batch_again(
    batcher: Batcher, store: MemoryStore
) -> None:
    once = iter([VersionConflict("places")])

    def conflict(point: str) -> None:
        if point == "commit" and (error := next(once, None)):
            raise error

    store.fault = conflict

    answers = await asyncio.gather(rename(batcher, "p", "a"), rename(batcher, "q", "b"))

    assert answers == [["a"], ["b"]]
    assert len(store.outbox) == 2


async def test_one_that_clashes_again_and_again_costs_its_neighbours_few_commits(
    batcher: Batcher, store: MemoryStore
) -> None:
    commits: list[int] = []

    async def written_elsewhere_each_time(changes: ChangeSet) -> None:
        commits.append(len(changes.aggregates))
        if ("places", "p5") in changes.aggregates and len(commits) < 6:
            raise VersionConflict("places")
        await MemoryStore.commit(store, changes)

    store.commit = written_elsewhere_each_time  # type: ignore[method-assign]

    answers = await asyncio.gather(*(rename(batcher, f"p{n}", f"name {n}") for n in range(32)))

    assert answers == [[f"name {n}"] for n in range(32)]
    assert len(store.outbox) == 32
    assert len(commits) <= 12


async def test_a_database_that_is_away_fails_the_batch_and_the_next_one_works(
    batcher: Batcher, store: MemoryStore
) -> None:
    once = iter([StoreUnavailable("gone")])

    def away(point: str) -> None:
        if point == "commit" and (error := next(once, None)):
            raise error

    store.fault = away

    with pytest.raises(StoreUnavailable):
        await rename(batcher, "p", "a")

    assert await rename(batcher, "p", "b") == ["b"]


async def test_a_full_queue_refuses_at_once(store: MemoryStore) -> None:
    batcher = Batcher(store, waiting=5)
    waiting = [asyncio.create_task(rename(batcher, f"p{n}", f"n{n}")) for n in range(5)]
    await asyncio.sleep(0)

    with pytest.raises(QueueFull):
        await rename(batcher, "one too many", "n")

    batcher.start()
    await asyncio.gather(*waiting)
    await batcher.stop()
    assert len(store.aggregates) == 5


async def test_a_caller_that_goes_away_does_not_cancel_its_neighbours(
    batcher: Batcher, store: MemoryStore
) -> None:
    leaving = asyncio.create_task(rename(batcher, "p", "left behind"))
    staying = asyncio.create_task(rename(batcher, "q", "stays"))
    await asyncio.sleep(0)
    leaving.cancel()

    assert await staying == ["stays"]
    assert ("places", "p") in store.aggregates
