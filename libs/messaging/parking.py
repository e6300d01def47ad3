"""What was put aside: seen by cause, tried again in order, or given up with a reason."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from libs.kernel.clock import Clock
from libs.kernel.crashpoints import crashpoint
from libs.kernel.errors import NotFound, RuleBroken
from libs.kernel.ids import new_id
from libs.messaging.faults import fault_of, is_overtaken, is_passing
from libs.messaging.gate import Arrived, Key, scope
from libs.messaging.inbox import Inbox
from libs.messaging.log import Delivery
from libs.storage.parked import (
    BEHIND,
    DISCARDED,
    PARKED,
    REDRIVEN,
    Cause,
    Gap,
    ParkedQuery,
    ParkedRow,
    ParkedRows,
)
from libs.storage.records import RowPut
from libs.storage.work import Deferred, Layer

log = structlog.get_logger()

_HEAL_SECONDS = 5.0
_HEAL_ROWS = 500
_ROUNDS = 100

APPLIED, WOULD_APPLY, SEEN, FAILED, WAITS = (
    "applied",
    "would-apply",
    "already-applied",
    "failed",
    "waits",
)


class NotNext(RuleBroken):
    """Only the first parked event of an aggregate can be discarded."""

    code = "parking.not-next"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one parked event; ``detail`` says why it failed or waits."""

    event_id: str
    service: str
    aggregate_id: str
    seq: int
    type: str
    result: str
    detail: str = ""


