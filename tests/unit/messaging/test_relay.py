import asyncio
import itertools
from datetime import timedelta
from itertools import islice
from typing import Any

import pytest

from libs.kernel import FakeClock, SystemClock
from libs.messaging.cluster_watch import ClusterWatch
from libs.messaging.log import Message
from libs.messaging.oldest import pause_after
from libs.messaging.relay import Relay
from libs.messaging.slots import SlotShares
from libs.storage.parcels import SLOTS, slot_of
from libs.testing.log import MemoryAdmin, MemoryLog, MemoryPublisher, MemorySubscriber
from libs.testing.store import MemoryStore
from tests.unit.messaging.lab import ASKING, OWN, TOPICS, Lab, Maker, eventually, stop


def sent(log: MemoryLog) -> dict[str, list[int]]:
    """Sequence numbers by jar, in the order of the log."""
    found: dict[str, list[int]] = {}
    for (topic, _), entries in log.partitions.items():
        for entry in entries if topic == OWN else ():
            seq = int(dict(entry.headers)["ce_sequence"])
            found.setdefault(entry.key, []).append(seq)
    return found


async def test_a_commit_wakes_the_relay_and_everything_is_marked() -> None:
    lab = Lab()
    async with lab.running(consumer=False):
        await lab.maker.fill("a", 1, 2, 3)
        await eventually(lambda: len(lab.maker.store.published) == 3)
    assert sent(lab.log) == {"a": [1, 2, 3]}


async def test_each_aggregate_keeps_its_order_over_many_batches(monkeypatch: Any) -> None:
    monkeypatch.setattr("libs.messaging.relay.READ", 7)
    lab = Lab()
    async with lab.running(consumer=False):
        for number in range(40):
            await lab.maker.fill(f"jar-{number % 8}", number)
        await eventually(lambda: len(lab.maker.store.published) == 40)
    assert all(seqs == [1, 2, 3, 4, 5] for seqs in sent(lab.log).values())


async def test_a_crash_between_publish_and_mark_sends_again_with_one_effect() -> None:
    lab = Lab()
    crashes = itertools.count()

    def fault(point: str) -> None:
        if point == "mark" and next(crashes) == 0:
            raise ConnectionError("the process died here")

    lab.maker.store.fault = fault
    async with lab.running():
        await lab.maker.fill("a", 1)
        await eventually(lambda: len(lab.maker.store.published) == 1)
        await eventually(lambda: lab.counter.position("a") == 1)
    assert sent(lab.log) == {"a": [1, 1]}
    assert lab.counter.applied == [("a", 1)]


