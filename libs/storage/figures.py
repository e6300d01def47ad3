"""Many counts and sums in few answers of the server: each question costs more than its counting."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from libs.storage.database import Database, Document

MOST: Final = 12
"""So many figures in one question; more become several, asked at once."""
_HEAVIEST: Final = 100_000
"""So many listed values in one question: of ids that is some 5 MB, and MongoDB takes 16."""


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
    parts = _parted(wanted)
    found = await asyncio.gather(
        *(_asked(database, [wanted[name] for name in part]) for part in parts)
    )
    return {
        name: int(values.get(number, 0))
        for part, values in zip(parts, found, strict=True)
        for number, name in enumerate(part)
    }


def _parted(wanted: Mapping[str, Figure]) -> list[list[str]]:
    """Names of the figures that are asked together."""
    parts: list[list[str]] = []
    weight = 0
    for name, figure in wanted.items():
        own = _weight(figure.query)
        if not parts or len(parts[-1]) == MOST or weight + own > _HEAVIEST:
            parts.append([])
            weight = 0
        parts[-1].append(name)
        weight += own
    return parts


def _weight(value: Any) -> int:
    """How many values a query lists."""
    if isinstance(value, dict):
        return sum(map(_weight, value.values()))
    if isinstance(value, list):
        nested = bool(value) and isinstance(value[0], dict)
        return sum(map(_weight, value)) if nested else len(value)
    return 0


async def _asked(database: Database, figures: Sequence[Figure]) -> dict[int, Any]:
    first, *others = figures
    pipeline = first.stages(0) + [
        {"$unionWith": {"coll": other.collection, "pipeline": other.stages(number)}}
        for number, other in enumerate(others, 1)
    ]
    cursor = await database.collection(first.collection).aggregate(pipeline)
    return {row["_id"]: row["value"] async for row in cursor}
