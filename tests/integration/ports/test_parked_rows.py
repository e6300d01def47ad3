"""What could not be applied is found again, in order and by its cause."""

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
from libs.storage.records import ChangeSet
from tests.integration.ports.conftest import Rooms

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


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
