"""Rows of several collections in one answer of the server: most of a question is its asking."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from libs.storage.database import Database, Document
from libs.storage.questions import parted

_OF: Final = "~of"
_BATCH: Final = 10_000


@dataclass(frozen=True, slots=True)
class Rows:
    """Documents wanted of one collection: those that match, in order, up to ``limit`` (0: all).

    Of ``fields`` only these and ``_id``; none: all of them.
    """

    collection: str
    query: Document
    sort: tuple[tuple[str, int], ...] = ()
    limit: int = 0
    fields: tuple[str, ...] = ()

    def stages(self) -> list[Document]:
        """A pipeline with these documents as its result."""
        stages: list[Document] = [{"$match": self.query}]
        if self.sort:
            stages.append({"$sort": dict(self.sort)})
        if self.limit:
            stages.append({"$limit": self.limit})
        if self.fields:
            stages.append({"$project": dict.fromkeys(self.fields, 1)})
        return stages


async def asked_together(database: Database, wanted: Sequence[Rows]) -> list[list[Document]]:
    """The documents of each of ``wanted``."""
    parts = parted(wanted, lambda rows: rows.query)
    found = await asyncio.gather(*(_asked(database, part) for part in parts))
    return [rows for answer in found for rows in answer]


async def _asked(database: Database, wanted: Sequence[Rows]) -> list[list[Document]]:
    first, *others = wanted
    if not others:
        cursor = database.collection(first.collection).find(
            first.query, first.fields or None, limit=first.limit
        )
        return [await (cursor.sort(list(first.sort)) if first.sort else cursor).to_list()]
    pipeline = first.stages() + [
        {
            "$unionWith": {
                "coll": other.collection,
                "pipeline": [*other.stages(), {"$set": {_OF: number}}],
            }
        }
        for number, other in enumerate(others, 1)
    ]
    answer = await database.collection(first.collection).aggregate(pipeline, batchSize=_BATCH)
    found: list[list[Document]] = [[] for _ in wanted]
    for row in await answer.to_list():
        found[row.pop(_OF, 0)].append(row)
    return found
