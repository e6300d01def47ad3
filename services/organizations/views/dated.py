"""Stored organizations as they were on a date (None: as they are now)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from libs.kernel import NotFound, Scope
from libs.storage.documents import Reader
from services.organizations.domain import TIMELINES

ORGANIZATIONS = "organizations"
_RELATED = ("territory_id", "affiliation_id", "custodian_id", "unit_ids")


class OrgRef(BaseModel):
    """An organization by name; a community also by its street, as community names repeat."""

    id: str
    name: str
    street: str | None = None


def visible(scope: Scope) -> dict[str, Any]:
    """A filter: in the caller's scope, also while the directory has not heard of it yet."""
    return scope.filter("org_id", "territory_id", "affiliation_id", "unit_ids")


async def seen(
    reader: Reader, org_id: str, scope: Scope, fields: tuple[str, ...] | None = None
) -> dict[str, Any]:
    """The stored organization; raises NotFound when absent or out of the caller's sight."""
    wanted = (*fields, *_RELATED) if fields else None
    rows = await reader.find(ORGANIZATIONS, {"_id": org_id}, limit=1, fields=wanted)
    if rows:
        row = rows[0]
        related = (row["territory_id"], row["affiliation_id"], row["custodian_id"])
        if scope.sees(org_id, *related, *row["unit_ids"]):
            return row
    raise NotFound(kind="Organization", id=org_id)


def held(field: str, wanted: Any, on: date | None) -> dict[str, Any]:
    """A filter: ``field`` was ``wanted`` (a value, or an operator) on that date."""
    if on is None:
        return {field: wanted}
    day = on.isoformat()
    span = {"value": wanted, "from_on": {"$lte": day}, "to_on": {"$gt": day}}
    return {TIMELINES[field]: {"$elemMatch": span}}


def value_of(document: Mapping[str, Any], field: str, on: date | None) -> Any:
    """What ``field`` of a stored organization was on that date; None before it began."""
    if on is None:
        return document.get(field)
    day = on.isoformat()
    for span in reversed(document.get(TIMELINES[field], ())):
        if span["from_on"] <= day:
            return span["value"]
    return None


def began_and_ended(document: Mapping[str, Any]) -> tuple[str, str | None]:
    """The first day, and the day it ended if it has."""
    last = document["statuses"][-1]
    ended = last["from_on"] if document.get("custodian_id") else None
    return str(document["since_on"]), ended


def every(*conditions: dict[str, Any]) -> dict[str, Any]:
    """A filter that wants all of ``conditions``."""
    wanted = [condition for condition in conditions if condition]
    if not wanted:
        return {}
    return wanted[0] if len(wanted) == 1 else {"$and": wanted}


async def refs(reader: Reader, org_ids: Iterable[str | None], on: date | None) -> dict[str, OrgRef]:
    """Names of these organizations on that date, by id."""
    found = await _named(reader, {id_ for id_ in org_ids if id_})
    streets = await _named(
        reader,
        {
            superior
            for document in found.values()
            if document["kind"] == "community"
            and (superior := value_of(document, "territory_id", on))
        },
    )
    return {
        id_: OrgRef(
            id=id_, name=_name(document, on), street=street_of(document, found | streets, on)
        )
        for id_, document in found.items()
    }


def street_of(
    document: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]], on: date | None
) -> str | None:
    """The street's name of a community."""
    if document["kind"] != "community":
        return None
    street = known.get(str(value_of(document, "territory_id", on)))
    return _name(street, on) if street is not None else None


def _name(document: Mapping[str, Any], on: date | None) -> str:
    """Before its first day an organization is spoken of by its first name."""
    return str(value_of(document, "name", on) or document["names"][0]["value"])


async def _named(reader: Reader, ids: set[str]) -> dict[str, dict[str, Any]]:
    if not ids:
        return {}
    rows = await reader.find(
        ORGANIZATIONS,
        {"_id": {"$in": sorted(ids)}},
        limit=0,
        fields=("kind", "name", "names", "territory_id", "territories"),
    )
    return {row["_id"]: row for row in rows}
