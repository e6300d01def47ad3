"""The sending end on Kafka: whole record batches, acknowledged by every in-sync replica."""

import asyncio
import contextlib
import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.codec import has_lz4
from aiokafka.errors import KafkaError

from libs.messaging.log import Message

log = structlog.get_logger()

_BATCH_BYTES = 192 * 1024
_CONNECT_SECONDS = 5.0
_WORDS = struct.Struct("<I")
_M, _ALL = 0x5BD1E995, 0xFFFFFFFF


class KafkaPublisher:
    """See Publisher. The key decides the partition as in Kafka's own clients (murmur2).

    The producer is idempotent, which spares duplicates of its own retries; nothing depends on it.
    After any failure it is replaced by a new one, so that no stale batch follows later.
    """

    def __init__(self, bootstrap: str, client_id: str, *, patience: float = 15.0) -> None:
        """Connects when first used. ``patience``: seconds until an outcome counts as unknown."""
        self._bootstrap, self._client_id, self._patience = bootstrap, client_id, patience
        self._producer: Any = None
        self._order = asyncio.Lock()
        self._suspect: Any = None

    async def close(self) -> None:
        """Closes the connections; what is not acknowledged stays so."""
        async with self._order:
            await self._discard()

    async def publish_batch(self, messages: Sequence[Message]) -> frozenset[int]:
        """See Publisher.publish_batch."""
        flights: list[tuple[list[int], Any]] = []
        try:
            # The lock is fair: overlapping calls enter the producer's queues in their order.
            async with asyncio.timeout(self._patience), self._order:
                producer = await self._ready()
                await self._enqueue(producer, messages, flights)
            return await self._acknowledged(producer, flights)
        except (KafkaError, TimeoutError, OSError) as error:
            log.warning("log.publish_failed", error_code=type(error).__name__)
            self._suspect = self._producer
            return _done(flights)

    async def _enqueue(
        self, producer: Any, messages: Sequence[Message], flights: list[tuple[list[int], Any]]
    ) -> None:
        """Builds batches by partition and hands them over, one of each partition in turn."""
        queues: dict[tuple[str, int], list[tuple[Any, list[int]]]] = {}
        counts: dict[str, int] = {}
        for index, item in enumerate(messages):
            if item.topic not in counts:
                counts[item.topic] = len(await producer.partitions_for(item.topic))
            key = item.key.encode()
            place = (item.topic, (murmur2(key) & 0x7FFFFFFF) % counts[item.topic])
            queue = queues.setdefault(place, [])
            if queue and queue[-1][0].append(
                timestamp=None, key=key, value=item.value, headers=list(item.headers)
            ):
                queue[-1][1].append(index)
                continue
            builder = producer.create_batch()
            builder.append(timestamp=None, key=key, value=item.value, headers=list(item.headers))
            queue.append((builder, [index]))
        for turn in range(max(map(len, queues.values()), default=0)):
            for (topic, partition), queue in queues.items():
                if turn < len(queue):
                    builder, indexes = queue[turn]
                    builder.close()
                    future = await producer.send_batch(builder, topic, partition=partition)
                    future.add_done_callback(_heard)
                    flights.append((indexes, future))

    async def _acknowledged(
        self, producer: Any, flights: list[tuple[list[int], Any]]
    ) -> frozenset[int]:
        waits = [future for _, future in flights]
        if waits:
            await asyncio.wait(waits, timeout=self._patience)
        found = _done(flights)
        if len(found) < sum(len(indexes) for indexes, _ in flights):
            self._suspect = producer
        return found

    async def _ready(self) -> Any:
        if self._producer is not None and self._producer is self._suspect:
            await self._discard()
        if self._producer is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._bootstrap,
                client_id=self._client_id,
                acks="all",
                enable_idempotence=True,
                max_batch_size=_BATCH_BYTES,
                compression_type="lz4" if has_lz4() else None,
                linger_ms=0,
                request_timeout_ms=10_000,
                metadata_max_age_ms=60_000,
            )
            try:
                async with asyncio.timeout(_CONNECT_SECONDS):
                    await producer.start()
            except BaseException:
                await _abandon(producer)
                raise
            self._producer = producer
        return self._producer

    async def _discard(self) -> None:
        producer, self._producer, self._suspect = self._producer, None, None
        if producer is not None:
            await _abandon(producer)


@lru_cache(maxsize=16_384)
def murmur2(data: bytes) -> int:
    """The hash by which Kafka's own clients choose the partition of a key."""
    size = len(data)
    found = 0x9747B28C ^ size
    whole = size & ~3
    for (word,) in _WORDS.iter_unpack(data[:whole]):
        mixed = word * _M & _ALL
        mixed = (mixed ^ mixed >> 24) * _M & _ALL
        found = found * _M & _ALL ^ mixed
    if whole < size:
        found = (found ^ int.from_bytes(data[whole:], "little")) * _M & _ALL
    found = (found ^ found >> 13) * _M & _ALL
    return found ^ found >> 15


def _done(flights: list[tuple[list[int], Any]]) -> frozenset[int]:
    """Indexes of the batches that were acknowledged."""
    return frozenset(
        index
        for indexes, future in flights
        if future.done() and not future.cancelled() and future.exception() is None
        for index in indexes
    )


def _heard(future: Any) -> None:
    """Takes note of a failure nobody waits for any more."""
    if not future.cancelled():
        future.exception()


async def _abandon(producer: Any) -> None:
    """Closes without flushing: connections first, so that nothing queued can still be sent.

    The client's own ``stop`` would wait for a broker that may never come back.
    """
    producer._closed = True
    with contextlib.suppress(KafkaError, TimeoutError, OSError):
        async with asyncio.timeout(3.0):
            await producer.client.close()
    with contextlib.suppress(KafkaError, TimeoutError, OSError, asyncio.CancelledError):
        async with asyncio.timeout(3.0):
            await asyncio.shield(producer._sender.close())