async def test_rows_that_cannot_be_marked_are_not_sent_again_without_a_pause(
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr("libs.messaging.marks.MANY", 1)
    lab = Lab()

    def fault(point: str) -> None:
        if point == "mark":
            raise ConnectionError("no majority")

    lab.maker.store.fault = fault
    async with lab.running(consumer=False):
        await lab.maker.fill("a", 1)
        await asyncio.sleep(0.5)
        assert len(sent(lab.log)["a"]) < 12
        lab.maker.store.fault = lambda _point: None
        await eventually(lambda: len(lab.maker.store.published) == 1)


async def test_what_the_log_does_not_acknowledge_stays_unpublished_and_is_sent_again() -> None:
    lab = Lab()
    lab.log.away = True
    async with lab.running(consumer=False):
        await lab.maker.fill("a", 1, 2)
        await asyncio.sleep(0.3)
        assert lab.maker.store.published == set()
        lab.log.away = False
        await eventually(lambda: len(lab.maker.store.published) == 2)
    assert sent(lab.log) == {"a": [1, 2]}


async def test_half_a_batch_acknowledged_marks_only_that_half() -> None:
    lab = Lab()

    class Half(MemoryPublisher):
        calls = 0

        async def publish_batch(self, messages: Any) -> frozenset[int]:
            self.calls += 1
            return await super().publish_batch(messages[:1] if self.calls == 1 else messages)

    relay = Relay(lab.maker.store, None, Half(lab.log), OWN, owner="x", clock=SystemClock())
    async with lab.running(relay=False, consumer=False):
        await lab.maker.fill("a", 1)
        await lab.maker.fill("b", 1)
        task = asyncio.create_task(relay.run())
        await eventually(lambda: len(lab.maker.store.published) == 2)
        await stop(task)
    assert sum(map(len, sent(lab.log).values())) == 2


async def test_resend_starts_at_any_point_of_one_aggregate() -> None:
    lab = Lab()
    async with lab.running(consumer=False):
        await lab.maker.fill("a", 1, 2, 3)
        await lab.maker.fill("b", 1)
        await eventually(lambda: len(lab.maker.store.published) == 4)
        assert await lab.maker.relay.resend("a", 2) == 2
        await eventually(lambda: len(lab.maker.store.published) == 4)
    assert sent(lab.log) == {"a": [1, 2, 3, 2, 3], "b": [1]}


async def test_an_old_unpublished_fact_means_overloaded(monkeypatch: Any) -> None:
    monkeypatch.setattr("libs.messaging.oldest.LOOK_SECONDS", 0.01)
    lab = Lab()
    lab.log.away = True
    lab.maker.relay.oldest.clock = clock = FakeClock()
    async with lab.running(consumer=False):
        await lab.maker.fill("a", 1)
        assert not lab.maker.relay.oldest.overloaded
        clock.set(SystemClock().now())
        clock.advance(clock.now() - next(iter(lab.maker.store.outbox.values())).at)
        clock.advance(timedelta(seconds=11))
        await eventually(lambda: lab.maker.relay.oldest.overloaded)
        lab.log.away = False
        await eventually(lambda: not lab.maker.relay.oldest.overloaded)


def test_looks_at_a_long_backlog_are_rarer_but_never_so_rare_that_refusals_outlast_it() -> None:
    assert pause_after(0.001) == 1.0
    assert pause_after(1.0) == 4.0
    assert pause_after(30.0) == 5.0


async def test_workers_share_the_slots_and_take_over_from_the_dead() -> None:
    clock = FakeClock()
    store = MemoryStore(clock)
    first, second = SlotShares(store, "one"), SlotShares(store, "two")

    await first.renew()
    assert first.slots is None
    for _ in range(2):
        await second.renew()
        await first.renew()
    await second.renew()
    one, two = first.slots, second.slots
    assert one is not None
    assert two is not None
    assert len(one) == len(two) == 4
    assert not one & two

    clock.advance(timedelta(seconds=6))
    await second.renew()
    assert second.slots is None
    assert len(second._until) == SLOTS


async def test_a_steady_stream_of_own_facts_does_not_hide_what_another_process_stated() -> None:
    lab = Lab()
    store = lab.maker.store
    lab.maker.relay = Relay(
        store, store, lab.maker.publisher, OWN, owner="here", clock=SystemClock()
    )
    here, beside = lab.maker.relay._shares, SlotShares(store, "beside")
    assert here is not None
    await beside.renew()
    await here.renew()
    await beside.renew()
    await here.renew()
    assert here.slots is not None
    listening = MemorySubscriber(lab.log, "beside", [ASKING])
    other = Maker(store, store, lab.maker.publisher, listening, MemoryAdmin(lab.log))
    other.batcher.start()
    own, theirs = islice((jar for jar in map(str, range(999)) if slot_of(jar) in here.slots), 2)

    async def streaming() -> None:
        while True:
            await lab.maker.fill(own, 1)

    async with lab.running(consumer=False):
        stream = asyncio.create_task(streaming())
        await eventually(lambda: len(sent(lab.log).get(own, [])) > 5)
        await other.fill(theirs, 1)
        await eventually(lambda: theirs in sent(lab.log), within=2.0)
        assert not stream.done()
        await stop(stream)
        await other.batcher.stop()


async def test_a_log_that_was_replaced_is_filled_again_with_single_effects() -> None:
    lab = Lab()
    watch = ClusterWatch(
        MemoryAdmin(lab.log),
        lab.maker.store,
        lab.maker.relay,
        TOPICS,
        restart=(lab.counter.subscriber.restart_from_beginning,),
    )
    async with lab.running():
        assert await watch.look()
        for jar in ("a", "b", "c", "d"):
            await lab.maker.fill(jar, 1, 2, 3)
        await eventually(lambda: len(lab.counter.applied) == 12)

        lab.log.wipe()
        assert await watch.look()
        await lab.maker.fill("a", 4)
        await eventually(lambda: lab.counter.position("a") == 4)
        await eventually(lambda: sum(map(len, sent(lab.log).values())) == 13)
    assert len(lab.counter.applied) == 13


@pytest.mark.parametrize("restarted", [False, True])
async def test_an_emptied_topic_of_the_same_cluster_is_noticed(restarted: bool) -> None:
    lab = Lab()
    watch = ClusterWatch(MemoryAdmin(lab.log), lab.maker.store, lab.maker.relay, TOPICS)
    async with lab.running(consumer=False):
        await watch.look()
        await lab.maker.fill("a", 1, 2)
        await eventually(lambda: len(lab.maker.store.published) == 2)
        await watch.look()

        for entries in lab.log.partitions.values():
            entries.clear()
        if restarted:
            watch = ClusterWatch(MemoryAdmin(lab.log), lab.maker.store, lab.maker.relay, TOPICS)
        await watch.look()
        await eventually(lambda: sent(lab.log) == {"a": [1, 2]})


async def test_a_log_that_stands_is_not_filled_again() -> None:
    lab = Lab()
    async with lab.running(consumer=False):
        await lab.maker.watch.look()
        await lab.maker.fill("a", 1)
        await eventually(lambda: len(lab.maker.store.published) == 1)
        again = ClusterWatch(MemoryAdmin(lab.log), lab.maker.store, lab.maker.relay, TOPICS)
        for _ in range(3):
            assert await lab.maker.watch.look()
            assert await again.look()
    assert sent(lab.log) == {"a": [1]}


async def test_a_log_that_is_away_is_looked_at_again() -> None:
    lab = Lab()
    lab.log.away = True
    assert not await lab.maker.watch.look()
    assert lab.maker.watch.state.startswith("away")
    lab.log.away = False
    assert await lab.maker.watch.look()
    assert lab.maker.watch.state == "ok"


async def test_unknown_topics_are_never_acknowledged() -> None:
    publisher = MemoryPublisher(MemoryLog())
    assert await publisher.publish_batch([Message("nowhere", "k", b"")]) == frozenset()


class Held(MemoryPublisher):
    """Its acknowledgements are on their way until they are let go."""

    def __init__(self, log: MemoryLog) -> None:
        super().__init__(log)
        self.sent, self.let_go = asyncio.Event(), asyncio.Event()

    async def publish_batch(self, messages: Any) -> frozenset[int]:
        found = await super().publish_batch(messages)
        self.sent.set()
        await self.let_go.wait()
        return found


async def test_what_the_lost_log_acknowledged_does_not_count_for_the_one_filled_elsewhere() -> None:
    lab, clock = Lab(), SystemClock()
    store, held = lab.maker.store, Held(lab.log)
    async with lab.running(relay=False, consumer=False):
        await lab.maker.fill("a", 1)
    overtaken = Relay(store, None, held, OWN, owner="one", clock=clock)
    flying = asyncio.create_task(overtaken.drain())
    await held.sent.wait()

    lab.log.wipe()
    lab.log.create(OWN, 3)
    other = Relay(store, None, MemoryPublisher(lab.log), OWN, owner="two", clock=clock)
    await other.refill()
    held.let_go.set()
    await flying
    await other.drain()

    assert sent(lab.log) in ({"a": [1]}, {"a": [1, 1]})
    assert store.published == set(store.outbox)
