"""Which committed facts go to the log without being read from the journal."""

from datetime import UTC, datetime

import pytest

from libs.messaging.handed import Handed
from libs.storage.mongo_rows import slot_of
from libs.storage.records import OutboxRow
from tests.unit.messaging.lab import Lab, eventually
from tests.unit.messaging.test_relay import sent

AT = datetime(2026, 11, 23, tzinfo=UTC)


def fact(seq: int, aggregate: str = "a") -> OutboxRow:
    return OutboxRow(f"{aggregate}/{seq}", aggregate, seq, "lab.jar-filled", AT, b"{}", {})


def ready() -> Handed:
    handed = Handed()
    handed.unread = False
    return handed


def test_a_first_fact_and_its_followers_go_at_once() -> None:
    handed = ready()
    handed.put([fact(1), fact(2), fact(1, "b")])

    taken = handed.take(None, 10)
    handed.launched(taken)
    handed.put([fact(3)])

    assert [row.id for row in taken] == ["a/1", "a/2", "b/1"]
    assert [row.id for row in handed.take(None, 10)] == ["a/3"]
    assert not handed.unread


def test_a_fact_behind_one_that_another_process_may_have_stated_is_left_to_the_journal() -> None:
    handed = ready()
    handed.launched([fact(1)])
    handed.put([fact(3)])

    assert handed.take(None, 10) == []
    assert handed.unread


def test_a_fact_that_was_read_and_sent_already_is_not_sent_again() -> None:
    handed = ready()
    handed.launched([fact(1), fact(2)])
    handed.put([fact(2)])

    assert handed.take(None, 10) == []
    assert not handed.unread


def test_slots_of_other_relays_are_theirs() -> None:
    handed = ready()
    handed.put([fact(1)])

    assert handed.take(frozenset({(slot_of("a") + 1) % 64}), 10) == []
    assert not handed.unread


def test_after_a_failure_everything_is_read() -> None:
    handed = ready()
    handed.put([fact(1), fact(2)])
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

        async def counted(*asked: object) -> list[OutboxRow]:
            reads.append(asked)
            return await unpublished(*asked)

        lab.maker.store.unpublished = counted
        await lab.maker.fill("a", 2, 3)
        await eventually(lambda: len(lab.maker.store.published) == 3)

    assert sent(lab.log) == {"a": [1, 2, 3]}
    assert reads == []
