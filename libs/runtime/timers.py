"""Deadlines: rows in MongoDB, one process a service at a time, fired as commands."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

import structlog
from prometheus_client import Counter, Gauge

from libs.kernel import Clock, Command, DomainError, RuleBroken, Stamp, derive_id
from libs.kernel.crashpoints import crashpoint
from libs.runtime.executor import Executor
from libs.runtime.wiring import TimerCommand
from libs.storage.batcher import Batcher
from libs.storage.deadlines import Deadlines
from libs.storage.journal import Leases
from libs.storage.records import TimerRow
from libs.storage.store import StoreError
from libs.storage.work import Layer

log = structlog.get_logger()
_FIRED = Counter("gongjian_timers_fired", "Deadlines fired", ["kind", "outcome"])
_OVERDUE = Gauge("gongjian_timers_overdue_seconds", "How long the oldest due deadline has waited")
_LEASE_SECONDS = 10.0
_MEASURE_SECONDS = 5.0
_PAGE = 100


class LongWork(Protocol):
    """What is done outside a transaction when a timer fires (solver, sweep)."""

    async def __call__(self, timer: TimerRow) -> Command | None:
        """The command that states the result, or None."""
        ...


class TimerRunner:
    """Fires what is due. Late, double or early firing is harmless: each command re-reads state."""

    def __init__(
        self,
        deadlines: Deadlines,
        leases: Leases,
        batcher: Batcher,
        executor: Executor,
        clock: Clock,
        owner: str,
        commands: Mapping[str, TimerCommand],
        works: Mapping[str, LongWork],
    ) -> None:
        """``commands`` and ``works`` by the timer's kind; ``owner`` names this process."""
        self._deadlines, self._leases = deadlines, leases
        self._batcher, self._executor = batcher, executor
        self._clock, self._owner = clock, owner
        self._commands, self._works = commands, works
        self._wake = asyncio.Event()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._held_until = 0.0

    def wake(self) -> None:
        """Looks at once (a commit may have set a timer that is due)."""
        self._wake.set()

    async def run(self, pause: float = 0.5) -> None:
        """Fires due timers until cancelled; looks every ``pause`` seconds or when woken."""
        measuring = asyncio.create_task(self._measure(), name="timers overdue")
        try:
            while True:
                try:
                    if await self._holds():
                        await self.fire_due()
                except Exception as error:  # noqa: BLE001 - deadlines must outlive any fault
                    log.warning("timers.failed", error=type(error).__name__, detail=str(error))
                    await asyncio.sleep(1.0)
                try:
                    async with asyncio.timeout(pause):
                        await self._wake.wait()
                except TimeoutError:
                    continue
                finally:
                    self._wake.clear()
        finally:
            ending = [measuring, *self._running.values()]
            for task in ending:
                task.cancel()
            await asyncio.gather(*ending, return_exceptions=True)

    async def overdue(self) -> float:
        """Seconds since the oldest unfired deadline was due; of any process, lease or not."""
        now = self._clock.now()
        oldest = await self._deadlines.due(now, 1)
        return (now - (oldest[0].due_at or now)).total_seconds() if oldest else 0.0

    async def _measure(self) -> None:
        while True:
            try:
                _OVERDUE.set(await self.overdue())
            except Exception as error:  # noqa: BLE001 - the last figure stands; health tells the rest
                log.debug("timers.unmeasured", error=type(error).__name__)
            await asyncio.sleep(_MEASURE_SECONDS)

    async def _holds(self) -> bool:
        """Whether this process fires; the lease is renewed when half of it is over."""
        now = asyncio.get_running_loop().time()
        if now < self._held_until - _LEASE_SECONDS / 2:
            return True
        held = await self._leases.acquire("timers", self._owner, _LEASE_SECONDS)
        crashpoint("timers.after_claim")
        self._held_until = now + _LEASE_SECONDS if held else 0.0
        return held is not None

    async def fire_due(self) -> int:
        """Fires everything due by the clock; returns how many were started."""
        found = await self._deadlines.due(self._clock.now(), _PAGE, list(self._running))
        for timer in found:
            if timer.kind in self._works:
                self._begin(timer)
        await asyncio.gather(*(self._fire(t) for t in found if t.kind not in self._works))
        return len(found)

    def _begin(self, timer: TimerRow) -> None:
        task = asyncio.create_task(self._work(timer), name=f"timer {timer.id}")
        self._running[timer.id] = task
        task.add_done_callback(lambda _: self._running.pop(timer.id, None))

    async def _work(self, timer: TimerRow) -> None:
        try:
            command = await self._works[timer.kind](timer)
            await self._settle(timer, command)
        except Exception as error:  # noqa: BLE001 - it stays due and is tried again
            _FIRED.labels(timer.kind, "failed").inc()
            log.warning("timer.failed", kind=timer.kind, error=type(error).__name__, why=str(error))
            await asyncio.sleep(2.0)

    async def _fire(self, timer: TimerRow) -> None:
        build = self._commands.get(timer.kind)
        if build is None:
            log.error("timer.unknown", kind=timer.kind)
            return
        key = timer.id.split("/", 2)[-1]
        try:
            await self._settle(timer, build(timer.aggregate_id, key, timer.payload))
        except StoreError as error:
            log.warning("timer.delayed", kind=timer.kind, error=type(error).__name__)

    async def _settle(self, timer: TimerRow, command: Command | None) -> None:
        """Obeys the command and removes the timer in one transaction."""
        stamp = system_stamp(derive_id("timer", timer.id, timer.due_at), "timer")
        outcome = "fired"

        async def run(layer: Layer) -> None:
            nonlocal outcome
            done = TimerRow(timer.id, timer.kind, timer.aggregate_id, None, {}, timer.due_at)
            layer.set_timer(done)
            if command is None:
                return
            try:
                answer = await self._executor.run_in(layer, command, stamp)
            except DomainError as error:
                if not isinstance(error, RuleBroken) and error.retry_after is not None:
                    raise
                outcome = error.code
                log.warning("timer.refused", kind=timer.kind, code=error.code)
            else:
                outcome = "refused" if answer.refusal else "fired"

        crashpoint("timers.before_settle")
        await self._batcher.submit(run, urgent=True)
        crashpoint("timers.after_settle")
        _FIRED.labels(timer.kind, "fired" if outcome == "fired" else "refused").inc()


def system_stamp(
    command_id: str,
    actor: str,
    *,
    correlation_id: str = "",
    causation_id: str = "",
    traceparent: str = "",
) -> Stamp:
    """The stamp of what the system itself does: a reaction, a sweep, a deadline."""
    return Stamp(
        command_id=command_id,
        actor_id=f"system:{actor}",
        system=True,
        correlation_id=correlation_id or command_id,
        causation_id=causation_id,
        traceparent=traceparent,
    )
