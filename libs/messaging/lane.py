"""One partition's facts, applied batch after batch; its trouble is nobody else's."""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Sequence

import structlog

from libs.messaging import metrics
from libs.messaging.codec import Undecodable
from libs.messaging.faults import is_early, is_overtaken, is_passing
from libs.messaging.gate import Arrived, Plan
from libs.messaging.inbox import Inbox, Rejected
from libs.messaging.log import Delivery, Place

log = structlog.get_logger()

BATCH = 500
EARLY_ATTEMPTS = 10
_COMMIT_ATTEMPTS = 3
_PATIENT_TRIES = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 30.0


class FailureLimit:
    """Trips when failures look like our own fault: 20 on end, or 5 % of the last 1,000 facts."""

    def __init__(self, on_end: int = 20, share: float = 0.05, window: int = 1_000) -> None:
        """Counts from the beginning again after ``reset``."""
        self._on_end, self._most, self._window = on_end, int(share * window), window
        self.reset()

    def reset(self) -> None:
        """Forgets what was counted."""
        self._row = 0
        self._last: deque[bool] = deque(maxlen=self._window)

    def passed(self, count: int) -> None:
        """``count`` facts took effect."""
        if count:
            self._row = 0
            self._last.extend([False] * min(count, self._window))

    def failed(self) -> bool:
        """One fact failed for good; whether that is too much."""
        self._row += 1
        self._last.append(True)
        return self._row >= self._on_end or sum(self._last) >= self._most


