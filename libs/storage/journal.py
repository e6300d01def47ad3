"""The outbox read as a journal: what is still to send, and what is to be sent again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from libs.storage.parcels import Parcel


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do ``name`` until ``until`` (database clock); each owner has a higher fence."""

    name: str
    owner: str
    fence: int
    until: datetime


class Journal(Protocol):
    """All facts of one service, kept for ever, and the parcels of those not yet published."""

    async def unpublished(
        self,
        slots: Collection[int] | None,
        limit: int,
        exclude: Collection[str] = (),
        after: Parcel | None = None,
    ) -> list[Parcel]:
        """Up to ``limit`` parcels of ``slots`` (None: all), in the order in which to send them:

        no fact of an aggregate is returned without its lower unpublished ones, except those of
        the parcels in ``exclude`` (in flight, by id). ``after`` goes on from an earlier answer's
        last parcel; only an answer without it and without a parcel means that nothing else waits.

        While the whole journal is sent again, its next page is all there is: it comes alone, and
        to whoever has slot 0.
        """
        ...

    async def mark_published(self, parcels: Iterable[Parcel]) -> None:
        """Forgets parcels, for the log has acknowledged all their facts.

        A page moves the refill on, if it is its next one: what acknowledged a page of an earlier
        refill was the log that is gone.
        """
        ...

    async def resend(self, aggregate_id: str, from_seq: int = 1) -> int:
        """Makes parcels of an aggregate's facts from ``from_seq`` on; tells how many facts.

        Asked again while they wait, it adds none but what was stated meanwhile.
        """
        ...

    async def refill(self) -> int:
        """Begins to send the whole journal again; tells about how many facts that is.

        What is stated from now on follows in parcels. One that was begun is begun anew.
        """
        ...

    async def adopt(self) -> int:
        """Makes parcels of what a version without them left unpublished; tells how many facts.

        None while a process of that version lives, for that one sends them.
        """
        ...

    async def oldest_unpublished_at(self) -> datetime | None:
        """Since when the first parcel has waited; None when all is sent.

        It is since its facts were stated, or were to be sent again.
        """
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
