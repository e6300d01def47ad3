"""Facts about organizations 组织: units, party organizations, communities, streets."""

from datetime import date
from typing import ClassVar

from contracts.types import (
    Code,
    DivisionCode,
    Name,
    No,
    OrganizationKind,
    OrgId,
    OrgIds,
    SectorCode,
    SuperiorLine,
    Uscc,
)
from libs.kernel import Event


class _OfOrganization(Event, abstract=True):
    aggregate: ClassVar[str] = "organization"

    org_id: OrgId


class _Described(_OfOrganization, abstract=True):
    kind: OrganizationKind
    name: Name
    sector_code: SectorCode | None = None
    uscc: Uscc | None = None
    division_code: DivisionCode | None = None
    affiliation_id: OrgId | None = None
    territory_id: OrgId | None = None
    unit_ids: OrgIds = ()


class _Structural(_OfOrganization, abstract=True):
    effective_on: date
    structure_no: No


class OrganizationRegistered(_Described):
    """An organization is on the register and active (启用)."""

    effective_on: date


class OrganizationProposed(_Described):
    """A unit proposed an organization that its superior has yet to approve (待审核)."""


class OrganizationRejected(_OfOrganization):
    """A proposed organization was sent back (退回)."""

    reason_code: Code


class OrganizationRenamed(_OfOrganization):
    """An organization bears another name from a date on (更名)."""

    name: Name
    effective_on: date


class OrganizationAmended(_OfOrganization):
    """Sector, credit code and units of an organization are now these; absent ones are empty."""

    sector_code: SectorCode | None = None
    uscc: Uscc | None = None
    unit_ids: OrgIds = ()


class OrganizationMoved(_Structural):
    """An organization has another superior in one of its two relations, 隶属 or 属地."""

    kind: SuperiorLine
    superior_id: OrgId
    former_id: OrgId | None = None


class OrganizationMerged(_Structural):
    """An organization ended by merging into its heir (并入)."""

    custodian_id: OrgId


class OrganizationSplit(_Structural):
    """An organization was split into others; if it ends, its custodian is the heir (拆分)."""

    into_ids: OrgIds
    ends: bool
    custodian_id: OrgId | None = None


class OrganizationClosed(_Structural):
    """An organization ended without an heir; its custodian clears up (撤销)."""

    custodian_id: OrgId
    reason_code: Code


class DivisionCodeChanged(_OfOrganization):
    """A division bears another code from a date on; absent ``former_code``: it had none."""

    division_code: DivisionCode
    former_code: DivisionCode | None = None
    effective_on: date
