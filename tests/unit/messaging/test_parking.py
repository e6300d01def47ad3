from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from libs.kernel import SystemClock
from libs.messaging.parking import NotNext, Parking
from libs.storage.parked import ParkedQuery, ParkedRow
from tests.unit.messaging.lab import Lab, eventually, memory_counter


async def poisoned_lab(lab: Lab) -> Any:
    """Jar a: 1 applied, 13 parked, 3 and 4 behind it. Jar b: 13 parked."""
    lab.counter.poisoned = lambda fact: ValueError("bad jar") if fact.grams == 13 else None
    await lab.maker.fill("a", 1, 13, 3, 4)
    await lab.maker.fill("b", 13)
    await eventually(lambda: len(lab.counter.open_rows()) == 4)
    return lab.counter.parking


async def test_a_dry_run_tells_what_would_happen_and_keeps_nothing() -> None:
    lab = Lab()
    async with lab.running():
        parking = await poisoned_lab(lab)
        outcomes = await parking.redrive(parking.query(aggregate_id="a"), "me", dry=True)
        assert [(o.seq, o.result) for o in outcomes] == [(2, "failed"), (3, "waits"), (4, "waits")]

        lab.counter.poisoned = lambda _fact: None
        outcomes = await parking.redrive(parking.query(aggregate_id="a"), "me", dry=True)
        assert [(o.seq, o.result) for o in outcomes] == [
            (2, "would-apply"),
            (3, "would-apply"),
            (4, "would-apply"),
        ]
        assert lab.counter.position("a") == 1
        assert lab.counter.grams("a") == 1
        assert len(lab.counter.open_rows()) == 4


async def test_a_dry_run_tells_what_the_database_would_refuse() -> None:
    lab = Lab()
    async with lab.running():
        parking = await poisoned_lab(lab)
        lab.counter.poisoned = lambda _fact: None
        lab.counter.store.fault = lambda point: _refuse() if point == "commit" else None

        outcomes = await parking.redrive(parking.query(aggregate_id="a"), "me", dry=True)

        assert [(o.seq, o.result) for o in outcomes] == [(2, "failed"), (3, "waits"), (4, "waits")]
        assert "does not fit" in outcomes[0].detail
        lab.counter.store.fault = lambda _point: None


def _refuse() -> None:
    raise ValueError("does not fit")


async def test_a_redrive_applies_in_order_and_new_facts_follow() -> None:
    lab = Lab()
    async with lab.running():
        parking = await poisoned_lab(lab)
        lab.counter.poisoned = lambda _fact: None

        outcomes = await parking.redrive(parking.query(aggregate_id="a"), "me", dry=False)
        assert [(o.seq, o.result) for o in outcomes] == [
            (2, "applied"),
            (3, "applied"),
            (4, "applied"),
        ]
        await lab.maker.fill("a", 5)
        await eventually(lambda: lab.counter.position("a") == 5)
        assert lab.counter.open_rows() == [("b", 1, "parked")]
    audit = list(lab.counter.store.rows["audit"].values())
    assert [(row["kind"], row["by"], row["seq"]) for row in audit] == [
        ("event.redriven", "me", seq) for seq in (2, 3, 4)
    ]


async def test_a_redrive_of_a_cause_meets_all_its_aggregates() -> None:
    lab = Lab()
    async with lab.running():
        parking = await poisoned_lab(lab)
        (cause,) = await parking.causes()
        assert (cause.parked, cause.behind, cause.aggregates) == (2, 2, 2)

        lab.counter.poisoned = lambda _fact: None
        query = parking.query(fingerprint=cause.error.fingerprint)
        await parking.redrive(query, "me", dry=False)
        assert lab.counter.open_rows() == []
        assert lab.counter.position("a") == 4


