"""What a running job sees and stages: the database below, its batch above it, itself on top."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Generic, Protocol, TypeVar

from libs.kernel.access import Stamp
from libs.kernel.aggregate import Aggregate, Claim, Release
from libs.kernel.errors import NotFound
from libs.kernel.ids import derive_id
from libs.kernel.views import ViewWrite
from libs.storage.recent import Recent
from libs.storage.records import (
    AggregateChange,
    AggregateKey,
    AnswerRow,
    ChangeSet,
    InboxRow,
    KeyClaim,
    KeyRelease,
    OutboxRow,
    RowDelete,
    RowPut,
    StoredAggregate,
    TimerRow,
)
from libs.storage.store import Store

A = TypeVar("A", bound=Aggregate)


class Deferred(Exception):
    """A neighbour in the batch holds what this job needs: it runs again after the commit."""


class _Untouched:
    """A key that no staged change mentions."""


UNTOUCHED: Final = _Untouched()


class Encoder(Protocol):
    """Turns a recorded fact into the row that the relay sends."""

    def __call__(
        self, aggregate: Aggregate, seq: int, index: int, stamp: Stamp, at: datetime
    ) -> OutboxRow:
        """The row of ``aggregate.pending[index]`` with sequence number ``seq``."""
        ...


class Layer:
    """A stack of staged changes; a failed layer is dropped, a good one absorbed by the lower."""

    def __init__(
        self,
        store: Store,
        below: "Layer | None",
        *,
        careful: bool,
        recent: Recent | None = None,
    ) -> None:
        """``careful`` reads all before it relies on it (after a clash); else ``recent`` may do."""
        self.store = store
        self.below = below
        self.careful = careful
        self.changes = ChangeSet()
        self._recent = None if careful else recent
        self._guessed: set[AggregateKey] = set()
        self._touched: set[AggregateKey] = set()
        self._loaded: dict[AggregateKey, StoredAggregate | None] = {}
        self._live: dict[AggregateKey, Aggregate] = {}
        self._saved: dict[AggregateKey, Aggregate] = {}

    def nested(self) -> "Layer":
        """A layer on top of this one, for a part that may fail alone."""
        return Layer(self.store, self, careful=self.careful)

    def absorb(self, upper: "Layer") -> None:
        """Makes the changes of ``upper`` this layer's own."""
        self.changes.absorb(upper.changes)
        self._saved.update(upper._saved)
        self._live.update(upper._saved)

    async def prefetch(self, wanted: Iterable[AggregateKey]) -> None:
        """Loads many aggregates in one read per collection, for the handlers to find at hand."""
        by_collection: dict[str, set[str]] = {}
        for collection, id_ in wanted:
            if not self._recall((collection, id_)):
                by_collection.setdefault(collection, set()).add(id_)
        for collection, ids in by_collection.items():
            found = await self.store.load(collection, ids)
            for id_ in ids:
                self._loaded[(collection, id_)] = found.get(id_)

    async def aggregate(self, kind: type[A], collection: str, id_: str) -> A | None:
        """The aggregate as this layer sees it: a private copy until the layer is absorbed."""
        key = (collection, id_)
        mine = self._live.get(key)
        if mine is not None:
            return mine if isinstance(mine, kind) else None
        copy = self._copy_from_below(key, kind)
        if copy is None:
            stored = await self._stored(key)
            if stored is None:
                return None
            copy = kind.restore(stored.document, stored.version)
        self._live[key] = copy
        return copy

    def _copy_from_below(self, key: AggregateKey, kind: type[A]) -> A | None:
        layer = self.below
        while layer is not None:
            live = layer._saved.get(key)
            if live is not None:
                if not isinstance(live, kind):
                    raise TypeError(f"{key} is a {type(live).__name__}")
                # From what is staged: a sixth of the time that a copy of the object takes.
                staged = layer.changes.aggregates[key]
                return kind.restore(staged.document, staged.version)
            layer = layer.below
        return None

    async def _stored(self, key: AggregateKey) -> StoredAggregate | None:
        base = self._base()
        base._touched.add(key)
        if key not in base._loaded and not base._recall(key):
            base._loaded[key] = (await self.store.load(key[0], [key[1]])).get(key[1])
        return base._loaded[key]

    def _recall(self, key: AggregateKey) -> bool:
        """Whether the aggregate is at hand as this process wrote it."""
        if key in self._guessed:
            return True
        known = self._recent.get(key) if self._recent is not None else None
        if known is None:
            return False
        self._loaded[key] = known
        self._guessed.add(key)
        return True

    def guesses(self, part: "Layer | None" = None) -> bool:
        """Whether a job since the last call relied on remembered documents that it did not write.

        ``part`` holds what the job staged; without one it staged nothing. Such documents are read
        from the store from now on, and the job has to be run again.
        """
        written = part.changes.aggregates if part is not None else {}
        doubtful = {key for key in self._touched & self._guessed if key not in written}
        self._touched.clear()
        for key in doubtful:
            self._guessed.discard(key)
            self._loaded.pop(key, None)
        if self._recent is not None and doubtful:
            self._recent.forget(doubtful)
        return bool(doubtful)

    def _base(self) -> "Layer":
        layer = self
        while layer.below is not None:
            layer = layer.below
        return layer

    async def save(
        self, aggregate: Aggregate, collection: str, encode: Encoder, stamp: Stamp, at: datetime
    ) -> None:
        """Stages state, facts, keys and timers of ``aggregate``; nothing if it states no fact."""
        base = aggregate.version
        pending = aggregate.pending
        rows = [
            encode(aggregate, base + index + 1, index, stamp, at) for index in range(len(pending))
        ]
        events, keys, timers = aggregate.take()
        id_ = aggregate.aggregate_id
        for key in keys:
            await self._stage_key(key, id_, new=base == 0)
        for timer in timers:
            timer_id = f"{id_}/{timer.kind}/{timer.key}"
            self.changes.timers[timer_id] = TimerRow(
                timer_id, timer.kind, id_, timer.due_at, timer.payload
            )
        if not events:
            return
        self._live[(collection, id_)] = self._saved[(collection, id_)] = aggregate
        document = aggregate.model_dump(mode="json")
        earlier = self.changes.aggregates.get((collection, id_))
        self.changes.aggregates[(collection, id_)] = AggregateChange(
            document, earlier.base if earlier else base, aggregate.version
        )
        self.changes.outbox += rows

    async def _stage_key(self, key: Claim | Release, owner: str, *, new: bool) -> None:
        name = f"{key.kind}:{key.key}"
        if isinstance(key, Release):
            self.changes.keys.append(KeyRelease(name, owner))
            return
        mine = key.allows(owner)
        holder = self._staged_owner(name)
        if isinstance(holder, str) and holder not in mine:
            if self._base().changes.owner_of(name)[0]:
                raise Deferred
            raise key.error
        if holder is UNTOUCHED and self.careful:
            stored = (await self.store.owners([name])).get(name)
            if stored is not None and stored not in mine:
                raise key.error
        # What is new holds nothing yet; after a clash it is looked at, for it might all the same.
        free = new and not self.careful and holder is UNTOUCHED and mine == (owner,)
        self.changes.keys.append(KeyClaim(name, owner, mine, free))

    def _staged_owner(self, key: str) -> "str | _Untouched | None":
        layer: Layer | None = self
        while layer is not None:
            touched, owner = layer.changes.owner_of(key)
            if touched:
                return owner
            layer = layer.below
        return UNTOUCHED

    async def answer_to(self, command_id: str) -> AnswerRow | None:
        """An earlier answer, staged below or (when careful) stored."""
        layer: Layer | None = self
        while layer is not None:
            if command_id in layer.changes.answers:
                return layer.changes.answers[command_id]
            layer = layer.below
        if self.careful:
            return (await self.store.answers([command_id])).get(command_id)
        return None

    def answer(self, row: AnswerRow) -> None:
        """Stages what a command is answered."""
        self.changes.answers[row.id] = row

    def put_views(self, writes: Iterable[ViewWrite]) -> None:
        """Stages writes to read models."""
        self.changes.views.extend(writes)

    def applied(self, row: InboxRow) -> None:
        """Stages that an event has been applied and the position it moves to."""
        self.changes.inbox.append(row)
        self.changes.move(row.consumer, row.aggregate_id, row.seq - 1, row.seq)

    def put_row(self, row: RowPut | RowDelete) -> None:
        """Stages a row of an infrastructure collection."""
        self.changes.rows.append(row)

    def set_timer(self, row: TimerRow) -> None:
        """Stages a timer directly (sweeps, fired timers)."""
        self.changes.timers[row.id] = row


class Saved(Generic[A]):
    """The Repository port over a layer, for the command that ``stamp`` names."""

    def __init__(
        self,
        layer: Layer,
        kind: type[A],
        collection: str,
        encode: Encoder,
        stamp: Stamp,
        at: datetime,
    ) -> None:
        """Bound to one command; made anew for each."""
        self._layer, self._kind, self._collection = layer, kind, collection
        self._encode, self._stamp, self._at = encode, stamp, at

    async def find(self, aggregate_id: str) -> A | None:
        """The aggregate, or None."""
        return await self._layer.aggregate(self._kind, self._collection, aggregate_id)

    async def get(self, aggregate_id: str) -> A:
        """The aggregate; raises NotFound."""
        found = await self.find(aggregate_id)
        if found is None:
            raise NotFound(kind=self._kind.__name__, id=aggregate_id)
        return found

    async def save(self, aggregate: A) -> None:
        """Stages what the aggregate recorded."""
        await self._layer.save(aggregate, self._collection, self._encode, self._stamp, self._at)


def event_id(aggregate_id: str, seq: int, command_id: str) -> str:
    """Identity of a fact: its command, aggregate and place decide it, so a re-run repeats it."""
    return derive_id("event", aggregate_id, seq, command_id)
