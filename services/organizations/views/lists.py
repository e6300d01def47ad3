"""The list of organizations, as it stood on any date."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from pydantic import BaseModel

from libs.kernel import Scope
from libs.storage.documents import Reader
from services.organizations.domain import LINES, Line
from services.organizations.views.dated import (
    ORGANIZATIONS,
    OrgRef,
    began_and_ended,
    every,
    held,
    refs,
    seen,
    value_of,
    visible,
)
from services.organizations.views.shape import read_shape

SORTS: Final = ("name", "kind", "status", "since_on", "division_code")


class Wanted(BaseModel):
    """What a list is asked for; ``on`` None is now."""

    on: date | None = None
    q: str = ""
    kind: tuple[str, ...] = ()
    sector_code: tuple[str, ...] = ()
    status: tuple[str, ...] = ("active", "pending")
    under: str | None = None
    line: Line | None = None
    deep: bool = False
    sort: str = ""
    page: int = 1
    size: int = 50


class OrganizationRow(OrgRef):
    """One line of the list."""

    kind: str
    sector_code: str | None = None
    status: str
    division_code: str | None = None
    territory: OrgRef | None = None
    affiliation: OrgRef | None = None
    since_on: date
    ended_on: date | None = None


class OrganizationPage(BaseModel):
    """A page of the list and how long the whole is."""

    items: list[OrganizationRow]
    total: int
    as_of: date


class Lists:
    """Query: organizations by text, kind, sector, status and place."""

    def __init__(self, reader: Reader) -> None:
        """Reads own documents."""
        self._reader = reader

    async def page(self, wanted: Wanted, scope: Scope) -> tuple[list[OrganizationRow], int]:
        """The rows of the page wanted, and how many there are in all."""
        query = await self.query(wanted, scope)
        found = await self._reader.find(
            ORGANIZATIONS,
            query,
            sort=_sorted(wanted.sort),
            skip=(wanted.page - 1) * wanted.size,
            limit=wanted.size,
        )
        total = await self._reader.count(ORGANIZATIONS, query)
        return await rows_of(self._reader, found, wanted.on), total

    async def query(self, wanted: Wanted, scope: Scope) -> dict[str, Any]:
        """The filter that list and count share."""
        conditions = [visible(scope), held("status", {"$in": list(wanted.status)}, wanted.on)]
        if wanted.kind:
            conditions.append({"kind": {"$in": list(wanted.kind)}})
        if wanted.sector_code:
            sectors: dict[str, Any] = {"$in": list(wanted.sector_code)}
            conditions.append(held("sector_code", sectors, wanted.on))
        if wanted.q:
            conditions.append(_matching(wanted.q, wanted.on))
        if wanted.under is not None:
            await seen(self._reader, wanted.under, scope, ("kind",))
            lines = (wanted.line,) if wanted.line else LINES
            places = [await self._under(wanted, line, scope) for line in lines]
            conditions.append({"$or": places})
        return every(*conditions)

    async def _under(self, wanted: Wanted, line: Line, scope: Scope) -> dict[str, Any]:
        if not wanted.deep or wanted.under is None:
            return held(f"{line}_id", wanted.under, wanted.on)
        roots = [wanted.under]
        shape = await read_shape(self._reader, line, wanted.on, scope, roots)
        return held(f"{line}_id", {"$in": shape.superiors_below(wanted.under)}, wanted.on)


async def rows_of(
    reader: Reader, found: Sequence[dict[str, Any]], on: date | None
) -> list[OrganizationRow]:
    """Stored organizations as rows, their superiors by name."""
    superiors = [value_of(row, f"{line}_id", on) for row in found for line in LINES]
    names = await refs(reader, superiors, on)
    return [_row(row, names, on) for row in found]


def _row(row: dict[str, Any], names: dict[str, OrgRef], on: date | None) -> OrganizationRow:
    since, ended = began_and_ended(row)
    territory = names.get(str(value_of(row, "territory_id", on)))
    return OrganizationRow(
        id=row["_id"],
        name=value_of(row, "name", on),
        street=territory.name if territory is not None and row["kind"] == "community" else None,
        kind=row["kind"],
        sector_code=value_of(row, "sector_code", on),
        status=value_of(row, "status", on),
        division_code=value_of(row, "division_code", on),
        territory=territory,
        affiliation=names.get(str(value_of(row, "affiliation_id", on))),
        since_on=date.fromisoformat(since),
        ended_on=date.fromisoformat(ended) if ended and on is None else None,
    )


def _matching(text: str, on: date | None) -> dict[str, Any]:
    """By part of the name, beginning of the division code, or the whole social credit code."""
    choices = [held("name", {"$regex": re.escape(text)}, on)]
    if text.isascii() and text.isdecimal():
        choices.append(held("division_code", {"$regex": f"^{text}"}, on))
    if len(text) == 18:
        choices.append({"uscc": text.upper()})
    return {"$or": choices}


def _sorted(sort: str) -> list[tuple[str, int]]:
    if not sort:
        return [("division_code", 1), ("name", 1), ("_id", 1)]
    return [(sort.lstrip("-"), -1 if sort.startswith("-") else 1), ("_id", 1)]
