"""What may be asked of sessions and attendance."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.codes import THEMES
from contracts.types import (
    AgreementId,
    Code,
    Instant,
    MemberId,
    Minutes,
    OrgId,
    ProjectId,
    Role,
    SessionId,
    ThemeCode,
    Title,
    Window,
)
from contracts.vocabulary import Known, Vocabulary
from libs.kernel import Command, derive_id

MARK_METHODS = Vocabulary(
    "mark_method",
    {
        "self": ("本人", "By the member"),
        "qr": ("扫码", "By code"),
        "worker": ("社区代签", "By a worker"),
    },
)
"""How a mark was made."""

MarkMethod = Annotated[Code, MARK_METHODS, Known(MARK_METHODS)]

_WORKERS = (Role.COMMUNITY, Role.UNIT)


class OpenSession(Command):
    """Announce a session; answers its id."""

    requires: ClassVar[tuple[str, ...]] = _WORKERS

    owner_id: OrgId
    community_id: OrgId
    project_id: ProjectId | None = None
    agreement_id: AgreementId | None = None
    theme_code: Annotated[ThemeCode, Known(THEMES)]
    title: Title
    window: Window
    capacity_count: Annotated[int, Field(ge=1, le=500)]
    place: Annotated[str, Field(max_length=200)] | None = None
    description: Annotated[str, Field(max_length=2000)] | None = None


class OnSession(Command):
    """What concerns one session."""

    session_id: SessionId

    @property
    def target(self) -> str:
        """The session."""
        return self.session_id


class SignUp(OnSession):
    """Take a seat; signing up again changes nothing."""

    requires: ClassVar[tuple[str, ...]] = (Role.MEMBER, Role.UNIT)

    member_id: MemberId


class CancelSignUp(OnSession):
    """Give a seat back before the session begins."""

    requires: ClassVar[tuple[str, ...]] = (Role.MEMBER, Role.COMMUNITY)

    member_id: MemberId
    cause_code: Code


class CancelSession(OnSession):
    """Call a session off."""

    requires: ClassVar[tuple[str, ...]] = _WORKERS

    reason_code: Code


class CloseSession(OnSession):
    """Close a session that is over; by itself a week later."""

    requires: ClassVar[tuple[str, ...]] = _WORKERS


class OnAttendance(Command):
    """What concerns one member's attendance at one session."""

    session_id: SessionId
    member_id: MemberId

    @property
    def target(self) -> str:
        """The attendance: the one of this member at this session."""
        return derive_id("attendance", self.session_id, self.member_id)


class CheckIn(OnAttendance):
    """Note an arrival: now, or at ``marked_at`` when it was noted without a network."""

    requires: ClassVar[tuple[str, ...]] = (Role.MEMBER, Role.COMMUNITY)

    method_code: MarkMethod
    marked_at: Instant | None = None


class CheckOut(OnAttendance):
    """Note a leaving: now, or at ``marked_at`` when it was noted without a network."""

    requires: ClassVar[tuple[str, ...]] = (Role.MEMBER, Role.COMMUNITY)

    method_code: MarkMethod
    marked_at: Instant | None = None


class ConfirmAttendance(OnAttendance):
    """Vouch for a member's minutes; confirming again changes nothing."""

    requires: ClassVar[tuple[str, ...]] = _WORKERS


class RequestCorrection(OnAttendance):
    """Ask that confirmed minutes become others; 0 voids them."""

    requires: ClassVar[tuple[str, ...]] = _WORKERS

    minutes: Minutes
    reason_code: Code


class ApproveCorrection(OnAttendance):
    """Let a correction stand that somebody else asked for."""

    requires: ClassVar[tuple[str, ...]] = (Role.COMMUNITY, Role.STREET)


class RefuseCorrection(OnAttendance):
    """Leave the confirmed minutes as they are."""

    requires: ClassVar[tuple[str, ...]] = (Role.COMMUNITY, Role.STREET)

    reason_code: Code
