"""What a simulated process is made of: slow wires to the twins, and loops that end at once."""

import asyncio
import inspect
import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from libs.messaging.consumer import Consumer
from libs.messaging.inbox import Inbox
from libs.messaging.lane import Lane
from libs.messaging.log import Message, Place
from libs.runtime.timers import TimerRunner
from libs.storage.batcher import Batcher
from libs.storage.journal import Lease
from libs.storage.store import StoreUnavailable
from libs.testing.log import MemoryLog, MemoryPublisher, MemorySubscriber
from libs.testing.store import MemoryStore
from tests.chaos.simulated_jars import empty_jar
from tests.chaos.simulated_time import LoopClock

PAUSES = (0.0, 0.0, 0.0, 0.001, 0.02, 0.3)
Chance = Callable[[], float]


class Wire:
    """A process's way to a twin: every call takes a while, and none arrives after the crash."""

    def __init__(self, target: Any, rng: random.Random) -> None:
        """``rng`` decides how long a call travels."""
        self._target, self._rng = target, rng
        self.cut, self.frozen_until = False, 0.0

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._target, name)
        if not inspect.iscoroutinefunction(attribute):
            return attribute

        async def call(*args: Any, **named: Any) -> Any:
            await self._travel()
            if self.cut:
                raise StoreUnavailable("the process is dead")
            found = await attribute(*args, **named)
            await self._travel()
            return found

        return call

    async def _travel(self) -> None:
        await asyncio.sleep(self._rng.choice(PAUSES))
        while (left := self.frozen_until - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(left)


class LeakyLeases:
    """Leases that overlap at times, as after a pause or a clock that jumped."""

    def __init__(self, wire: Any, chance: Chance, clock: LoopClock) -> None:
        """``chance`` decides when somebody gets what another holds."""
        self._wire, self._chance, self._clock = wire, chance, clock

    def __getattr__(self, name: str) -> Any:
        return getattr(self._wire, name)

    async def acquire(self, name: str, owner: str, seconds: float) -> Lease | None:
        """See Leases.acquire."""
        lease: Lease | None = await self._wire.acquire(name, owner, seconds)
        if lease is None and self._chance() < 0.1:
            return Lease(name, owner, 0, self._clock.now() + timedelta(seconds=seconds))
        return lease


class Flaky:
    """A publisher of which batches arrive in part, or without anybody hearing of it."""

    def __init__(self, log: MemoryLog, chance: Chance, rng: random.Random) -> None:
        """``chance`` decides the fault, ``rng`` its size."""
        self._inner, self._chance, self._rng = MemoryPublisher(log), chance, rng

    async def publish_batch(self, messages: Sequence[Message]) -> frozenset[int]:
        """See Publisher.publish_batch."""
        chance = self._chance()
        if chance < 0.1:
            messages = messages[: self._rng.randrange(len(messages) + 1)]
        found = await self._inner.publish_batch(messages)
        return frozenset() if chance < 0.05 else found

    async def close(self) -> None:
        """Nothing to close."""


class Design:
    """How processes are put together; a planted defect is a subclass."""

    store: type[MemoryStore] = MemoryStore
    inbox: type[Inbox] = Inbox
    lane: type[Lane] = Lane
    timers: type[TimerRunner] = TimerRunner
    emptying: Any = staticmethod(empty_jar)

    def writes_to(self, wire: Any, publisher: Any) -> Any:
        """The store that the writer's batcher commits to."""
        return wire

    def journal(self, wire: Any, shared: dict[str, Any]) -> Any:
        """The journal that the relay reads; ``shared`` outlives processes."""
        return wire


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
        """Nothing runs but the batcher."""
        self._wires, self._subscriber, self.batcher = wires, subscriber, batcher
        self._tasks: list[asyncio.Task[Any]] = []
        self.consumer: Consumer | None = None
        self.obey: Any = None
        self.parking: Any = None
        batcher.start()

    def run(self, *loops: Callable[[], Any]) -> None:
        """Starts them."""
        self._tasks += [asyncio.create_task(loop()) for loop in loops]

    def freeze(self, seconds: float) -> None:
        """Whatever it does arrives later, as after SIGSTOP; its leases run out meanwhile."""
        for wire in self._wires:
            wire.frozen_until = asyncio.get_running_loop().time() + seconds

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
