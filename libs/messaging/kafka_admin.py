"""Administration of Kafka: identity, topics, ends."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from libs.messaging.log import LogUnavailable, Place

T = TypeVar("T")
_CALL_SECONDS = 5.0
TOPIC_SETTINGS = {"retention.ms": str(30 * 86_400_000), "compression.type": "producer"}


class KafkaAdmin:
    """See LogAdmin. Connects when first used; a connection that failed is opened anew."""

    def __init__(self, bootstrap: str, client_id: str) -> None:
        """Nothing is opened yet."""
        self._bootstrap, self._client_id = bootstrap, client_id
        self._client: Any = None
        self._reader: Any = None
        self._one = asyncio.Lock()

    async def close(self) -> None:
        """Closes the connections."""
        clients, self._client, self._reader = (self._client, self._reader), None, None
        for client, stop in zip(clients, ("close", "stop"), strict=True):
            if client is not None:
                closing = asyncio.create_task(getattr(client, stop)())
                await asyncio.wait([closing], timeout=_CALL_SECONDS)
                closing.cancel()
                await asyncio.gather(closing, return_exceptions=True)

    async def cluster_id(self) -> str:
        """See LogAdmin.cluster_id."""
        return str(await self._try(self._cluster_id))

    async def ensure_topics(self, names: Iterable[str], partitions: int, replication: int) -> None:
        """See LogAdmin.ensure_topics. An existing topic is left as it is."""
        wanted = sorted(set(names))

        async def create() -> None:
            existing = set(await (await self._admin()).list_topics())
            missing = [
                NewTopic(name, partitions, replication, topic_configs=TOPIC_SETTINGS)
                for name in wanted
                if name not in existing
            ]
            if missing:
                answer = await (await self._admin()).create_topics(missing)
                for _, code, *_ in answer.topic_errors:
                    error = for_code(code)
                    if code and error is not TopicAlreadyExistsError:
                        raise error

        await self._try(create)

    async def end_offsets(self, topics: Iterable[str]) -> dict[Place, int]:
        """See LogAdmin.end_offsets."""
        wanted = set(topics)

        async def ends() -> dict[Place, int]:
            described = await (await self._admin()).describe_topics()
            places = [
                TopicPartition(topic["topic"], partition["partition"])
                for topic in described
                if topic["topic"] in wanted and not topic["error_code"]
                for partition in topic["partitions"]
            ]
            found = await (await self._offsets()).end_offsets(places) if places else {}
            return {(tp.topic, tp.partition): offset for tp, offset in found.items()}

        return await self._try(ends)

    async def _try(self, call: Callable[[], Awaitable[T]]) -> T:
        try:
            async with self._one, asyncio.timeout(_CALL_SECONDS):
                return await call()
        except (KafkaError, TimeoutError, OSError, AttributeError) as error:
            # The client answers with AttributeError while it knows no controller.
            await self.close()
            raise LogUnavailable(type(error).__name__) from error

    async def _cluster_id(self) -> str:
        described = await (await self._admin()).describe_cluster()
        return str(described["cluster_id"])

    async def _admin(self) -> Any:
        if self._client is None:
            client = AIOKafkaAdminClient(
                bootstrap_servers=self._bootstrap,
                client_id=self._client_id,
                request_timeout_ms=int(_CALL_SECONDS * 1000),
            )
            try:
                await client.start()
            except BaseException:
                with contextlib.suppress(KafkaError, OSError):
                    await client.close()
                raise
            self._client = client
        return self._client

    async def _offsets(self) -> Any:
        if self._reader is None:
            reader = AIOKafkaConsumer(
                bootstrap_servers=self._bootstrap,
                client_id=self._client_id,
                request_timeout_ms=int(_CALL_SECONDS * 1000),
            )
            self._reader = reader
            await reader.start()
        return self._reader
