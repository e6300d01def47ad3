"""What the door answers with."""

from datetime import date, datetime

from pydantic import BaseModel

from services.registrations.domain import Member, Person, Registration, Stint


class MemberName(BaseModel):
    """A member's name, for those who may see the member."""

    member_id: str
    name: str


class MemberDetail(BaseModel):
    """A member, personal numbers masked."""

    member_id: str
    kind: str
    branch_id: str
    unit_id: str | None
    enrolled_on: date
    name: str
    identity_masked: str
    phone_masked: str | None

    @classmethod
    def of(cls, member: Member, person: Person) -> "MemberDetail":
        """The detail of an opened member."""
        return cls(
            member_id=member.member_id,
            kind=member.kind,
            branch_id=member.branch_id,
            unit_id=member.unit_id,
            enrolled_on=member.enrolled_on,
            name=person.name,
            identity_masked=person.masked_identity,
            phone_masked=person.masked_phone,
        )


class RegistrationDetail(BaseModel):
    """A registration with its stints."""

    registration_id: str
    member_id: str
    kind: str
    community_id: str
    unit_id: str | None
    branch_id: str
    status: str
    consent_no: int
    reported_at: datetime
    receipt_no: str | None
    to_id: str | None
    reason_code: str | None
    cancelled_on: date | None
    stints: list[Stint]

    @classmethod
    def of(cls, registration: Registration) -> "RegistrationDetail":
        """The detail of a registration."""
        fields = registration.model_dump(include=set(cls.model_fields))
        return cls(**fields, receipt_no=registration.receipt_no)
