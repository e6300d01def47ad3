"""The consumer loop: poll, hand each partition its facts, commit offsets of what is durable."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

from libs.kernel.crashpoints import crashpoint
from libs.messaging import metrics
from libs.messaging.breath import Breath
from libs.messaging.inbox import Inbox
from libs.messaging.lane import BATCH, Lane
from libs.messaging.log import Delivery, LogAdmin, LogUnavailable, Place, Subscriber
from libs.messaging.resend import EVERYTHING

Ask = Callable[[str, str, int], Awaitable[bool]]
log = structlog.get_logger()

_COMMIT_SECONDS = 1.0
_LOOK_SECONDS = 2.0


class Consumer:
    """Reads topics into an inbox.

    At least once in, once in effect: offsets are committed after the facts are durable, and what
    comes again is known by its aggregate and sequence number.
    """

    def __init__(
        self,
        subscriber: Subscriber,
        inbox: Inbox,
        ask: Ask,
        admin: LogAdmin | None = None,
        breath: Breath | None = None,
    ) -> None:
        """``ask(service, aggregate_id, from_seq)`` wants missing facts sent again, and says whether

        the wish has been noted;

        ``admin`` is only needed to measure the lag; ``breath``: how to rest between readings.
        """
        self._subscriber, self._inbox, self._ask, self._admin = subscriber, inbox, ask, admin
        self._breath = breath or Breath(0.0)
        self._lanes: dict[Place, Lane] = {}
        self._committed: dict[Place, int] = {}
        self._measured: set[str] = set()
        self._committed_at = 0.0

    async def run(self) -> None:
        """Consumes until cancelled."""
        await self._subscriber.open(self)
        looking = asyncio.create_task(self._look_after(), name="consumer gaps and lag")
        try:
            while True:
                found = await self._subscriber.poll(BATCH, 0.5)
                await self._hand_out(found)
                await self._commit()
                await self._breath.draw(sum(map(len, found.values())))
        finally:
            looking.cancel()
            await asyncio.shield(self._close())

    async def _hand_out(self, found: Mapping[Place, Sequence[Delivery]]) -> None:
        """Gives every lane what is its own; others have their turn after each so many facts.

        Partitions may change hands meanwhile: what was found belongs to the lanes of this moment.
        """
        lanes = [(self._lanes[place], found[place]) for place in found if place in self._lanes]
        for lane, deliveries in lanes:
            for start in range(0, len(deliveries), BATCH):
                full = lane.take(deliveries[start : start + BATCH])
                if full and self._lanes.get(lane.place) is lane:
                    self._subscriber.pause([lane.place])
                await asyncio.sleep(0)

    async def assigned(self, places: frozenset[Place]) -> None:
        """New partitions: what was remembered about others' facts may be old."""
        self._inbox.forget()
        for place in places:
            self._lanes[place] = Lane(place, self._inbox, self._more)
        log.info("consumer.assigned", consumer=self._inbox.consumer, partitions=len(places))

    async def revoked(self, places: frozenset[Place]) -> None:
        """Partitions go: finish what is in hand and note it."""
        leaving = [self._lanes[place] for place in places if place in self._lanes]
        await asyncio.gather(*(lane.stop() for lane in leaving))
        await self._commit(now=True)
        for lane in leaving:
            del self._lanes[lane.place]
            self._committed.pop(lane.place, None)

    async def lost(self, places: frozenset[Place]) -> None:
        """Which aggregates have lost facts nobody can say: their owners send everything again."""
        for topic in sorted({topic for topic, _ in places}):
            service = topic.rpartition(".")[2]
            log.warning("log.unread_lost", consumer=self._inbox.consumer, topic=topic)
            if not await self._ask(service, EVERYTHING, 1):
                raise LogUnavailable(topic)

    def states(self) -> dict[str, str]:
        """Each partition's state: ``ok``, ``waiting: …`` or ``stopped: …``."""
        return {f"{topic}/{number}": lane.state for (topic, number), lane in self._lanes.items()}

    def offsets(self) -> dict[Place, int]:
        """What is durable: the next offset of each partition that has been read."""
        return {
            place: lane.offset for place, lane in self._lanes.items() if lane.offset is not None
        }

    def mend(self) -> None:
        """Lets stopped partitions go on (after a mend, or a redrive)."""
        for lane in self._lanes.values():
            lane.mend()

    def _more(self, place: Place) -> None:
        if place in self._lanes:
            self._subscriber.resume([place])

    async def _commit(self, *, now: bool = False) -> None:
        """Notes what is durable, at most once a second."""
        clock = asyncio.get_running_loop().time()
        if not now and clock - self._committed_at < _COMMIT_SECONDS:
            return
        offsets = {
            place: lane.offset
            for place, lane in self._lanes.items()
            if lane.offset is not None and lane.offset != self._committed.get(place)
        }
        if offsets:
            crashpoint("consumer.before_offsets")
            await self._subscriber.commit(offsets)
            crashpoint("consumer.after_offsets")
            self._committed.update(offsets)
        self._committed_at = clock

    async def _look_after(self) -> None:
        """Asks for what is missing, and measures what has not been read yet."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                for gap in await self._inbox.missing():
                    await self._ask(gap.service, gap.aggregate_id, gap.from_seq)
                if self._admin is not None:
                    topics = {topic for topic, _ in self._lanes}
                    self._measure(await self._admin.end_offsets(topics))
            except LogUnavailable:
                continue
            except Exception as error:  # noqa: BLE001 - looked after again in a moment
                log.warning("consumer.look_failed", error_code=type(error).__name__)

    def _measure(self, ends: dict[Place, int]) -> None:
        lag: dict[str, int] = {}
        for place, lane in self._lanes.items():
            if place in ends and lane.offset is not None:
                lag[place[0]] = lag.get(place[0], 0) + max(ends[place] - lane.offset, 0)
        for topic in self._measured - lag.keys():
            metrics.LAG.labels(topic).set(0)  # another process has its partitions now
        for topic, count in lag.items():
            metrics.LAG.labels(topic).set(count)
        self._measured = set(lag)

    async def _close(self) -> None:
        await self.revoked(frozenset(self._lanes))
        await self._subscriber.close()
