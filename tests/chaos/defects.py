"""Mistakes that are easily made, planted into the simulation to see them caught."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from libs.kernel import Command
from libs.messaging.codec import message
from libs.messaging.gate import Arrived, Plan, scope
from libs.messaging.inbox import Inbox
from libs.messaging.lane import Lane
from libs.messaging.log import Delivery
from libs.runtime.timers import TimerRunner, system_stamp
from libs.storage.parcels import Parcel
from libs.storage.records import ChangeSet, InboxRow, TimerRow
from libs.storage.work import Layer
from libs.testing.store import MemoryStore
from tests.chaos.simulated_jars import empty_without_looking
from tests.chaos.simulated_parts import Design
from tests.chaos.simulation import TOPIC


class _PublishesFirst:
    def __init__(self, wire: Any, publisher: Any) -> None:
        self._wire, self._publisher = wire, publisher

    def __getattr__(self, name: str) -> Any:
        return getattr(self._wire, name)

    async def commit(self, changes: ChangeSet) -> None:
        await self._publisher.publish_batch([message(row, TOPIC) for row in changes.outbox])
        await self._wire.commit(changes)


class PublishBeforeCommit(Design):
    """Facts are sent, then committed: some are sent that never come to be."""

    def writes_to(self, wire: Any, publisher: Any) -> Any:
        """A store that publishes first."""
        return _PublishesFirst(wire, publisher)


class _HastyLane(Lane):
    def take(self, deliveries: Sequence[Delivery]) -> bool:
        self.offset = deliveries[-1].offset + 1
        return super().take(deliveries)


class OffsetsBeforeApply(Design):
    """Offsets are committed for what has only been received: a crash loses it."""

    lane = _HastyLane


class _ByOffset(Inbox):
    async def plan(self, arrived: Sequence[Arrived]) -> Plan:
        await super().plan(arrived)
        known = self._store.inbox
        return Plan([item for item in arrived if f"{_scope(self, item)}:{_at(item)}" not in known])

    async def stage(self, layer: Layer, item: Arrived) -> None:
        assert item.event is not None
        await self._apply(layer, item.event, item.meta)
        name, id_ = _scope(self, item), item.meta.aggregate_id
        layer.changes.inbox.append(InboxRow(name, _at(item), id_, item.meta.seq, self._clock.now()))
        stored = (await layer.store.positions(name, [id_])).get(id_, 0)
        if item.meta.seq > stored:
            layer.changes.move(name, id_, stored, item.meta.seq)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._store = args[2]


def _scope(inbox: Inbox, item: Arrived) -> str:
    return scope(inbox.consumer, item.meta.service)


def _at(item: Arrived) -> str:
    return f"{item.delivery.partition}/{item.delivery.offset}"


class DedupeByOffset(Design):
    """What was seen is known by its place in the log: the same fact sent again is another one."""

    inbox = _ByOffset


class _Cursor:
    def __init__(self, wire: Any, shared: dict[str, Any]) -> None:
        self._wire, self._shared = wire, shared

    def __getattr__(self, name: str) -> Any:
        return getattr(self._wire, name)

    async def unpublished(
        self,
        slots: Collection[int] | None,
        limit: int,
        exclude: Collection[str] = (),
        after: Parcel | None = None,
    ) -> list[Parcel]:
        found: list[Parcel] = await self._wire.unpublished(slots, limit, exclude, after)
        cursor = self._shared.get("cursor")
        return [parcel for parcel in found if cursor is None or _stated(parcel) > cursor]

    async def mark_published(self, parcels: Iterable[Parcel]) -> None:
        found = list(parcels)
        await self._wire.mark_published(found)
        places = [_stated(parcel) for parcel in found]
        self._shared["cursor"] = max([*places, self._shared.get("cursor", places[0])])


def _stated(parcel: Parcel) -> tuple[datetime, str]:
    return max((row.at, row.id) for row in parcel.facts)


class GreaterThanCursor(Design):
    """The relay reads what is later than the last it sent: what commits late is skipped."""

    def journal(self, wire: Any, shared: dict[str, Any]) -> Any:
        """A journal with a cursor."""
        return _Cursor(wire, shared)


class _Apart(Inbox):
    async def apply(self, plan: Plan) -> None:
        noted = ChangeSet()

        async def effects(layer: Layer) -> None:
            nonlocal noted
            for item in plan.apply:
                await self.stage(layer, item, item.meta.at)
            noted = ChangeSet(inbox=layer.changes.inbox, positions=layer.changes.positions)
            layer.changes.inbox, layer.changes.positions = [], {}

        async def notes(layer: Layer) -> None:
            layer.changes.absorb(noted)
            for gap in plan.gaps:
                layer.put_row(gap.put())
            for gap in plan.closed:
                layer.put_row(gap.delete())

        await self.submit(effects)
        await self.submit(notes)
        self.gate.settle(plan)


class InboxOutsideTheTransaction(Design):
    """Effects are committed, then the note that they were: a crash between repeats them."""

    inbox = _Apart


class _Unchecked(MemoryStore):
    def _check(self, changes: ChangeSet) -> dict[str, str]:
        return self._keys_after(changes)


class NoVersion(Design):
    """A writer that was overtaken writes all the same: no version is compared."""

    store = _Unchecked


class _RemovedFirst(TimerRunner):
    async def _settle(self, timer: TimerRow, command: Command | None) -> None:
        await super()._settle(timer, None)
        if command is not None:
            stamp = system_stamp(timer.id, "timer")
            await self._executor.execute(command, stamp, urgent=True)


class TimerOutsideTheTransaction(Design):
    """A timer is removed, then its command obeyed: a crash between loses the deadline."""

    timers = _RemovedFirst


class TimersTrustTheLease(Design):
    """Who holds the lease believes to be alone: the command does not read the state again."""

    emptying = staticmethod(empty_without_looking)
