"""The receiving end on Kafka: a group member that outlives its broker."""

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from aiokafka.errors import IllegalStateError, KafkaError

from libs.messaging.kafka_abandon import abandon
from libs.messaging.log import Delivery, LogUnavailable, Place, Rebalanced

log = structlog.get_logger()

_JOIN_SECONDS = 30.0
_CALL_SECONDS = 5.0
_SUSPICIOUS_SECONDS = 30.0
_RETRY_SECONDS = 1.0
_GLANCE_SECONDS = 0.02
_A_DAY_MS = 86_400_000


class KafkaSubscriber:
    """See Subscriber. Whatever the client cannot recover from by itself, a new client replaces."""

    def __init__(
        self,
        bootstrap: str,
        group: str,
        topics: Iterable[str],
        client_id: str,
        *,
        session_timeout: float = 10.0,
        instance_id: str | None = None,
        patience: float = 0.5,
    ) -> None:
        """``session_timeout``: seconds after which a dead member's partitions move on;

        ``instance_id``: static membership, for a restart that needs no rebalance; ``patience``:
        seconds that the broker may hold an empty answer, which is also how long a resumed
        partition may have to wait.
        """
        self._bootstrap, self._group, self._topics = bootstrap, group, sorted(topics)
        self._client_id, self._session, self._instance = client_id, session_timeout, instance_id
        self._patience = patience
        self._consumer: Any = None
        self._listener: Rebalanced | None = None
        self._assigned: frozenset[Place] = frozenset()
        self._rewind = False
        self._heard_at = 0.0
        self._unchecked: set[Place] = set()
        self._next: dict[Place, int] = {}
        self._paused: set[Place] = set()
        self._resumed = asyncio.Event()
        self._glance = _GLANCE_SECONDS

    async def open(self, listener: Rebalanced) -> None:
        """See Subscriber.open."""
        self._listener = listener

    async def close(self) -> None:
        """See Subscriber.close."""
        await self._drop()

    def restart_from_beginning(self) -> None:
        """See Subscriber.restart_from_beginning; the next poll does it."""
        self._rewind = True

    def assignment(self) -> frozenset[Place]:
        """See Subscriber.assignment."""
        return self._assigned

    async def poll(self, limit: int, wait: float) -> dict[Place, list[Delivery]]:
        """See Subscriber.poll."""
        try:
            consumer = await self._ready()
            await self._check_beginnings(consumer)
            found = await self._fetched(consumer, limit, wait)
            if found:
                self._heard_at = _now()
            elif _now() - self._heard_at > _SUSPICIOUS_SECONDS:
                await self._look(consumer)
            await self._follow(found)
        except (KafkaError, TimeoutError, OSError, LogUnavailable) as error:
            log.warning("log.poll_failed", group=self._group, error_code=type(error).__name__)
            await self._drop()
            await asyncio.sleep(_RETRY_SECONDS)
            return {}
        return {
            (place.topic, place.partition): [_delivery(record) for record in records]
            for place, records in found.items()
            if records and (place.topic, place.partition) in self._assigned
        }

    async def commit(self, offsets: Mapping[Place, int]) -> None:
        """See Subscriber.commit: explicit offsets only, never the client's own position."""
        if self._consumer is None:
            return
        wanted = {TopicPartition(*place): offset for place, offset in offsets.items()}
        try:
            async with asyncio.timeout(_CALL_SECONDS):
                await self._consumer.commit(wanted)
        except (KafkaError, TimeoutError, OSError) as error:
            # What is not noted is read again and known as seen.
            log.info("log.commit_dropped", group=self._group, error_code=type(error).__name__)

    def pause(self, places: Iterable[Place]) -> None:
        """See Subscriber.pause."""
        self._paused |= set(places)

    def resume(self, places: Iterable[Place]) -> None:
        """See Subscriber.resume."""
        self._paused -= set(places)
        self._glance = _GLANCE_SECONDS
        self._resumed.set()

    async def _fetched(self, consumer: Any, limit: int, wait: float) -> dict[Any, list[Any]]:
        """What has come of the partitions that are not paused.

        They are named to the client: its own pause would throw away what it has fetched of others.
        """
        wanted = [TopicPartition(*place) for place in self._assigned - self._paused]
        if self._paused and not wanted:
            self._resumed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._resumed.wait()
            return {}
        # The client does not hear of a partition that is resumed while it waits: it waits a moment,
        # and longer and longer beside one that has stopped for good.
        longest = min(wait, self._glance) if self._paused else wait
        found: dict[Any, list[Any]] = await consumer.getmany(
            *wanted, timeout_ms=int(longest * 1000), max_records=limit
        )
        waits = self._paused and not found
        self._glance = min(self._glance * 2, wait) if waits else _GLANCE_SECONDS
        for tp in [tp for tp in found if (tp.topic, tp.partition) in self._paused]:
            # Paused while it was waited for: it is fetched again, unless it belongs to others now.
            first = found.pop(tp)[0]
            with contextlib.suppress(IllegalStateError):
                consumer.seek(tp, first.offset)
        return found

    async def _ready(self) -> Any:
        if self._rewind and self._consumer is not None:
            await self._drop()
        if self._consumer is None:
            rewind, self._rewind = self._rewind, False
            consumer = self._client()
            self._consumer = consumer
            consumer.subscribe(self._topics, listener=_Bridge(self))
            async with asyncio.timeout(_JOIN_SECONDS):
                await consumer.start()
            self._heard_at = _now()
            if rewind:
                self._rewind = True
                async with asyncio.timeout(_CALL_SECONDS):
                    await consumer.seek_to_beginning()
                self._rewind = False
                log.warning("log.read_from_beginning", group=self._group)
        return self._consumer

    def _client(self) -> Any:
        return AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            client_id=self._client_id,
            group_id=self._group,
            group_instance_id=self._instance,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            partition_assignment_strategy=(StickyPartitionAssignor,),
            session_timeout_ms=int(self._session * 1000),
            heartbeat_interval_ms=int(self._session * 1000 / 4),
            fetch_max_wait_ms=int(self._patience * 1000),
            # Nothing is asked for while every partition waits, for hours if it must be; a process
            # that hangs is known by its heartbeats.
            max_poll_interval_ms=_A_DAY_MS,
            request_timeout_ms=10_000,
            metadata_max_age_ms=30_000,
        )

    async def _look(self, consumer: Any) -> None:
        """Nothing came for long: is there really nothing? Raises TimeoutError if there is."""
        self._heard_at = _now()
        places = [
            tp for tp in consumer.assignment() if (tp.topic, tp.partition) not in self._paused
        ]
        if not places:
            return
        async with asyncio.timeout(_CALL_SECONDS):
            ends = await consumer.end_offsets(places)
        for place in places:
            async with asyncio.timeout(_CALL_SECONDS):
                position = await consumer.position(place)
            if ends[place] > position:
                log.warning("log.reader_stuck", group=self._group, topic=place.topic)
                raise TimeoutError

    async def _check_beginnings(self, consumer: Any) -> None:
        """Has the log dropped, of partitions that are new here, what the group has not read?"""
        if not self._unchecked:
            return
        places = [TopicPartition(*place) for place in self._unchecked]
        async with asyncio.timeout(_JOIN_SECONDS):
            begins = await consumer.beginning_offsets(places)
            later = [tp for tp in places if begins[tp] > 0]
            read = await asyncio.gather(*(consumer.committed(tp) for tp in later))
        gone = {
            (tp.topic, tp.partition)
            for tp, at in zip(later, read, strict=True)
            if (at or 0) < begins[tp]
        }
        await self._tell_lost(gone & self._assigned)
        self._unchecked.clear()

    async def _follow(self, found: Mapping[Any, Any]) -> None:
        """A record that is not the next one: what lay between was dropped while we were slow."""
        gone = set[Place]()
        for tp, records in found.items():
            place = (tp.topic, tp.partition)
            if records and records[0].offset > self._next.get(place, records[0].offset):
                gone.add(place)
        await self._tell_lost(gone & self._assigned)
        for tp, records in found.items():
            if records:
                self._next[tp.topic, tp.partition] = records[-1].offset + 1

    async def _tell_lost(self, places: set[Place]) -> None:
        if places and self._listener is not None:
            await self._listener.lost(frozenset(places))

    async def _drop(self) -> None:
        """Gives the client up; its partitions count as revoked."""
        consumer, self._consumer = self._consumer, None
        places, self._assigned = self._assigned, frozenset()
        if consumer is None:
            return
        if places and self._listener is not None:
            self._consumer = consumer
            await self._listener.revoked(places)
            self._consumer = None
        await abandon(consumer)


class _Bridge(ConsumerRebalanceListener):  # type: ignore[misc]
    """Tells the listener in our own words. Never shares a lock with ``poll``."""

    def __init__(self, owner: KafkaSubscriber) -> None:
        self._owner = owner

    async def on_partitions_revoked(self, revoked: set[Any]) -> None:
        places = frozenset((tp.topic, tp.partition) for tp in revoked)
        self._owner._assigned = frozenset()
        if places and self._owner._listener is not None:
            await self._owner._listener.revoked(places)

    async def on_partitions_assigned(self, assigned: set[Any]) -> None:
        places = frozenset((tp.topic, tp.partition) for tp in assigned)
        self._owner._assigned = places
        self._owner._unchecked = set(places)
        self._owner._next.clear()
        self._owner._paused.clear()
        if places and self._owner._listener is not None:
            await self._owner._listener.assigned(places)


def _delivery(record: Any) -> Delivery:
    return Delivery(
        record.topic,
        record.partition,
        record.offset,
        (record.key or b"").decode(errors="replace"),
        record.value or b"",
        tuple(record.headers),
        datetime.fromtimestamp(record.timestamp / 1000, UTC),
    )


def _now() -> float:
    return asyncio.get_running_loop().time()
