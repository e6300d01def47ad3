import asyncio
from datetime import UTC, datetime, timedelta

from libs.storage.parked import (
    BEHIND,
    DISCARDED,
    PARKED,
    Fault,
    Gap,
    ParkedQuery,
    ParkedRow,
)
from libs.storage.records import ChangeSet, OutboxRow
from tests.integration.ports.conftest import Rooms

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def row(aggregate_id: str, seq: int, at: datetime = AT) -> OutboxRow:
    # Ids fall while sequence numbers rise: nothing may lean on the order of ids.
    id_ = f"{99 - seq}-{aggregate_id}"
    return OutboxRow(id_, aggregate_id, seq, "lab.jar-filled", at, b'{"a":1}', {"ce_actorid": "x"})


async def written(rooms: Rooms, *rows: OutboxRow) -> None:
    await rooms.store.commit(ChangeSet(outbox=list(rows)))


async def test_unpublished_rows_come_whole_and_in_order_of_their_aggregate(rooms: Rooms) -> None:
    await written(rooms, row("a", 1), row("b", 1), row("a", 2), row("a", 3))
    found = await rooms.journal.unpublished(None, 10)
    assert min(found, key=lambda r: r.id) == row("a", 3)
    assert [one.seq for one in found if one.aggregate_id == "a"] == [1, 2, 3]
    assert len(found) == 4


async def test_a_limit_never_leaves_a_lower_row_out(rooms: Rooms) -> None:
    await written(rooms, *(row("a", seq) for seq in range(1, 9)), *(row("b", s) for s in (1, 2)))
    for limit in (1, 2, 3, 5):
        seqs: dict[str, list[int]] = {}
        for one in await rooms.journal.unpublished(None, limit):
            seqs.setdefault(one.aggregate_id, []).append(one.seq)
        assert seqs
        assert all(found == list(range(1, len(found) + 1)) for found in seqs.values())


async def test_marked_rows_are_gone_and_rows_in_flight_are_left_out(rooms: Rooms) -> None:
    await written(rooms, row("a", 1), row("a", 2), row("b", 1))
    await rooms.journal.mark_published([row("a", 1)])
    found = await rooms.journal.unpublished(None, 10, {row("b", 1).id})
    assert found == [row("a", 2)]


async def test_a_row_that_commits_late_is_not_skipped(rooms: Rooms) -> None:
    await written(rooms, row("z", 1, AT + timedelta(seconds=5)))
    await rooms.journal.mark_published([row("z", 1)])
    await written(rooms, row("a", 1, AT))
    assert await rooms.journal.unpublished(None, 10) == [row("a", 1, AT)]


async def test_slots_part_the_journal(rooms: Rooms) -> None:
    await written(rooms, *(row(f"jar-{number}", 1) for number in range(60)))
    halves = [
        {one.aggregate_id for one in await rooms.journal.unpublished(slots, 100)}
        for slots in (range(32), range(32, 64))
    ]
    assert halves[0]
    assert halves[1]
    assert not halves[0] & halves[1]
    assert len(halves[0] | halves[1]) == 60
    assert await rooms.journal.unpublished([], 100) == []


async def test_resend_makes_rows_unpublished_from_any_point(rooms: Rooms) -> None:
    rows = [row("a", 1), row("a", 2), row("a", 3), row("b", 1)]
    await written(rooms, *rows)
    await rooms.journal.mark_published(rows)
    assert await rooms.journal.resend("a", 2) == 2
    assert await rooms.journal.unpublished(None, 10) == rows[1:3]
    assert await rooms.journal.resend() == 2
    assert len(await rooms.journal.unpublished(None, 10)) == 4


async def test_the_oldest_unpublished_is_known(rooms: Rooms) -> None:
    assert await rooms.journal.oldest_unpublished_at() is None
    later = AT + timedelta(seconds=3)
    await written(rooms, row("a", 1, later), row("b", 1, AT))
    assert await rooms.journal.oldest_unpublished_at() == AT
    await rooms.journal.mark_published([row("b", 1)])
    assert await rooms.journal.oldest_unpublished_at() == later


