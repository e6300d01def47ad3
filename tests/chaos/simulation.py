"""The real engines on the twins of database and log; a seed decides pauses, faults and crashes.

Batcher, relay, resend listener, consumer, lanes and inbox are the ones of production. A process
that crashes loses its objects and keeps its stores. Time is simulated: it jumps to the next
deadline when nothing can run.
"""

import asyncio
import inspect
import random
from collections.abc import Callable
from typing import Any, ClassVar

from libs.kernel import Aggregate, Event, EventMeta, Put, Stamp
from libs.messaging.codec import encoder
from libs.messaging.consumer import Consumer
from libs.messaging.inbox import Inbox
from libs.messaging.lane import Lane
from libs.messaging.log import Place
from libs.messaging.relay import Relay
from libs.messaging.resend import ResendListener, ResendRequests
from libs.storage.batcher import Batcher
from libs.storage.records import AnswerRow
from libs.storage.store import OutcomeUnknown, StoreError, StoreUnavailable
from libs.storage.work import Layer
from libs.testing.log import MemoryLog, MemoryPublisher, MemorySubscriber
from libs.testing.store import MemoryStore
from tests.chaos.simulated_time import LoopClock

SERVICE = "simulation"
TOPIC, ASKING = "t.simulation", "t.resend"
PAUSES = (0.0, 0.0, 0.0, 0.001, 0.02, 0.3)
JARS, STEPS = 6, 50


class JarFilled(Event):
    """So many grams were added."""

    aggregate: ClassVar[str] = "jar"
    jar_id: str
    grams: int


class JarCounted(Event):
    """The reader's total after one more fact."""

    aggregate: ClassVar[str] = "tally"
    jar_id: str
    total: int


class Jar(Aggregate):
    """What the writer keeps."""

    id_field = "jar_id"
    jar_id: str

    def fill(self, grams: int) -> None:
        """States it."""
        self.record(JarFilled(jar_id=self.jar_id, grams=grams))


class Tally(Aggregate):
    """What the reader adds up: a fact applied twice or never makes it wrong."""

    id_field = "jar_id"
    jar_id: str
    total: int = 0

    def add(self, grams: int) -> None:
        """Counts one fact."""
        self.total += grams
        self.record(JarCounted(jar_id=self.jar_id, total=self.total))


class Wire:
    """A process's way to a twin: every call takes a while, and none arrives after the crash."""

    def __init__(self, target: Any, rng: random.Random) -> None:
        """``rng`` decides how long a call travels."""
        self._target, self._rng = target, rng
        self.cut = False

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._target, name)
        if not inspect.iscoroutinefunction(attribute):
            return attribute

        async def call(*args: Any, **named: Any) -> Any:
            await asyncio.sleep(self._rng.choice(PAUSES))
            if self.cut:
                raise StoreUnavailable("the process is dead")
            found = await attribute(*args, **named)
            await asyncio.sleep(self._rng.choice(PAUSES))
            return found

        return call


class Design:
    """How processes are put together; a planted defect is a subclass."""

    store: type[MemoryStore] = MemoryStore
    inbox: type[Inbox] = Inbox
    lane: type[Lane] = Lane

    def writes_to(self, wire: Any, publisher: Any) -> Any:
        """The store that the writer's batcher commits to."""
        return wire

    def journal(self, wire: Any, shared: dict[str, Any]) -> Any:
        """The journal that the relay reads; ``shared`` outlives processes."""
        return wire


class Flaky:
    """A publisher of which batches arrive in part, or without anybody hearing of it."""

    def __init__(self, world: "World") -> None:
        self._world, self._inner = world, MemoryPublisher(world.log)

    async def publish_batch(self, messages: Any) -> frozenset[int]:
        """See Publisher.publish_batch."""
        chance = self._world.chance()
        if chance < 0.1:
            messages = messages[: self._world.rng.randrange(len(messages) + 1)]
        found = await self._inner.publish_batch(messages)
        return frozenset() if chance < 0.05 else found

    async def close(self) -> None:
        """Nothing to close."""


class Reading(Consumer):
    """A consumer over lanes of a kind."""

    lane: type[Lane] = Lane

    async def assigned(self, places: frozenset[Place]) -> None:
        """See Consumer.assigned."""
        await super().assigned(places)
        if self.lane is not Lane:
            for place in places:
                await self._lanes[place].stop()
                self._lanes[place] = self.lane(place, self._inbox, self._more)


