"""The door: members and registrations over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from contracts.types import Code, MemberId, OrgId, RegistrationId
from libs.kernel import NotFound, NotSeenYet, SeenText
from libs.web import CallerScope, Execute, ReaderOf, problems
from libs.web.bulk import BulkAnswer, ExecuteEach
from services.registrations.commands import (
    AcceptMove,
    AcceptReport,
    CancelRegistration,
    DeclineMove,
    DeclineReport,
    EnrolMember,
    Phone,
    ReleaseMove,
    ReportToCommunity,
    RequestMove,
    VerifyReport,
)
from services.registrations.domain import (
    AlreadyAccepted,
    AlreadyEnrolled,
    AlreadyReported,
    BranchEnded,
    CommunityEnded,
    ConsentMissing,
    InvalidIdentity,
    MoveNotAsked,
    NotABranch,
    NotAccepted,
    NotACommunity,
    NotAUnit,
    NotOfThisUnit,
    NotReleased,
    NotVerified,
    ReasonNotAllowed,
    SameCommunity,
    TooManyMoves,
)
from services.registrations.settings import Settings
from services.registrations.views import (
    MemberDetail,
    MemberName,
    MemberQueries,
    RegistrationDetail,
    RegistrationQueries,
    field_sealer,
)

members = APIRouter(prefix="/members", tags=["members"])
registrations = APIRouter(prefix="/registrations", tags=["registrations"])


class MemberRef(BaseModel):
    """The member just enrolled."""

    member_id: MemberId


class RegistrationRef(BaseModel):
    """The registration just begun."""

    registration_id: RegistrationId


class VerificationBody(BaseModel):
    """On what ground the unit vouches."""

    cause_code: Code = "unit"


class ReasonBody(BaseModel):
    """Why."""

    reason_code: Code


class MoveBody(BaseModel):
    """Where to."""

    to_id: OrgId


class AcceptancesBody(BaseModel):
    """Which reports to accept, each for itself."""

    registration_ids: Annotated[list[RegistrationId], Field(min_length=1, max_length=100)]


class NamesBody(BaseModel):
    """Whose names are wanted."""

    member_ids: Annotated[list[MemberId], Field(max_length=1000)]


class NamedBody(BaseModel):
    """A part of a name, two characters or more; spaces and dots are not counted."""

    name: Annotated[SeenText, Field(min_length=2, max_length=60)]


class PhoneBody(BaseModel):
    """Whom a phone belongs to."""

    phone: Phone


class NamesAnswer(BaseModel):
    """Names of those that the caller may see."""

    items: list[MemberName]


class MembersAnswer(BaseModel):
    """Members that the caller may see."""

    items: list[MemberDetail]


async def _member_queries(request: Request, reader: ReaderOf) -> MemberQueries:
    settings: Settings = request.app.state.running.service.settings
    return MemberQueries(reader, field_sealer(settings.field_key_file))


async def _registration_queries(reader: ReaderOf) -> RegistrationQueries:
    return RegistrationQueries(reader)


Members = Annotated[MemberQueries, Depends(_member_queries)]
Registrations = Annotated[RegistrationQueries, Depends(_registration_queries)]


@members.post(
    "",
    status_code=201,
    responses=problems(
        NotFound, InvalidIdentity, AlreadyEnrolled, BranchEnded, NotABranch, NotAUnit, NotSeenYet
    ),
)
async def enrol_member(body: EnrolMember, execute: Execute) -> MemberRef:
    return MemberRef(member_id=await execute(body))


@members.post("/names")
async def read_names(body: NamesBody, scope: CallerScope, views: Members) -> NamesAnswer:
    return NamesAnswer(items=await views.names(body.member_ids, scope))


@members.post("/named")
async def find_named(body: NamedBody, scope: CallerScope, views: Members) -> NamesAnswer:
    return NamesAnswer(items=await views.named(body.name, scope))


@members.post("/search")
async def search_members(body: PhoneBody, scope: CallerScope, views: Members) -> MembersAnswer:
    return MembersAnswer(items=await views.with_phone(body.phone, scope))


@members.get("/{member_id}", responses=problems(NotFound))
async def read_member(member_id: MemberId, scope: CallerScope, views: Members) -> MemberDetail:
    return await views.detail(member_id, scope)


@registrations.post(
    "",
    status_code=201,
    responses=problems(
        NotFound, AlreadyReported, ConsentMissing, CommunityEnded, NotACommunity, NotSeenYet
    ),
)
async def report_to_community(body: ReportToCommunity, execute: Execute) -> RegistrationRef:
    return RegistrationRef(registration_id=await execute(body))


@registrations.post("/acceptances")
async def accept_reports(body: AcceptancesBody, execute_each: ExecuteEach) -> BulkAnswer:
    return await execute_each(
        {id_: AcceptReport(registration_id=id_) for id_ in body.registration_ids}
    )


@registrations.post(
    "/{registration_id}/verification",
    status_code=204,
    responses=problems(NotFound, NotOfThisUnit, AlreadyAccepted),
)
async def verify_report(
    registration_id: RegistrationId, body: VerificationBody, execute: Execute
) -> None:
    await execute(VerifyReport(registration_id=registration_id, cause_code=body.cause_code))


@registrations.post(
    "/{registration_id}/acceptance", status_code=204, responses=problems(NotFound, NotVerified)
)
async def accept_report(registration_id: RegistrationId, execute: Execute) -> None:
    await execute(AcceptReport(registration_id=registration_id))


@registrations.post(
    "/{registration_id}/refusal", status_code=204, responses=problems(NotFound, AlreadyAccepted)
)
async def decline_report(
    registration_id: RegistrationId, body: ReasonBody, execute: Execute
) -> None:
    await execute(DeclineReport(registration_id=registration_id, reason_code=body.reason_code))


@registrations.post(
    "/{registration_id}/move",
    status_code=204,
    responses=problems(NotFound, NotAccepted, SameCommunity, CommunityEnded, TooManyMoves),
)
async def request_move(registration_id: RegistrationId, body: MoveBody, execute: Execute) -> None:
    await execute(RequestMove(registration_id=registration_id, to_id=body.to_id))


@registrations.post(
    "/{registration_id}/release", status_code=204, responses=problems(NotFound, MoveNotAsked)
)
async def release_move(registration_id: RegistrationId, execute: Execute) -> None:
    await execute(ReleaseMove(registration_id=registration_id))


@registrations.post(
    "/{registration_id}/arrival", status_code=204, responses=problems(NotFound, NotReleased)
)
async def accept_move(registration_id: RegistrationId, execute: Execute) -> None:
    await execute(AcceptMove(registration_id=registration_id))


@registrations.post(
    "/{registration_id}/move-refusal", status_code=204, responses=problems(NotFound, MoveNotAsked)
)
async def decline_move(registration_id: RegistrationId, body: ReasonBody, execute: Execute) -> None:
    await execute(DeclineMove(registration_id=registration_id, reason_code=body.reason_code))


@registrations.post(
    "/{registration_id}/cancellation",
    status_code=204,
    responses=problems(NotFound, NotAccepted, ReasonNotAllowed),
)
async def cancel_registration(
    registration_id: RegistrationId, body: ReasonBody, execute: Execute
) -> None:
    await execute(CancelRegistration(registration_id=registration_id, reason_code=body.reason_code))


@registrations.get("/{registration_id}", responses=problems(NotFound))
async def read_registration(
    registration_id: RegistrationId, scope: CallerScope, views: Registrations
) -> RegistrationDetail:
    return await views.detail(registration_id, scope)


ROUTERS = (members, registrations)
