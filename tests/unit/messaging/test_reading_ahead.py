"""Facts are decoded while others are being committed; whose they are does not change by that."""

import asyncio
from typing import Any

import pytest

from libs.kernel import SystemClock
from libs.messaging.codec import message
from libs.messaging.gate import Arrived
from libs.messaging.lane import BATCH
from libs.messaging.log import Delivery
from tests.unit.messaging.lab import OWN, Lab, eventually


async def test_what_comes_while_a_batch_is_being_committed_is_decoded_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab = Lab()
    may_go_on = asyncio.Event()
    write, read = lab.counter.store.commit, lab.counter.inbox.read
    decoded: list[int] = []

    async def commit(changes: Any) -> None:
        await may_go_on.wait()
        await write(changes)

    def noted(delivery: Delivery) -> Arrived:
        decoded.append(delivery.offset)
        return read(delivery)

    monkeypatch.setattr(lab.counter.store, "commit", commit)
    monkeypatch.setattr(lab.counter.inbox, "read", noted)
    async with lab.running():
        await lab.maker.fill("a", 1)
        await eventually(lambda: decoded == [0])
        await lab.maker.fill("a", 2)
        await eventually(lambda: decoded == [0, 1])
        assert lab.counter.position("a") == 0

        may_go_on.set()
        await eventually(lambda: lab.counter.position("a") == 2)
    assert decoded == [0, 1]


async def test_a_fault_of_our_own_in_decoding_holds_up_its_partition_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab = Lab()
    read = lab.counter.inbox.read
    mended = False

    def faulty(delivery: Delivery) -> Arrived:
        if delivery.key == "a" and not mended:
            raise KeyError("our own fault")
        return read(delivery)

    monkeypatch.setattr(lab.counter.inbox, "read", faulty)
    async with lab.running():
        await lab.maker.fill("a", 1)
        await lab.maker.fill("b", 1)
        await eventually(lambda: lab.counter.position("b") == 1)
        assert lab.counter.position("a") == 0

        mended = True
        await eventually(lambda: lab.counter.position("a") == 1)


async def test_partitions_that_go_while_facts_are_handed_out_get_none_of_them() -> None:
    lab = Lab()
    async with lab.running(relay=False, consumer=False):
        await lab.maker.fill("a", 1)
        await lab.maker.fill("b", 1)
        facts = [message(row, OWN) for row in lab.maker.store.outbox.values()]
        at = SystemClock().now()
        places = [(OWN, number) for number in range(2)]
        found = {
            place: [Delivery(*place, 0, fact.key, fact.value, fact.headers, at)]
            for place, fact in zip(places, facts, strict=True)
        }
        found[places[0]] *= 30 * BATCH  # so often the others have their turn before the second
        consumer = lab.counter.consumer
        await consumer.assigned(frozenset(places))

        handing = asyncio.create_task(consumer._hand_out(found))
        await asyncio.sleep(0)
        await consumer.revoked(frozenset(places[1:]))
        await consumer.assigned(frozenset(places[1:]))
        await handing
        await eventually(lambda: places[0] in consumer.offsets())
        await asyncio.sleep(0.1)

        assert consumer.offsets() == {places[0]: 1}
        assert lab.counter.applied == [(facts[0].key, 1)]
        await consumer.revoked(frozenset(places))