class Process:
    """Some loops over some wires that all end at once."""

    def __init__(self, wires: list[Wire], subscriber: MemorySubscriber, batcher: Batcher) -> None:
        self._wires, self._subscriber, self.batcher = wires, subscriber, batcher
        self._tasks: list[asyncio.Task[None]] = []
        self.consumer: Consumer | None = None
        batcher.start()

    def run(self, *loops: Callable[[], Any]) -> None:
        """Starts them."""
        self._tasks += [asyncio.create_task(loop()) for loop in loops]

    async def crash(self) -> None:
        """Nothing of it reaches a store or the log any more."""
        for wire in self._wires:
            wire.cut = True
        self._subscriber.die()
        tasks: list[Any] = [*self._tasks, self.batcher._task]
        if self.consumer is not None:
            tasks += [lane._task for lane in self.consumer._lanes.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class World:
    """Writers and readers over two databases and one log."""

    def __init__(self, rng: random.Random, design: Design) -> None:
        self.rng, self.design, self.trouble = rng, design, True
        self.clock = LoopClock()
        self.log = MemoryLog(self.clock)
        for topic in (TOPIC, ASKING):
            self.log.create(topic, 2)
        self.made, self.counted = design.store(self.clock), MemoryStore(self.clock)
        self.made.fault = self.counted.fault = self._fault
        self.shared: dict[str, Any] = {}
        self.writers: list[Process] = []
        self.readers: list[Process] = []
        self.outcomes: dict[str, str] = {}
        self._names = 0
        self._encode = encoder(SERVICE)

    def chance(self) -> float:
        """A draw for a fault; 1 once the trouble is over."""
        return self.rng.random() if self.trouble else 1.0

    def _fault(self, point: str) -> None:
        chance = self.chance()
        if point in {"commit", "load"} and chance < 0.03:
            raise StoreUnavailable("away")
        if point == "committed" and chance < 0.05:
            raise OutcomeUnknown("no answer")
        if point == "mark" and chance < 0.1:
            raise ConnectionError("no answer")

    def _name(self, kind: str) -> str:
        self._names += 1
        return f"{kind}-{self._names}"

    def start_writer(self) -> None:
        """One more process of the service that states facts."""
        wire, publisher = Wire(self.made, self.rng), Flaky(self)
        out = Wire(publisher, self.rng)
        journal = self.design.journal(wire, self.shared)
        relay = Relay(journal, wire, out, TOPIC, owner=self._name("writer"), clock=self.clock)
        batcher = Batcher(
            self.design.writes_to(wire, out),
            committed=lambda changes: relay.hand_over(changes.outbox),
        )
        listening = MemorySubscriber(self.log, "simulation.resend", [ASKING])
        process = Process([wire, out], listening, batcher)
        process.run(relay.run, ResendListener(SERVICE, listening, relay).run)
        self.writers.append(process)

    def start_reader(self) -> None:
        """One more process of the service that counts them."""
        wire, out = Wire(self.counted, self.rng), Wire(MemoryPublisher(self.log), self.rng)
        batcher = Batcher(wire)
        handles = frozenset({JarFilled.type})
        inbox = self.design.inbox("counter", batcher, wire, wire, self._count, handles, self.clock)
        subscriber = MemorySubscriber(self.log, "counter", [TOPIC])
        process = Process([wire, out], subscriber, batcher)
        process.consumer = Reading(subscriber, inbox, ResendRequests(out, ASKING))
        process.consumer.lane = self.design.lane
        process.run(process.consumer.run)
        self.readers.append(process)

    async def _count(self, layer: Layer, event: Event, meta: EventMeta) -> None:
        assert isinstance(event, JarFilled)
        found = await layer.aggregate(Tally, "tallies", event.jar_id)
        tally = found or Tally(jar_id=event.jar_id)
        tally.add(event.grams)
        stamp = Stamp(command_id=meta.id, actor_id="system")
        await layer.save(tally, "tallies", self._encode, stamp, self.clock.now())
        layer.put_views([Put("jars", event.jar_id, {"total": tally.total})])

    async def command(self) -> None:
        """One command, asked up to three times under its key wherever a writer lives."""
        key, jar = self._name("command"), f"jar-{self.rng.randrange(JARS)}"
        grams = self.rng.randrange(1, 1000)
        self.outcomes[key] = "unknown"

        async def run(layer: Layer) -> None:
            if await layer.answer_to(key) is not None:
                return
            found = await layer.aggregate(Jar, "jars", jar) or Jar(jar_id=jar)
            found.fill(grams)
            stamp = Stamp(command_id=key, actor_id="hand")
            await layer.save(found, "jars", self._encode, stamp, self.clock.now())
            layer.answer(AnswerRow(key, "", {}, self.clock.now()))

        for _ in range(3):
            try:
                async with asyncio.timeout(5):
                    await self.rng.choice(self.writers).batcher.submit(run)
            except (StoreError, TimeoutError, asyncio.CancelledError):
                continue
            self.outcomes[key] = "ok"
            return

    async def crash(self, processes: list[Process], start: Callable[[], None]) -> None:
        """Any one of them dies and another takes its place."""
        await processes.pop(self.rng.randrange(len(processes))).crash()
        start()

    async def blackout(self) -> None:
        """Everybody dies at once; as many start again."""
        for processes, start in (
            (self.writers, self.start_writer),
            (self.readers, self.start_reader),
        ):
            await asyncio.gather(*(process.crash() for process in processes))
            for _ in range(len(processes)):
                processes.pop(0)
                start()

    def repeat(self) -> None:
        """The log delivers something old once more."""
        places = [place for place, held in self.log.partitions.items() if held]
        if places:
            place = self.rng.choice(places)
            self.log.repeat(place, self.rng.randrange(len(self.log.partitions[place])))

    async def away(self) -> None:
        """The log cannot be reached for a while."""
        self.log.away = True
        await asyncio.sleep(self.rng.uniform(0.1, 3.0))
        self.log.away = False
        self.log.wake()
