"""What a relay does with parcels that the log takes in part, and with the whole journal again."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from libs.kernel import SystemClock
from libs.messaging.log import Message
from libs.messaging.relay import Relay
from libs.storage.parcels import parcels_of, slot_of, whole
from libs.storage.records import ChangeSet, OutboxRow
from libs.testing.log import MemoryLog, MemoryPublisher
from libs.testing.store import MemoryStore
from tests.unit.messaging.lab import OWN, TOPICS, Lab, eventually, stop
from tests.unit.messaging.test_relay import Held, sent

AT = datetime(2026, 11, 23, tzinfo=UTC)


def fact(aggregate: str, seq: int) -> OutboxRow:
    headers = {"ce_dataschema": "JarFilled.v1"}
    return OutboxRow(f"{aggregate}/{seq}", aggregate, seq, "lab.jar-filled", AT, b"{}", headers)


def neighbours() -> tuple[str, str]:
    """Two aggregates of one slot."""
    return "a", next(name for name in map(str, range(99)) if slot_of(name) == slot_of("a"))


def new_log() -> MemoryLog:
    log = MemoryLog()
    for topic in TOPICS.names:
        log.create(topic, 3)
    return log


def relay_of(store: MemoryStore, publisher: Any, owner: str = "one") -> Relay:
    return Relay(store, None, publisher, OWN, owner=owner, clock=SystemClock())


class Takes(MemoryPublisher):
    """The log takes so many messages of each batch, and all once there are no more numbers."""

    def __init__(self, log: MemoryLog, *counts: int) -> None:
        super().__init__(log)
        self._counts = list(counts)

    async def publish_batch(self, messages: Sequence[Message]) -> frozenset[int]:
        count = self._counts.pop(0) if self._counts else len(messages)
        return await super().publish_batch(messages[:count])


def test_a_parcel_counts_as_sent_when_the_log_has_all_its_facts() -> None:
    one, other = neighbours()
    parcels = [*parcels_of([fact(one, 1), fact(other, 1)]), *parcels_of([fact(one, 2)])]

    assert whole(parcels, {0, 2}) == parcels[1:]
    assert whole(parcels, {0, 1}) == parcels[:1]
    assert whole(parcels, {0, 1, 2}) == parcels


async def test_a_parcel_of_which_the_log_took_a_part_stays_and_is_sent_again_whole() -> None:
    one, other = neighbours()
    store, log = MemoryStore(), new_log()
    await store.commit(ChangeSet(outbox=[fact(one, 1), fact(other, 1)]))
    relay = relay_of(store, Takes(log, 1))

    running = asyncio.create_task(relay.run())
    await eventually(lambda: not len(store.waiting))
    await stop(running)

    assert sent(log) == {one: [1, 1], other: [1]}


async def test_a_refill_whose_process_dies_in_the_middle_is_ended_by_another() -> None:
    store, log = MemoryStore(), new_log()
    store.waiting.page = 2
    await store.commit(ChangeSet(outbox=[fact("a", seq) for seq in range(1, 8)]))
    await relay_of(store, MemoryPublisher(log)).drain()

    log.wipe()
    log.create(OWN, 3)
    dying = relay_of(store, Takes(log, 2, 2, 0))
    await dying.refill()
    running = asyncio.create_task(dying.run())
    await eventually(lambda: sent(log) == {"a": [1, 2, 3, 4]})
    await stop(running)
    assert len(store.waiting)

    await relay_of(store, MemoryPublisher(log), "two").drain()

    assert sent(log) == {"a": [1, 2, 3, 4, 5, 6, 7]}
    assert not len(store.waiting)


async def test_newer_facts_follow_a_refill_and_are_not_forgotten_with_it() -> None:
    store, log = MemoryStore(), new_log()
    store.waiting.page = 2
    await store.commit(ChangeSet(outbox=[fact("a", seq) for seq in range(1, 6)]))
    relay = relay_of(store, MemoryPublisher(log))
    await relay.drain()

    log.wipe()
    log.create(OWN, 3)
    await relay.refill()
    await store.commit(ChangeSet(outbox=[fact("a", 6)]))
    relay.hand_over([fact("a", 6)])
    await relay.drain()

    assert sent(log)["a"][:6] == [1, 2, 3, 4, 5, 6]
    assert not len(store.waiting)


async def test_a_page_that_the_lost_log_acknowledges_late_is_sent_again_to_the_new_one() -> None:
    store, log = MemoryStore(), new_log()
    await store.commit(ChangeSet(outbox=[fact("a", 1), fact("a", 2)]))
    await relay_of(store, MemoryPublisher(log)).drain()
    held = Held(log)
    overtaken = relay_of(store, held)
    await overtaken.refill()
    flying = asyncio.create_task(overtaken.drain())
    await held.sent.wait()

    log.wipe()
    log.create(OWN, 3)
    await relay_of(store, MemoryPublisher(log), "two").refill()
    held.let_go.set()
    await flying

    assert sent(log) == {"a": [1, 2]}
    assert not len(store.waiting)


async def test_what_an_earlier_version_left_is_taken_over_and_sent() -> None:
    lab = Lab()
    left = [fact("a", 1), fact("a", 2)]
    lab.maker.store.outbox.update({row.id: row for row in left})
    lab.maker.store.waiting.earlier += left

    async with lab.running(consumer=False):
        await eventually(lambda: not len(lab.maker.store.waiting))
        await eventually(lambda: sent(lab.log) == {"a": [1, 2]})


async def test_resending_twice_while_the_log_is_away_sends_once() -> None:
    lab = Lab()
    async with lab.running(consumer=False):
        await lab.maker.fill("a", 1, 2)
        await eventually(lambda: not len(lab.maker.store.waiting))
        lab.log.away = True
        for _ in range(5):
            await lab.maker.relay.resend("a", 1)
        lab.log.away = False
        lab.log.wake()
        await eventually(lambda: not len(lab.maker.store.waiting))
    assert sent(lab.log) == {"a": [1, 2, 1, 2]}
