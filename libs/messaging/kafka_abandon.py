"""How a client is given up that may be talking to a dead broker."""

import asyncio
import contextlib
from typing import Any

from aiokafka.errors import KafkaError

_STOP_SECONDS = 3.0


async def abandon(consumer: Any) -> None:
    """Stops a client that may be talking to a dead broker: it must neither hang nor live on.

    Its own ``stop`` gives up at the first fault, and would leave a member that joins again.
    """
    stopping = asyncio.create_task(consumer.stop())
    await asyncio.wait([stopping], timeout=_STOP_SECONDS)
    if stopping.done() and not stopping.cancelled() and stopping.exception() is None:
        return
    leftover = [stopping, *_tasks_of(consumer)]
    for task in leftover:
        task.cancel()
    await asyncio.wait(leftover, timeout=_STOP_SECONDS)
    with contextlib.suppress(KafkaError, TimeoutError, OSError):
        async with asyncio.timeout(_STOP_SECONDS):
            await consumer._client.close()
    for task in leftover:
        if task.done() and not task.cancelled():
            task.exception()


def _tasks_of(consumer: Any) -> "list[asyncio.Task[Any]]":
    """Whatever the client still runs."""
    coordinator, fetcher = consumer._coordinator, consumer._fetcher
    names = (
        "_coordination_task",
        "_heartbeat_task",
        "_commit_refresh_task",
        "_reset_committed_task",
    )
    found = [getattr(coordinator, name, None) for name in names]
    found.append(getattr(fetcher, "_fetch_task", None))
    found += getattr(fetcher, "_pending_tasks", ())
    return [task for task in found if task is not None]
