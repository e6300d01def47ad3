"""Which committed facts go to the log without being read from the journal."""

from datetime import UTC, datetime

import pytest

from libs.messaging.handed import Handed
from libs.storage.parcels import SLOTS, Parcel, parcels_of, slot_of
from libs.storage.records import OutboxRow
from tests.unit.messaging.lab import Lab, eventually
from tests.unit.messaging.test_relay import sent

AT = datetime(2026, 11, 23, tzinfo=UTC)


def fact(seq: int, aggregate: str = "a") -> OutboxRow:
    return OutboxRow(f"{aggregate}/{seq}", aggregate, seq, "lab.jar-filled", AT, b"{}", {})


def stated(*rows: OutboxRow) -> list[Parcel]:
    """The parcels of one commit."""
    return parcels_of(rows)


def ids(parcels: list[Parcel]) -> list[str]:
    return [row.id for parcel in parcels for row in parcel.facts]


def ready() -> Handed:
    handed = Handed()
    handed.unread = False
    return handed


def beside(aggregate: str) -> str:
    """Another aggregate of the same slot."""
    names = (f"{aggregate}{number}" for number in range(999))
    return next(name for name in names if slot_of(name) == slot_of(aggregate))


def test_a_first_fact_and_its_followers_go_at_once() -> None:
    handed = ready()
    handed.put(stated(fact(1), fact(2), fact(1, "b")))

    taken = handed.take(None, 10)
    handed.launched(taken)
    handed.put(stated(fact(3)))

    assert sorted(ids(taken)) == ["a/1", "a/2", "b/1"]
    assert ids(handed.take(None, 10)) == ["a/3"]
    assert not handed.unread


def test_followers_of_a_parcel_that_is_taken_with_them_go_at_once() -> None:
    handed = ready()
    handed.put([*stated(fact(1)), *stated(fact(2)), *stated(fact(3))])

    assert ids(handed.take(None, 2)) == ["a/1", "a/2"]
    assert not handed.unread


def test_a_fact_behind_one_that_another_process_may_have_stated_is_left_to_the_journal() -> None:
    handed = ready()
    handed.launched(stated(fact(1)))
    handed.put(stated(fact(3)))

    assert handed.take(None, 10) == []
    assert handed.unread


def test_a_parcel_goes_whole_or_is_left_to_the_journal_with_what_follows_it() -> None:
    handed, other = ready(), beside("a")
    handed.put([*stated(fact(1), fact(7, other)), *stated(fact(2))])

    assert handed.take(None, 10) == []
    assert handed.unread


def test_a_fact_that_was_read_and_sent_already_is_not_sent_again() -> None:
    handed = ready()
    handed.launched(stated(fact(1), fact(2)))
    handed.put(stated(fact(2)))

    assert handed.take(None, 10) == []
    assert not handed.unread


def test_a_parcel_of_which_only_a_part_was_sent_again_meanwhile_goes_all_the_same() -> None:
    handed, other = ready(), beside("a")
    handed.launched(stated(fact(1), fact(2)))
    handed.put(stated(fact(2), fact(1, other)))

    assert ids(handed.take(None, 10)) == ["a/2", f"{other}/1"]


def test_slots_of_other_relays_are_theirs() -> None:
    handed = ready()
    handed.put(stated(fact(1)))

    assert handed.take(frozenset({(slot_of("a") + 1) % SLOTS}), 10) == []
    assert not handed.unread


def test_after_a_failure_everything_is_read() -> None:
    handed = ready()
    handed.put(stated(fact(1), fact(2)))
    handed.distrust()

    assert handed.take(None, 10) == []
    assert handed.unread


async def test_a_running_relay_sends_what_it_is_handed_without_reading_the_journal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("libs.messaging.relay._SAFETY_SECONDS", 30.0)
    lab = Lab()
    async with lab.running(consumer=False):
        await lab.maker.fill("a", 1)
        await eventually(lambda: len(lab.maker.store.published) == 1)
        await eventually(lambda: not lab.maker.relay._handed.unread)
        reads: list[object] = []
        unpublished = lab.maker.store.unpublished

        async def counted(*asked: object) -> list[Parcel]:
            reads.append(asked)
            return await unpublished(*asked)

        lab.maker.store.unpublished = counted
        await lab.maker.fill("a", 2, 3)
        await eventually(lambda: len(lab.maker.store.published) == 3)

    assert sent(lab.log) == {"a": [1, 2, 3]}
    assert reads == []
