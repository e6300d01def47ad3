"""What could not be applied, and what is missing: rows that wait for somebody, read back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol, Self

from libs.storage.records import RowDelete, RowPut

PARKED, BEHIND, REDRIVEN, DISCARDED = "parked", "behind", "redriven", "discarded"
OPEN = (PARKED, BEHIND)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an event was parked; ``fingerprint`` is the same for the same cause."""

    type: str
    message: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedRow:
    """An event that failed for good (``parked``), or waits behind one of its aggregate

    (``behind``); ``value`` and ``headers`` are as received.
    """

    id: str
    consumer: str
    service: str
    aggregate_id: str
    seq: int
    type: str
    topic: str
    partition: int
    offset: int
    value: bytes
    headers: tuple[tuple[str, bytes], ...]
    error: Fault
    attempts: int
    state: str
    at: datetime
    settled_at: datetime | None = None
    settled_by: str = ""
    reason: str = ""

    def put(self) -> RowPut:
        """As it is stored."""
        fields = asdict(self)
        fields["headers"] = [[name, value] for name, value in self.headers]
        del fields["id"]
        return RowPut("parked", self.id, fields)

    def settled(self, state: str, by: str, at: datetime, reason: str = "") -> Self:
        """The row once it is redriven or discarded."""
        return replace(self, state=state, settled_by=by, settled_at=at, reason=reason)

    @classmethod
    def restore(cls, document: Mapping[str, Any]) -> Self:
        """From what is stored."""
        fields = dict(document)
        fields["id"] = fields.pop("_id")
        fields["value"] = bytes(fields["value"])
        fields["headers"] = tuple((name, bytes(value)) for name, value in fields["headers"])
        fields["error"] = Fault(**fields["error"])
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class Cause:
    """Parked events of one fingerprint."""

    error: Fault
    parked: int
    behind: int
    aggregates: int
    first_at: datetime
    last_at: datetime
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Facts of an aggregate that have not arrived: ``from_seq`` is next, ``seen_seq`` was seen."""

    consumer: str
    service: str
    aggregate_id: str
    from_seq: int
    seen_seq: int
    at: datetime

    @property
    def id(self) -> str:
        """One row an aggregate."""
        return f"{self.consumer}/{self.service}/{self.aggregate_id}"

    def put(self) -> RowPut:
        """As it is stored."""
        return RowPut("gaps", self.id, asdict(self))

    def delete(self) -> RowDelete:
        """Drops it: the missing facts have arrived."""
        return RowDelete("gaps", self.id)

    @classmethod
    def restore(cls, document: Mapping[str, Any]) -> Self:
        """From what is stored."""
        return cls(**{name: value for name, value in document.items() if name != "_id"})


@dataclass(frozen=True, slots=True)
class ParkedQuery:
    """Which parked rows: all given fields must match."""

    consumer: str
    event_id: str | None = None
    service: str | None = None
    aggregate_id: str | None = None
    fingerprint: str | None = None
    states: tuple[str, ...] = field(default=OPEN)


class ParkedRows(Protocol):
    """Reads of parked rows and gaps; they are written by the transactions that cause them."""

    async def find(self, query: ParkedQuery, *, skip: int = 0, limit: int = 0) -> list[ParkedRow]:
        """Ordered by service, aggregate and seq; ``limit`` 0 gives all."""
        ...

    async def causes(self, consumer: str) -> list[Cause]:
        """Open rows grouped by fingerprint, the most frequent first."""
        ...

    async def gaps(self, consumer: str) -> list[Gap]:
        """Every gap that is still open."""
        ...
