"""The door: sessions, sign-ups and attendance over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from contracts.types import Code, Instant, MemberId, Minutes, SessionId
from libs.kernel import Forbidden, NotFound, NotSeenYet
from libs.web import CallerScope, Execute, ReaderOf, problems
from libs.web.bulk import BulkAnswer, ExecuteEach
from services.activities.commands import (
    ApproveCorrection,
    CancelSession,
    CancelSignUp,
    CheckIn,
    CheckOut,
    CloseSession,
    ConfirmAttendance,
    MarkMethod,
    OpenSession,
    RefuseCorrection,
    RequestCorrection,
    SignUp,
)
from services.activities.domain import (
    BadMinutes,
    BadWindow,
    CommunityEnded,
    CorrectionPending,
    ForeignAgreement,
    Full,
    Incomplete,
    NoCorrection,
    NotACommunity,
    NotConfirmed,
    NotOver,
    NotRegistered,
    NotSignedUp,
    OutsideWindow,
    Overlap,
    OwnAttendance,
    ProjectNotOpen,
    SamePerson,
    SessionCancelled,
    SessionClosed,
    SignUpClosed,
    TooManyMarks,
)
from services.activities.views import (
    AttendanceDetail,
    AttendanceQueries,
    SessionQueries,
    SessionText,
)

router = APIRouter(prefix="/sessions", tags=["sessions"])


class SessionRef(BaseModel):
    """The session just opened."""

    session_id: SessionId


class SignUpBody(BaseModel):
    """Who comes."""

    member_id: MemberId


class CauseBody(BaseModel):
    """What it came from."""

    cause_code: Code


class ReasonBody(BaseModel):
    """Why."""

    reason_code: Code


class MarkBody(BaseModel):
    """How the mark was made; ``marked_at`` if it was made earlier, without a network."""

    method_code: MarkMethod
    marked_at: Instant | None = None


class CorrectionBody(BaseModel):
    """Which minutes are right, and why."""

    minutes: Minutes
    reason_code: Code


class ConfirmationsBody(BaseModel):
    """Whose attendance to confirm, each for itself."""

    member_ids: Annotated[list[MemberId], Field(min_length=1, max_length=500)]


async def _sessions(reader: ReaderOf) -> SessionQueries:
    return SessionQueries(reader)


async def _attendances(reader: ReaderOf) -> AttendanceQueries:
    return AttendanceQueries(reader)


Sessions = Annotated[SessionQueries, Depends(_sessions)]
Attendances = Annotated[AttendanceQueries, Depends(_attendances)]

_MARK = problems(
    NotFound,
    NotSignedUp,
    OutsideWindow,
    Overlap,
    OwnAttendance,
    SessionCancelled,
    SessionClosed,
    TooManyMarks,
    NotSeenYet,
)


@router.post(
    "",
    status_code=201,
    responses=problems(
        NotFound,
        Forbidden,
        BadWindow,
        CommunityEnded,
        NotACommunity,
        ProjectNotOpen,
        ForeignAgreement,
        NotSeenYet,
    ),
)
async def open_session(body: OpenSession, execute: Execute) -> SessionRef:
    return SessionRef(session_id=await execute(body))


@router.get("/{session_id}", responses=problems(NotFound))
async def read_session(session_id: SessionId, scope: CallerScope, views: Sessions) -> SessionText:
    return await views.text(session_id, scope)


@router.post(
    "/{session_id}/sign-ups",
    status_code=204,
    responses=problems(NotFound, Full, Overlap, NotRegistered, SignUpClosed, NotSeenYet),
)
async def sign_up(session_id: SessionId, body: SignUpBody, execute: Execute) -> None:
    await execute(SignUp(session_id=session_id, member_id=body.member_id))


@router.post(
    "/{session_id}/sign-ups/{member_id}/cancellation",
    status_code=204,
    responses=problems(NotFound, SignUpClosed),
)
async def cancel_sign_up(
    session_id: SessionId, member_id: MemberId, body: CauseBody, execute: Execute
) -> None:
    command = CancelSignUp(session_id=session_id, member_id=member_id, cause_code=body.cause_code)
    await execute(command)


@router.post(
    "/{session_id}/cancellation", status_code=204, responses=problems(NotFound, SessionClosed)
)
async def cancel_session(session_id: SessionId, body: ReasonBody, execute: Execute) -> None:
    await execute(CancelSession(session_id=session_id, reason_code=body.reason_code))


@router.post(
    "/{session_id}/closing",
    status_code=204,
    responses=problems(NotFound, NotOver, SessionCancelled),
)
async def close_session(session_id: SessionId, execute: Execute) -> None:
    await execute(CloseSession(session_id=session_id))


@router.get("/{session_id}/attendances/{member_id}", responses=problems(NotFound))
async def read_attendance(
    session_id: SessionId, member_id: MemberId, scope: CallerScope, views: Attendances
) -> AttendanceDetail:
    return await views.detail(session_id, member_id, scope)


@router.post("/{session_id}/attendances/{member_id}/check-in", status_code=204, responses=_MARK)
async def check_in(
    session_id: SessionId, member_id: MemberId, body: MarkBody, execute: Execute
) -> None:
    await execute(CheckIn(session_id=session_id, member_id=member_id, **body.model_dump()))


@router.post("/{session_id}/attendances/{member_id}/check-out", status_code=204, responses=_MARK)
async def check_out(
    session_id: SessionId, member_id: MemberId, body: MarkBody, execute: Execute
) -> None:
    await execute(CheckOut(session_id=session_id, member_id=member_id, **body.model_dump()))


@router.post(
    "/{session_id}/attendances/{member_id}/confirmation",
    status_code=204,
    responses=problems(NotFound, Incomplete, OwnAttendance),
)
async def confirm_attendance(session_id: SessionId, member_id: MemberId, execute: Execute) -> None:
    await execute(ConfirmAttendance(session_id=session_id, member_id=member_id))


@router.post("/{session_id}/confirmations")
async def confirm_attendances(
    session_id: SessionId, body: ConfirmationsBody, execute_each: ExecuteEach
) -> BulkAnswer:
    return await execute_each(
        {
            member_id: ConfirmAttendance(session_id=session_id, member_id=member_id)
            for member_id in body.member_ids
        }
    )


@router.post(
    "/{session_id}/attendances/{member_id}/corrections",
    status_code=204,
    responses=problems(NotFound, NotConfirmed, CorrectionPending, BadMinutes),
)
async def request_correction(
    session_id: SessionId, member_id: MemberId, body: CorrectionBody, execute: Execute
) -> None:
    await execute(
        RequestCorrection(session_id=session_id, member_id=member_id, **body.model_dump())
    )


@router.post(
    "/{session_id}/attendances/{member_id}/correction-approval",
    status_code=204,
    responses=problems(NotFound, NoCorrection, SamePerson, OwnAttendance),
)
async def approve_correction(session_id: SessionId, member_id: MemberId, execute: Execute) -> None:
    await execute(ApproveCorrection(session_id=session_id, member_id=member_id))


@router.post(
    "/{session_id}/attendances/{member_id}/correction-refusal",
    status_code=204,
    responses=problems(NotFound, NoCorrection),
)
async def refuse_correction(
    session_id: SessionId, member_id: MemberId, body: ReasonBody, execute: Execute
) -> None:
    command = RefuseCorrection(
        session_id=session_id, member_id=member_id, reason_code=body.reason_code
    )
    await execute(command)


ROUTERS = (router,)
