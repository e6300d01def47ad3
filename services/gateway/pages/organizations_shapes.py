"""The shapes of organizations on pages."""

from datetime import date, datetime
from typing import Any

from services.gateway.pages.shapes import KindRef, OrgRef, Shape


class Division(Shape):
    """A district, street or community, for choosing a place."""

    id: str
    name: str
    division_code: str | None = None
    kind: str


class TreeNode(Shape):
    """A node of a tree with how many lie below it."""

    id: str
    name: str
    kind: str
    division_code: str | None = None
    status: str
    below_count: int
    has_children: bool


class TreeLevel(Shape):
    """One level of a tree."""

    items: list[TreeNode]
    as_of: date | datetime


class OrganizationRow(OrgRef):
    """An organization in the list."""

    kind: str
    sector_code: str | None = None
    status: str
    division_code: str | None = None
    territory: OrgRef | None = None
    affiliation: OrgRef | None = None
    member_count: int
    since_on: date


class OrganizationPage(Shape):
    """A page of the list."""

    items: list[OrganizationRow]
    total: int
    as_of: date | datetime
    stale: bool = False


class Change(Shape):
    """One field before and after."""

    field: str
    former: str | None = None
    value: str | None = None


class HistoryEntry(Shape):
    """A fact of an organization's life."""

    event_id: str
    type: str
    at: datetime
    effective_on: date | None = None
    actor: str | None = None
    changes: list[Change]


class History(Shape):
    """All facts, newest first."""

    items: list[HistoryEntry]
    as_of: date | datetime


class OrganizationCounts(Shape):
    """What hangs on an organization."""

    below: int
    members: int
    agreements: int
    projects: int
    minutes: int


class OrganizationDetail(OrgRef):
    """An organization with its place in both trees."""

    kind: str
    sector_code: str | None = None
    uscc: str | None = None
    division_code: str | None = None
    status: str
    since_on: date
    ended_on: date | None = None
    affiliation: OrgRef | None = None
    territory: OrgRef | None = None
    territory_path: list[OrgRef]
    affiliation_path: list[OrgRef]
    units: list[OrgRef]
    custodian: OrgRef | None = None
    into: list[OrgRef]
    counts: OrganizationCounts
    recent: list[HistoryEntry]
    as_of: date | datetime


class UnitFigures(Shape):
    """A unit in figures."""

    resource_count: int
    open_offer_count: int
    agreement_count: int
    project_count: int
    enrolled_count: int
    reported_count: int
    minutes: int


class UnitPage(Shape):
    """A unit's page."""

    unit: KindRef
    as_of: datetime
    figures: UnitFigures


class Affected(OrgRef):
    """An organization that goes along with an act."""

    kind: str
    former: OrgRef | None = None
    next: OrgRef | None = None


class AgreementAffected(Shape):
    """An agreement in force whose party the act touches."""

    id: str
    title: str
    status: str


class Blocking(Shape):
    """A rule that would refuse the act."""

    code: str
    params: dict[str, Any]


class ChangePreview(Shape):
    """What a structural act would touch, here and in every other service."""

    change: str
    organization_count: int
    member_count: int
    agreement_count: int
    project_count: int
    session_count: int
    grant_count: int
    organizations: list[Affected]
    agreements: list[AgreementAffected]
    blocking: list[Blocking]