async def test_a_redrive_that_fails_again_keeps_the_row_with_its_attempts() -> None:
    lab = Lab()
    async with lab.running():
        parking = await poisoned_lab(lab)
        before = (await parking.find(parking.query(aggregate_id="b")))[0].attempts
        outcomes = await parking.redrive(parking.query(aggregate_id="b"), "me", dry=False)
        assert [o.result for o in outcomes] == ["failed"]
        assert (await parking.find(parking.query(aggregate_id="b")))[0].attempts == before + 1


async def test_a_discarded_fact_lets_the_later_ones_follow() -> None:
    lab = Lab()
    async with lab.running():
        parking = await poisoned_lab(lab)
        rows = await parking.find(parking.query(aggregate_id="a"))
        with pytest.raises(NotNext):
            await parking.discard(rows[1].id, "no", "me")

        await parking.discard(rows[0].id, "entered twice", "me")
        assert lab.counter.position("a") == 4
        assert ("a", 2) not in lab.counter.applied
        await lab.maker.fill("a", 5)
        await eventually(lambda: lab.counter.position("a") == 5)
    discarded = lab.counter.store.rows["parked"][rows[0].id]
    assert (discarded["state"], discarded["reason"]) == ("discarded", "entered twice")


async def test_a_log_read_again_neither_doubles_nor_loses_parked_facts() -> None:
    lab = Lab()
    async with lab.running():
        parking = await poisoned_lab(lab)
        before = {id_: dict(row) for id_, row in lab.counter.store.rows["parked"].items()}
        lab.counter.subscriber.restart_from_beginning()
        await lab.maker.fill("c", 1)
        await eventually(lambda: lab.counter.position("c") == 1)
        assert lab.counter.store.rows["parked"] == before

        lab.counter.poisoned = lambda _fact: None
        await parking.redrive(parking.query(), "me", dry=False)
        lab.counter.subscriber.restart_from_beginning()
        await lab.maker.fill("c", 2)
        await eventually(lambda: lab.counter.position("c") == 2)
        assert lab.counter.open_rows() == []
    assert sorted(lab.counter.applied).count(("a", 2)) == 1


async def test_what_another_process_redrove_lets_this_one_go_on() -> None:
    lab = Lab()
    async with lab.running():
        await poisoned_lab(lab)
        other = memory_counter(lab.log, lab.counter.store)
        other.batcher.start()
        lab.counter.poisoned = lambda _fact: None
        await other.parking.redrive(other.parking.query(), "me", dry=False)
        await other.batcher.stop()

        await lab.maker.fill("a", 5)
        await eventually(lambda: lab.counter.open_rows() == [("a", 5, "behind")])
        assert await lab.counter.parking.heal() == 1
        assert lab.counter.position("a") == 5
        await lab.maker.fill("a", 6)
        await eventually(lambda: lab.counter.position("a") == 6)


class Meanwhile:
    """The rows of a store; somebody else acts right after an aggregate's have been read."""

    def __init__(self, store: Any, act: Callable[[], Awaitable[object]]) -> None:
        self._store, self._act, self._looks = store, act, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def find(self, query: ParkedQuery, *, skip: int = 0, limit: int = 0) -> list[ParkedRow]:
        found: list[ParkedRow] = await self._store.find(query, skip=skip, limit=limit)
        self._looks += 1
        if self._looks == 2:
            await self._act()
        return found


async def test_a_fact_given_up_while_another_redrives_it_stays_given_up() -> None:
    lab = Lab()
    async with lab.running():
        parking = await poisoned_lab(lab)
        lab.counter.poisoned = lambda _fact: None
        first = (await parking.find(parking.query(aggregate_id="a")))[0]
        other = memory_counter(lab.log, lab.counter.store)
        other.batcher.start()
        rows = Meanwhile(lab.counter.store, lambda: parking.discard(first.id, "no use", "me"))
        elsewhere = Parking(other.inbox, rows, SystemClock(), lambda: None)

        await elsewhere.redrive(parking.query(aggregate_id="a"), "you", dry=False)
        await other.batcher.stop()

    assert lab.counter.store.rows["parked"][first.id]["state"] == "discarded"
    assert ("a", 2) not in [*lab.counter.applied, *other.applied]
