"""One function per command: load, ask, save."""

from contracts.directory import OrgView
from contracts.tree import Directory, OrganizationEnded, require_known
from contracts.types import MemberId, OrgId, RegistrationId
from libs.kernel import Access, Clock, FieldFault, NotFound, Repository, Stamp, new_id
from services.registrations.commands import (
    AcceptMove,
    AcceptReport,
    CancelRegistration,
    DeclineMove,
    DeclineReport,
    EnrolMember,
    ReleaseMove,
    ReportToCommunity,
    RequestMove,
    VerifyReport,
)
from services.registrations.domain import (
    BranchEnded,
    CommunityEnded,
    ConsentMissing,
    Member,
    NotABranch,
    NotACommunity,
    NotAUnit,
    NotOfThisUnit,
    Person,
    Policy,
    ReceiptNumbers,
    Registration,
    SameCommunity,
    Sealer,
    identity_number,
)
from services.registrations.domain.member import BRANCHES, UNITS


async def enrol_member(
    cmd: EnrolMember,
    members: Repository[Member],
    access: Access,
    directory: Directory,
    sealer: Sealer,
    clock: Clock,
) -> str:
    access.require(cmd, cmd.branch_id)
    branch = _branch(directory, cmd.branch_id)
    unit_id = cmd.unit_id
    if unit_id is not None:
        if unit_id not in branch.unit_ids and not access.sees(unit_id):
            # Members see what is their unit's: nobody is enrolled into a unit of others.
            raise NotFound(unit_id=unit_id)
        _check_unit(directory, unit_id)
    elif len(branch.unit_ids) == 1:
        unit_id = OrgId(branch.unit_ids[0])
    person = Person(
        name=cmd.name,
        identity_no=identity_number(cmd.identity_no, clock.today()),
        phone=cmd.phone,
    )
    member = Member.enrol(
        MemberId(new_id()),
        person,
        sealer,
        kind=cmd.kind,
        branch_id=cmd.branch_id,
        unit_id=unit_id,
        on=clock.today(),
    )
    await members.save(member)
    return member.member_id


def _branch(directory: Directory, branch_id: str) -> OrgView:
    try:
        branch = directory.active(branch_id)
    except OrganizationEnded as ended:
        raise BranchEnded(name=directory.name(branch_id)) from ended
    if branch.kind not in BRANCHES:
        fault = FieldFault(pointer="/branch_id", code=NotABranch.code)
        raise NotABranch(errors=(fault,), name=branch.name)
    return branch


def _check_unit(directory: Directory, unit_id: str) -> None:
    try:
        unit = directory.active(unit_id)
    except OrganizationEnded:
        unit = None
    if unit is None or unit.kind not in UNITS:
        fault = FieldFault(pointer="/unit_id", code=NotAUnit.code)
        raise NotAUnit(errors=(fault,), name=directory.name(unit_id))


async def report_to_community(
    cmd: ReportToCommunity,
    registrations: Repository[Registration],
    members: Repository[Member],
    access: Access,
    directory: Directory,
    policy: Policy,
    clock: Clock,
) -> str:
    access.require(cmd, member_id=cmd.member_id)
    member = await members.get(cmd.member_id)
    if cmd.consent_no != policy.consent_no:
        raise ConsentMissing(consent_no=policy.consent_no)
    require_known(directory, access, cmd.community_id)
    _check_community(directory, cmd.community_id)
    registration = Registration.report(
        RegistrationId(new_id()),
        member_id=cmd.member_id,
        kind=cmd.kind,
        community_id=cmd.community_id,
        unit_id=member.unit_id,
        branch_id=member.branch_id,
        consent_no=cmd.consent_no,
        proven=policy.enrolment_is_proof,
        at=clock.now(),
    )
    await registrations.save(registration)
    return registration.registration_id


def _check_community(directory: Directory, community_id: str) -> None:
    try:
        community = directory.active(community_id)
    except OrganizationEnded as ended:
        heir = directory.resolve(community_id)
        raise CommunityEnded(
            name=directory.name(community_id), heir_id=heir, heir=directory.name(heir)
        ) from ended
    if community.kind != "community":
        fault = FieldFault(pointer="/community_id", code=NotACommunity.code)
        raise NotACommunity(errors=(fault,), community_id=community_id, name=community.name)


