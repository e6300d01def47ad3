"""The real loops on the twins, under every fault that a seed can think of; then the reckoning."""

import asyncio
import os
import random
from collections.abc import Callable
from typing import Any

import pytest

from libs.kernel import Conflict
from libs.storage.store import OutcomeUnknown, StoreUnavailable
from libs.testing.log import MemoryAdmin, MemoryLog, MemoryPublisher, MemorySubscriber
from libs.testing.simulation import SimulatedClock, simulate
from libs.testing.store import MemoryStore
from tests.unit.messaging.lab import (
    ASKING,
    OWN,
    TOPICS,
    Counter,
    Jar,
    JarFilled,
    Maker,
    memory_counter,
)

SEEDS = int(os.environ.get("GONGJIAN_SEEDS", "10"))
JARS, STEPS = 10, 120
POISON = 13


class World:
    """Makers and counters come and go over two databases and one log."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.trouble = rng, True
        clock = self.clock = SimulatedClock()
        self.log = MemoryLog(clock)
        for topic in TOPICS.names:
            self.log.create(topic, 3)
        self.made, self.counted = MemoryStore(clock), MemoryStore(clock)
        self.made.fault = self.counted.fault = self._fault
        self.subscribers: list[MemorySubscriber] = []
        self.makers: list[tuple[Maker, list[Any]]] = []
        self.counters: list[tuple[Any, list[Any]]] = []

    def _fault(self, point: str) -> None:
        chance = self.rng.random() if self.trouble else 1.0
        if point in {"commit", "load"} and chance < 0.03:
            raise StoreUnavailable("away")
        if point == "committed" and chance < 0.03:
            raise OutcomeUnknown("no answer")
        if point == "mark" and chance < 0.1:
            raise ConnectionError("no answer")

    def _poisoned(self, fact: JarFilled) -> Exception | None:
        return ValueError("bad") if self.trouble and fact.grams == POISON else None

    def start_maker(self) -> None:
        publisher = Flaky(self)
        maker = Maker(
            self.made,
            self.made,
            publisher,
            MemorySubscriber(self.log, "lab.resend", [ASKING]),
            MemoryAdmin(self.log),
            [self._restart_subscribers],
            self.made,
            self.clock,
        )
        maker.batcher.start()
        loops = (maker.relay.run, maker.listener.run, maker.watch.run)
        self.makers.append((maker, [asyncio.create_task(loop()) for loop in loops]))

    def start_counter(self) -> None:
        counter = memory_counter(self.log, self.counted, self.clock)
        counter.poisoned = self._poisoned
        counter.batcher.start()
        self.subscribers.append(counter.subscriber)
        loops = (counter.consumer.run, counter.parking.run)
        self.counters.append((counter, [asyncio.create_task(loop()) for loop in loops]))

    def _restart_subscribers(self) -> None:
        for subscriber in self.subscribers:
            subscriber.restart_from_beginning()

    async def kill(self, owners: list[tuple[Any, list[Any]]]) -> None:
        """The first of ``owners`` dies without a word: nothing of it runs on."""
        owner, tasks = owners.pop(0)
        if hasattr(owner, "subscriber"):
            self.subscribers.remove(owner.subscriber)
            owner.subscriber.die()
            tasks = [*tasks, *(lane._task for lane in owner.consumer._lanes.values())]
        else:
            owner.listener._subscriber.die()
        for task in (*tasks, owner.batcher._task):
            task.cancel()
        await asyncio.gather(*tasks, owner.batcher._task, return_exceptions=True)

    async def burst(self) -> None:
        """Commands at once, so that batches of several facts are in flight."""
        await asyncio.gather(*(self._fill() for _ in range(self.rng.choice([1, 3, 12]))))

    async def _fill(self) -> None:
        jar = f"jar-{self.rng.randrange(JARS)}"
        chance = self.rng.random()
        grams = POISON if chance < 0.03 else 100 + self.rng.randrange(1000)
        try:
            await self.rng.choice(self.makers)[0].act(
                jar, Jar.shake if chance > 0.8 else lambda one: one.fill(grams)
            )
        except (StoreUnavailable, Conflict):
            return

    def repeat_some(self) -> None:
        place = self.rng.choice([place for place in self.log.partitions if place[0] == OWN] or [0])
        if place and self.log.partitions[place]:
            self.log.repeat(place, self.rng.randrange(len(self.log.partitions[place])))

    def toggle_log(self) -> None:
        self.log.away = not self.log.away
        self.log.wake()


class Flaky(MemoryPublisher):
    """Some batches arrive in part, some in another order, some unheard of."""

    def __init__(self, world: World) -> None:
        super().__init__(world.log)
        self._world = world

    async def publish_batch(self, messages: Any) -> frozenset[int]:
        chance = self._world.rng.random() if self._world.trouble else 1.0
        await asyncio.sleep(self._world.rng.choice([0, 0, 0.01, 0.3]))
        if chance < 0.1:
            messages = messages[: self._world.rng.randrange(len(messages) + 1)]
        elif chance < 0.2:
            order = self._world.rng.sample(range(len(messages)), len(messages))
            sent = [
                index
                for index in order
                if await MemoryPublisher.publish_batch(self, [messages[index]])
            ]
            return frozenset(sent)
        found = await super().publish_batch(messages)
        return frozenset() if chance < 0.05 else found

    async def _send(self, messages: Any) -> frozenset[int]:
        return await super().publish_batch(messages)


async def scenario(rng: random.Random) -> None:
    world = World(rng)
    world.start_maker()
    world.start_counter()
    acts: list[tuple[float, Callable[[], Any]]] = [
        (20, world.burst),
        (3, world.repeat_some),
        (1, world.toggle_log),
        (0.1, world.log.wipe),
        (1, world.start_counter),
        (1, lambda: world.kill(world.counters) if len(world.counters) > 1 else None),
        (1, world.start_maker),
        (1, lambda: world.kill(world.makers) if len(world.makers) > 1 else None),
    ]
    weights = [weight for weight, _ in acts]
    for _ in range(STEPS):
        (act,) = rng.choices([act for _, act in acts], weights)
        result = act()
        if result is not None:
            await result
        await asyncio.sleep(rng.choice([0, 0, 0.01, 0.1, 0.5, 3.0]))
    world.trouble = world.log.away = False
    world.log.wake()
    await reckon(world)


async def reckon(world: World) -> None:
    """All trouble is over: in bounded time everything is where it belongs, once."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + 300
    facts = list(world.made.outbox.values())
    wanted: dict[str, int] = {}
    for row in facts:
        wanted[row.aggregate_id] = max(row.seq, wanted.get(row.aggregate_id, 0))
    assert sum(wanted.values()) == len(facts), "a history has a gap"
    while True:
        for counter, _ in world.counters:
            counter.consumer.mend()
        await world.counters[0][0].parking.redrive(
            world.counters[0][0].parking.query(), "test", dry=False
        )
        reached = {id_: seq for (_, id_), seq in world.counted.places.items()}
        still = world.made.waiting
        if reached == wanted and not still and not world.counted.rows.get("gaps"):
            break
        assert loop.time() < deadline, f"{wanted=} {reached=} unpublished={len(still)}"
        await asyncio.sleep(1)
    fills = [row for row in facts if row.type == JarFilled.type]
    assert len(world.counted.inbox) == len(fills)
    last = {row.aggregate_id: row for row in sorted(fills, key=lambda row: row.seq)}
    shown = {id_: view["grams"] for id_, view in world.counted.views.get("jars", {}).items()}
    assert shown == {
        id_: JarFilled.model_validate_json(row.body).grams for id_, row in last.items()
    }
    await the_log_is_whole(world, wanted)


async def the_log_is_whole(world: World, wanted: dict[str, int]) -> None:
    """Somebody who comes now and asks nobody learns everything from the log alone."""
    store = MemoryStore(world.clock)
    subscriber = MemorySubscriber(world.log, "newcomer", [OWN])
    nobody = MemoryPublisher(MemoryLog())
    newcomer = Counter(store, store, subscriber, nobody, MemoryAdmin(world.log), world.clock)
    newcomer.batcher.start()
    reading = asyncio.create_task(newcomer.consumer.run())
    for _ in range(60):
        await asyncio.sleep(1)
    reading.cancel()
    assert {id_: seq for (_, id_), seq in store.places.items()} == wanted


@pytest.mark.parametrize("seed", range(SEEDS))
def test_nothing_is_lost_and_nothing_doubled_whatever_happens(seed: int) -> None:
    rng = random.Random(seed)
    simulate(scenario(rng), rng)
