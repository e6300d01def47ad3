"""First facts are taken for new; whoever finds out that one is not has changed nothing."""

from collections.abc import Iterable
from typing import Any

import pytest

from tests.unit.messaging.lab import OWN, Lab, eventually


async def test_first_facts_are_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    lab = Lab()
    positions = lab.counter.store.positions
    asked: list[str] = []

    async def noted(consumer: str, aggregate_ids: Iterable[str]) -> dict[str, int]:
        ids = list(aggregate_ids)
        asked.extend(ids)
        return await positions(consumer, ids)

    async with lab.running():
        await lab.maker.fill("a", 1)
        await eventually(lambda: lab.counter.position("a") == 1)
        monkeypatch.setattr(lab.counter.store, "positions", noted)
        for jar in ("b", "c"):
            await lab.maker.fill(jar, 1, 2)
        await eventually(lambda: [lab.counter.position(jar) for jar in "bc"] == [2, 2])
    assert asked == []


@pytest.mark.parametrize("poisoned", [False, True])
async def test_a_first_fact_that_was_applied_before_has_no_second_effect_and_is_not_parked(
    poisoned: bool,
) -> None:
    """Not even where what it would do a second time is refused for good."""
    lab = Lab()
    async with lab.running():
        await lab.maker.fill("a", 1, 2)
        await lab.maker.fill("b", 1)
        await eventually(lambda: (lab.counter.position("a"), lab.counter.position("b")) == (2, 1))

        if poisoned:
            lab.counter.poisoned = lambda fact: KeyError("again") if fact.grams < 3 else None
        lab.counter.inbox.gate.forget([("lab", "a"), ("lab", "b")])
        await lab.maker.relay.refill()
        await lab.maker.fill("a", 3)
        await eventually(lambda: lab.counter.position("a") == 3)
    assert lab.counter.open_rows() == []
    assert lab.counter.grams("a") == 3
    assert len(lab.counter.store.inbox) == 4
    assert deliveries(lab) == 7


def deliveries(lab: Lab) -> int:
    """How often facts were sent."""
    sent: dict[Any, list[Any]] = lab.log.partitions
    return sum(len(entries) for (topic, _), entries in sent.items() if topic == OWN)
