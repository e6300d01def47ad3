import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from libs.kernel import NotSeenYet, SystemClock
from libs.messaging import consumer as consumer_module
from libs.messaging import lane as lane_module
from libs.messaging.codec import message
from libs.messaging.log import Message
from libs.storage.parked import Gap
from libs.storage.store import OutcomeUnknown, StoreUnavailable
from tests.unit.messaging.lab import ASKING, OWN, Jar, Lab, eventually, memory_counter


async def test_every_fact_takes_effect_once_and_in_order() -> None:
    lab = Lab()
    async with lab.running():
        for jar in ("a", "b", "c"):
            await lab.maker.fill(jar, 1, 2, 3)

        await eventually(lambda: len(lab.counter.applied) == 9)
    for jar in ("a", "b", "c"):
        assert [seq for id_, seq in lab.counter.applied if id_ == jar] == [1, 2, 3]
        assert lab.counter.grams(jar) == 3
    assert len(lab.counter.store.inbox) == 9


async def test_kinds_nobody_reads_move_the_position_without_an_inbox_row() -> None:
    lab = Lab()
    async with lab.running():
        await lab.maker.act("a", Jar.shake, Jar.shake)
        await lab.maker.fill("a", 7)

        await eventually(lambda: lab.counter.position("a") == 3)
    assert len(lab.counter.store.inbox) == 1
    assert lab.counter.grams("a") == 7


async def test_what_comes_again_has_no_second_effect() -> None:
    lab = Lab()
    async with lab.running():
        await lab.maker.fill("a", 1, 2)
        await eventually(lambda: lab.counter.position("a") == 2)

        await lab.maker.relay.refill()
        await lab.maker.fill("a", 3)
        await eventually(lambda: lab.counter.position("a") == 3)
    assert lab.counter.applied == [("a", 1), ("a", 2), ("a", 3)]
    # The third may have been stated before the journal was read, and then comes twice.
    assert sum(len(entries) for entries in lab.log.partitions.values()) in {5, 6}


async def test_facts_out_of_order_wait_for_the_earlier_one() -> None:
    lab = Lab()
    async with lab.running(relay=False, consumer=False):
        await lab.maker.fill("a", 1, 2, 3)
        rows = list(lab.maker.store.outbox.values())
        shuffled = [rows[0], rows[2], rows[1]]
        await lab.maker.publisher.publish_batch([message(row, OWN) for row in shuffled])
    async with lab.running(relay=False):
        await eventually(lambda: lab.counter.position("a") == 3)
    assert [seq for _, seq in lab.counter.applied] == [1, 2, 3]
    assert lab.counter.store.rows.get("gaps", {}) == {}


async def test_a_missing_fact_is_asked_for_and_the_journal_sends_it(monkeypatch: Any) -> None:
    monkeypatch.setattr(consumer_module, "_LOOK_SECONDS", 0.05)
    lab = Lab()
    async with lab.running():
        await lab.maker.fill("a", 1)
        await eventually(lambda: lab.counter.position("a") == 1)
    lost = await lab.maker.store.unpublished(None, 10)
    assert not lost
    async with lab.running(relay=False, consumer=False):
        await lab.maker.fill("a", 2)
        lab.maker.store.waiting.parcels.clear()
        lab.maker.relay._handed.distrust()  # another process goes on: nothing was handed to it

    async with lab.running():
        await lab.maker.fill("a", 3)
        await eventually(lambda: lab.counter.position("a") == 3)
        await eventually(lambda: not lab.counter.store.rows["gaps"])
    assert [seq for _, seq in lab.counter.applied] == [1, 2, 3]


async def test_a_poisoned_fact_parks_only_its_aggregate() -> None:
    lab = Lab()
    lab.counter.poisoned = lambda fact: ValueError("bad jar") if fact.grams == 13 else None
    async with lab.running():
        await lab.maker.fill("a", 1, 13, 3, 4)
        await lab.maker.fill("b", 1, 2, 3)

        await eventually(lambda: lab.counter.position("b") == 3)
        await eventually(lambda: len(lab.counter.open_rows()) == 3)
    assert lab.counter.position("a") == 1
    assert lab.counter.open_rows() == [("a", 2, "parked"), ("a", 3, "behind"), ("a", 4, "behind")]
    causes = await lab.counter.parking.causes()
    assert [(cause.parked, cause.behind, cause.error.type) for cause in causes] == [
        (1, 2, "ValueError")
    ]


async def test_a_blocked_aggregate_stays_blocked_after_a_restart() -> None:
    lab = Lab()
    lab.counter.poisoned = lambda fact: ValueError() if fact.grams == 13 else None
    async with lab.running():
        await lab.maker.fill("a", 13)
        await eventually(lambda: len(lab.counter.open_rows()) == 1)

    again = memory_counter(lab.log, lab.counter.store)
    lab.counter = again
    async with lab.running():
        await lab.maker.fill("a", 2)
        await eventually(lambda: len(again.open_rows()) == 2)
    assert again.applied == []