async def verify_report(
    cmd: VerifyReport,
    registrations: Repository[Registration],
    members: Repository[Member],
    access: Access,
) -> None:
    registration = await registrations.get(cmd.registration_id)
    access.require(cmd, registration.branch_id, registration.unit_id)
    member = await members.get(registration.member_id)
    if (member.branch_id, member.unit_id) != (registration.branch_id, registration.unit_id):
        raise NotOfThisUnit(member_id=member.member_id)
    registration.verify(cmd.cause_code)
    await registrations.save(registration)


async def accept_report(
    cmd: AcceptReport,
    registrations: Repository[Registration],
    access: Access,
    directory: Directory,
    receipts: ReceiptNumbers,
    clock: Clock,
) -> None:
    registration = await registrations.get(cmd.registration_id)
    access.require(cmd, registration.community_id)
    district = _district(directory, registration.community_id)
    number = await receipts.take(district, clock.today())
    registration.accept(number, clock.today())
    await registrations.save(registration)


def _district(directory: Directory, community_id: str) -> str:
    """The first six digits of the nearest division code upwards."""
    for org_id in (community_id, *directory.above(community_id)):
        organization = directory.get(org_id)
        if organization is not None and organization.division_code:
            return organization.division_code[:6]
    return "000000"


async def decline_report(
    cmd: DeclineReport, registrations: Repository[Registration], access: Access
) -> None:
    registration = await registrations.get(cmd.registration_id)
    access.require(cmd, registration.branch_id, registration.community_id)
    registration.decline(cmd.reason_code)
    await registrations.save(registration)


async def request_move(
    cmd: RequestMove,
    registrations: Repository[Registration],
    access: Access,
    directory: Directory,
    clock: Clock,
) -> None:
    registration = await registrations.get(cmd.registration_id)
    access.require(cmd, member_id=registration.member_id)
    require_known(directory, access, cmd.to_id)
    _check_community(directory, cmd.to_id)
    if directory.resolve(registration.community_id) == cmd.to_id:
        raise SameCommunity(community_id=cmd.to_id, name=directory.name(cmd.to_id))
    registration.request_move(cmd.to_id, clock.now())
    await registrations.save(registration)


async def release_move(
    cmd: ReleaseMove, registrations: Repository[Registration], access: Access
) -> None:
    registration = await registrations.get(cmd.registration_id)
    access.require(cmd, registration.community_id)
    registration.release_move()
    await registrations.save(registration)


async def accept_move(
    cmd: AcceptMove,
    registrations: Repository[Registration],
    access: Access,
    directory: Directory,
    receipts: ReceiptNumbers,
    clock: Clock,
) -> None:
    registration = await registrations.get(cmd.registration_id)
    access.require(cmd, registration.to_id or registration.community_id)
    district = _district(directory, registration.to_id or registration.community_id)
    number = await receipts.take(district, clock.today())
    registration.accept_move(number, clock.today())
    await registrations.save(registration)


async def decline_move(
    cmd: DeclineMove, registrations: Repository[Registration], access: Access
) -> None:
    registration = await registrations.get(cmd.registration_id)
    access.require(
        cmd, registration.to_id or registration.community_id, member_id=registration.member_id
    )
    registration.decline_move(cmd.reason_code)
    await registrations.save(registration)


async def cancel_registration(
    cmd: CancelRegistration,
    registrations: Repository[Registration],
    access: Access,
    stamp: Stamp,
    clock: Clock,
) -> None:
    registration = await registrations.get(cmd.registration_id)
    access.require(
        cmd, registration.unit_id, registration.community_id, member_id=registration.member_id
    )
    by_member = stamp.member_id == registration.member_id
    registration.cancel(cmd.reason_code, clock.today(), by_member=by_member)
    await registrations.save(registration)


HANDLERS = (
    enrol_member,
    report_to_community,
    verify_report,
    accept_report,
    decline_report,
    request_move,
    release_move,
    accept_move,
    decline_move,
    cancel_registration,
)
