"""One organization as it stood on any date, and all that ever happened to it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import orjson
from pydantic import BaseModel

from libs.kernel import NotFound, Scope
from libs.storage.documents import Reader
from services.organizations.domain import LINES, Line
from services.organizations.views.dated import (
    ORGANIZATIONS,
    OrgRef,
    began_and_ended,
    refs,
    seen,
    value_of,
)
from services.organizations.views.lists import Lists, Wanted


class Counts(BaseModel):
    """How many active organizations stand below it, in either relation, at any depth."""

    below: int


class OrganizationDetail(OrgRef):
    """An organization with its place in both trees, from the top down."""

    kind: str
    sector_code: str | None = None
    uscc: str | None = None
    division_code: str | None = None
    status: str
    since_on: date
    ended_on: date | None = None
    reason_code: str | None = None
    affiliation: OrgRef | None = None
    territory: OrgRef | None = None
    territory_path: list[OrgRef]
    affiliation_path: list[OrgRef]
    units: list[OrgRef]
    custodian: OrgRef | None = None
    into: list[OrgRef]
    structure_no: int
    version: int
    counts: Counts
    as_of: date


class Change(BaseModel):
    """One field before and after; organizations by name."""

    field: str
    former: str | None = None
    value: str | None = None


class HistoryEntry(BaseModel):
    """A fact of an organization's life."""

    event_id: str
    seq: int
    type: str
    at: datetime
    effective_on: date | None = None
    actor: str | None = None
    changes: list[Change]


class History(BaseModel):
    """All facts, newest first."""

    items: list[HistoryEntry]
    as_of: datetime


class Details:
    """Query: one organization."""

    def __init__(self, reader: Reader) -> None:
        """Reads own documents and the journal."""
        self._reader = reader

    async def detail(
        self, org_id: str, on: date | None, today: date, scope: Scope
    ) -> OrganizationDetail:
        """Raises NotFound when absent, out of sight, or not yet in being on that date."""
        row = await seen(self._reader, org_id, scope)
        if value_of(row, "status", on) is None:
            raise NotFound(kind="Organization", id=org_id)
        paths = {line: await self._path(row, line, on) for line in LINES}
        units = value_of(row, "unit_ids", on) or []
        named = (org_id, row["custodian_id"], *paths["territory"], *paths["affiliation"])
        names = await refs(self._reader, (*named, *units, *row["into_ids"]), on)
        since, ended = began_and_ended(row)
        return OrganizationDetail(
            **names[org_id].model_dump(),
            **{name: value_of(row, name, on) for name in _PLAIN},
            kind=row["kind"],
            since_on=date.fromisoformat(since),
            ended_on=date.fromisoformat(ended) if ended else None,
            reason_code=row["reason_code"],
            affiliation=names.get(str(value_of(row, "affiliation_id", on))),
            territory=names.get(str(value_of(row, "territory_id", on))),
            territory_path=_known(names, paths["territory"]),
            affiliation_path=_known(names, paths["affiliation"]),
            units=_known(names, units),
            custodian=names.get(str(row["custodian_id"])),
            into=_known(names, row["into_ids"]),
            structure_no=row["structure_no"],
            version=row["_v"],
            counts=Counts(below=await self._below(org_id, on, scope)),
            as_of=on or today,
        )

    async def _below(self, org_id: str, on: date | None, scope: Scope) -> int:
        lists = Lists(self._reader)
        under = Wanted(on=on, under=org_id, status=("active",))
        if not await self._reader.count(ORGANIZATIONS, await lists.query(under, scope)):
            return 0
        deep = under.model_copy(update={"deep": True})
        return await self._reader.count(ORGANIZATIONS, await lists.query(deep, scope))

    async def _path(self, row: dict[str, Any], line: Line, on: date | None) -> list[str]:
        """Ids of all above it in that relation, the topmost first."""
        superior, found = f"{line}_id", list[str]()
        here = value_of(row, superior, on)
        while here and here not in found:
            found.append(here)
            above = await self._reader.get(ORGANIZATIONS, here)
            here = value_of(above, superior, on) if above is not None else None
        return found[::-1]

    async def history(self, org_id: str, scope: Scope, now: datetime) -> History:
        """Every fact with what it changed; the journal is the source."""
        await seen(self._reader, org_id, scope, ("kind",))
        rows = await self._reader.find("outbox", {"agg": org_id}, sort=[("seq", 1)], limit=0)
        bodies = [orjson.loads(bytes(row["body"])) for row in rows]
        named = (id_ for body in bodies for id_ in _organizations_in(body))
        names = {id_: ref.name for id_, ref in (await refs(self._reader, named, None)).items()}
        state: dict[str, Any] = {}
        entries = []
        for row, body in zip(rows, bodies, strict=True):
            entries.append(_entry(row, body, state, names))
        return History(items=entries[::-1], as_of=now)


def _known(names: Mapping[str, OrgRef], ids: list[str]) -> list[OrgRef]:
    return [names[id_] for id_ in ids if id_ in names]


_PLAIN = ("sector_code", "uscc", "division_code", "status")
_SUPERIORS = ("territory_id", "affiliation_id", "superior_id", "former_id", "custodian_id")
_LISTS = ("unit_ids", "into_ids")
_SAID = (
    "kind",
    "name",
    "sector_code",
    "uscc",
    "division_code",
    "territory_id",
    "affiliation_id",
    "unit_ids",
    "into_ids",
    "custodian_id",
    "reason_code",
)


def _organizations_in(body: Mapping[str, Any]) -> list[str]:
    single = [body[name] for name in _SUPERIORS if body.get(name)]
    return single + [id_ for name in _LISTS for id_ in body.get(name) or ()]


def _entry(
    row: Mapping[str, Any], body: dict[str, Any], state: dict[str, Any], names: Mapping[str, str]
) -> HistoryEntry:
    said = _said(row["type"], body)
    changes = []
    for field, value in said.items():
        former, after = _text(state.get(field), names), _text(value, names)
        if former != after:
            changes.append(Change(field=field.removesuffix("_id"), former=former, value=after))
    state.update(said)
    effective = body.get("effective_on")
    return HistoryEntry(
        event_id=row["_id"],
        seq=row["seq"],
        type=row["type"],
        at=row["at"],
        effective_on=date.fromisoformat(effective) if effective else None,
        actor=row["hdr"].get("ce_actorid") or None,
        changes=changes,
    )


def _said(type_: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """What the fact says of the organization afterwards; a move says which relation by its kind."""
    if type_ == "organizations.organization-moved":
        return {f"{body['kind']}_id": body["superior_id"]}
    if type_ == "organizations.organization-amended":
        return {name: body.get(name) for name in ("sector_code", "uscc", "unit_ids")}
    return {name: body[name] for name in _SAID if name in body}


def _text(value: Any, names: Mapping[str, str]) -> str | None:
    if isinstance(value, list):
        return "、".join(names.get(id_, id_) for id_ in value) or None
    return names.get(value, value) if value else None