async def test_notes_are_remembered(rooms: Rooms) -> None:
    assert await rooms.journal.note("log.cluster") is None
    await rooms.journal.remember("log.cluster", "one")
    await rooms.journal.remember("log.cluster", "two")
    assert await rooms.journal.note("log.cluster") == "two"


async def test_a_lease_has_one_owner_at_a_time(rooms: Rooms) -> None:
    first = await rooms.leases.acquire("relay:1", "one", 5)
    assert first is not None
    assert await rooms.leases.acquire("relay:1", "two", 5) is None
    renewed = await rooms.leases.acquire("relay:1", "one", 5)
    assert renewed is not None
    assert renewed.fence == first.fence
    assert renewed.until >= first.until

    await rooms.leases.release("relay:1", "two")
    assert await rooms.leases.acquire("relay:1", "two", 5) is None
    await rooms.leases.release("relay:1", "one")
    second = await rooms.leases.acquire("relay:1", "two", 5)
    assert second is not None
    assert second.fence > first.fence


async def test_an_expired_lease_is_taken_over_with_a_higher_fence(rooms: Rooms) -> None:
    first = await rooms.leases.acquire("relay:1", "one", 0.05)
    await asyncio.sleep(0.2)
    assert await rooms.leases.held("relay:") == []
    second = await rooms.leases.acquire("relay:1", "two", 5)
    assert second is not None
    assert second.fence == first.fence + 1
    assert await rooms.leases.acquire("relay:1", "one", 5) is None


async def test_parallel_takers_get_one_lease(rooms: Rooms) -> None:
    taken = await asyncio.gather(
        *(rooms.leases.acquire("relay:9", f"worker-{number}", 60) for number in range(8))
    )
    assert sum(lease is not None for lease in taken) == 1
    assert len(await rooms.leases.held("relay:")) == 1
    assert await rooms.leases.held("timers") == []


def parked(id_: str, seq: int, state: str = PARKED, cause: str = "f1") -> ParkedRow:
    return ParkedRow(
        id=id_,
        consumer="counter",
        service="lab",
        aggregate_id="a" if seq < 10 else "b",
        seq=seq,
        type="lab.jar-filled",
        topic="t",
        partition=1,
        offset=7,
        value=b"\x00raw",
        headers=(("ce_id", b"\xff"),),
        error=Fault("ValueError", "bad", cause),
        attempts=1,
        state=state,
        at=AT + timedelta(seconds=seq),
    )


async def test_parked_rows_are_found_in_order_and_grouped_by_cause(rooms: Rooms) -> None:
    rows = [parked("3", 3, BEHIND), parked("2", 2), parked("11", 11), parked("12", 12, cause="f2")]
    gone = parked("1", 1).settled(DISCARDED, "me", AT, "no use")
    changes = ChangeSet(rows=[one.put() for one in (*rows, gone)])
    await rooms.store.commit(changes)

    found = await rooms.parked.find(ParkedQuery("counter"))
    assert found == [rows[1], rows[0], rows[2], rows[3]]
    assert await rooms.parked.find(ParkedQuery("counter"), skip=1, limit=1) == [rows[0]]
    assert await rooms.parked.find(ParkedQuery("other")) == []
    assert await rooms.parked.find(ParkedQuery("counter", event_id="2")) == [rows[1]]
    assert await rooms.parked.find(ParkedQuery("counter", service="lab", aggregate_id="b")) == [
        rows[2],
        rows[3],
    ]
    assert await rooms.parked.find(ParkedQuery("counter", fingerprint="f2")) == [rows[3]]
    assert await rooms.parked.find(ParkedQuery("counter", states=(DISCARDED,))) == [gone]

    causes = await rooms.parked.causes("counter")
    assert [(c.error.fingerprint, c.parked, c.behind, c.aggregates) for c in causes] == [
        ("f1", 2, 1, 2),
        ("f2", 1, 0, 1),
    ]
    assert causes[0].first_at == rows[1].at
    assert causes[0].types == ("lab.jar-filled",)


