"""Facts of a journal wait as parcels, in their order, until the log has them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from libs.storage import parcels
from libs.storage.parcels import SLOTS, Parcel, parcels_of, slot_of
from libs.storage.records import ChangeSet, OutboxRow
from tests.integration.ports.conftest import Rooms

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def row(aggregate_id: str, seq: int, at: datetime = AT) -> OutboxRow:
    # Ids fall while sequence numbers rise: nothing may lean on the order of ids.
    id_ = f"{99 - seq}-{aggregate_id}"
    return OutboxRow(id_, aggregate_id, seq, "lab.jar-filled", at, b'{"a":1}', {"ce_actorid": "x"})


async def written(rooms: Rooms, *rows: OutboxRow) -> None:
    await rooms.store.commit(ChangeSet(outbox=list(rows)))


def facts(parcels: list[Parcel]) -> list[OutboxRow]:
    return [fact for parcel in parcels for fact in parcel.facts]


def numbers(parcels: list[Parcel]) -> dict[str, list[int]]:
    """Sequence numbers by aggregate, in the order of sending."""
    found: dict[str, list[int]] = {}
    for fact in facts(parcels):
        found.setdefault(fact.aggregate_id, []).append(fact.seq)
    return found


def apart(count: int) -> list[str]:
    """Aggregates of so many slots."""
    found: dict[int, str] = {}
    for name in map(str, range(999)):
        found.setdefault(slot_of(name), name)
    return list(found.values())[:count]


async def test_the_facts_of_a_commit_wait_as_one_parcel_a_slot(rooms: Rooms) -> None:
    one, other = apart(2)
    await written(rooms, row(one, 1), row(other, 1), row(one, 2), row(one, 3))
    found = await rooms.journal.unpublished(None, 10)
    assert len(found) == 2
    assert numbers(found) == {one: [1, 2, 3], other: [1]}
    assert row(one, 3) in facts(found)


async def test_facts_wait_in_the_order_of_their_aggregate_whatever_their_ids_and_clocks(
    rooms: Rooms,
) -> None:
    for seq in range(1, 6):
        await written(rooms, row("a", seq, AT - timedelta(seconds=seq)))
    for limit in (1, 2, 5, 9):
        found = await rooms.journal.unpublished(None, limit)
        assert numbers(found) == {"a": list(range(1, min(limit, 5) + 1))}


async def test_a_parcel_that_would_be_too_large_is_parted_in_order(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcels, "LARGEST", 1024 * 1024)
    large = [replace(row("a", seq), body=b"x" * 700 * 1024) for seq in (1, 2, 3)]
    await written(rooms, *large)
    found = await rooms.journal.unpublished(None, 10)
    assert len(found) == 3
    assert numbers(found) == {"a": [1, 2, 3]}
    await rooms.journal.mark_published(parcels_of(large)[:1])
    assert numbers(await rooms.journal.unpublished(None, 10)) == {"a": [2, 3]}


async def test_marked_parcels_are_gone_and_those_in_flight_are_left_out(rooms: Rooms) -> None:
    await written(rooms, row("a", 1))
    await written(rooms, row("a", 2))
    await written(rooms, row("b", 1))
    await rooms.journal.mark_published(parcels_of([row("a", 1)]))
    found = await rooms.journal.unpublished(None, 10, {row("b", 1).id})
    assert facts(found) == [row("a", 2)]


async def test_a_fact_that_commits_late_is_not_skipped(rooms: Rooms) -> None:
    await written(rooms, row("z", 1, AT + timedelta(seconds=5)))
    await rooms.journal.mark_published(await rooms.journal.unpublished(None, 10))
    await written(rooms, row("a", 1, AT))
    assert facts(await rooms.journal.unpublished(None, 10)) == [row("a", 1, AT)]


async def test_slots_part_the_journal(rooms: Rooms) -> None:
    await written(rooms, *(row(f"jar-{number}", 1) for number in range(60)))
    halves = [
        set(numbers(await rooms.journal.unpublished(slots, 100)))
        for slots in (range(4), range(4, SLOTS))
    ]
    assert halves[0]
    assert halves[1]
    assert not halves[0] & halves[1]
    assert len(halves[0] | halves[1]) == 60
    assert await rooms.journal.unpublished([], 100) == []


async def test_the_oldest_unpublished_is_known(rooms: Rooms) -> None:
    one, other = apart(2)
    assert await rooms.journal.oldest_unpublished_at() is None
    later = AT + timedelta(seconds=3)
    await written(rooms, row(one, 1, later), row(other, 1, AT))
    assert await rooms.journal.oldest_unpublished_at() == AT
    await rooms.journal.mark_published(parcels_of([row(other, 1)]))
    assert await rooms.journal.oldest_unpublished_at() == later


async def test_notes_are_remembered(rooms: Rooms) -> None:
    assert await rooms.journal.note("log.cluster") is None
    await rooms.journal.remember("log.cluster", "one")
    await rooms.journal.remember("log.cluster", "two")
    assert await rooms.journal.note("log.cluster") == "two"


async def test_pages_go_on_where_the_last_one_ended(rooms: Rooms) -> None:
    for seq in (1, 2, 3):
        for number in range(7):
            await written(rooms, row(f"jar-{number}", seq))
    first = await rooms.journal.unpublished(None, 5)
    seen = list(first)
    while page := await rooms.journal.unpublished(None, 5, {one.id for one in seen}, seen[-1]):
        seen += page
    assert len(first) == 5
    assert len({one.id for one in seen}) == len(seen) == 21
    assert all(seqs == [1, 2, 3] for seqs in numbers(seen).values())
