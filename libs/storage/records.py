"""The rows that one transaction writes, as plain data: a commit can be repeated from them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from libs.kernel.views import ViewWrite

AggregateKey = tuple[str, str]
"""(collection, aggregate id)."""


@dataclass(frozen=True, slots=True)
class StoredAggregate:
    """A document as stored, with the sequence number of its last fact."""

    document: dict[str, Any]
    version: int


@dataclass(slots=True)
class AggregateChange:
    """The document to store if the stored version still is ``base`` (0: none may exist)."""

    document: dict[str, Any]
    base: int
    version: int


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A fact ready to send: ``body`` is its payload, ``headers`` its CloudEvents attributes."""

    id: str
    aggregate_id: str
    seq: int
    type: str
    at: datetime
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What a command was answered: asked again with the same body, it is answered so again."""

    id: str
    body_hash: str
    answer: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class KeyClaim:
    """A uniqueness reservation of ``key`` for ``owner``, free before or held by ``allowed``.

    ``free``: nobody is thought to hold it, ``owner`` neither; if somebody does, it clashes.
    """

    key: str
    owner: str
    allowed: tuple[str, ...] = ()
    free: bool = False


@dataclass(frozen=True, slots=True)
class KeyRelease:
    """Gives ``key`` back if ``owner`` holds it."""

    key: str
    owner: str


@dataclass(frozen=True, slots=True)
class TimerRow:
    """A deadline; ``due_at`` None removes it, but only while it is due at ``expected`` if given."""

    id: str
    kind: str
    aggregate_id: str
    due_at: datetime | None
    payload: dict[str, Any] = field(default_factory=dict)
    expected: datetime | None = None


class InboxRow(NamedTuple):
    """An event of another (or the own) service that has been applied by ``consumer``."""

    consumer: str
    event_id: str
    aggregate_id: str
    seq: int
    at: datetime


class Move(NamedTuple):
    """Of a consumer's position on an aggregate: to the fact ``seq``, if it still is at ``base``."""

    base: int
    seq: int


@dataclass(frozen=True, slots=True)
class RowPut:
    """Stores ``fields`` as document ``id`` of an infrastructure collection, replacing it."""

    collection: str
    id: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RowDelete:
    """Drops document ``id`` of an infrastructure collection."""

    collection: str
    id: str


@dataclass(slots=True)
class ChangeSet:
    """All that one transaction writes: everything or nothing of it becomes visible."""

    aggregates: dict[AggregateKey, AggregateChange] = field(default_factory=dict)
    outbox: list[OutboxRow] = field(default_factory=list)
    keys: list[KeyClaim | KeyRelease] = field(default_factory=list)
    timers: dict[str, TimerRow] = field(default_factory=dict)
    answers: dict[str, AnswerRow] = field(default_factory=dict)
    views: list[ViewWrite] = field(default_factory=list)
    inbox: list[InboxRow] = field(default_factory=list)
    positions: dict[tuple[str, str], Move] = field(default_factory=dict)
    rows: list[RowPut | RowDelete] = field(default_factory=list)
    _owners: dict[str, str | None] = field(default_factory=dict, repr=False)
    _seen: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything to write."""
        return any(getattr(self, name) for name in self.__slots__ if not name.startswith("_"))

    def absorb(self, later: "ChangeSet") -> None:
        """Adds ``later`` on top; a document changed in both keeps the first base version."""
        for key, change in later.aggregates.items():
            earlier = self.aggregates.get(key)
            if earlier is not None:
                change.base = earlier.base
            self.aggregates[key] = change
        self.outbox += later.outbox
        self.keys += later.keys
        self.timers.update(later.timers)
        self.answers.update(later.answers)
        self.views += later.views
        self.inbox += later.inbox
        for (consumer, aggregate_id), move in later.positions.items():
            self.move(consumer, aggregate_id, move.base, move.seq)
        self.rows += later.rows

    def move(self, consumer: str, aggregate_id: str, base: int, seq: int) -> None:
        """Moves a position from ``base`` to ``seq``, or what is moved already on to ``seq``."""
        earlier = self.positions.get((consumer, aggregate_id))
        if earlier is not None:
            base, seq = earlier.base, max(earlier.seq, seq)
        self.positions[consumer, aggregate_id] = Move(base, seq)

    def owner_of(self, key: str) -> tuple[bool, str | None]:
        """(touched here, owner after these changes) of a uniqueness key."""
        if self._seen != len(self.keys):
            # Entries are only ever added: the newest of a key wins.
            for entry in self.keys[self._seen :]:
                self._owners[entry.key] = entry.owner if isinstance(entry, KeyClaim) else None
            self._seen = len(self.keys)
        return key in self._owners, self._owners.get(key)


def view_names(writes: Iterable[ViewWrite]) -> set[str]:
    """The views touched by ``writes``."""
    return {write.view for write in writes}