async def test_a_bad_payload_is_parked_and_bytes_without_headers_are_quarantined() -> None:
    lab = Lab()
    async with lab.running():
        await lab.maker.fill("a", 1)
        await eventually(lambda: lab.counter.position("a") == 1)
        place = next(place for place, entries in lab.log.partitions.items() if entries)
        good = lab.log.partitions[place][0]
        headers = tuple(
            (name, b"2" if name == "ce_sequence" else b"x2" if name == "ce_id" else value)
            for name, value in good.headers
        )
        await lab.maker.publisher.publish_batch(
            [Message(OWN, "a", b"{}", headers), Message(OWN, "z", b"??", ())]
        )

        await eventually(lambda: lab.counter.store.rows.get("quarantine"))
        await eventually(lambda: lab.counter.open_rows() == [("a", 2, "parked")])
    (row,) = lab.counter.store.rows["parked"].values()
    assert "jar_id: missing" in row["error"]["message"]


async def test_a_database_that_is_away_delays_and_parks_nothing() -> None:
    lab = Lab()
    failures = iter([StoreUnavailable("away")] * 4)

    def fault(point: str) -> None:
        if point == "commit" and (error := next(failures, None)) is not None:
            raise error

    lab.counter.store.fault = fault
    async with lab.running():
        await lab.maker.fill("a", 1, 2)
        await eventually(lambda: lab.counter.position("a") == 2)
    assert lab.counter.open_rows() == []


async def test_a_commit_whose_outcome_is_unknown_has_one_effect() -> None:
    lab = Lab()
    failures = iter([OutcomeUnknown("lost the answer")])

    def fault(point: str) -> None:
        if point == "committed" and (error := next(failures, None)) is not None:
            raise error

    lab.counter.store.fault = fault
    async with lab.running():
        await lab.maker.fill("a", 1, 2)
        await eventually(lambda: lab.counter.position("a") == 2)
    assert len(lab.counter.store.inbox) == 2
    assert lab.counter.open_rows() == []


async def test_a_fact_that_is_only_early_is_tried_again() -> None:
    lab = Lab()
    tries = iter([NotSeenYet(), NotSeenYet(), NotSeenYet()])
    lab.counter.poisoned = lambda _fact: next(tries, None)
    async with lab.running():
        await lab.maker.fill("a", 1)
        await eventually(lambda: lab.counter.position("a") == 1)
    assert lab.counter.open_rows() == []


async def test_a_fact_that_stays_early_is_parked_in_the_end(monkeypatch: Any) -> None:
    monkeypatch.setattr(lane_module, "_LONGEST_PAUSE", 0.02)
    lab = Lab()
    lab.counter.poisoned = lambda fact: NotSeenYet() if fact.jar_id == "a" else None
    async with lab.running():
        await lab.maker.fill("a", 1)
        await lab.maker.fill("b", 1)
        await eventually(lambda: lab.counter.open_rows() == [("a", 1, "parked")])
        await eventually(lambda: lab.counter.position("b") == 1)
    (row,) = lab.counter.store.rows["parked"].values()
    assert row["attempts"] == lane_module.EARLY_ATTEMPTS


