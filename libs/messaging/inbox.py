"""Applies facts once each: effects, inbox rows, positions and own facts in one transaction."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

import structlog

from libs.kernel.clock import Clock
from libs.kernel.crashpoints import crashpoint
from libs.kernel.events import Event, EventMeta
from libs.messaging import metrics
from libs.messaging.codec import Undecodable, decode
from libs.messaging.delays import DELAYS
from libs.messaging.faults import fault_of
from libs.messaging.gate import Arrived, Gate, Plan, scope
from libs.messaging.log import Delivery
from libs.observability.spans import Kind, batch_of, record_work
from libs.storage.batcher import Batcher
from libs.storage.parked import BEHIND, PARKED, Fault, Gap, ParkedQuery, ParkedRow, ParkedRows
from libs.storage.records import InboxRow, RowPut
from libs.storage.store import Store
from libs.storage.work import Deferred, Layer

Apply = Callable[[Layer, Event, EventMeta], Awaitable[None]]
T = TypeVar("T")
log = structlog.get_logger()


class Rejected(Exception):
    """The fact at ``index`` of a plan cannot be applied; ``cause`` says why."""

    def __init__(self, index: int, cause: Exception) -> None:
        """Nothing of the plan has become durable."""
        super().__init__(index)
        self.index, self.cause = index, cause


class Inbox:
    """One consumer's way into its database; lanes, redrive and tests all go through it."""

    def __init__(
        self,
        consumer: str,
        batcher: Batcher,
        store: Store,
        rows: ParkedRows,
        apply: Apply,
        handles: frozenset[str],
        clock: Clock,
    ) -> None:
        """``apply`` stages the effects of a fact whose wire name is in ``handles``;

        all others only move the position.
        """
        self.consumer, self.gate = consumer, Gate(consumer, store, clock)
        self._batcher, self._rows, self._apply = batcher, rows, apply
        self._handles, self._clock = handles, clock
        self._loaded, self._loading = False, asyncio.Lock()

    def forget(self) -> None:
        """Other processes may have moved things: everything is read anew before the next plan."""
        self._loaded = False

    async def plan(self, arrived: Sequence[Arrived]) -> Plan:
        """What to do with a batch; see Gate.plan."""
        await self._load()
        return await self.gate.plan(arrived)

    async def _load(self) -> None:
        async with self._loading:
            if not self._loaded:
                parked = await self._rows.find(ParkedQuery(self.consumer))
                self.gate.load(parked, await self._rows.gaps(self.consumer))
                self._loaded = True

    def read(self, delivery: Delivery) -> Arrived:
        """Decodes a delivery; a payload that cannot be read fails when its turn comes.

        Raises Undecodable when not even the headers are a fact's.
        """
        try:
            event, meta = decode(delivery)
        except Undecodable as fault:
            if fault.meta is None:
                raise
            return Arrived(delivery, fault.meta, None, fault)
        return Arrived(delivery, meta, event)

    async def apply(self, plan: Plan) -> None:
        """Makes the plan durable, all of it or nothing.

        Raises Rejected for a fact that fails, or what the commit itself raised.
        """

        async def run(layer: Layer) -> None:
            at = self._clock.now()
            for index, item in enumerate(plan.apply):
                try:
                    await self.stage(layer, item, at)
                except (Deferred, asyncio.CancelledError):
                    raise
                except Exception as cause:
                    raise Rejected(index, cause) from cause
            for item in plan.behind:
                layer.put_row(self._behind(item).put())
            for gap in plan.gaps:
                layer.put_row(gap.put())
            for gap in plan.closed:
                layer.put_row(gap.delete())

        begun = time.perf_counter()
        crashpoint("consumer.before_commit")
        await self._batcher.submit(run, urgent=True)
        crashpoint("consumer.after_commit")
        self.gate.settle(plan)
        self._count(plan)
        if plan.apply:
            record_work(
                f"consume {plan.apply[0].delivery.topic}",
                Kind.CONSUMER,
                time.perf_counter() - begun,
                caused_by=(item.meta.traceparent for item in plan.apply),
                attributes=batch_of(plan.apply[0].delivery.topic, len(plan.apply)),
            )

    async def missing(self) -> list[Gap]:
        """The facts to ask for, also those that a process missed which is gone; gaps that other

        ways have closed are dropped.
        """
        await self._load()
        still, closed = await self.gate.missing()
        if closed:
            plan = Plan(closed=closed)

            async def run(layer: Layer) -> None:
                for gap in closed:
                    layer.put_row(gap.delete())

            await self._batcher.submit(run, urgent=True)
            self.gate.settle(plan)
        return still

    async def stage(self, layer: Layer, item: Arrived, at: datetime) -> None:
        """Stages the effects of one fact and its position; ``at`` is noted as the time of it."""
        meta = item.meta
        name = scope(self.consumer, meta.service)
        if item.fault is not None:
            raise item.fault
        if item.event is None or meta.type not in self._handles:
            layer.changes.move(name, meta.aggregate_id, meta.seq - 1, meta.seq)
            return
        await self._apply(layer, item.event, meta)
        layer.applied(InboxRow(name, meta.id, meta.aggregate_id, meta.seq, at))

    async def park(self, item: Arrived, cause: Exception, attempts: int) -> None:
        """Puts a failing fact aside; its aggregate is blocked until it is redriven."""
        row = self.parked_row(item, fault_of(cause), PARKED, attempts)

        async def run(layer: Layer) -> None:
            layer.put_row(row.put())

        await self._batcher.submit(run, urgent=True)
        crashpoint("consumer.after_park")
        self.gate.block(item.key, item.meta.seq, row.error.fingerprint)
        metrics.PARKED.labels(item.meta.service, PARKED).inc()
        log.warning(
            "event.parked",
            consumer=self.consumer,
            event_id=item.meta.id,
            event_type=item.meta.type,
            aggregate_id=item.meta.aggregate_id,
            aggregate_version=item.meta.seq,
            error_code=row.error.type,
            detail=row.error.message,
            fingerprint=row.error.fingerprint,
            attempt=attempts,
        )

    async def quarantine(self, delivery: Delivery, why: str) -> None:
        """Keeps bytes that are no fact, with their place; nothing else waits for them."""
        id_ = f"{delivery.topic}/{delivery.partition}/{delivery.offset}"
        fields = {
            "consumer": self.consumer,
            "topic": delivery.topic,
            "partition": delivery.partition,
            "offset": delivery.offset,
            "key": delivery.key,
            "value": delivery.value,
            "headers": [[name, value] for name, value in delivery.headers],
            "why": why,
            "state": "open",
            "at": self._clock.now(),
        }

        async def run(layer: Layer) -> None:
            layer.put_row(RowPut("quarantine", id_, fields))

        await self._batcher.submit(run, urgent=True)
        crashpoint("consumer.after_quarantine")
        metrics.QUARANTINED.labels(delivery.topic).inc()
        log.warning("event.quarantined", consumer=self.consumer, place=id_, detail=why)

    async def submit(self, run: Callable[[Layer], Awaitable[T]]) -> T:
        """Any other job on the same database (redrive, audit)."""
        return await self._batcher.submit(run, urgent=True)

    def parked_row(self, item: Arrived, error: Fault, state: str, attempts: int) -> ParkedRow:
        """The row that keeps ``item`` aside."""
        delivery, meta = item.delivery, item.meta
        return ParkedRow(
            id=meta.id,
            consumer=self.consumer,
            service=meta.service,
            aggregate_id=meta.aggregate_id,
            seq=meta.seq,
            type=meta.type,
            topic=delivery.topic,
            partition=delivery.partition,
            offset=delivery.offset,
            value=delivery.value,
            headers=delivery.headers,
            error=error,
            attempts=attempts,
            state=state,
            at=self._clock.now(),
        )

    def _behind(self, item: Arrived) -> ParkedRow:
        fingerprint = self.gate.blocked[item.key].fingerprint
        error = Fault("Behind", "an earlier fact of this aggregate is parked", fingerprint)
        return self.parked_row(item, error, BEHIND, 0)

    def _count(self, plan: Plan) -> None:
        now = self._clock.now()
        metrics.BATCH.observe(len(plan.apply))
        delays: dict[str, list[float]] = {}
        for item in plan.apply:
            delay = max((now - item.meta.at).total_seconds(), 0.0)
            delays.setdefault(item.meta.service, []).append(delay)
        for service, found in delays.items():
            metrics.APPLIED.labels(service).inc(len(found))
            DELAYS.note(service, found)
        for item in plan.behind:
            metrics.PARKED.labels(item.meta.service, BEHIND).inc()
