"""The outbox read as a journal: what is still to send, and what is to be sent again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from libs.storage.records import OutboxRow


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do ``name`` until ``until`` (database clock); each owner has a higher fence."""

    name: str
    owner: str
    fence: int
    until: datetime


class Journal(Protocol):
    """All facts of one service, kept for ever; each is published or not yet."""

    async def unpublished(
        self,
        slots: Collection[int] | None,
        limit: int,
        exclude: Collection[str] = (),
        after: OutboxRow | None = None,
    ) -> list[OutboxRow]:
        """Up to ``limit`` rows not yet published, of ``slots`` (None: all), whole-aggregate order:

        no row of an aggregate is returned without its lower unpublished ones, except those in
        ``exclude`` (in flight). ``after`` goes on from an earlier answer's last row; only an answer
        without it and with fewer than ``limit`` rows means that nothing else waits.
        """
        ...

    async def mark_published(self, rows: Iterable[OutboxRow]) -> None:
        """Notes that the log has acknowledged these rows.

        A row of an earlier round stays unpublished: what acknowledged it was the log that is gone.
        """
        ...

    async def resend(self, aggregate_id: str | None = None, from_seq: int = 1) -> int:
        """Makes rows unpublished again (an aggregate from ``from_seq``, or all); tells how many.

        Sending all again begins another round.
        """
        ...

    async def oldest_unpublished_at(self) -> datetime | None:
        """When the oldest unpublished fact was stated; None when all is sent."""
        ...

    async def note(self, name: str) -> str | None:
        """A remembered value of the relay (the broker's cluster id), or None."""
        ...

    async def remember(self, name: str, value: str) -> None:
        """Remembers a value under ``name``."""
        ...


class Leases(Protocol):
    """Named leases on the database's own clock: one owner at a time, taken over when expired."""

    async def acquire(self, name: str, owner: str, seconds: float) -> Lease | None:
        """Takes or renews ``name`` for ``owner``; None while somebody else holds it."""
        ...

    async def renew(self, names: Collection[str], owner: str, seconds: float) -> bool:
        """Renews all of ``names`` in one step; False if ``owner`` has lost one of them."""
        ...

    async def release(self, name: str, owner: str) -> None:
        """Gives ``name`` back if ``owner`` holds it."""
        ...

    async def held(self, prefix: str) -> list[Lease]:
        """Unexpired leases whose name starts with ``prefix``."""
        ...
