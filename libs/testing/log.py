"""The log's twin in memory: same port, same promises, and faults on demand."""

import asyncio
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from libs.kernel.clock import Clock, SystemClock
from libs.messaging.log import Delivery, LogUnavailable, Message, Place, Rebalanced


@dataclass(slots=True)
class _Group:
    """Members share the partitions of their topics; each change makes a new generation."""

    offsets: dict[Place, int] = field(default_factory=dict)
    members: list["MemorySubscriber"] = field(default_factory=list)
    generation: int = 0
    ready: set[int] = field(default_factory=set)


class MemoryLog:
    """The broker. ``away`` makes it unreachable, ``wipe`` makes it lose everything."""

    def __init__(self, clock: Clock | None = None) -> None:
        """Empty, with an identity of its own."""
        self._clock = clock or SystemClock()
        self.away = False
        self.on_publish: Callable[[Sequence[Message]], None] = lambda _messages: None
        self.identity = uuid.uuid4().hex
        self.partitions: dict[Place, list[Delivery]] = {}
        self.groups: dict[str, _Group] = {}
        self.begins: dict[Place, int] = {}
        self.changed = asyncio.Event()

    def wipe(self) -> None:
        """Another log under the same address: no topic, no offset, no member."""
        self.identity = uuid.uuid4().hex
        self.partitions.clear()
        self.groups.clear()
        self.begins.clear()
        self.wake()

    def forget(self, place: Place) -> None:
        """Drops what the partition holds, as retention does."""
        self.begins[place] = len(self.partitions[place])

    def create(self, topic: str, partitions: int) -> None:
        """Makes the topic unless it exists."""
        if (topic, 0) not in self.partitions:
            for number in range(partitions):
                self.partitions[topic, number] = []
            for group in self.groups.values():
                group.generation += 1
                group.ready.clear()
            self.wake()

    def append(self, message: Message) -> None:
        """Stores one message in its key's partition."""
        count = sum(topic == message.topic for topic, _ in self.partitions)
        place = (message.topic, crc32(message.key.encode()) % count)
        entries = self.partitions[place]
        entries.append(
            Delivery(
                *place,
                len(entries),
                message.key,
                message.value,
                message.headers,
                self._clock.now(),
            )
        )

    def repeat(self, place: Place, offset: int) -> None:
        """Appends an old entry once more, as a relay does after a crash."""
        old = self.partitions[place][offset]
        self.append(Message(old.topic, old.key, old.value, old.headers))
        self.wake()

    def wake(self) -> None:
        """Lets waiting polls look."""
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()

    def group(self, name: str) -> _Group:
        """The group, as known to this log."""
        return self.groups.setdefault(name, _Group())


class MemoryPublisher:
    """See Publisher."""

    def __init__(self, log: MemoryLog) -> None:
        """Sends to ``log``."""
        self._log = log

    async def publish_batch(self, messages: Sequence[Message]) -> frozenset[int]:
        """See Publisher.publish_batch. A message of a missing topic stays unacknowledged."""
        await asyncio.sleep(0)
        if self._log.away:
            return frozenset()
        self._log.on_publish(messages)
        sent = {
            index
            for index, message in enumerate(messages)
            if (message.topic, 0) in self._log.partitions
        }
        for index in sorted(sent):
            self._log.append(messages[index])
        self._log.wake()
        return frozenset(sent)

    async def close(self) -> None:
        """Nothing to close."""


