"""The raw code that everything is measured against: what a driver can do without our help."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import bson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from pymongo import AsyncMongoClient, UpdateOne

from libs.messaging.log import Message
from tests.benchmarks.client import quantile

Document = dict[str, Any]


class RawMongo:
    """Plain collections of one database; documents are as large as the product's."""

    def __init__(self, uri: str) -> None:
        """Majority and journal, like the product."""
        self.client: AsyncMongoClient[Document] = AsyncMongoClient(
            uri, w="majority", journal=True, readConcernLevel="majority", maxPoolSize=32
        )
        self.db = self.client["bench_raw"]
        self.thing: Document = {}
        self.row: Document = {}

    async def prepare(self, thing_bytes: int, row_bytes: int) -> None:
        """Empty collections. Sizes are those of an aggregate and of a journal row of ours."""
        self.thing, self.row = _filler(thing_bytes), _filler(row_bytes)
        await self.client.drop_database("bench_raw")
        for name in ("things", "rows"):
            await self.db.create_collection(name)
        await self.db.rows.create_index([("agg", 1), ("seq", 1)], unique=True)
        await self.db.things.insert_many([{"_id": number, **self.thing} for number in range(1000)])

    async def transaction(self, number: int) -> float:
        """Update one document and insert one row, in a majority transaction; seconds."""
        begun = time.perf_counter()
        async with self.client.start_session() as session:
            await session.start_transaction()
            await self.db.things.update_one(
                {"_id": number % 1000}, {"$set": self.thing, "$inc": {"v": 1}}, session=session
            )
            await self.db.rows.insert_one(
                {"agg": number, "seq": time.perf_counter_ns(), **self.row}, session=session
            )
            await session.commit_transaction()
        return time.perf_counter() - begun

    async def throughput(self, seconds: float = 1.5) -> float:
        """Transactions a second at the best of 1, 8 and 16 at once."""
        return max([await self._at(width, seconds) for width in (1, 8, 16)])

    async def _at(self, width: int, seconds: float) -> float:
        done, until = 0, time.perf_counter() + seconds
        begun = time.perf_counter()

        async def work(lane: int) -> None:
            nonlocal done
            turn = 0
            while time.perf_counter() < until:
                # Lanes never meet in one document: the best case for raw transactions.
                await self.transaction(turn * width % (1000 - width) // width * width + lane)
                turn += 1
                done += 1

        await asyncio.gather(*(work(lane) for lane in range(width)))
        return done / (time.perf_counter() - begun)

    async def latencies(self, count: int) -> list[float]:
        """Of ``count`` transactions, one after the other."""
        return [await self.transaction(number) for number in range(count)]

    async def bulk_views(self, updates: Sequence[tuple[str, Document]], batch: int = 500) -> float:
        """View updates a second, as upserts in transactions of ``batch``."""
        await self.db.drop_collection("views")
        await self.db.create_collection("views")
        begun = time.perf_counter()
        for start in range(0, len(updates), batch):
            async with self.client.start_session() as session:
                await session.start_transaction()
                await self.db.views.bulk_write(
                    [
                        UpdateOne({"_id": id_}, {"$set": fields}, upsert=True)
                        for id_, fields in updates[start : start + batch]
                    ],
                    session=session,
                )
                await session.commit_transaction()
        return len(updates) / (time.perf_counter() - begun)

    async def inserts(self, count: int, size: int, batch: int = 1000) -> float:
        """Documents of ``size`` bytes inserted a second, ``batch`` at a time."""
        await self.db.drop_collection("inserted")
        await self.db.create_collection("inserted")
        filler = _filler(size)
        begun = time.perf_counter()
        for start in range(0, count, batch):
            many = [{"_id": f"d{n}", **filler} for n in range(start, min(start + batch, count))]
            await self.db.inserted.insert_many(many)
        return count / (time.perf_counter() - begun)

    async def close(self) -> None:
        """Closes the connections."""
        await self.client.close()


def _filler(size: int) -> Document:
    """A document of about ``size`` bytes in a few fields."""
    plain = {"name": "演示单位" * 4, "kind": "unit", "status": "active", "filler": ""}
    missing = max(0, size - len(bson.encode(plain)))
    return {**plain, "filler": "x" * missing}


async def raw_send(bootstrap: str, messages: Sequence[Message]) -> float:
    """Messages a second: aiokafka with acks from all, everything sent, then awaited.

    Key, value and headers are the very bytes that the relay sends.
    """
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks="all", enable_idempotence=True, max_batch_size=262_144
    )
    prepared = [(m.topic, m.key.encode(), m.value, list(m.headers)) for m in messages]
    await producer.start()
    try:
        begun = time.perf_counter()
        pending = [
            await producer.send(topic, key=key, value=value, headers=headers)
            for topic, key, value, headers in prepared
        ]
        await asyncio.gather(*pending)
        return len(messages) / (time.perf_counter() - begun)
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
    begun, pending = time.perf_counter(), []
    for number in range(count):
        await asyncio.sleep(max(0.0, begun + number / 100 - time.perf_counter()))
        text = f"{time.perf_counter()} " + "x" * 300
        pending.append(await producer.send(topic, value=text.encode(), key=b"k"))
    await asyncio.gather(*pending)
    await asyncio.wait_for(receiving, 30)
    await producer.stop()
    await consumer.stop()
    return quantile(seconds, 0.99)
