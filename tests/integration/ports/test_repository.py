"""The repository of unit tests keeps what the real one keeps, and refuses what it refuses."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from libs.kernel import Aggregate, Event, NotFound, Repository, RuleBroken, Stamp
from libs.storage.batcher import Batcher
from libs.storage.records import OutboxRow
from libs.storage.work import Layer, Saved, event_id
from libs.testing.repository import InMemoryRepository
from tests.integration.ports.conftest import Rooms

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
Work = Callable[[Repository[Any]], Awaitable[Any]]


class ShelfBuilt(Event):
    """A shelf stands."""

    aggregate: ClassVar[str] = "shelf"
    shelf_id: str


class Taken(RuleBroken):
    """Another has the name."""

    code = "test.taken"


class Shelf(Aggregate):
    """Something with a name of its own and a deadline."""

    id_field: ClassVar[str] = "shelf_id"
    shelf_id: str
    names: list[str] = []

    def call(self, name: str) -> None:
        """Takes a name that nobody has."""
        self.claim("name", name, Taken())
        self.names.append(name)
        self.record(ShelfBuilt(shelf_id=self.shelf_id))

    def drop(self, name: str) -> None:
        """Gives it back."""
        self.release("name", name)
        self.names.remove(name)
        self.record(ShelfBuilt(shelf_id=self.shelf_id))


def encode(aggregate: Aggregate, seq: int, index: int, stamp: Stamp, at: datetime) -> OutboxRow:
    """A row as a service writes it."""
    event = aggregate.pending[index]
    id_ = event_id(aggregate.aggregate_id, seq, stamp.command_id)
    return OutboxRow(id_, aggregate.aggregate_id, seq, event.type, at, b"{}", {})


@pytest.fixture(params=["unit test", "layer"])
async def keeping(request: pytest.FixtureRequest, rooms: Rooms) -> AsyncIterator[Any]:
    """Runs work on a repository, each piece as one command."""
    if request.param == "unit test":
        shelves: InMemoryRepository[Shelf] = InMemoryRepository()

        async def direct(work: Work) -> Any:
            return await work(shelves)

        yield direct
        return
    batcher = Batcher(rooms.store)
    batcher.start()
    count = iter(range(1000))

    async def batched(work: Work) -> Any:
        stamp = Stamp(command_id=f"command-{next(count)}", actor_id="test")

        async def run(layer: Layer) -> Any:
            return await work(Saved(layer, Shelf, "shelves", encode, stamp, AT))

        return await batcher.submit(run)

    yield batched
    await batcher.stop()


def building(id_: str, *names: str) -> Work:
    async def work(shelves: Repository[Shelf]) -> None:
        shelf = await shelves.find(id_) or Shelf(shelf_id=id_)
        for name in names:
            shelf.call(name)
        await shelves.save(shelf)

    return work


async def test_what_was_saved_is_found_with_its_version(keeping: Any) -> None:
    await keeping(building("a", "oak", "elm"))
    await keeping(building("a", "ash"))

    found = await keeping(lambda shelves: shelves.get("a"))

    assert (found.names, found.version, found.pending) == (["oak", "elm", "ash"], 3, ())
    assert await keeping(lambda shelves: shelves.find("b")) is None
    with pytest.raises(NotFound):
        await keeping(lambda shelves: shelves.get("b"))


async def test_a_copy_that_is_not_saved_changes_nothing(keeping: Any) -> None:
    await keeping(building("a", "oak"))

    async def forget(shelves: Repository[Shelf]) -> None:
        (await shelves.get("a")).call("elm")

    await keeping(forget)

    assert (await keeping(lambda shelves: shelves.get("a"))).names == ["oak"]


async def test_a_name_is_refused_until_it_is_given_back(keeping: Any) -> None:
    await keeping(building("a", "oak"))
    with pytest.raises(Taken):
        await keeping(building("b", "oak"))
    assert await keeping(lambda shelves: shelves.find("b")) is None

    async def drop(shelves: Repository[Shelf]) -> None:
        shelf = await shelves.get("a")
        shelf.drop("oak")
        await shelves.save(shelf)

    await keeping(drop)
    await keeping(building("b", "oak"))

    assert (await keeping(lambda shelves: shelves.get("b"))).names == ["oak"]


async def test_a_save_without_facts_stores_no_state(keeping: Any) -> None:
    async def silent(shelves: Repository[Shelf]) -> None:
        await shelves.save(Shelf(shelf_id="c"))

    await keeping(silent)

    assert await keeping(lambda shelves: shelves.find("c")) is None
