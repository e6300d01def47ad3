"""Many counts and sums in few answers of the server: each question costs more than its counting."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from libs.storage.database import Database, Document
from libs.storage.questions import parted


@dataclass(frozen=True, slots=True)
class Figure:
    """A number over the rows of a collection that match: how many, or the sum of an expression."""

    collection: str
    query: Document
    of: Any = 1

    @classmethod
    def count(cls, collection: str, query: Document) -> Self:
        """How many rows match."""
        return cls(collection, query)

    def stages(self, number: int) -> list[Document]:
        """A pipeline with at most one result."""
        return [
            {"$match": self.query},
            {"$group": {"_id": number, "value": {"$sum": self.of}}},
        ]


async def reckoned(database: Database, wanted: Mapping[str, Figure]) -> dict[str, int]:
    """Each figure by its name; 0 where nothing matches."""
    parts = parted(wanted.items(), lambda named: named[1].query)
    found = await asyncio.gather(
        *(_asked(database, [figure for _, figure in part]) for part in parts)
    )
    return {
        name: int(values.get(number, 0))
        for part, values in zip(parts, found, strict=True)
        for number, (name, _) in enumerate(part)
    }


async def _asked(database: Database, figures: Sequence[Figure]) -> dict[int, Any]:
    first, *others = figures
    pipeline = first.stages(0) + [
        {"$unionWith": {"coll": other.collection, "pipeline": other.stages(number)}}
        for number, other in enumerate(others, 1)
    ]
    cursor = await database.collection(first.collection).aggregate(pipeline)
    return {row["_id"]: row["value"] async for row in cursor}
