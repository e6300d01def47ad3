"""The one published read model: organizations as every service keeps them for scope and guards."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from contracts.events.organizations import (
    DivisionCodeChanged,
    OrganizationAmended,
    OrganizationClosed,
    OrganizationMerged,
    OrganizationMoved,
    OrganizationProposed,
    OrganizationRegistered,
    OrganizationRejected,
    OrganizationRenamed,
    OrganizationSplit,
)
from libs.kernel import Event, EventMeta, Put, ViewWrite

VIEW: Final = "organizations"

END_FACTS: Final[tuple[type[Event], ...]] = (
    OrganizationMerged,
    OrganizationSplit,
    OrganizationClosed,
)
"""Facts that may end an organization; a split does so only if it says so."""

ORG_FACTS: Final[tuple[type[Event], ...]] = (
    OrganizationRegistered,
    OrganizationProposed,
    OrganizationRejected,
    OrganizationRenamed,
    OrganizationAmended,
    OrganizationMoved,
    DivisionCodeChanged,
    *END_FACTS,
)
"""Facts from which OrgView is kept."""


class OrgView(BaseModel):
    """An organization as last heard of; ``seq`` is the place of that fact in its history."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    org_id: str
    kind: str = ""
    name: str = ""
    status: str = "active"
    sector_code: str | None = None
    uscc: str | None = None
    division_code: str | None = None
    affiliation_id: str | None = None
    territory_id: str | None = None
    unit_ids: tuple[str, ...] = ()
    custodian_id: str | None = None
    effective_on: date | None = None
    closed_on: date | None = None
    structure_no: int = 0
    seq: int = 0


def project_organization(event: Event, meta: EventMeta) -> Iterable[ViewWrite]:
    """The fact as absolute writes to the view ``organizations``; other facts write nothing."""
    fields_of = _FIELDS.get(type(event))
    if fields_of is None:
        return
    fields = {"org_id": meta.aggregate_id, **fields_of(event), "seq": meta.seq}
    yield Put(VIEW, meta.aggregate_id, fields)


def _described(event: Any, status: str) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "name": event.name,
        "status": status,
        "sector_code": event.sector_code,
        "uscc": event.uscc,
        "division_code": event.division_code,
        "affiliation_id": event.affiliation_id,
        "territory_id": event.territory_id,
        "unit_ids": list(event.unit_ids),
    }


def _proposed(event: OrganizationProposed) -> dict[str, Any]:
    return _described(event, "pending")


def _registered(event: OrganizationRegistered) -> dict[str, Any]:
    return {**_described(event, "active"), "effective_on": event.effective_on.isoformat()}


def _rejected(_event: OrganizationRejected) -> dict[str, Any]:
    return {"status": "rejected"}


def _renamed(event: OrganizationRenamed) -> dict[str, Any]:
    return {"name": event.name}


def _amended(event: OrganizationAmended) -> dict[str, Any]:
    return {
        "sector_code": event.sector_code,
        "uscc": event.uscc,
        "unit_ids": list(event.unit_ids),
    }


def _moved(event: OrganizationMoved) -> dict[str, Any]:
    return {f"{event.kind}_id": event.superior_id, "structure_no": event.structure_no}


def _recoded(event: DivisionCodeChanged) -> dict[str, Any]:
    return {"division_code": event.division_code}


def _ended(event: OrganizationMerged | OrganizationClosed) -> dict[str, Any]:
    return {
        "status": "merged" if isinstance(event, OrganizationMerged) else "closed",
        "custodian_id": event.custodian_id,
        "closed_on": event.effective_on.isoformat(),
        "structure_no": event.structure_no,
    }


def _split(event: OrganizationSplit) -> dict[str, Any]:
    if not event.ends:
        return {"structure_no": event.structure_no}
    return {
        "status": "split",
        "custodian_id": event.custodian_id,
        "closed_on": event.effective_on.isoformat(),
        "structure_no": event.structure_no,
    }


_FIELDS: Final[dict[type[Event], Callable[[Any], dict[str, Any]]]] = {
    OrganizationRegistered: _registered,
    OrganizationProposed: _proposed,
    OrganizationRejected: _rejected,
    OrganizationRenamed: _renamed,
    OrganizationAmended: _amended,
    OrganizationMoved: _moved,
    DivisionCodeChanged: _recoded,
    OrganizationMerged: _ended,
    OrganizationClosed: _ended,
    OrganizationSplit: _split,
}
