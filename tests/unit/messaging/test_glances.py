"""Beside a partition that waits, the others are asked in glances; rarely, if it waits for long."""

from typing import Any

from aiokafka import TopicPartition

from libs.messaging.kafka_subscriber import KafkaSubscriber

PLACES = frozenset({("lab", 0), ("lab", 1)})


class Client:
    """Notes how long it may wait, and brings what it is told to."""

    def __init__(self) -> None:
        self.waits: list[int] = []
        self.brings: dict[Any, list[Any]] = {}

    async def getmany(
        self, *_wanted: Any, timeout_ms: int, max_records: int
    ) -> dict[Any, list[Any]]:
        assert max_records
        self.waits.append(timeout_ms)
        return dict(self.brings)


async def test_glances_beside_a_stopped_partition_become_rare_until_it_goes_on() -> None:
    client, subscriber = Client(), KafkaSubscriber("nowhere:1", "group", ["lab"], "client")
    subscriber._assigned = PLACES
    await subscriber._fetched(client, 10, 0.5)
    subscriber.pause([("lab", 0)])
    for _ in range(7):
        await subscriber._fetched(client, 10, 0.5)

    assert client.waits == [500, 20, 40, 80, 160, 320, 500, 500]

    subscriber.resume([("lab", 0)])
    subscriber.pause([("lab", 1)])
    await subscriber._fetched(client, 10, 0.5)
    assert client.waits[-1] == 20


async def test_what_comes_beside_a_partition_that_waits_keeps_the_glances_short() -> None:
    client, subscriber = Client(), KafkaSubscriber("nowhere:1", "group", ["lab"], "client")
    subscriber._assigned = PLACES
    subscriber.pause([("lab", 0)])
    for _ in range(3):
        await subscriber._fetched(client, 10, 0.5)
    client.brings = {TopicPartition("lab", 1): ["record"]}
    await subscriber._fetched(client, 10, 0.5)
    await subscriber._fetched(client, 10, 0.5)

    assert client.waits[-1] == 20
