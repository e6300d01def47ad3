"""The raw code that everything is measured against: what a driver can do without our help."""

import asyncio
import time
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from pymongo import AsyncMongoClient, UpdateOne

from tests.benchmarks.client import quantile

PAYLOAD = {"name": "演示单位" * 4, "kind": "unit", "filler": "x" * 160}


class RawMongo:
    """Two plain collections of one database."""

    def __init__(self, uri: str) -> None:
        self.client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
            uri, w="majority", journal=True, readConcernLevel="majority", maxPoolSize=32
        )
        self.db = self.client["bench_raw"]

    async def prepare(self) -> None:
        await self.client.drop_database("bench_raw")
        for name in ("things", "rows", "views"):
            await self.db.create_collection(name)
        await self.db.rows.create_index([("agg", 1), ("seq", 1)], unique=True)

    async def transaction(self, number: int) -> float:
        """Update one document and insert one row, in a majority transaction; seconds."""
        begun = time.perf_counter()
        async with self.client.start_session() as session:
            await session.start_transaction()
            await self.db.things.update_one(
                {"_id": number % 1000},
                {"$set": PAYLOAD, "$inc": {"v": 1}},
                upsert=True,
                session=session,
            )
            await self.db.rows.insert_one(
                {"agg": number, "seq": time.perf_counter_ns(), **PAYLOAD}, session=session
            )
            await session.commit_transaction()
        return time.perf_counter() - begun

    async def throughput(self, seconds: float = 2.0) -> float:
        """Transactions a second at the best of 1, 8 and 16 at once."""
        return max([await self._at(width, seconds) for width in (1, 8, 16)])

    async def _at(self, width: int, seconds: float) -> float:
        done, until = 0, time.perf_counter() + seconds
        begun = time.perf_counter()

        async def work(lane: int) -> None:
            nonlocal done
            number = lane * 61
            while time.perf_counter() < until:
                # Lanes keep apart: the best case for raw transactions.
                await self.transaction(number * 16 + lane)
                number += 1
                done += 1

        await asyncio.gather(*(work(lane) for lane in range(width)))
        return done / (time.perf_counter() - begun)

    async def latencies(self, count: int) -> list[float]:
        """Of ``count`` transactions, one after the other."""
        return [await self.transaction(number) for number in range(count)]

    async def bulk_views(self, count: int, batch: int = 500) -> float:
        """View updates a second, as upserts in transactions of ``batch``."""
        begun = time.perf_counter()
        for start in range(0, count, batch):
            async with self.client.start_session() as session:
                await session.start_transaction()
                await self.db.views.bulk_write(
                    [
                        UpdateOne({"_id": f"v{number}"}, {"$set": PAYLOAD}, upsert=True)
                        for number in range(start, min(start + batch, count))
                    ],
                    session=session,
                )
                await session.commit_transaction()
        return count / (time.perf_counter() - begun)

    async def close(self) -> None:
        await self.client.close()


async def raw_send(bootstrap: str, topic: str, bodies: list[tuple[bytes, bytes]]) -> float:
    """Messages a second: aiokafka with acks from all, everything sent, then awaited."""
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks="all", enable_idempotence=True, max_batch_size=262_144
    )
    await producer.start()
    try:
        begun = time.perf_counter()
        pending = [await producer.send(topic, key=key, value=value) for key, value in bodies]
        await asyncio.gather(*pending)
        return len(bodies) / (time.perf_counter() - begun)
    finally:
        await producer.stop()


async def raw_round_trips(bootstrap: str, topic: str, count: int) -> float:
    """99th percentile of seconds from sending to receiving, one message each 10 ms."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=bootstrap, auto_offset_reset="latest", fetch_max_wait_ms=500
    )
    await producer.start()
    await consumer.start()
    await consumer.seek_to_end()
    seconds: list[float] = []

    async def receive() -> None:
        async for message in consumer:
            seconds.append(time.perf_counter() - float(message.value.split()[0]))
            if len(seconds) >= count:
                return

    receiving = asyncio.create_task(receive())
    await asyncio.sleep(0.5)
    for _ in range(count):
        text = f"{time.perf_counter()} " + "x" * 300
        await producer.send_and_wait(topic, value=text.encode(), key=b"k")
        await asyncio.sleep(0.01)
    await asyncio.wait_for(receiving, 30)
    await producer.stop()
    await consumer.stop()
    return quantile(seconds, 0.99)