class _Thrown(Exception):
    """Carries the outcomes of a dry run out of a layer that must not be kept."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        super().__init__("dry run")
        self.outcomes = outcomes


class Parking:
    """Redrive goes the way of every fact: gate, effects, inbox row and position in one commit."""

    def __init__(
        self, inbox: Inbox, rows: ParkedRows, clock: Clock, mended: Callable[[], None]
    ) -> None:
        """``mended`` is called when something could be redriven (stopped partitions go on)."""
        self._inbox, self._rows, self._clock, self._mended = inbox, rows, clock, mended

    async def causes(self) -> list[Cause]:
        """Open rows by cause, the most frequent first."""
        return await self._rows.causes(self._inbox.consumer)

    def query(
        self,
        *,
        event_id: str | None = None,
        service: str | None = None,
        aggregate_id: str | None = None,
        fingerprint: str | None = None,
    ) -> ParkedQuery:
        """Open rows of this consumer: one event, one aggregate, one cause, or all."""
        return ParkedQuery(self._inbox.consumer, event_id, service, aggregate_id, fingerprint)

    async def find(self, query: ParkedQuery, *, skip: int = 0, limit: int = 100) -> list[ParkedRow]:
        """Parked events, by aggregate and in order."""
        return await self._rows.find(query, skip=skip, limit=limit)

    async def redrive(self, query: ParkedQuery, by: str, *, dry: bool) -> list[Outcome]:
        """Tries every aggregate that ``query`` meets again, each from its first parked event on.

        A dry run shows what would happen and keeps nothing.
        """
        met = await self._rows.find(query)
        outcomes: list[Outcome] = []
        for key in dict.fromkeys((row.service, row.aggregate_id) for row in met):
            outcomes += await (self._try(key) if dry else self._redrive(key, by))
        if not dry and any(outcome.result == APPLIED for outcome in outcomes):
            self._mended()
        return outcomes

    async def discard(self, event_id: str, reason: str, by: str) -> None:
        """Gives an event up: its aggregate goes on without it. Raises NotFound or NotNext."""
        found = await self._rows.find(self.query(event_id=event_id))
        if not found:
            raise NotFound(kind="parked", id=event_id)
        row = found[0]
        key = (row.service, row.aggregate_id)
        if await self._inbox.gate.position(key) != row.seq - 1:
            raise NotNext(event_id=event_id)

        async def run(layer: Layer) -> None:
            layer.changes.move(self._scope(row), row.aggregate_id, row.seq - 1, row.seq)
            self._settle(layer, row, DISCARDED, by, reason)

        await self._inbox.submit(run)
        crashpoint("parking.after_discard")
        self._inbox.gate.forget([key])
        await self._redrive(key, by)

    async def run(self) -> None:
        """Until cancelled: what only waited behind something settled elsewhere follows."""
        while True:
            await asyncio.sleep(_HEAL_SECONDS)
            try:
                await self.heal()
            except Exception as error:  # noqa: BLE001 - tried again in a moment
                log.warning("parking.heal_failed", error_code=type(error).__name__)

    async def heal(self) -> int:
        """Redrives aggregates of which no failing event is left; tells how many events followed."""
        behind = ParkedQuery(self._inbox.consumer, states=(BEHIND,))
        followed = 0
        rows = await self._rows.find(behind, limit=_HEAL_ROWS)
        for key in dict.fromkeys((row.service, row.aggregate_id) for row in rows):
            first = await self._rows.find(self._of(key), limit=1)
            if first and first[0].state == BEHIND:
                outcomes = await self._redrive(key, "system")
                followed += sum(outcome.result == APPLIED for outcome in outcomes)
        await self._unblock()
        return followed

    async def _unblock(self) -> None:
        """Lets go of aggregates of which another process has settled everything."""
        for key, blocked in list(self._inbox.gate.blocked.items()):
            known = len(blocked.seqs)
            open_rows = await self._rows.find(self._of(key), limit=1)
            now = self._inbox.gate.blocked.get(key)
            if not open_rows and now is blocked and len(now.seqs) == known:
                self._inbox.gate.unblock(key)

    async def _redrive(self, key: Key, by: str) -> list[Outcome]:
        """Until nothing of the aggregate is open: more may be parked while it runs."""
        outcomes: list[Outcome] = []
        for _ in range(_ROUNDS):
            rows = await self._rows.find(self._of(key))
            if not rows:
                self._inbox.gate.unblock(key)
                return outcomes
            for row in rows:
                outcome = await self._redrive_one(row, by)
                outcomes.append(outcome)
                if outcome.result in {FAILED, WAITS}:
                    return outcomes
        return outcomes

    async def _redrive_one(self, row: ParkedRow, by: str) -> Outcome:
        position = await self._inbox.gate.position((row.service, row.aggregate_id))
        if row.seq > position + 1:
            await self._miss(row, position)
            return _outcome(row, WAITS, f"waits for {position + 1}")
        if row.seq <= position and not await self._rows.find(self.query(event_id=row.id)):
            # Settled meanwhile, perhaps given up: the word of whoever moved the position stands.
            return _outcome(row, SEEN)

        async def run(layer: Layer) -> None:
            if row.seq == position + 1:
                await self._inbox.stage(layer, self._arrived(row), self._clock.now())
            self._settle(layer, row, REDRIVEN, by)

        try:
            await self._inbox.submit(run)
        except Exception as error:  # noqa: BLE001 - it stays parked, with the new cause
            return await self._stays(row, error)
        crashpoint("parking.after_redrive")
        log.info("event.redriven", event_id=row.id, event_type=row.type, actor=by)
        return _outcome(row, APPLIED if row.seq == position + 1 else SEEN)

    async def _stays(self, row: ParkedRow, error: Exception) -> Outcome:
        fault = fault_of(error)
        if not is_passing(error) and not is_overtaken(error):
            again = replace(row, error=fault, attempts=row.attempts + 1, state=PARKED)

            async def run(layer: Layer) -> None:
                if await self._inbox.gate.position((row.service, row.aggregate_id)) < row.seq:
                    layer.put_row(again.put())

            await self._inbox.submit(run)
        return _outcome(row, FAILED, f"{fault.type}: {fault.message}")

    async def _miss(self, row: ParkedRow, position: int) -> None:
        """An earlier fact never arrived: note the gap, the consumer asks for it."""
        now = self._clock.now()
        gap = Gap(self._inbox.consumer, row.service, row.aggregate_id, position + 1, row.seq, now)

        async def run(layer: Layer) -> None:
            layer.put_row(gap.put())

        await self._inbox.submit(run)
        self._inbox.gate.gaps[row.service, row.aggregate_id] = gap

    async def _try(self, key: Key) -> list[Outcome]:
        rows = await self._rows.find(self._of(key))
        position = await self._inbox.gate.position(key)

        async def run(layer: Layer) -> None:
            raise _Thrown(await self._rehearse(layer, rows, position))

        try:
            await self._inbox.submit(run)
        except _Thrown as thrown:
            return thrown.outcomes
        return []

    async def _rehearse(self, layer: Layer, rows: list[ParkedRow], position: int) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for row in rows:
            if row.seq <= position:
                outcomes.append(_outcome(row, SEEN))
                continue
            if row.seq > position + 1:
                outcomes.append(_outcome(row, WAITS, f"waits for {position + 1}"))
                continue
            try:
                await self._inbox.stage(layer, self._arrived(row), self._clock.now())
                # Effects may be reckoned rightly, and yet the database may refuse them.
                await layer.store.rehearse(layer.changes)
            except Deferred:
                raise
            except Exception as error:  # noqa: BLE001 - the answer that was asked for
                fault = fault_of(error)
                outcomes.append(_outcome(row, FAILED, f"{fault.type}: {fault.message}"))
            else:
                outcomes.append(_outcome(row, WOULD_APPLY))
                position = row.seq
        return outcomes

    def _arrived(self, row: ParkedRow) -> Arrived:
        delivery = Delivery(
            row.topic, row.partition, row.offset, row.aggregate_id, row.value, row.headers, row.at
        )
        return self._inbox.read(delivery)

    def _settle(self, layer: Layer, row: ParkedRow, state: str, by: str, reason: str = "") -> None:
        now = self._clock.now()
        layer.put_row(row.settled(state, by, now, reason).put())
        layer.put_row(_audit(row, state, by, now, reason))

    def _of(self, key: Key) -> ParkedQuery:
        return self.query(service=key[0], aggregate_id=key[1])

    def _scope(self, row: ParkedRow) -> str:
        return scope(self._inbox.consumer, row.service)


def _audit(row: ParkedRow, state: str, by: str, at: datetime, reason: str) -> RowPut:
    fields = {
        "kind": f"event.{state}",
        "event_id": row.id,
        "event_type": row.type,
        "service": row.service,
        "aggregate_id": row.aggregate_id,
        "seq": row.seq,
        "cause": row.error.fingerprint,
        "by": by,
        "reason": reason,
        "at": at,
    }
    return RowPut("audit", new_id(), fields)


def _outcome(row: ParkedRow, result: str, detail: str = "") -> Outcome:
    return Outcome(row.id, row.service, row.aggregate_id, row.seq, row.type, result, detail)
