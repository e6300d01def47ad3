"""Workers: long work that a timer sets going, outside any transaction."""

from collections.abc import Mapping
from typing import Any

from libs.kernel import Command
from libs.kernel.crashpoints import crashpoint
from libs.runtime.timers import LongWork
from libs.runtime.wiring import Worker
from libs.storage.documents import Reader
from libs.storage.records import TimerRow


def worker_work(
    workers: Mapping[str, Worker], reader: Reader, directory: Any
) -> Mapping[str, LongWork]:
    """Each worker as a timer's long work, given the reader and the directory."""
    return {kind: _Bound(worker, reader, directory) for kind, worker in workers.items()}


class _Bound:
    def __init__(self, worker: Worker, reader: Reader, directory: Any) -> None:
        self._worker, self._reader, self._directory = worker, reader, directory

    async def __call__(self, timer: TimerRow) -> Command | None:
        key = timer.id.split("/", 2)[-1]
        command = await self._worker(
            timer.aggregate_id, key, timer.payload, self._reader, self._directory
        )
        crashpoint("worker.after_work")
        return command
