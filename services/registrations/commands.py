"""What may be asked of registrations."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.codes import MEMBER_KINDS, REPORT_KINDS
from contracts.types import Code, MemberId, MemberKind, OrgId, RegistrationId, ReportKind, Role
from contracts.vocabulary import Known
from libs.kernel import Command

Phone = Annotated[str, Field(pattern=r"^1[3-9]\d{9}$")]


class EnrolMember(Command):
    """Put a person on the roll of a branch; answers the member's id."""

    requires: ClassVar[tuple[str, ...]] = (Role.BRANCH,)

    kind: Annotated[MemberKind, Known(MEMBER_KINDS)]
    branch_id: OrgId
    unit_id: OrgId | None = None
    name: Annotated[str, Field(min_length=1, max_length=60)]
    identity_no: Annotated[str, Field(min_length=15, max_length=40)]
    phone: Phone | None = None


class ReportToCommunity(Command):
    """Report to the community where one lives or works; answers the registration's id."""

    requires: ClassVar[tuple[str, ...]] = (Role.MEMBER,)

    member_id: MemberId
    kind: Annotated[ReportKind, Known(REPORT_KINDS)]
    community_id: OrgId
    consent_no: Annotated[int, Field(ge=1)]


class OnRegistration(Command):
    """What concerns one registration."""

    registration_id: RegistrationId

    @property
    def target(self) -> str:
        """The registration."""
        return self.registration_id


class VerifyReport(OnRegistration):
    """Vouch that the member belongs to the unit or branch."""

    requires: ClassVar[tuple[str, ...]] = (Role.BRANCH, Role.UNIT)

    cause_code: Code = "unit"


class AcceptReport(OnRegistration):
    """Take the member in, with a receipt; accepting again changes nothing."""

    requires: ClassVar[tuple[str, ...]] = (Role.COMMUNITY,)


class DeclineReport(OnRegistration):
    """Send the report back before it is accepted."""

    requires: ClassVar[tuple[str, ...]] = (Role.BRANCH, Role.COMMUNITY)

    reason_code: Code


class RequestMove(OnRegistration):
    """Ask to move to another community."""

    requires: ClassVar[tuple[str, ...]] = (Role.MEMBER,)

    to_id: OrgId


class ReleaseMove(OnRegistration):
    """Let the member go to the new community; by itself a week after the asking."""

    requires: ClassVar[tuple[str, ...]] = (Role.COMMUNITY, Role.STREET)


class AcceptMove(OnRegistration):
    """Take a released member in, with a new receipt."""

    requires: ClassVar[tuple[str, ...]] = (Role.COMMUNITY,)


class DeclineMove(OnRegistration):
    """Do without the move; the member stays where it was."""

    requires: ClassVar[tuple[str, ...]] = (Role.COMMUNITY, Role.MEMBER)

    reason_code: Code


class CancelRegistration(OnRegistration):
    """End a registration for one of the allowed reasons."""

    requires: ClassVar[tuple[str, ...]] = (Role.MEMBER, Role.UNIT, Role.COMMUNITY)

    reason_code: Code
