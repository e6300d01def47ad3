"""Two services on in-memory twins: one states facts about jars, the other counts what it hears."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, ClassVar

from libs.kernel import Aggregate, Clock, Event, EventMeta, Put, Stamp, SystemClock
from libs.messaging.cluster_watch import ClusterWatch, Topics
from libs.messaging.codec import encoder
from libs.messaging.consumer import Consumer
from libs.messaging.gate import scope
from libs.messaging.inbox import Inbox
from libs.messaging.log import LogAdmin, Publisher, Subscriber
from libs.messaging.parking import Parking
from libs.messaging.relay import Relay
from libs.messaging.resend import ResendListener, ResendRequests
from libs.storage.batcher import Batcher
from libs.storage.records import ChangeSet
from libs.storage.work import Layer
from libs.testing.log import MemoryAdmin, MemoryLog, MemoryPublisher, MemorySubscriber
from libs.testing.store import MemoryStore

OWN, ASKING = "t.lab", "t.resend"
_NUMBERS = itertools.count()
TOPICS = Topics(OWN, (ASKING,), partitions=3)


class JarFilled(Event):
    """A jar holds ``grams`` now."""

    aggregate: ClassVar[str] = "jar"
    jar_id: str
    grams: int


class JarShaken(Event):
    """Nobody cares."""

    aggregate: ClassVar[str] = "jar"
    jar_id: str


class Jar(Aggregate):
    """A jar."""

    id_field = "jar_id"
    jar_id: str
    grams: int = 0

    def fill(self, grams: int) -> None:
        self.grams = grams
        self.record(JarFilled(jar_id=self.jar_id, grams=grams))

    def shake(self) -> None:
        self.record(JarShaken(jar_id=self.jar_id))


class Maker:
    """States facts: its own store and relay."""

    def __init__(
        self,
        store: Any,
        journal: Any,
        publisher: Publisher,
        listening: Subscriber,
        admin: LogAdmin,
        restart: Sequence[Callable[[], None]] = (),
        leases: Any = None,
        clock: Clock | None = None,
    ) -> None:
        self.clock = clock or SystemClock()
        self.commands = itertools.count()
        self.name = f"maker-{next(_NUMBERS)}"
        self.store, self.publisher = store, publisher
        self.relay = Relay(journal, leases, publisher, OWN, owner=self.name, clock=self.clock)
        self.batcher = Batcher(store, committed=self._committed)
        self.listener = ResendListener("lab", listening, self.relay)
        self.watch = ClusterWatch(admin, journal, self.relay, TOPICS, restart)
        self._encode = encoder("lab")

    def _committed(self, changes: ChangeSet) -> None:
        self.relay.hand_over(changes.outbox)

    async def act(self, jar_id: str, *acts: Callable[[Jar], None]) -> None:
        command_id = f"{self.name}/{next(self.commands)}"

        async def run(layer: Layer) -> None:
            jar = await layer.aggregate(Jar, "jars", jar_id) or Jar(jar_id=jar_id)
            for act in acts:
                act(jar)
            stamp = Stamp(command_id=command_id, actor_id="test")
            await layer.save(jar, "jars", self._encode, stamp, self.clock.now())

        await self.batcher.submit(run)

    async def fill(self, jar_id: str, *grams: int) -> None:
        for amount in grams:
            await self.act(jar_id, lambda jar, amount=amount: jar.fill(amount))

    def facts(self) -> int:
        return len(self.store.outbox)


class Counter:
    """Hears facts: every effect is counted in memory and shown in a view."""

    def __init__(
        self,
        store: Any,
        rows: Any,
        subscriber: Any,
        publisher: Publisher,
        admin: LogAdmin,
        clock: Clock | None = None,
    ) -> None:
        clock = clock or SystemClock()
        self.store, self.subscriber = store, subscriber
        self.batcher = Batcher(store)
        self.poisoned: Callable[[JarFilled], Exception | None] = lambda _fact: None
        self.applied: list[tuple[str, int]] = []
        self.inbox = Inbox(
            "counter",
            self.batcher,
            store,
            rows,
            self._apply,
            frozenset({JarFilled.type}),
            clock,
        )
        ask = ResendRequests(publisher, ASKING)
        self.consumer = Consumer(subscriber, self.inbox, ask, admin)
        self.parking = Parking(self.inbox, rows, clock, self.consumer.mend)

    async def _apply(self, layer: Layer, event: Event, meta: EventMeta) -> None:
        assert isinstance(event, JarFilled)
        error = self.poisoned(event)
        if error is not None:
            raise error
        done = {"grams": event.grams, "seq": meta.seq}
        layer.put_views([Put("jars", meta.aggregate_id, done)])
        self.applied.append((meta.aggregate_id, meta.seq))

    def position(self, jar_id: str) -> int:
        return self.store.places.get((scope("counter", "lab"), jar_id), 0)

    def grams(self, jar_id: str) -> int | None:
        row = self.store.views.get("jars", {}).get(jar_id)
        return None if row is None else row["grams"]

    def open_rows(self) -> list[tuple[str, int, str]]:
        rows = self.store.rows.get("parked", {}).values()
        return sorted(
            (row["aggregate_id"], row["seq"], row["state"])
            for row in rows
            if row["state"] in {"parked", "behind"}
        )


def memory_counter(log: MemoryLog, store: MemoryStore, clock: Clock | None = None) -> Counter:
    subscriber = MemorySubscriber(log, "counter", [OWN])
    return Counter(store, store, subscriber, MemoryPublisher(log), MemoryAdmin(log), clock)


class Lab:
    """Log, maker and counter, all running."""

    def __init__(self) -> None:
        self.log = MemoryLog()
        for topic in TOPICS.names:
            self.log.create(topic, 3)
        store = MemoryStore()
        listening = MemorySubscriber(self.log, "lab.resend", [ASKING])
        self.maker = Maker(
            store, store, MemoryPublisher(self.log), listening, MemoryAdmin(self.log)
        )
        self.counter = memory_counter(self.log, MemoryStore())

    @asynccontextmanager
    async def running(self, *, relay: bool = True, consumer: bool = True) -> AsyncIterator["Lab"]:
        async with AsyncExitStack() as stack:
            for batcher in (self.maker.batcher, self.counter.batcher):
                batcher._stopping = False
                batcher.start()
                stack.push_async_callback(batcher.stop)
            loops = [self.maker.listener.run()]
            loops += [self.maker.relay.run()] if relay else []
            loops += [self.counter.consumer.run()] if consumer else []
            for loop in loops:
                stack.push_async_callback(stop, asyncio.create_task(loop))
            yield self


async def stop(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def eventually(holds: Callable[[], object], within: float = 10.0) -> None:
    deadline = asyncio.get_running_loop().time() + within
    while not holds():
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError("it never happened")
        await asyncio.sleep(0.01)
