"""Background tasks of a process: named, never silently dead."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger()
_TIMES, _PATIENCE_SECONDS = 4, 3.0


class Tasks:
    """Runs coroutines for as long as the service; one that fails is logged and begun no more."""

    def __init__(self) -> None:
        """Empty."""
        self._tasks: list[asyncio.Task[Any]] = []

    def start(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        """Begins ``work`` now."""
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(_ended)
        self._tasks.append(task)

    async def stop(self) -> None:
        """Cancels all and waits for them; what swallows a cancellation is cancelled again."""
        running = set(self._tasks)
        for _ in range(_TIMES):
            for task in running:
                task.cancel()
            if running:
                _, running = await asyncio.wait(running, timeout=_PATIENCE_SECONDS)
            if not running:
                return
        log.error("tasks.stuck", tasks=[task.get_name() for task in running])


def _ended(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("task.died", task=task.get_name(), exc_info=error)
