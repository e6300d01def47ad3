"""The database's twin in memory: store, journal, leases and parked rows, and faults on demand."""

import asyncio
import copy
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from libs.kernel.clock import Clock, SystemClock
from libs.storage.journal import Lease
from libs.storage.parcels import Parcel, parcels_of
from libs.storage.parked import OPEN, PARKED, Cause, Gap, ParkedQuery, ParkedRow
from libs.storage.records import (
    AnswerRow,
    ChangeSet,
    KeyClaim,
    OutboxRow,
    RowPut,
    StoredAggregate,
    TimerRow,
)
from libs.storage.store import AlreadyApplied, AnswerExists, KeyTaken, VersionConflict
from libs.testing.documents import write_view
from libs.testing.waiting import Waiting

Document = dict[str, Any]


class MemoryStore:
    """One service's database. ``fault`` is called at ``load``, ``commit`` (nothing is written yet)

    and ``committed`` (all is written); what it raises is what the caller sees.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        """Empty; leases run on ``clock``."""
        self._clock = clock or SystemClock()
        self.fault: Callable[[str], None] = lambda _point: None
        self.aggregates: dict[tuple[str, str], StoredAggregate] = {}
        self.outbox: dict[str, OutboxRow] = {}
        self.waiting = Waiting(self.outbox)
        self.stored_answers: dict[str, AnswerRow] = {}
        self.keys: dict[str, str] = {}
        self.timers: dict[str, TimerRow] = {}
        self.inbox: set[str] = set()
        self.places: dict[tuple[str, str], int] = {}
        self.views: dict[str, dict[str, Document]] = {}
        self.rows: dict[str, dict[str, Document]] = {}
        self.notes: dict[str, str] = {}
        self._leases: dict[str, Lease] = {}

    async def _reach(self, point: str) -> None:
        await asyncio.sleep(0)
        self.fault(point)

    async def load(self, collection: str, ids: Iterable[str]) -> dict[str, StoredAggregate]:
        """See Store.load."""
        await self._reach("load")
        found = {id_: self.aggregates.get((collection, id_)) for id_ in ids}
        return {id_: copy.deepcopy(one) for id_, one in found.items() if one is not None}

    async def answers(self, ids: Iterable[str]) -> dict[str, AnswerRow]:
        """See Store.answers."""
        await self._reach("load")
        return {id_: self.stored_answers[id_] for id_ in ids if id_ in self.stored_answers}

    async def owners(self, keys: Iterable[str]) -> dict[str, str]:
        """See Store.owners."""
        await self._reach("load")
        return {key: self.keys[key] for key in keys if key in self.keys}

    async def positions(self, consumer: str, aggregate_ids: Iterable[str]) -> dict[str, int]:
        """See Store.positions."""
        await self._reach("load")
        return {
            id_: self.places[consumer, id_]
            for id_ in aggregate_ids
            if (consumer, id_) in self.places
        }

    async def commit(self, changes: ChangeSet) -> None:
        """See Store.commit."""
        turn = self.waiting.turn()
        await self._reach("commit")
        keys = self._check(changes)
        for (collection, id_), change in changes.aggregates.items():
            document = copy.deepcopy(change.document)
            self.aggregates[collection, id_] = StoredAggregate(document, change.version)
        self.outbox.update({row.id: row for row in changes.outbox})
        self.waiting.put(parcels_of(changes.outbox), turn)
        self.stored_answers.update(changes.answers)
        self.keys = keys
        for timer in changes.timers.values():
            self._set_timer(timer)
        self.inbox |= {f"{row.consumer}:{row.event_id}" for row in changes.inbox}
        self.places.update({place: move.seq for place, move in changes.positions.items()})
        for write in changes.views:
            write_view(self.views.setdefault(write.view, {}), write)
        for row in changes.rows:
            rows = self.rows.setdefault(row.collection, {})
            if isinstance(row, RowPut):
                rows[row.id] = copy.deepcopy(row.fields)
            else:
                rows.pop(row.id, None)
        await self._reach("committed")

    async def rehearse(self, changes: ChangeSet) -> None:
        """See Store.rehearse."""
        await self._reach("commit")
        self._check(changes)

    def _check(self, changes: ChangeSet) -> dict[str, str]:
        """Raises what a commit would, else the keys as they will be."""
        for (collection, id_), change in changes.aggregates.items():
            stored = self.aggregates.get((collection, id_))
            if (stored.version if stored else 0) != change.base:
                raise VersionConflict(collection)
        self._check_outbox(changes.outbox)
        if set(changes.answers) & set(self.stored_answers):
            raise AnswerExists("answers")
        keys = self._keys_after(changes)
        names = [f"{row.consumer}:{row.event_id}" for row in changes.inbox]
        if set(names) & self.inbox or len(set(names)) < len(names):
            raise AlreadyApplied("inbox")
        if any(self.places.get(place, 0) != move.base for place, move in changes.positions.items()):
            raise AlreadyApplied("positions")
        return keys

    def _check_outbox(self, rows: list[OutboxRow]) -> None:
        taken = {(row.aggregate_id, row.seq) for row in self.outbox.values()} if rows else set()
        for row in rows:
            if row.id in self.outbox or (row.aggregate_id, row.seq) in taken:
                raise VersionConflict("outbox")
            taken.add((row.aggregate_id, row.seq))

    def _keys_after(self, changes: ChangeSet) -> dict[str, str]:
        keys = dict(self.keys)
        for entry in changes.keys:
            holder = keys.get(entry.key)
            if isinstance(entry, KeyClaim):
                if holder is not None and (entry.free or holder not in entry.allowed):
                    raise KeyTaken("keys")
                keys[entry.key] = entry.owner
            elif holder == entry.owner:
                del keys[entry.key]
        return keys

    def _set_timer(self, timer: TimerRow) -> None:
        if timer.due_at is not None:
            self.timers[timer.id] = timer
            return
        known = self.timers.get(timer.id)
        if known is not None and timer.expected in {None, known.due_at}:
            del self.timers[timer.id]

    async def due(self, by: datetime, limit: int, exclude: Collection[str] = ()) -> list[TimerRow]:
        """See Deadlines.due."""
        await self._reach("load")
        rows = [row for row in self.timers.values() if row.due_at is not None and row.due_at <= by]
        rows.sort(key=lambda row: row.due_at or by)
        return [replace(row, expected=row.due_at) for row in rows if row.id not in exclude][:limit]

    @property
    def published(self) -> set[str]:
        """The facts that nothing has to send (any more)."""
        return self.waiting.published()

    async def unpublished(
        self,
        slots: Collection[int] | None,
        limit: int,
        exclude: Collection[str] = (),
        after: Parcel | None = None,
    ) -> list[Parcel]:
        """See Journal.unpublished."""
        await self._reach("load")
        return self.waiting.next(slots, limit, exclude, after)

    async def mark_published(self, parcels: Iterable[Parcel]) -> None:
        """See Journal.mark_published."""
        await self._reach("mark")
        for parcel in parcels:
            self.waiting.forget(parcel)

    async def resend(self, aggregate_id: str, from_seq: int = 1) -> int:
        """See Journal.resend."""
        await self._reach("load")
        return self.waiting.again(aggregate_id, from_seq, self._clock.now())

    async def refill(self) -> int:
        """See Journal.refill."""
        await self._reach("load")
        self.waiting.refill(self._clock.now())
        return len(self.outbox)

    async def adopt(self) -> int:
        """See Journal.adopt."""
        await self._reach("load")
        return self.waiting.adopt()

    async def oldest_unpublished_at(self) -> datetime | None:
        """See Journal.oldest_unpublished_at."""
        return self.waiting.since()

    async def note(self, name: str) -> str | None:
        """See Journal.note."""
        return self.notes.get(name)

    async def remember(self, name: str, value: str) -> None:
        """See Journal.remember."""
        await self._reach("load")
        self.notes[name] = value

    async def acquire(self, name: str, owner: str, seconds: float) -> Lease | None:
        """See Leases.acquire."""
        await self._reach("load")
        now, known = self._clock.now(), self._leases.get(name)
        if known is not None and known.owner != owner and known.until >= now:
            return None
        fence = 1 if known is None else known.fence + (known.owner != owner)
        lease = Lease(name, owner, fence, now + timedelta(seconds=seconds))
        self._leases[name] = lease
        return lease

    async def renew(self, names: Collection[str], owner: str, seconds: float) -> bool:
        """See Leases.renew."""
        await self._reach("load")
        until = self._clock.now() + timedelta(seconds=seconds)
        mine = [name for name in names if name in self._leases]
        mine = [name for name in mine if self._leases[name].owner == owner]
        for name in mine:
            self._leases[name] = replace(self._leases[name], until=until)
        return len(mine) == len(names)

    async def release(self, name: str, owner: str) -> None:
        """See Leases.release."""
        known = self._leases.get(name)
        if known is not None and known.owner == owner:
            self._leases[name] = Lease(name, "", known.fence, datetime.fromtimestamp(0, UTC))

    async def held(self, prefix: str) -> list[Lease]:
        """See Leases.held."""
        now = self._clock.now()
        found = [lease for lease in self._leases.values() if lease.name.startswith(prefix)]
        return sorted((lease for lease in found if lease.until >= now), key=lambda one: one.name)

    async def find(self, query: ParkedQuery, *, skip: int = 0, limit: int = 0) -> list[ParkedRow]:
        """See ParkedRows.find."""
        await self._reach("load")
        rows = [ParkedRow.restore({"_id": i, **r}) for i, r in self.rows.get("parked", {}).items()]
        found = [row for row in rows if _meets(row, query)]
        found.sort(key=lambda row: (row.service, row.aggregate_id, row.seq))
        return found[skip : skip + limit if limit else None]

    async def causes(self, consumer: str) -> list[Cause]:
        """See ParkedRows.causes."""
        groups: dict[str, list[ParkedRow]] = {}
        for row in await self.find(ParkedQuery(consumer, states=OPEN)):
            groups.setdefault(row.error.fingerprint, []).append(row)
        return sorted(map(_cause, groups.values()), key=lambda c: (-c.parked, c.error.fingerprint))

    async def gaps(self, consumer: str) -> list[Gap]:
        """See ParkedRows.gaps."""
        rows = self.rows.get("gaps", {})
        return [Gap.restore(rows[id_]) for id_ in sorted(rows) if rows[id_]["consumer"] == consumer]


def _meets(row: ParkedRow, query: ParkedQuery) -> bool:
    wanted = (
        (query.event_id, row.id),
        (query.service, row.service),
        (query.aggregate_id, row.aggregate_id),
        (query.fingerprint, row.error.fingerprint),
    )
    fits = all(want is None or want == have for want, have in wanted)
    return fits and row.consumer == query.consumer and row.state in query.states


def _cause(rows: list[ParkedRow]) -> Cause:
    rows = sorted(rows, key=lambda row: (row.state != PARKED, row.at))
    return Cause(
        rows[0].error,
        sum(row.state == PARKED for row in rows),
        sum(row.state != PARKED for row in rows),
        len({(row.service, row.aggregate_id) for row in rows}),
        min(row.at for row in rows),
        max(row.at for row in rows),
        tuple(sorted({row.type for row in rows})),
    )
