"""The real engines on the twins of database and log; a seed decides pauses, faults and crashes.

Executor, batcher, timers, relay, resend listener, cluster watch, consumer, lanes, inbox and parking
are the ones of production. A process that crashes loses its objects and keeps its stores. Time is
simulated: it jumps to the next deadline when nothing can run.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from libs.kernel import DomainError, Event, EventMeta, Put, Stamp
from libs.messaging.cluster_watch import ClusterWatch, Topics
from libs.messaging.codec import encoder
from libs.messaging.parking import Parking
from libs.messaging.relay import Relay
from libs.messaging.resend import ResendListener, ResendRequests
from libs.storage.batcher import Batcher
from libs.storage.parked import OPEN, ParkedQuery
from libs.storage.records import ChangeSet
from libs.storage.store import OutcomeUnknown, StoreError, StoreUnavailable
from libs.storage.work import Layer
from libs.testing.log import MemoryAdmin, MemoryLog, MemorySubscriber
from tests.chaos.simulated_jars import (
    EMPTY,
    POISON,
    SERVICE,
    Fill,
    JarFilled,
    Tally,
    executor,
    fire,
)
from tests.chaos.simulated_parts import Design, Flaky, LeakyLeases, Process, Reading, Wire
from tests.chaos.simulated_time import LoopClock

TOPIC, COUNTED, ASKING = "t.simulation", "t.counter", "t.resend"
WRITTEN = Topics(TOPIC, (ASKING,), partitions=2)
READ = Topics(COUNTED, (TOPIC, ASKING), partitions=2)
JARS, STEPS = 6, 50


class World:
    """Writers and readers over two databases and one log."""

    def __init__(self, rng: random.Random, design: Design) -> None:
        """Everything empty; nobody runs."""
        self.rng, self.design, self.trouble = rng, design, True
        self.clock = LoopClock()
        self.log = MemoryLog(self.clock)
        for topic in (TOPIC, COUNTED, ASKING):
            self.log.create(topic, 2)
        self.made, self.counted = design.store(self.clock), design.store(self.clock)
        self.made.fault = self.counted.fault = self._fault
        self.shared: dict[str, Any] = {}
        self.writers: list[Process] = []
        self.readers: list[Process] = []
        self.outcomes: dict[str, str] = {}
        self.deeds: Counter[str] = Counter()
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
        wire = Wire(self.made, self.rng)
        out = Wire(Flaky(self.log, self.chance, self.rng), self.rng)
        admin = Wire(MemoryAdmin(self.log), self.rng)
        name, leases = self._name("writer"), LeakyLeases(wire, self.chance, self.clock)
        journal = self.design.journal(wire, self.shared)
        relay = Relay(journal, leases, out, TOPIC, owner=name, clock=self.clock)
        woken: list[Callable[[], None]] = []

        def committed(changes: ChangeSet) -> None:
            relay.hand_over(changes.outbox)
            for wake in woken:
                wake()

        batcher = Batcher(self.design.writes_to(wire, out), committed=committed)
        listening = MemorySubscriber(self.log, "simulation.resend", [ASKING])
        process = Process([wire, out, admin], listening, batcher)
        obeying = executor(batcher, self.clock, self.design.emptying)
        process.obey = obeying.execute
        timers = self.design.timers(
            wire, leases, batcher, obeying, self.clock, name, {EMPTY: fire}, {}
        )
        woken.append(timers.wake)
        watch = ClusterWatch(admin, journal, relay, WRITTEN)
        listener = ResendListener(SERVICE, listening, relay)
        process.run(watch.run, relay.run, listener.run, timers.run)
        self.writers.append(process)

    def start_reader(self) -> None:
        """One more process of the service that counts them."""
        wire = Wire(self.counted, self.rng)
        out = Wire(Flaky(self.log, self.chance, self.rng), self.rng)
        admin = Wire(MemoryAdmin(self.log), self.rng)
        name, leases = self._name("reader"), LeakyLeases(wire, self.chance, self.clock)
        relay = Relay(wire, leases, out, COUNTED, owner=name, clock=self.clock)
        batcher = Batcher(wire, committed=lambda changes: relay.hand_over(changes.outbox))
        handles = frozenset({JarFilled.type})
        inbox = self.design.inbox("counter", batcher, wire, wire, self._count, handles, self.clock)
        subscriber = MemorySubscriber(self.log, "counter", [TOPIC])
        process = Process([wire, out, admin], subscriber, batcher)
        consumer = Reading(subscriber, inbox, ResendRequests(out, ASKING))
        consumer.lane = self.design.lane
        process.consumer = consumer
        process.parking = Parking(inbox, wire, self.clock, consumer.mend)
        watch = ClusterWatch(admin, wire, relay, READ, [subscriber.restart_from_beginning])
        process.run(watch.run, relay.run, consumer.run, process.parking.run)
        self.readers.append(process)

    async def _count(self, layer: Layer, event: Event, meta: EventMeta) -> None:
        assert isinstance(event, JarFilled)
        if self.trouble and event.grams % POISON == 0:
            raise ValueError("cannot be counted")
        found = await layer.aggregate(Tally, "tallies", event.jar_id)
        tally = found or Tally(jar_id=event.jar_id)
        tally.add(event.grams)
        stamp = Stamp(command_id=meta.id, actor_id="system")
        await layer.save(tally, "tallies", self._encode, stamp, self.clock.now())
        layer.put_views([Put("jars", event.jar_id, {"total": tally.total})])

    async def command(self) -> None:
        """One command, asked up to three times under its key wherever a writer lives."""
        key, jar = self._name("command"), f"jar-{self.rng.randrange(JARS)}"
        seconds = self.rng.choice((0.0, 0.0, 0.5, 3.0))
        filling = Fill(jar_id=jar, grams=self.rng.randrange(1, 1000), seconds=seconds)
        stamp = Stamp(command_id=key, actor_id="hand")
        self.outcomes[key] = "unknown"
        for _ in range(3):
            try:
                async with asyncio.timeout(5):
                    await self.rng.choice(self.writers).obey(filling, stamp)
            except (StoreError, DomainError, TimeoutError, asyncio.CancelledError):
                continue
            self.outcomes[key] = "ok"
            return

    async def crash(self, processes: list[Process], start: Callable[[], None]) -> None:
        """Any one of them dies and another takes its place."""
        self.deeds["crash"] += 1
        await processes.pop(self.rng.randrange(len(processes))).crash()
        start()

    def freeze(self) -> None:
        """Any one of them stands still for a while, and is overtaken."""
        self.deeds["freeze"] += 1
        process = self.rng.choice([*self.writers, *self.readers])
        process.freeze(self.rng.choice((0.5, 3.0, 12.0)))

    async def readers_stand(self) -> None:
        """Readers have received and not applied when everybody dies."""
        for reader in self.readers:
            reader.freeze(9.0)
        await asyncio.sleep(self.rng.uniform(4.0, 6.0))
        await self.blackout()

    async def log_lost(self) -> None:
        """The log is lost while a writer stands still, and everybody dies before all saw it."""
        seconds = self.rng.uniform(2.0, 4.0)
        self.rng.choice(self.writers).freeze(seconds)
        self.wipe()
        await asyncio.sleep(seconds + self.rng.uniform(0.02, 0.5))
        await self.blackout()

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
            self.deeds["repeat"] += 1
            place = self.rng.choice(places)
            self.log.repeat(place, self.rng.randrange(len(self.log.partitions[place])))

    async def away(self) -> None:
        """The log cannot be reached for a while."""
        self.deeds["away"] += 1
        self.log.away = True
        await asyncio.sleep(self.rng.uniform(0.1, 3.0))
        self.log.away = False
        self.log.wake()

    def wipe(self) -> None:
        """An empty log with another identity stands in the place of the old one."""
        self.deeds["wipe"] += 1
        self.log.wipe()

    async def redrive(self) -> None:
        """An administrator tries again whatever is parked; some of it still fails."""
        self.deeds["redrive"] += 1
        parking = self.rng.choice(self.readers).parking
        await self._patiently(parking.redrive(parking.query(), "hand", dry=False))

    async def discard(self) -> None:
        """An administrator gives the first of an aggregate's parked facts up."""
        reader = self.rng.choice(self.readers)
        rows = [row for row in await self.counted_parked() if row.state == "parked"]
        if rows:
            self.deeds["discard"] += 1
            row = self.rng.choice(rows)
            await self._patiently(reader.parking.discard(row.id, "no use", "hand"))

    async def counted_parked(self, states: tuple[str, ...] = OPEN) -> list[Any]:
        """Rows put aside by the reader, without a fault."""
        fault, self.counted.fault = self.counted.fault, lambda _point: None
        try:
            return await self.counted.find(ParkedQuery("counter", states=states))
        finally:
            self.counted.fault = fault

    async def _patiently(self, doing: Any) -> None:
        try:
            async with asyncio.timeout(20):
                await doing
        except (StoreError, DomainError, TimeoutError, asyncio.CancelledError):
            return
