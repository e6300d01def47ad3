"""Obeying commands about sessions."""

from contracts.tree import Directory, OrganizationEnded, require_known
from contracts.types import SessionId
from libs.kernel import Access, Clock, FieldFault, NotSeenYet, Repository, new_id
from services.activities.commands import (
    CancelSession,
    CancelSignUp,
    CloseSession,
    OpenSession,
    SignUp,
)
from services.activities.domain import (
    BusyHours,
    CommunityEnded,
    ForeignAgreement,
    MemberSeen,
    MembersSeen,
    NotACommunity,
    NotRegistered,
    Overlap,
    Plan,
    ProjectNotOpen,
    ProjectsSeen,
    Session,
    check_window,
)


async def open_session(
    cmd: OpenSession,
    sessions: Repository[Session],
    access: Access,
    directory: Directory,
    projects: ProjectsSeen,
    clock: Clock,
) -> str:
    access.require(cmd, cmd.owner_id)
    check_window(cmd.window, clock.now())
    require_known(directory, access, cmd.community_id)
    for org_id in (cmd.community_id, cmd.owner_id):
        try:
            directory.active(org_id)
        except OrganizationEnded as ended:
            raise CommunityEnded(name=directory.name(org_id)) from ended
    _check_community(directory, cmd.community_id)
    agreement_id = await _agreement(cmd, projects, access)
    plan = Plan.model_validate({**cmd.model_dump(), "agreement_id": agreement_id})
    session = Session.open(SessionId(new_id()), plan, clock.now())
    await sessions.save(session)
    return session.session_id


def _check_community(directory: Directory, community_id: str) -> None:
    community = directory.active(community_id)
    if community.kind != "community":
        fault = FieldFault(pointer="/community_id", code=NotACommunity.code)
        raise NotACommunity(errors=(fault,), name=community.name)


async def _agreement(cmd: OpenSession, projects: ProjectsSeen, access: Access) -> str | None:
    """That of the cited project, which is open; without a project none can be served."""
    if cmd.project_id is None:
        if cmd.agreement_id is not None:
            fault = FieldFault(pointer="/agreement_id", code=ForeignAgreement.code)
            raise ForeignAgreement(errors=(fault,))
        return None
    project = await projects.get(cmd.project_id)
    if not access.sees(*project.party_ids):
        # As for one unheard of: a session cites no project of others, and tells none.
        raise NotSeenYet(project_id=cmd.project_id)
    if not project.open:
        raise ProjectNotOpen(project_id=cmd.project_id)
    return project.agreement_id


async def sign_up(
    cmd: SignUp,
    sessions: Repository[Session],
    access: Access,
    members: MembersSeen,
    directory: Directory,
    busy: BusyHours,
    clock: Clock,
) -> None:
    session = await sessions.get(cmd.session_id)
    member = await members.get(cmd.member_id)
    access.require(cmd, member.unit_id, member_id=cmd.member_id)
    if not _may_serve(member, session, directory):
        seen = access.sees(session.plan.owner_id, session.plan.community_id)
        raise NotRegistered(
            title=session.plan.title if seen else None,
            community=directory.name(session.plan.community_id),
        )
    session.sign_up(cmd.member_id, clock.now())
    try:
        await sessions.save(session)
    except Overlap as refusal:
        other = await busy.holder(cmd.member_id, session.window, but=cmd.session_id)
        if other is None:
            raise
        raise Overlap(title=other.title, span=other.span, session_id=other.session_id) from refusal


def _may_serve(member: MemberSeen, session: Session, directory: Directory) -> bool:
    """Accepted at the session's community or its heir; or, accepted anywhere, with its own unit."""
    if session.plan.owner_id in {member.unit_id, member.branch_id}:
        return bool(member.places)
    here = directory.resolve(session.plan.community_id)
    return here in {directory.resolve(place) for place in member.places}


async def cancel_sign_up(
    cmd: CancelSignUp, sessions: Repository[Session], access: Access, clock: Clock
) -> None:
    session = await sessions.get(cmd.session_id)
    access.require(cmd, session.plan.community_id, member_id=cmd.member_id)
    session.cancel_sign_up(cmd.member_id, cmd.cause_code, clock.now())
    await sessions.save(session)


async def cancel_session(cmd: CancelSession, sessions: Repository[Session], access: Access) -> None:
    session = await sessions.get(cmd.session_id)
    access.require(cmd, session.plan.owner_id, session.plan.community_id)
    session.cancel(cmd.reason_code)
    await sessions.save(session)


async def close_session(
    cmd: CloseSession, sessions: Repository[Session], access: Access, clock: Clock
) -> None:
    session = await sessions.get(cmd.session_id)
    access.require(cmd, session.plan.owner_id, session.plan.community_id)
    session.close(clock.now())
    await sessions.save(session)
