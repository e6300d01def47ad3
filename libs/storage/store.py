"""The port between the unit of work and a database; MongoDB and the in-memory twin implement it."""

from collections.abc import Iterable
from typing import Protocol

from libs.storage.records import AnswerRow, ChangeSet, StoredAggregate


class StoreError(Exception):
    """A commit that did not happen; nothing of the change set is visible."""


class VersionConflict(StoreError):
    """An aggregate was changed by somebody else since it was loaded."""


class KeyTaken(StoreError):
    """A uniqueness key is held by another aggregate."""


class AnswerExists(StoreError):
    """A command of this id has been answered before."""


class AlreadyApplied(StoreError):
    """Another worker applied one of the events in the meantime."""


class StoreUnavailable(StoreError):
    """The database could not be reached in time; the attempt may be repeated."""


class OutcomeUnknown(StoreUnavailable):
    """The commit was sent and never confirmed: it may or may not be visible."""


class Store(Protocol):
    """One service's database, seen from the unit of work."""

    async def load(self, collection: str, ids: Iterable[str]) -> dict[str, StoredAggregate]:
        """Those aggregates of ``ids`` that exist, at majority-committed state."""
        ...

    async def answers(self, ids: Iterable[str]) -> dict[str, AnswerRow]:
        """Earlier answers to these command ids."""
        ...

    async def owners(self, keys: Iterable[str]) -> dict[str, str]:
        """Who holds these uniqueness keys; free ones are absent."""
        ...

    async def positions(self, consumer: str, aggregate_ids: Iterable[str]) -> dict[str, int]:
        """Sequence number of the last fact that ``consumer`` applied, by aggregate."""
        ...

    async def commit(self, changes: ChangeSet) -> None:
        """Writes all of ``changes`` in one transaction, durable on a majority.

        Raises a StoreError; after any but OutcomeUnknown nothing was written.
        """
        ...

    async def rehearse(self, changes: ChangeSet) -> None:
        """Writes all of ``changes`` and takes it back; raises what refuses them in ``commit``."""
        ...
