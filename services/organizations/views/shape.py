"""How many stand under whom, in one relation.

By area only divisions have subordinates, so today's tree is walked down, level by level, from
where it is looked at. Everything else is counted whole, in one pass of the database.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from libs.kernel import Scope
from libs.storage.documents import Reader
from services.organizations.domain import DIVISIONS, TIMELINES, Line
from services.organizations.views.dated import ORGANIZATIONS, every, held, value_of


@dataclass(slots=True)
class Shape:
    """``direct``: subordinates of each superior; ``above``: each superior's own superior."""

    direct: Mapping[str, int]
    above: Mapping[str, str | None]
    _below: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Adds each superior's subordinates to all above it."""
        for superior, count in self.direct.items():
            for node in self._chain(superior):
                self._below[node] = self._below.get(node, 0) + count

    def _chain(self, start: str) -> Iterable[str]:
        seen: set[str] = set()
        here: str | None = start
        while here is not None and here not in seen:
            seen.add(here)
            yield here
            here = self.above.get(here)

    def below_count(self, org_id: str) -> int:
        """How many stand below it, at any depth."""
        return self._below.get(org_id, 0)

    def superiors_below(self, org_id: str) -> list[str]:
        """Itself and those below it that have subordinates."""
        below = {node for node in self.direct if org_id in self._chain(node)}
        return sorted(below | {org_id})


async def read_shape(
    reader: Reader, line: Line, on: date | None, scope: Scope, roots: Sequence[str] | None = None
) -> Shape:
    """The relation ``line`` among active organizations that the caller sees.

    With ``roots`` at least what lies below them.
    """
    if line == "territory" and on is None and roots is not None:
        # Whoever sees a root sees all below it.
        return await _walked(reader, roots)
    return await _whole(reader, line, on, scope)


async def _walked(reader: Reader, roots: Sequence[str]) -> Shape:
    division = {"$in": ["$kind", list(DIVISIONS)]}
    group = {
        "_id": "$territory_id",
        "count": {"$sum": 1},
        "divisions": {"$push": {"$cond": [division, "$_id", "$$REMOVE"]}},
    }
    direct: dict[str, int] = {}
    above: dict[str, str | None] = {}
    level = list(roots)
    while level:
        match = {"territory_id": {"$in": level}, "status": "active"}
        rows = await reader.aggregate(ORGANIZATIONS, [{"$match": match}, {"$group": group}])
        direct |= {row["_id"]: row["count"] for row in rows}
        below = {node: row["_id"] for row in rows for node in row["divisions"]}
        level = [node for node in below if node not in above]
        above |= below
    return Shape(direct, above)


async def _whole(reader: Reader, line: Line, on: date | None, scope: Scope) -> Shape:
    superior = f"{line}_id"
    visible = every(
        scope.filter("org_id"),
        held("status", "active", on),
        held(superior, {"$gt": ""}, on),
    )
    pipeline: list[dict[str, Any]] = [{"$match": visible}]
    pipeline += _then(superior, on)
    pipeline.append({"$group": {"_id": "$superior", "count": {"$sum": 1}}})
    groups = await reader.aggregate(ORGANIZATIONS, pipeline)
    direct = {row["_id"]: row["count"] for row in groups}
    rows = await reader.find(
        ORGANIZATIONS,
        {"_id": {"$in": sorted(direct)}},
        limit=0,
        fields=(superior, "custodian_id") if on is None else (TIMELINES[superior],),
    )
    above = {row["_id"]: row.get("custodian_id") or value_of(row, superior, on) for row in rows}
    return Shape(direct, above)


def _then(superior: str, on: date | None) -> list[dict[str, Any]]:
    if on is None:
        return [{"$project": {"_id": 0, "superior": f"${superior}"}}]
    day = on.isoformat()
    current = {"$and": [{"$lte": ["$$this.from_on", day]}, {"$gt": ["$$this.to_on", day]}]}
    spans = {"$filter": {"input": f"${TIMELINES[superior]}", "cond": current}}
    first = {"$let": {"vars": {"spans": spans}, "in": {"$first": "$$spans.value"}}}
    return [{"$project": {"_id": 0, "superior": first}}]
