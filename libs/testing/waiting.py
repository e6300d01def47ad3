"""The parcels of the database's twin: what its journal still has to send."""

import itertools
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from libs.kernel.ids import new_id
from libs.storage.parcels import (
    PAGE,
    REFILL,
    Page,
    Parcel,
    again,
    firsts,
    parcels_of,
)
from libs.storage.records import OutboxRow

_AT_ONCE = 0
_REFILL_SLOT = -1


class Waiting:
    """See MongoJournal; the rows of ``outbox`` are the journal."""

    def __init__(self, outbox: dict[str, OutboxRow]) -> None:
        """Nothing waits. ``earlier`` are rows that a version without parcels left unpublished."""
        self._outbox = outbox
        self._turns = itertools.count(1)
        self.parcels: dict[str, Parcel] = {}
        self._since: dict[str, datetime] = {}
        self._refill: tuple[str, tuple[str, int] | None] | None = None
        self.earlier: list[OutboxRow] = []
        self.page = PAGE

    def __len__(self) -> int:
        """How many parcels wait, the refill among them."""
        return len(self.parcels) + (self._refill is not None)

    def turn(self) -> int:
        """The time of a transaction that begins to write now."""
        return next(self._turns)

    def put(self, parcels: Iterable[Parcel], turn: int, since: datetime | None = None) -> None:
        """Parcels of one moment, in this order; those that are there already stay."""
        for part, parcel in enumerate(parcels):
            if parcel.id not in self.parcels:
                placed = replace(parcel, turn=(parcel.slot, turn, part))
                self.parcels[parcel.id] = placed
                self._since[parcel.id] = since or min(row.at for row in parcel.facts)

    def next(
        self,
        slots: Collection[int] | None,
        limit: int,
        exclude: Collection[str],
        after: Parcel | None,
    ) -> list[Parcel]:
        """See Journal.unpublished."""
        if self._refill is not None:
            if REFILL in exclude or (slots is not None and 0 not in slots):
                return []
            page = self._next_page(*self._refill)
            if page.facts:
                return [page]
            self.forget(page)
        found = [
            parcel
            for parcel in sorted(self.parcels.values(), key=lambda one: one.turn)
            if parcel.id not in exclude
            and (slots is None or parcel.slot in slots)
            and (after is None or parcel.turn >= after.turn)
        ]
        return found[:limit]

    def _next_page(self, round_: str, after: tuple[str, int] | None) -> Parcel:
        rows = sorted(self._outbox.values(), key=_place)
        facts = tuple(row for row in rows if after is None or _place(row) > after)[: self.page]
        page = Page(round_, after, last=len(facts) < self.page)
        return Parcel(REFILL, _REFILL_SLOT, facts, (_REFILL_SLOT, _AT_ONCE, 0), page)

    def forget(self, parcel: Parcel) -> None:
        """See Journal.mark_published."""
        if parcel.page is None:
            self.parcels.pop(parcel.id, None)
            self._since.pop(parcel.id, None)
        elif self._refill == (parcel.page.round, parcel.page.after):
            self._refill = None
            if not parcel.page.last:
                self._refill = (parcel.page.round, _place(parcel.facts[-1]))

    def again(self, aggregate_id: str, from_seq: int, now: datetime) -> int:
        """See Journal.resend."""
        waiting = firsts(aggregate_id, self.parcels)
        start = min([from_seq, *waiting.values()])
        mine = [row for row in self._outbox.values() if row.aggregate_id == aggregate_id]
        rows = sorted((row for row in mine if row.seq >= start), key=_place)
        parcels = again(aggregate_id, rows)
        self.put(parcels, _AT_ONCE, now)
        for id_ in waiting.keys() - {parcel.id for parcel in parcels}:
            del self.parcels[id_]
        return sum(row.seq >= from_seq for row in rows)

    def refill(self, now: datetime) -> None:
        """See Journal.refill."""
        self._refill = (new_id(), None)
        self._since[REFILL] = now

    def adopt(self) -> int:
        """See Journal.adopt."""
        rows, self.earlier = sorted(self.earlier, key=_place), []
        self.put(parcels_of(rows), _AT_ONCE)
        return len(rows)

    def since(self) -> datetime | None:
        """See Journal.oldest_unpublished_at."""
        waits = [*self.parcels, *([REFILL] if self._refill is not None else [])]
        return min((self._since[id_] for id_ in waits), default=None)

    def published(self) -> set[str]:
        """The facts that nothing has to send."""
        left = {row.id for parcel in self.parcels.values() for row in parcel.facts}
        if self._refill is not None:
            after = self._refill[1]
            left |= {id_ for id_, row in self._outbox.items() if not after or _place(row) > after}
        return set(self._outbox) - left - {row.id for row in self.earlier}


def _place(row: OutboxRow) -> tuple[str, int]:
    return row.aggregate_id, row.seq
