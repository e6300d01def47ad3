"""Group commit: what waits together is committed together, in one transaction."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast

from prometheus_client import Counter, Histogram

from libs.kernel.errors import Conflict, DomainError
from libs.storage.recent import Recent
from libs.storage.records import AggregateKey, ChangeSet
from libs.storage.store import (
    AlreadyApplied,
    AnswerExists,
    KeyTaken,
    Store,
    StoreError,
    StoreUnavailable,
    VersionConflict,
)
from libs.storage.work import Deferred, Layer

T = TypeVar("T")

_TRIES = 16
"""Of one job, those in company among them: so many clashes in a row are no accident."""

_BATCH = Histogram(
    "gongjian_commit_batch_jobs", "Jobs per group commit", buckets=(1, 2, 4, 8, 16, 32, 64, 128)
)
_CLASHES = Counter("gongjian_commit_clashes", "Group commits run again", ["reason"])


class QueueFull(DomainError):
    """More commands wait than the service can commit soon (503 with Retry-After)."""

    code = "busy"


@dataclass(slots=True, eq=False)
class Job(Generic[T]):
    """A unit that succeeds or fails alone: ``run`` stages its changes on the layer it is given.

    ``run`` must be repeatable: it is run again when a commit clashes. ``prefetch`` names the
    aggregates it is known to need.
    """

    run: Callable[[Layer], Awaitable[T]]
    prefetch: Sequence[AggregateKey] = ()
    careful: bool = False
    tries: int = 0
    done: "asyncio.Future[T]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Batcher:
    """One per database. No added wait: whatever queues during a commit makes the next batch."""

    def __init__(
        self,
        store: Store,
        *,
        limit: int = 128,
        waiting: int = 1000,
        recent: Recent | None = None,
        committed: Callable[[ChangeSet], None] = lambda _changes: None,
    ) -> None:
        """``limit`` jobs a transaction, ``waiting`` jobs in the queue before it refuses;

        ``recent`` is shared by the batchers of one database;

        ``committed`` is called with what each commit wrote (relay and timers want to know).
        """
        self._store, self._limit, self._waiting = store, limit, waiting
        self._recent = recent if recent is not None else Recent()
        self._queue: deque[Job[object]] = deque()
        self._wake = asyncio.Event()
        self._committed = committed
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    def start(self) -> None:
        """Begins to work; call inside the running loop."""
        self._task = asyncio.create_task(self._work(), name="batcher")

    async def stop(self) -> None:
        """Finishes what waits, then ends."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def depth(self) -> int:
        """How many jobs wait."""
        return len(self._queue)

    async def submit(
        self,
        run: Callable[[Layer], Awaitable[T]],
        prefetch: Sequence[AggregateKey] = (),
        *,
        urgent: bool = False,
    ) -> T:
        """Runs the job in the next batch; returns or raises what it did, once it is durable.

        Raises QueueFull at once when too many wait (``urgent`` jobs, the consumers', never are).
        """
        if self._stopping or (len(self._queue) >= self._waiting and not urgent):
            raise QueueFull(retry_after=1.0)
        job: Job[T] = Job(run, prefetch)
        self._queue.append(cast("Job[object]", job))
        self._wake.set()
        # A caller that goes away must not cancel its neighbours' commit.
        return await asyncio.shield(job.done)

    async def _work(self) -> None:
        while True:
            if not self._queue:
                if self._stopping:
                    return
                self._wake.clear()
                await self._wake.wait()
                continue
            count = min(len(self._queue), self._limit)
            batch = [self._queue.popleft() for _ in range(count)]
            _BATCH.observe(count)
            try:
                await self._run(batch)
            except asyncio.CancelledError:
                for job in batch:
                    job.done.cancel()
                raise
            except Exception as error:  # noqa: BLE001 - the loop must outlive any fault
                for job in batch:
                    _fail(job, error)

    async def _run(self, batch: list[Job[object]]) -> None:
        careful = any(job.careful for job in batch)
        base = Layer(self._store, None, careful=careful, recent=self._recent)
        try:
            await base.prefetch(key for job in batch for key in job.prefetch)
        except StoreUnavailable as error:
            for job in batch:
                _fail(job, error)
            return
        settled = await self._stage(base, batch)
        if await self._commit(base, [job for job, _, _ in settled]):
            for job, value, failure in settled:
                if failure is not None:
                    _fail(job, failure)
                elif not job.done.done():
                    job.done.set_result(value)

    async def _stage(
        self, base: Layer, batch: list[Job[object]]
    ) -> list[tuple[Job[object], object, Exception | None]]:
        """Runs each job on a layer of its own; a failing one is answered alone."""
        settled: list[tuple[Job[object], object, Exception | None]] = []
        for job in batch:
            try:
                settled.append((job, await _staged(base, job), None))
            except Deferred:
                job.careful = True
                self._queue.appendleft(job)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is this job's answer
                settled.append((job, None, error))
        return settled

    async def _commit(self, base: Layer, jobs: list[Job[object]]) -> bool:
        """Whether the batch is durable; if not, its jobs are queued again or failed."""
        if not base.changes:
            return True
        try:
            await self._store.commit(base.changes)
        except (VersionConflict, KeyTaken, AnswerExists, AlreadyApplied) as clash:
            _CLASHES.labels(type(clash).__name__).inc()
            await self._again(jobs, clash)
            return False
        except StoreError as error:
            for job in jobs:
                _fail(job, error)
            return False
        except Exception as error:  # noqa: BLE001 - one job's writes are impossible: which?
            await self._singly(jobs, error)
            return False
        self._recent.keep(base.changes.aggregates)
        self._committed(base.changes)
        return True

    async def _singly(self, jobs: list[Job[object]], error: Exception) -> None:
        """What cannot be written must not harm its neighbours: each alone, or the one fails."""
        if len(jobs) == 1:
            _fail(jobs[0], error)
            return
        for job in jobs:
            job.careful = True
            await self._run([job])

    async def _again(self, jobs: list[Job[object]], clash: StoreError) -> None:
        """Runs clashed jobs once more together, reading first; after that in halves.

        Most of them clash with nobody, and should not pay for the one that does.
        """
        for job in jobs:
            job.careful = True
            job.tries += 1
        if isinstance(clash, AlreadyApplied) and len(jobs) == 1:
            _fail(jobs[0], clash)
        elif len(jobs) == 1 and jobs[0].tries > _TRIES:
            _fail(jobs[0], Conflict())
        elif jobs[0].tries <= 1 or len(jobs) == 1:
            await self._run(jobs)
        else:
            half = len(jobs) // 2
            await self._run(jobs[:half])
            await self._run(jobs[half:])


async def _staged(base: Layer, job: Job[object]) -> object:
    """What the job returns, its changes absorbed; or what it raises, on stored state only."""
    while True:
        layer = base.nested()
        try:
            result = await job.run(layer)
        except Deferred:
            raise
        except Exception:
            if base.guesses():
                continue
            raise
        if base.guesses(layer):
            continue
        base.absorb(layer)
        return result


def _fail(job: Job[object], error: Exception) -> None:
    if not job.done.done():
        job.done.set_exception(error)
