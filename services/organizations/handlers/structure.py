"""Moving, merging, splitting, closing: one at a time, each judged on what the last one left."""

from dataclasses import replace
from datetime import date

from libs.kernel import Access, Clock, FieldFault, NotFound, Repository
from services.organizations.commands import (
    CloseOrganization,
    MergeOrganization,
    MoveOrganization,
    MoveToCustodian,
    SplitOrganization,
)
from services.organizations.domain import (
    LINES,
    Act,
    HeirNamedWrongly,
    Organization,
    Place,
    Structure,
    above,
    heir,
)

Organizations = Repository[Organization]


async def move_organization(
    cmd: MoveOrganization,
    organizations: Organizations,
    structure: Structure,
    access: Access,
    clock: Clock,
) -> None:
    act = await _next_act(structure, clock, cmd.effective_on)
    organization = await organizations.get(cmd.org_id)
    access.require(cmd, *organization.place.line)
    superior = await _standing(structure, cmd.superior_id)
    access.require(cmd, *superior.line)
    organization.move(cmd.kind, superior, await above(structure, superior, cmd.kind), act)
    await organizations.save(organization)


async def move_to_custodian(
    cmd: MoveToCustodian, organizations: Organizations, structure: Structure, clock: Clock
) -> None:
    act = await _next_act(structure, clock, cmd.effective_on)
    organization = await organizations.get(cmd.org_id)
    successor = await heir(structure, cmd.ended_id)
    if successor is None or successor.org_id == cmd.ended_id:
        return
    for line in LINES:
        over = await above(structure, successor, line)
        if organization.follow_custodian(line, cmd.ended_id, successor, over, act):
            act = replace(act, structure_no=act.structure_no + 1)
    await organizations.save(organization)


async def merge_organization(
    cmd: MergeOrganization,
    organizations: Organizations,
    structure: Structure,
    access: Access,
    clock: Clock,
) -> None:
    act = await _next_act(structure, clock, cmd.effective_on)
    organization = await organizations.get(cmd.org_id)
    access.require(cmd, *organization.place.line)
    successor = await _standing(structure, cmd.custodian_id)
    access.require(cmd, *successor.line)
    organization.merge(successor, await above(structure, successor), act)
    await organizations.save(organization)


async def split_organization(
    cmd: SplitOrganization,
    organizations: Organizations,
    structure: Structure,
    access: Access,
    clock: Clock,
) -> None:
    if cmd.ends != (cmd.custodian_id is not None):
        fault = FieldFault(pointer="/custodian_id", code=HeirNamedWrongly.code)
        raise HeirNamedWrongly(errors=(fault,))
    act = await _next_act(structure, clock, cmd.effective_on)
    organization = await organizations.get(cmd.org_id)
    access.require(cmd, *organization.place.line)
    parts, over = [], set[str]()
    for part_id in dict.fromkeys(cmd.into_ids):
        part = await _standing(structure, part_id)
        access.require(cmd, *part.line)
        parts.append(part)
        if cmd.ends:
            over |= await above(structure, part)
    organization.split(parts, cmd.custodian_id, over, act)
    await organizations.save(organization)


async def close_organization(
    cmd: CloseOrganization,
    organizations: Organizations,
    structure: Structure,
    access: Access,
    clock: Clock,
) -> None:
    act = await _next_act(structure, clock, cmd.effective_on)
    organization = await organizations.get(cmd.org_id)
    access.require(cmd, *organization.place.line)
    custodian = await _custodian(cmd, organization, structure)
    if custodian.org_id != organization.superior_id:
        access.require(cmd, *custodian.line)
    organization.close(
        custodian,
        await above(structure, custodian),
        await structure.subordinate_count(cmd.org_id),
        cmd.reason_code,
        act,
    )
    await organizations.save(organization)


async def _custodian(
    cmd: CloseOrganization, organization: Organization, structure: Structure
) -> Place:
    if cmd.custodian_id is not None:
        return await _standing(structure, cmd.custodian_id)
    superior = organization.superior_id
    found = await heir(structure, superior) if superior is not None else None
    if found is None:
        fault = FieldFault(pointer="/custodian_id", code="field.missing")
        raise HeirNamedWrongly(errors=(fault,))
    return found


async def _next_act(structure: Structure, clock: Clock, on: date | None) -> Act:
    """Read before anything else: whatever is judged afterwards is at least as new."""
    today = clock.today()
    return Act(on or today, today, await structure.latest() + 1)


async def _standing(structure: Structure, org_id: str) -> Place:
    place = await structure.place(org_id)
    if place is None:
        raise NotFound(kind="Organization", id=org_id)
    return place
