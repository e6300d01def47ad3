"""Aggregates whose document is older than their journal, after a restore: nothing may follow."""

from typing import Generic, TypeVar

from libs.kernel.aggregate import Aggregate
from libs.kernel.errors import RuleBroken
from libs.kernel.repository import Repository
from libs.storage.database import Database

A = TypeVar("A", bound=Aggregate)


class RestoredBehind(RuleBroken):
    """After a restore the facts about this are known, but not its state: somebody must decide."""

    code = "restored-behind"


class Restored:
    """The locks that a restore has left; without one every check is free."""

    def __init__(self, database: Database) -> None:
        """``database`` must be prepared; ``load`` reads the locks."""
        self._rows = database.collection("restored")
        self._locked: set[str] = set()

    async def load(self) -> None:
        """Reads which aggregates are locked."""
        self._locked = {
            row["_id"] async for row in self._rows.find({"settled_at": None}, {"_id": 1})
        }

    async def locks(self, aggregate_id: str) -> bool:
        """Whether nobody has settled it yet; looks again each time, for a lock may be lifted."""
        if aggregate_id not in self._locked:
            return False
        row = await self._rows.find_one({"_id": aggregate_id, "settled_at": None})
        if row is None:
            self._locked.discard(aggregate_id)
        return row is not None

    def over(self, repository: Repository[A]) -> Repository[A]:
        """The repository without what is locked."""
        return _Unlocked(repository, self) if self._locked else repository


class _Unlocked(Generic[A]):
    """Raises RestoredBehind for what is locked, also where the document is not there at all."""

    def __init__(self, repository: Repository[A], restored: Restored) -> None:
        self._repository, self._restored = repository, restored

    async def find(self, aggregate_id: str) -> A | None:
        if await self._restored.locks(aggregate_id):
            raise RestoredBehind(id=aggregate_id)
        return await self._repository.find(aggregate_id)

    async def get(self, aggregate_id: str) -> A:
        if await self._restored.locks(aggregate_id):
            raise RestoredBehind(id=aggregate_id)
        return await self._repository.get(aggregate_id)

    async def save(self, aggregate: A) -> None:
        if await self._restored.locks(aggregate.aggregate_id):
            raise RestoredBehind(id=aggregate.aggregate_id)
        await self._repository.save(aggregate)
