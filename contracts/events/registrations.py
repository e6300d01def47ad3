"""Facts about members 党员/志愿者 and their registrations 报到."""

from datetime import date
from typing import ClassVar

from contracts.types import (
    Code,
    MemberId,
    MemberKind,
    No,
    Number,
    OrgId,
    RegistrationId,
    ReportKind,
)
from libs.kernel import Event


class MemberEnrolled(Event):
    """A person is on the roll of exactly one branch (在册)."""

    aggregate: ClassVar[str] = "member"

    member_id: MemberId
    kind: MemberKind
    branch_id: OrgId
    unit_id: OrgId | None = None
    enrolled_on: date


class _OfRegistration(Event, abstract=True):
    aggregate: ClassVar[str] = "registration"

    registration_id: RegistrationId


class _Described(_OfRegistration, abstract=True):
    member_id: MemberId | None = None
    kind: ReportKind
    community_id: OrgId
    unit_id: OrgId | None = None
    branch_id: OrgId | None = None


class _Move(_OfRegistration, abstract=True):
    from_id: OrgId
    to_id: OrgId


class RegistrationReported(_Described):
    """A member reported to a community, with the consent of that number (待核)."""

    consent_no: No


class RegistrationVerified(_OfRegistration):
    """Unit, branch or the enrolment itself vouched for the member (单位已核)."""

    cause_code: Code


class RegistrationAccepted(_Described):
    """The community took the member in and gave a receipt (已报到)."""

    receipt_no: Number
    accepted_on: date


class RegistrationDeclined(_Described):
    """A report was sent back; the member may report anew (退回)."""

    reason_code: Code


class RegistrationMoveRequested(_Move):
    """A member asked to move to another community (转出中)."""


class RegistrationReleased(_Move):
    """The present community lets the member go; the next one has yet to accept (转出)."""


class RegistrationMoved(_Described):
    """The next community, now ``community_id``, took the member in with a new receipt (已报到)."""

    from_id: OrgId
    receipt_no: Number
    moved_on: date


class RegistrationMoveDeclined(_OfRegistration):
    """A move did not come about; the member stays with ``community_id`` (已报到)."""

    community_id: OrgId
    reason_code: Code


class RegistrationCancelled(_Described):
    """A registration ended for an allowed reason (注销)."""

    reason_code: Code
    cancelled_on: date
