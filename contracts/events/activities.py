"""Facts about sessions 场次 and attendance 考勤."""

from typing import ClassVar

from contracts.types import (
    AgreementId,
    AttendanceId,
    Code,
    Count,
    Days,
    Instant,
    MarkKind,
    MemberId,
    Minutes,
    No,
    OrgId,
    ProjectId,
    SessionId,
    ThemeCode,
    Title,
    Window,
)
from libs.kernel import Event


class _OfSession(Event, abstract=True):
    aggregate: ClassVar[str] = "session"

    session_id: SessionId


class _DescribedSession(_OfSession, abstract=True):
    owner_id: OrgId
    community_id: OrgId
    project_id: ProjectId | None = None
    agreement_id: AgreementId | None = None
    theme_code: ThemeCode
    window: Window


class SessionOpened(_DescribedSession):
    """A session is open to sign-ups (报名中)."""

    title: Title
    capacity_count: Count


class MemberSignedUp(_OfSession):
    """A member took a seat; ``seat_count`` are taken, all of them when it is full (满员)."""

    member_id: MemberId
    seat_count: Count


class MemberSignUpCancelled(_OfSession):
    """A member's seat is free again; ``seat_count`` are taken."""

    member_id: MemberId
    seat_count: Count
    cause_code: Code


class SessionCancelled(_OfSession):
    """A session will not take place (取消)."""

    reason_code: Code


class SessionClosed(_DescribedSession):
    """A session is over (结束)."""


class _OfAttendance(Event, abstract=True):
    aggregate: ClassVar[str] = "attendance"

    attendance_id: AttendanceId


class _Mark(_OfAttendance, abstract=True):
    session_id: SessionId
    member_id: MemberId
    marked_at: Instant
    method_code: Code
    minutes: Minutes | None = None


class _Credit(_OfAttendance, abstract=True):
    session_id: SessionId
    member_id: MemberId
    community_id: OrgId
    unit_id: OrgId | None = None
    branch_id: OrgId | None = None
    project_id: ProjectId | None = None
    agreement_id: AgreementId | None = None
    theme_code: ThemeCode
    minutes: Minutes
    confirmation_no: No
    window: Window
    days: Days


class MemberCheckedIn(_Mark):
    """A member came; minutes stand once both marks are there (签到)."""


class MemberCheckedOut(_Mark):
    """A member left; minutes stand once both marks are there (签退/已算)."""


class LateMarkNoted(_OfAttendance):
    """A mark came after the confirmation and changed nothing."""

    marked_at: Instant
    kind: MarkKind


class AttendanceConfirmed(_Credit):
    """An organiser vouched for a member's minutes, by day of service (已确认)."""


class CorrectionRequested(_OfAttendance):
    """One person asked that confirmed minutes become these (更正申请)."""

    minutes: Minutes
    reason_code: Code


class AttendanceCorrected(_Credit):
    """Another person approved: the days are now these instead of the former (冲正; 0 作废)."""

    former_days: Days
    reason_code: Code


class CorrectionRefused(_OfAttendance):
    """A correction was refused; the confirmed minutes stay (已确认)."""

    reason_code: Code
