"""What may happen to a consumer group: it loses its offsets, and members come and go."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor


async def rewind(bootstrap: str, group: str, topics: Sequence[str]) -> int:
    """The group's offsets are lost: it stands at the beginnings; how many partitions it had read.

    Nobody may be in the group.
    """
    member = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False)
    member.subscribe(list(topics))
    await member.start()
    try:
        while not member.assignment():
            await asyncio.sleep(0.1)
        places = sorted(member.assignment())
        committed = [await member.committed(place) for place in places]
        await member.commit(await member.beginning_offsets(places))
        return sum(bool(at) for at in committed)
    finally:
        await member.stop()


async def storm(bootstrap: str, group: str, topics: Sequence[str], times: int) -> None:
    """So often a stranger joins the group, is given a share, reads nothing and leaves again."""
    for _ in range(times):
        stranger = _member(bootstrap, group, topics)
        await stranger.start()
        try:
            async with asyncio.timeout(20):
                while not stranger.assignment():
                    await asyncio.sleep(0.1)
        finally:
            await stranger.stop()


def _member(bootstrap: str, group: str, topics: Sequence[str]) -> Any:
    return AIOKafkaConsumer(
        *topics,
        bootstrap_servers=bootstrap,
        group_id=group,
        enable_auto_commit=False,
        partition_assignment_strategy=(StickyPartitionAssignor,),
    )