class Lane:
    """Applies one partition in order. ``offset`` is what may be committed: the next to be read."""

    def __init__(
        self,
        place: Place,
        inbox: Inbox,
        resume: Callable[[Place], None],
        limit: FailureLimit | None = None,
    ) -> None:
        """``resume`` asks for more once a full backlog has shrunk."""
        self.place, self.state = place, "ok"
        self.offset: int | None = None
        self._inbox, self._resume = inbox, resume
        self._limit = limit or FailureLimit()
        self._backlog: deque[Arrived | Delivery] = deque()
        self._full = False
        self._arrived, self._mended, self._stopping = (asyncio.Event() for _ in range(3))
        self._width, self._tries, self._attempts = BATCH, 0, 0
        self._planned = False
        self._task = asyncio.create_task(self._run(), name=f"lane {place[0]}/{place[1]}")

    def take(self, deliveries: Sequence[Delivery]) -> bool:
        """Decodes and queues deliveries; whether it wants no more for now: a batch lies ready.

        So whoever polls decodes, mostly while the lane waits for its last batch to become durable.
        """
        self._backlog.extend(map(self._decoded, deliveries))
        self._arrived.set()
        self._full = self._full or len(self._backlog) >= BATCH
        return self._full

    async def stop(self, within: float = 3.0) -> None:
        """Drops the backlog; the batch in hand has ``within`` seconds to become durable."""
        self._backlog.clear()
        self._stopping.set()
        self._arrived.set()
        await asyncio.wait([self._task], timeout=within)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def mend(self) -> None:
        """Goes on after it stopped at the limit."""
        self._limit.reset()
        self._mended.set()

    async def _run(self) -> None:
        while chunk := await self._next():
            arrived: list[Arrived] | None = None
            done = self._planned = False
            while not done:
                if self._stopping.is_set():
                    return
                try:
                    arrived = await self._read(chunk) if arrived is None else arrived
                    done = await self._step(arrived)
                except Exception as error:  # noqa: BLE001 - a lane must outlive any fault
                    await self._back_off(error)
            last = chunk[-1]
            self.offset = (last.delivery if isinstance(last, Arrived) else last).offset + 1
            self._attempts = 0

    def _decoded(self, delivery: Delivery) -> Arrived | Delivery:
        """What cannot be read stays as it came: it is judged when its turn comes."""
        try:
            return self._inbox.read(delivery)
        except Exception:  # noqa: BLE001 - raised again then
            return delivery

    async def _next(self) -> list[Arrived | Delivery]:
        while not self._backlog and not self._stopping.is_set():
            self._arrived.clear()
            await self._arrived.wait()
        chunk = [self._backlog.popleft() for _ in range(min(BATCH, len(self._backlog)))]
        if self._full and len(self._backlog) < BATCH:
            self._full = False
            self._resume(self.place)
        return chunk

    async def _read(self, chunk: list[Arrived | Delivery]) -> list[Arrived]:
        arrived: list[Arrived] = []
        for item in chunk:
            if isinstance(item, Arrived):
                arrived.append(item)
                continue
            try:
                arrived.append(self._inbox.read(item))
            except Undecodable as fault:
                await self._inbox.quarantine(item, str(fault))
                await self._count_failure()
        return arrived

    async def _step(self, arrived: list[Arrived]) -> bool:
        """One transaction; whether the whole batch is behind us.

        After a failure the batch is planned again: what became durable is then a duplicate.
        """
        plan = await self._inbox.plan(arrived)
        if not self._planned:
            self._planned = True
            metrics.DUPLICATES.labels(self.place[0]).inc(len(plan.duplicates))
        part = plan.first(self._width)
        if not part:
            return True
        try:
            await self._inbox.apply(part)
        except Exception as error:  # noqa: BLE001 - judged below
            if part.guessed:
                self._inbox.gate.overtaken(item.key for item in part.apply)
            elif isinstance(error, Rejected):
                await self._reject(part, error)
            else:
                await self._judge(part, error)
            return False
        log.debug(
            "event.consumed", topic=self.place[0], partition=self.place[1], count=len(part.apply)
        )
        self._limit.passed(len(part.apply))
        self._width, self._tries, self.state = min(BATCH, self._width * 2), 0, "ok"
        return part is plan

    async def _reject(self, plan: Plan, rejected: Rejected) -> None:
        """A fact failed while its effects were staged: first those before it, then its turn."""
        if rejected.index:
            self._width = rejected.index
            return
        self._attempts += 1
        cause = rejected.cause
        last = is_early(cause) and self._attempts >= EARLY_ATTEMPTS
        if is_passing(cause) and not last:
            await self._back_off(cause)
        else:
            await self._park(plan.apply[0], cause)

    async def _judge(self, plan: Plan, error: Exception) -> None:
        """The commit failed as a whole: wait, look again, or halve until one fact is left."""
        if is_overtaken(error):
            self._inbox.gate.forget(item.key for item in plan.apply)
            await self._back_off(error)
        elif is_passing(error) or not plan.apply:
            await self._back_off(error)
            if self._tries > _PATIENT_TRIES:
                # Perhaps it is the size: a slow server gives up transactions that last too long.
                self._width = max(len(plan.apply) // 2, 1)
        elif len(plan.apply) > 1:
            self._width = len(plan.apply) // 2
        else:
            self._attempts += 1
            if self._attempts < _COMMIT_ATTEMPTS:
                await self._back_off(error)
            else:
                await self._park(plan.apply[0], error)

    async def _park(self, item: Arrived, cause: Exception) -> None:
        await self._inbox.park(item, cause, self._attempts)
        self._attempts = self._tries = 0
        self._width = BATCH
        await self._count_failure()

    async def _count_failure(self) -> None:
        """At the limit the partition stops before bad code drains it into the parking place."""
        if not self._limit.failed():
            return
        self.state = "stopped: too many facts failed"
        metrics.STOPPED.labels(*map(str, self.place)).set(1)
        log.error("consumer.stopped", topic=self.place[0], partition=self.place[1])
        self._mended.clear()
        waits = [asyncio.create_task(e.wait()) for e in (self._mended, self._stopping)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        self.state = "ok"
        metrics.STOPPED.labels(*map(str, self.place)).set(0)

    async def _back_off(self, error: Exception) -> None:
        """Waits longer each time, up to half a minute; the membership goes on meanwhile."""
        self._tries += 1
        longest = min(_FIRST_PAUSE * 2 ** (self._tries - 1), _LONGEST_PAUSE)
        reason = type(error).__name__
        metrics.RETRIES.labels(self.place[0], reason).inc()
        if self._tries > 1:
            self.state = f"waiting: {reason}"
            log.warning(
                "consumer.waiting",
                topic=self.place[0],
                partition=self.place[1],
                error_code=reason,
                attempt=self._tries,
            )
        try:
            pause = longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, no secret
            async with asyncio.timeout(pause):
                await self._stopping.wait()
        except TimeoutError:
            return
