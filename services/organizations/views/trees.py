"""The tree, opened node by node, as it stood on any date."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from libs.kernel import Scope
from libs.storage.documents import Reader
from services.organizations.domain import DIVISIONS, LEADING, Line
from services.organizations.views.dated import ORGANIZATIONS, every, held, seen, value_of, visible
from services.organizations.views.shape import Shape, read_shape

_FIELDS = ("kind", "name", "status", "division_code", "names", "statuses", "division_codes")
_LIMIT = 2000


class TreeNode(BaseModel):
    """An organization in the tree; ``below_count`` counts all below it in this relation."""

    id: str
    name: str
    kind: str
    status: str
    division_code: str | None = None
    below_count: int
    has_children: bool


class TreeLevel(BaseModel):
    """The organizations directly under one, or at the top of what the caller sees."""

    items: list[TreeNode]
    as_of: date


class Trees:
    """Query: levels of the two trees."""

    def __init__(self, reader: Reader) -> None:
        """Reads own documents."""
        self._reader = reader

    async def level(
        self, parent: str | None, line: Line, on: date | None, scope: Scope
    ) -> list[TreeNode]:
        """The level under ``parent`` (None: the top), divisions by code, the rest by name.

        Raises NotFound for a parent that the caller does not see.
        """
        if parent is not None:
            await seen(self._reader, parent, scope, ("kind",))
            here = held(f"{line}_id", parent, on)
        else:
            here = await self._top(line, on, scope)
        rows = await self._reader.find(
            ORGANIZATIONS,
            every(here, held("status", "active", on), visible(scope)),
            limit=_LIMIT,
            fields=_FIELDS,
        )
        shape = await read_shape(self._reader, line, on, scope, [row["_id"] for row in rows])
        nodes = [_node(row, shape, on) for row in rows]
        return sorted(nodes, key=_order)

    async def _top(self, line: Line, on: date | None, scope: Scope) -> dict[str, Any]:
        """Whose superior is none, or out of sight; only kinds that this tree is made of."""
        belonging = {grant.scope_id for grant in scope.stamp.grants}
        kinds: tuple[str, ...] = DIVISIONS
        if line == "affiliation":
            belonging |= set((await read_shape(self._reader, line, on, scope)).direct)
            kinds = tuple(LEADING)
        nodes = scope.nodes()
        inside = {"$gt": ""} if nodes is None else {"$in": sorted(nodes)}
        belongs = [{"kind": {"$in": list(kinds)}}, {"_id": {"$in": sorted(belonging)}}]
        return every({"$nor": [held(f"{line}_id", inside, on)]}, {"$or": belongs})


def _node(row: dict[str, Any], shape: Shape, on: date | None) -> TreeNode:
    below = shape.below_count(row["_id"])
    return TreeNode(
        id=row["_id"],
        name=value_of(row, "name", on),
        kind=row["kind"],
        status=value_of(row, "status", on),
        division_code=value_of(row, "division_code", on),
        below_count=below,
        has_children=below > 0,
    )


def _order(node: TreeNode) -> tuple[int, str, str]:
    rank = DIVISIONS.index(node.kind) if node.kind in DIVISIONS else len(DIVISIONS)
    return rank, node.division_code or "~", node.name
