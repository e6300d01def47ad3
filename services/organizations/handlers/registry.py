"""Entering, approving and correcting organizations."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel

from contracts.types import OrgId
from libs.kernel import Access, Clock, FieldFault, Repository, derive_id, new_id
from services.organizations.commands import (
    AmendOrganization,
    ApproveOrganization,
    ChangeDivisionCode,
    Described,
    ImportOrganization,
    ProposeOrganization,
    RegisterOrganization,
    RejectOrganization,
    RenameOrganization,
)
from services.organizations.domain import (
    DivisionTaken,
    Organization,
    Place,
    Surroundings,
    UnknownSuperior,
)

Organizations = Repository[Organization]


class Registered(BaseModel):
    """Where an organization is found, and whether it is new."""

    org_id: OrgId
    outcome: Literal["registered", "unchanged"]


async def register_organization(
    cmd: RegisterOrganization, organizations: Organizations, access: Access, clock: Clock
) -> Registered:
    around = await _around(cmd, organizations)
    access.require(cmd, *_line(around.territory), *_line(around.affiliation))
    known = await organizations.find(cmd.target) if cmd.target else None
    org_id = cmd.target or OrgId(new_id())
    if known is not None and not known.registered_as(cmd):
        org_id = _second_id(cmd, known)
        known = await organizations.find(org_id)
    if known is not None:
        if not known.registered_as(cmd):
            raise _division_taken(cmd)
        return Registered(org_id=known.org_id, outcome="unchanged")
    on = cmd.effective_on or clock.today()
    await organizations.save(Organization.register(org_id, cmd, around, on, clock.today()))
    return Registered(org_id=org_id, outcome="registered")


async def import_organization(
    cmd: ImportOrganization, organizations: Organizations, access: Access, clock: Clock
) -> Registered:
    return await register_organization(cmd, organizations, access, clock)


async def propose_organization(
    cmd: ProposeOrganization, organizations: Organizations, access: Access, clock: Clock
) -> str:
    around = await _around(cmd, organizations)
    places = (around.territory, around.affiliation, *around.units)
    access.require(cmd, *(id_ for place in places for id_ in _line(place)))
    organization = Organization.propose(OrgId(new_id()), cmd, around, clock.today())
    await organizations.save(organization)
    return organization.org_id


async def approve_organization(
    cmd: ApproveOrganization, organizations: Organizations, access: Access, clock: Clock
) -> None:
    organization = await organizations.get(cmd.org_id)
    access.require(cmd, *organization.reach)
    around = Surroundings(
        await _place(organizations, organization.territory_id, "/territory_id"),
        await _place(organizations, organization.affiliation_id, "/affiliation_id"),
    )
    organization.approve(around, cmd.effective_on or clock.today(), clock.today())
    await organizations.save(organization)


async def reject_organization(
    cmd: RejectOrganization, organizations: Organizations, access: Access
) -> None:
    organization = await organizations.get(cmd.org_id)
    access.require(cmd, *organization.reach)
    organization.reject(cmd.reason_code)
    await organizations.save(organization)


async def rename_organization(
    cmd: RenameOrganization, organizations: Organizations, access: Access, clock: Clock
) -> None:
    organization = await organizations.get(cmd.org_id)
    access.require(cmd, *organization.reach)
    organization.rename(cmd.name, cmd.effective_on or clock.today(), clock.today())
    await organizations.save(organization)


async def amend_organization(
    cmd: AmendOrganization, organizations: Organizations, access: Access, clock: Clock
) -> None:
    organization = await organizations.get(cmd.org_id)
    access.require(cmd, *organization.reach)
    named = cmd.model_fields_set
    unit_ids = cmd.unit_ids if "unit_ids" in named else organization.unit_ids
    organization.amend(
        cmd.sector_code if "sector_code" in named else organization.sector_code,
        cmd.uscc if "uscc" in named else organization.uscc,
        unit_ids,
        # Units covered already may have ended since; only those newly named are judged.
        await _units(organizations, unit_ids, organization.unit_ids),
        clock.today(),
    )
    await organizations.save(organization)


async def change_division_code(
    cmd: ChangeDivisionCode, organizations: Organizations, access: Access, clock: Clock
) -> None:
    organization = await organizations.get(cmd.org_id)
    access.require(cmd, *organization.place.line)
    on = cmd.effective_on or clock.today()
    organization.change_division_code(cmd.division_code, on, clock.today())
    await organizations.save(organization)


async def _around(cmd: Described, organizations: Organizations) -> Surroundings:
    return Surroundings(
        await _place(organizations, cmd.territory_id, "/territory_id"),
        await _place(organizations, cmd.affiliation_id, "/affiliation_id"),
        await _units(organizations, cmd.unit_ids, ()),
    )


async def _place(organizations: Organizations, org_id: str | None, pointer: str) -> Place | None:
    if org_id is None:
        return None
    found = await organizations.find(org_id)
    if found is None:
        fault = FieldFault(pointer=pointer, code=UnknownSuperior.code)
        raise UnknownSuperior(errors=(fault,))
    return found.place


async def _units(
    organizations: Organizations, unit_ids: Iterable[str], known: Iterable[str]
) -> tuple[Place | None, ...]:
    covered = set(known)
    found = [await organizations.find(id_) for id_ in unit_ids if id_ not in covered]
    return tuple(unit.place if unit is not None else None for unit in found)


def _line(place: Place | None) -> tuple[str | None, ...]:
    return place.line if place is not None else ()


def _second_id(cmd: RegisterOrganization, known: Organization) -> OrgId:
    """Codes are given out again: the later division of a code has an id of its own."""
    if cmd.division_code is None or known.holds_division_code(cmd.division_code):
        raise _division_taken(cmd)
    return OrgId(derive_id(known.org_id, cmd.effective_on, cmd.name))


def _division_taken(cmd: RegisterOrganization) -> DivisionTaken:
    code = cmd.division_code or ""
    fault = FieldFault(
        pointer="/division_code", code=DivisionTaken.code, params={"division_code": code}
    )
    return DivisionTaken(errors=(fault,), division_code=code)