class MemorySubscriber:
    """See Subscriber."""

    def __init__(self, log: MemoryLog, group: str, topics: Iterable[str]) -> None:
        """A member of ``group`` from its first poll on."""
        self._log, self._name, self._topics = log, group, frozenset(topics)
        self._listener: Rebalanced | None = None
        self._group: _Group | None = None
        self._generation = -1
        self._positions: dict[Place, int] = {}
        self._paused: set[Place] = set()
        self._rewind = self._first = False

    async def open(self, listener: Rebalanced) -> None:
        """See Subscriber.open."""
        self._listener = listener

    async def close(self) -> None:
        """See Subscriber.close."""
        self.die()

    def die(self) -> None:
        """Leaves without a word, as a killed process whose session has ended."""
        if self._group is not None and self in self._group.members:
            self._group.members.remove(self)
            self._group.generation += 1
            self._group.ready.clear()
        self._positions.clear()
        self._group = None
        self._log.wake()

    def restart_from_beginning(self) -> None:
        """See Subscriber.restart_from_beginning."""
        self._rewind = True
        self._log.wake()

    def assignment(self) -> frozenset[Place]:
        """See Subscriber.assignment."""
        return frozenset(self._positions)

    def pause(self, places: Iterable[Place]) -> None:
        """See Subscriber.pause."""
        self._paused |= set(places)

    def resume(self, places: Iterable[Place]) -> None:
        """See Subscriber.resume."""
        self._paused -= set(places)
        self._log.wake()

    async def commit(self, offsets: Mapping[Place, int]) -> None:
        """See Subscriber.commit. Only a member of the present generation is listened to."""
        await asyncio.sleep(0)
        group = self._log.groups.get(self._name)
        if not self._log.away and group is not None and group is self._group:
            group.offsets.update(
                {place: offset for place, offset in offsets.items() if place in self._positions}
            )

    async def poll(self, limit: int, wait: float) -> dict[Place, list[Delivery]]:
        """See Subscriber.poll."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait
        while True:
            changed = self._log.changed
            found = await self._look(limit)
            left = deadline - loop.time()
            if found or left <= 0:
                await asyncio.sleep(0)
                return found
            try:
                async with asyncio.timeout(left):
                    await changed.wait()
            except TimeoutError:
                continue

    async def _look(self, limit: int) -> dict[Place, list[Delivery]]:
        if self._log.away or not await self._joined():
            return {}
        found: dict[Place, list[Delivery]] = {}
        await self._skip_what_is_gone()
        for place, position in self._positions.items():
            entries = self._log.partitions.get(place, [])
            # Beyond the end it begins again, as a client does that resets to the earliest.
            start = position if position <= len(entries) else 0
            if place not in self._paused and entries[start : start + limit]:
                found[place] = entries[start : start + limit]
                limit -= len(found[place])
        for place, entries in found.items():
            del self._positions[place]  # the last in the next round
            self._positions[place] = entries[-1].offset + 1
        return found

    async def _skip_what_is_gone(self) -> None:
        begins = self._log.begins
        gone = {place for place, at in self._positions.items() if at < begins.get(place, 0)}
        if gone and self._listener is not None:
            await self._listener.lost(frozenset(gone))
        self._positions.update({place: begins[place] for place in gone})

    async def _joined(self) -> bool:
        """Whether this member knows what it reads; takes its part in a rebalance."""
        group = self._log.group(self._name)
        if self._rewind and self._group is not None:
            self._rewind, self._first = False, True
            await self._revoke()
            self.die()
        if group is not self._group:
            await self._revoke()
            self._group, self._generation = group, -1
            group.members.append(self)
            group.generation += 1
            group.ready.clear()
            self._log.wake()
        if self._generation == group.generation:
            return True
        generation = group.generation
        await self._revoke()
        if id(self) not in group.ready:
            group.ready.add(id(self))
            self._log.wake()
        if generation != group.generation or len(group.ready) < len(group.members):
            return False
        self._generation = generation
        await self._assign(group)
        return True

    async def _revoke(self) -> None:
        places = frozenset(self._positions)
        if places and self._listener is not None:
            await self._listener.revoked(places)
        self._positions.clear()
        self._paused.clear()

    async def _assign(self, group: _Group) -> None:
        members = [member for member in group.members if member._topics & self._topics]
        mine = members.index(self)
        places = sorted(place for place in self._log.partitions if place[0] in self._topics)
        chosen = [place for number, place in enumerate(places) if number % len(members) == mine]
        first, self._first = self._first, False
        self._positions = {place: 0 if first else group.offsets.get(place, 0) for place in chosen}
        if chosen and self._listener is not None:
            await self._listener.assigned(frozenset(chosen))


class MemoryAdmin:
    """See LogAdmin."""

    def __init__(self, log: MemoryLog) -> None:
        """Administers ``log``."""
        self._log = log

    def _reach(self) -> None:
        if self._log.away:
            raise LogUnavailable("away")

    async def cluster_id(self) -> str:
        """See LogAdmin.cluster_id."""
        self._reach()
        return self._log.identity

    async def ensure_topics(self, names: Iterable[str], partitions: int, replication: int) -> None:
        """See LogAdmin.ensure_topics."""
        del replication
        self._reach()
        for name in names:
            self._log.create(name, partitions)

    async def end_offsets(self, topics: Iterable[str]) -> dict[Place, int]:
        """See LogAdmin.end_offsets."""
        self._reach()
        wanted = set(topics)
        return {
            place: len(entries)
            for place, entries in self._log.partitions.items()
            if place[0] in wanted
        }

    async def close(self) -> None:
        """Nothing to close."""