async def test_gaps_are_kept_until_they_are_deleted(rooms: Rooms) -> None:
    gap = Gap("counter", "lab", "a", 2, 5, AT)
    await rooms.store.commit(ChangeSet(rows=[gap.put()]))
    assert await rooms.parked.gaps("counter") == [gap]
    assert await rooms.parked.gaps("other") == []
    await rooms.store.commit(ChangeSet(rows=[gap.delete()]))
    assert await rooms.parked.gaps("counter") == []


async def test_pages_go_on_where_the_last_one_ended(rooms: Rooms) -> None:
    await written(rooms, *(row(f"jar-{n}", seq) for n in range(7) for seq in (1, 2, 3)))
    first = await rooms.journal.unpublished(None, 5)
    seen = list(first)
    while page := await rooms.journal.unpublished(None, 5, {r.id for r in seen}, seen[-1]):
        seen += page
    assert len(first) == 5
    assert len({one.id for one in seen}) == len(seen) == 21
    places: dict[str, list[int]] = {}
    for one in seen:
        places.setdefault(one.aggregate_id, []).append(one.seq)
    assert all(seqs == [1, 2, 3] for seqs in places.values())


async def test_an_acknowledgement_of_an_earlier_round_marks_nothing(rooms: Rooms) -> None:
    await written(rooms, row("a", 1), row("b", 1))
    (in_flight, other) = await rooms.journal.unpublished(None, 10)
    await rooms.journal.mark_published([other])

    assert await rooms.journal.resend() == 1
    await rooms.journal.mark_published([in_flight, other])

    again = await rooms.journal.unpublished(None, 10)
    assert {one.id for one in again} == {in_flight.id, other.id}
    await rooms.journal.mark_published(again)
    assert await rooms.journal.unpublished(None, 10) == []
    assert await rooms.journal.resend() == 2


async def test_sending_one_aggregate_again_keeps_what_is_in_flight(rooms: Rooms) -> None:
    await written(rooms, row("a", 1))
    in_flight = await rooms.journal.unpublished(None, 10)
    assert await rooms.journal.resend("a", 1) == 0
    await rooms.journal.mark_published(in_flight)
    assert await rooms.journal.unpublished(None, 10) == []


async def test_leases_are_renewed_together_or_one_is_said_to_be_lost(rooms: Rooms) -> None:
    for number in (1, 2):
        assert await rooms.leases.acquire(f"relay:{number}", "one", 0.2)

    assert await rooms.leases.renew(["relay:1", "relay:2"], "one", 60)

    await asyncio.sleep(0.25)
    held = await rooms.leases.held("relay:")
    assert [lease.name for lease in held] == ["relay:1", "relay:2"]
    assert [lease.fence for lease in held] == [1, 1]
    await rooms.leases.release("relay:2", "one")
    assert await rooms.leases.acquire("relay:2", "two", 60)
    assert not await rooms.leases.renew(["relay:1", "relay:2"], "one", 60)
    assert not await rooms.leases.renew(["relay:1", "relay:9"], "one", 60)


async def test_nobody_gives_back_what_another_holds_or_what_nobody_does(rooms: Rooms) -> None:
    await rooms.leases.release("relay:1", "one")
    assert await rooms.leases.held("relay:") == []
    first = await rooms.leases.acquire("relay:1", "one", 5)
    second = await rooms.leases.acquire("relay:2", "two", 5)
    assert await rooms.leases.held("relay:") == [first, second]
    await rooms.leases.release("relay:2", "one")
    assert len(await rooms.leases.held("relay:")) == 2
