"""What time does to a log: old segments go."""

from collections.abc import Iterable

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.records_to_delete import RecordsToDelete


async def drop_records(bootstrap: str, topics: Iterable[str]) -> int:
    """Everything these topics hold is gone, as after retention; how many records that was."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    reader = AIOKafkaConsumer(bootstrap_servers=bootstrap)
    await admin.start()
    await reader.start()
    try:
        described = await admin.describe_topics(list(topics))
        places = [
            TopicPartition(topic["topic"], partition["partition"])
            for topic in described
            for partition in topic["partitions"]
        ]
        begins = await reader.beginning_offsets(places)
        ends = await reader.end_offsets(places)
        held = {tp: RecordsToDelete(ends[tp]) for tp in places if ends[tp] > begins[tp]}
        if held:
            await admin.delete_records(held)
        return sum(ends[tp] - begins[tp] for tp in held)
    finally:
        await reader.stop()
        await admin.close()
