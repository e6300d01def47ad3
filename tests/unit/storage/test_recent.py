"""What was just written here need not be read; but nothing is decided on a remembered document."""

from collections.abc import AsyncIterator

import pytest

from libs.kernel import FakeClock, RuleBroken, Stamp, new_id
from libs.messaging.codec import encoder
from libs.storage.batcher import Batcher
from libs.storage.recent import Recent
from libs.storage.records import AggregateChange, StoredAggregate
from libs.storage.work import Layer, Saved
from libs.testing.store import MemoryStore
from tests.unit.storage.test_group_commit import Place, rename

KEY = ("places", "p")


class TooMany(RuleBroken):
    """A place has three names already."""

    code = "test.too-many"


@pytest.fixture
async def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
async def batcher(store: MemoryStore) -> AsyncIterator[Batcher]:
    made = Batcher(store)
    made.start()
    yield made
    await made.stop()


def watched(store: MemoryStore) -> list[str]:
    seen: list[str] = []
    store.fault = seen.append
    return seen


def changed_elsewhere(store: MemoryStore, names: list[str]) -> None:
    """Another process has written the place meanwhile."""
    version = store.aggregates[KEY].version + 1
    store.aggregates[KEY] = StoredAggregate({"place_id": "p", "names": names}, version)


async def names_of(batcher: Batcher) -> list[str]:
    async def run(layer: Layer) -> list[str]:
        stamp = Stamp(command_id=new_id(), actor_id="tester")
        places = Saved(layer, Place, "places", encoder("organizations"), stamp, FakeClock().now())
        found = await places.get("p")
        if len(found.names) >= 3:
            raise TooMany
        return found.names

    return await batcher.submit(run, [KEY])


async def test_a_command_after_another_reads_nothing(batcher: Batcher, store: MemoryStore) -> None:
    await rename(batcher, "p", "first")
    seen = watched(store)

    assert await rename(batcher, "p", "second") == ["first", "second"]
    assert "load" not in seen


async def test_a_write_on_an_old_document_is_done_again_on_the_stored_one(
    batcher: Batcher, store: MemoryStore
) -> None:
    await rename(batcher, "p", "first")
    changed_elsewhere(store, ["first", "theirs"])

    assert await rename(batcher, "p", "mine") == ["first", "theirs", "mine"]


async def test_a_refusal_is_judged_on_the_stored_document(
    batcher: Batcher, store: MemoryStore
) -> None:
    for name in ("one", "two", "three"):
        await rename(batcher, "p", name)
    changed_elsewhere(store, ["one"])

    assert await names_of(batcher) == ["one"]

    changed_elsewhere(store, ["one", "two", "three"])
    with pytest.raises(TooMany):
        await names_of(batcher)


async def test_what_is_only_read_is_read_from_the_store(
    batcher: Batcher, store: MemoryStore
) -> None:
    await rename(batcher, "p", "first")
    changed_elsewhere(store, ["theirs"])

    assert await names_of(batcher) == ["theirs"]


async def test_a_commit_whose_answer_was_lost_is_built_upon(
    batcher: Batcher, store: MemoryStore
) -> None:
    await rename(batcher, "p", "first")

    def fault(point: str) -> None:
        if point == "committed":
            raise ConnectionError("the answer was lost")

    store.fault = fault
    with pytest.raises(ConnectionError):
        await rename(batcher, "p", "second")
    store.fault = lambda _point: None

    assert await rename(batcher, "p", "third") == ["first", "second", "third"]


def test_an_older_write_heard_of_later_changes_nothing_and_long_documents_are_not_kept() -> None:
    recent = Recent()
    recent.keep({KEY: AggregateChange({"names": ["new"]}, 6, 7)})
    recent.keep({KEY: AggregateChange({"names": ["old"]}, 5, 6)})
    recent.keep({("places", "q"): AggregateChange({"names": ["n"] * 2000}, 0, 1)})

    assert recent.get(KEY) == StoredAggregate({"names": ["new"]}, 7)
    assert recent.get(("places", "q")) is None


async def test_beside_another_process_nothing_is_guessed(store: MemoryStore) -> None:
    alone = True
    batcher = Batcher(store, recent=Recent(lambda: alone))
    batcher.start()
    await rename(batcher, "p", "first")
    alone = False
    changed_elsewhere(store, ["theirs"])
    seen = watched(store)

    assert await rename(batcher, "p", "mine") == ["theirs", "mine"]
    assert seen.count("commit") == 1
    await batcher.stop()
