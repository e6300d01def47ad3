"""Parts that one process of several plays for a while: who leads, who coordinates."""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.embedded.kafka import broker_name
from deploy.embedded.ports import LOOPBACK
from deploy.embedded.stack import Stack

PARTS = {"primary": "mongod", "leader": "kafka", "coordinator": "kafka"}
_TOPIC, _GROUP = "gongjian.needs", "gongjian.gateway"


def who_is(target: str, stack: Stack) -> str:
    """The process that plays the part now (nobody: the first); a process's own name otherwise."""
    if target == "primary":
        return _primary(stack)
    if target not in PARTS:
        return target
    with ThreadPoolExecutor(max_workers=1) as apart:
        node = apart.submit(lambda: asyncio.run(_node(target, stack.backends.kafka.bootstrap)))
        return broker_name(node.result(), len(stack.backends.kafka.ports))


def _primary(stack: Stack) -> str:
    mongo = stack.backends.mongo
    for index, port in enumerate(mongo.ports):
        with (
            contextlib.suppress(PyMongoError),
            MongoClient[dict[str, Any]](
                LOOPBACK, port, directConnection=True, serverSelectionTimeoutMS=500
            ) as client,
        ):
            if client.admin.command("hello").get("isWritablePrimary"):
                return mongo.name(index)
    return mongo.name(0)


async def _node(part: str, bootstrap: str) -> int:
    """The broker that leads the first partition of a topic, or coordinates a group."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=2000)
    try:
        async with asyncio.timeout(6):
            await admin.start()
            if part == "coordinator":
                return int(await admin.find_coordinator(_GROUP))
            (topic,) = await admin.describe_topics([_TOPIC])
            return int(next(p["leader"] for p in topic["partitions"] if p["partition"] == 0))
    except (KafkaError, OSError, TimeoutError, ValueError, StopIteration):
        return 1
    finally:
        with contextlib.suppress(KafkaError, OSError, TimeoutError):
            async with asyncio.timeout(2):
                await admin.close()