async def test_a_commit_that_refuses_one_fact_is_halved_until_it_is_found(
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr(lane_module, "_LONGEST_PAUSE", 0.02)
    lab = Lab()
    write = lab.counter.store.commit

    async def commit(changes: Any) -> None:
        if any(view.fields.get("grams") == 13 for view in changes.views):
            raise ValueError("the document is too large")
        await write(changes)

    monkeypatch.setattr(lab.counter.store, "commit", commit)
    async with lab.running(consumer=False):
        for jar in range(40):
            await lab.maker.fill(f"jar-{jar}", 13 if jar == 17 else 100 + jar)
        await eventually(lambda: len(lab.maker.store.published) == 40)
    async with lab.running():
        await eventually(lambda: len(lab.counter.store.inbox) == 39)
        await eventually(lambda: lab.counter.open_rows() == [("jar-17", 1, "parked")])


async def test_what_a_slow_server_never_finishes_whole_is_written_in_parts(
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr(lane_module, "_LONGEST_PAUSE", 0.02)
    lab = Lab()
    write = lab.counter.store.commit

    async def commit(changes: Any) -> None:
        if len(changes.inbox) > 6:
            raise StoreUnavailable("the transaction lasted too long")
        await write(changes)

    monkeypatch.setattr(lab.counter.store, "commit", commit)
    async with lab.running(consumer=False):
        for jar in range(40):
            await lab.maker.fill(f"jar-{jar}", 100)
        await eventually(lambda: len(lab.maker.store.published) == 40)
    async with lab.running():
        await eventually(lambda: len(lab.counter.store.inbox) == 40)
    assert lab.counter.open_rows() == []


async def test_too_many_failures_stop_the_partition_until_it_is_mended() -> None:
    lab = Lab()
    lab.counter.poisoned = lambda _fact: KeyError("our own fault")
    async with lab.running():
        for jar in range(100):
            await lab.maker.fill(f"jar-{jar}", 1)
        states = lab.counter.consumer.states
        await eventually(lambda: sum(s.startswith("stopped") for s in states().values()) == 3)
        assert len(lab.counter.open_rows()) == 60

        lab.counter.poisoned = lambda _fact: None
        outcomes = await lab.counter.parking.redrive(lab.counter.parking.query(), "me", dry=False)
        await eventually(lambda: len(lab.counter.store.inbox) == 100)
    assert {outcome.result for outcome in outcomes} == {"applied"}
    assert lab.counter.open_rows() == []


async def test_five_in_a_hundred_failures_stop_it_too() -> None:
    limit = lane_module.FailureLimit()
    tripped = False
    for _ in range(50):
        limit.passed(19)
        tripped = limit.failed()
    assert tripped


async def test_a_token_is_waited_for_until_it_is_reached() -> None:
    lab = Lab()
    async with lab.running():
        gate = lab.counter.inbox.gate
        assert not await gate.reached("lab", "a", 1, 0.05)
        await lab.maker.fill("a", 1)
        assert await gate.reached("lab", "a", 1, 5.0)


@pytest.mark.parametrize(("alone", "fewest", "most"), [(True, 0, 0), (False, 3, 100)])
async def test_only_beside_other_processes_is_the_store_asked_while_a_token_is_waited_for(
    alone: bool, fewest: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = Lab()
    async with lab.running():
        gate = lab.counter.inbox.gate
        gate.alone = lambda: alone
        await lab.maker.fill("a", 1)
        assert await gate.reached("lab", "a", 1, 5.0)
        asked, positions = list[str](), lab.counter.store.positions

        async def counted(consumer: str, ids: Iterable[str]) -> dict[str, int]:
            asked.append(consumer)
            return await positions(consumer, ids)

        monkeypatch.setattr(lab.counter.store, "positions", counted)
        waiting = asyncio.create_task(gate.reached("lab", "a", 2, 5.0))
        await asyncio.sleep(0.2)
        before = len(asked)
        await lab.maker.fill("a", 2)

        assert await waiting
        assert fewest <= before <= most


async def test_offsets_are_committed_only_for_what_is_durable() -> None:
    lab = Lab()
    lab.counter.store.fault = lambda point: _refuse() if point == "commit" else None
    async with lab.running():
        await lab.maker.fill("a", 1)
        await eventually(lambda: len(lab.maker.store.published) == 1)
        await eventually(lab.counter.consumer.states)
    assert lab.log.groups["counter"].offsets == {}

    lab.counter.store.fault = lambda _point: None
    async with lab.running():
        await eventually(lambda: lab.counter.position("a") == 1)
    assert sum(lab.log.groups["counter"].offsets.values()) == 1


def _refuse() -> None:
    raise StoreUnavailable("away")


async def test_facts_that_the_log_dropped_unread_come_from_the_journal() -> None:
    lab = Lab()
    async with lab.running(consumer=False):
        await lab.maker.fill("early", 1, 2)
        await eventually(lambda: len(lab.maker.store.published) == 2)
    for number in range(3):
        lab.log.forget((OWN, number))

    async with lab.running():
        await eventually(lambda: lab.counter.position("early") == 2)
        await lab.maker.fill("early", 3)
        await eventually(lambda: lab.counter.grams("early") == 3)

    assert lab.counter.applied == [("early", 1), ("early", 2), ("early", 3)]


async def test_a_log_that_dropped_only_what_was_read_is_no_reason_to_ask() -> None:
    lab = Lab()
    async with lab.running():
        await lab.maker.fill("early", 1, 2)
        await eventually(lambda: lab.counter.position("early") == 2)
    for number in range(3):
        lab.log.forget((OWN, number))

    async with lab.running():
        await lab.maker.fill("late", 1)
        await eventually(lambda: lab.counter.position("late") == 1)

    assert not any(found for place, found in lab.log.partitions.items() if place[0] == ASKING)


async def test_what_an_ended_process_missed_is_asked_for_though_nothing_more_arrives() -> None:
    lab = Lab()
    store = lab.counter.store
    gap = Gap("counter", "lab", "a", 1, 2, SystemClock().now())
    store.rows["gaps"] = {"counter/lab/a": gap.put().fields}

    missing = await memory_counter(lab.log, store).inbox.missing()

    assert missing == [gap]
