"""Ids, measures and small parts of facts, shared by events, commands and bodies.

On the wire quantities and scores are JSON strings (``"36.00"``: no binary rounding), minutes and
counts are numbers, instants ISO 8601 in UTC with milliseconds (``2026-11-23T06:32:08.120Z``),
civil dates ISO (``2026-11-23``). Windows are half-open. Unknown codes read as 其他.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, NewType

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

from contracts import codes, states
from contracts.codes import Role
from contracts.instants import CivilDate, Instant
from contracts.vocabulary import DecimalText

__all__ = [
    "GENESIS_HASH",
    "AccountId",
    "AdoptionId",
    "AgreementId",
    "AgreementStatus",
    "AttendanceId",
    "CategoryCode",
    "CivilDate",
    "Code",
    "Commitment",
    "CommitmentId",
    "CommitmentKind",
    "Count",
    "Day",
    "Days",
    "DivisionCode",
    "EntryId",
    "EvidenceId",
    "EvidenceIds",
    "FunctionCode",
    "GrantId",
    "Hash",
    "Instant",
    "Key",
    "LineStage",
    "MarkKind",
    "MemberId",
    "MemberKind",
    "Milestone",
    "Minutes",
    "Name",
    "NeedId",
    "NeedIds",
    "NeedStatus",
    "No",
    "Number",
    "OfferId",
    "OfferIds",
    "OfferKind",
    "OrgId",
    "OrgIds",
    "OrganizationKind",
    "OrganizationStatus",
    "PlanId",
    "PlanLine",
    "ProgressState",
    "ProjectId",
    "Proof",
    "Quantity",
    "QuantityUnit",
    "RegistrationId",
    "ReportKind",
    "ResourceId",
    "Role",
    "RoleCode",
    "Score",
    "SectorCode",
    "SessionId",
    "SuperiorLine",
    "Supply",
    "Term",
    "ThemeCode",
    "Title",
    "Uscc",
    "UserId",
    "Weight",
    "Window",
]

_Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
OrgId = NewType("OrgId", _Id)
MemberId = NewType("MemberId", _Id)
RegistrationId = NewType("RegistrationId", _Id)
NeedId = NewType("NeedId", _Id)
ResourceId = NewType("ResourceId", _Id)
OfferId = NewType("OfferId", _Id)
PlanId = NewType("PlanId", _Id)
AdoptionId = NewType("AdoptionId", _Id)
AgreementId = NewType("AgreementId", _Id)
CommitmentId = NewType("CommitmentId", _Id)
ProjectId = NewType("ProjectId", _Id)
EvidenceId = NewType("EvidenceId", _Id)
SessionId = NewType("SessionId", _Id)
AttendanceId = NewType("AttendanceId", _Id)
AccountId = NewType("AccountId", _Id)
EntryId = NewType("EntryId", _Id)
UserId = NewType("UserId", _Id)
GrantId = NewType("GrantId", _Id)

OrgIds = Annotated[tuple[OrgId, ...], Field(max_length=100)]
NeedIds = Annotated[tuple[NeedId, ...], Field(max_length=100)]
OfferIds = Annotated[tuple[OfferId, ...], Field(max_length=100)]
EvidenceIds = Annotated[tuple[EvidenceId, ...], Field(max_length=100)]


No = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0)]
Minutes = Annotated[int, Field(ge=0)]
_TwoPlaces = PlainSerializer(lambda value: f"{value:.2f}", return_type=str, when_used="json")
Quantity = Annotated[
    Decimal, Field(ge=0, max_digits=12, decimal_places=2), _TwoPlaces, DecimalText(12)
]
Score = Annotated[
    Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2), _TwoPlaces, DecimalText(5)
]
Weight = Annotated[int, Field(ge=0, le=100)]

Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{18}$")]
"""A number for people: district 6, kind 2, year 2, serial 7, check digit."""

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in lower-case hexadecimal."""

GENESIS_HASH = "0" * 64
"""What the first entry of a hash chain names as its predecessor."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Uscc = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{18}$")]
DivisionCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
"""A word of a closed meaning and an open list: readers take unknown ones as 其他."""

FunctionCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]*$", max_length=60)]
"""Narrows a role to one function; empty means all of them."""

RoleCode = Annotated[Code, codes.ROLES]
OrganizationKind = Annotated[Code, codes.ORGANIZATION_KINDS]
SectorCode = Annotated[Code, codes.SECTORS]
SuperiorLine = Annotated[Code, codes.SUPERIOR_LINES]
MemberKind = Annotated[Code, codes.MEMBER_KINDS]
ReportKind = Annotated[Code, codes.REPORT_KINDS]
CategoryCode = Annotated[Code, codes.CATEGORIES]
ThemeCode = Annotated[Code, codes.THEMES]
QuantityUnit = Annotated[Code, codes.QUANTITY_UNITS]
CommitmentKind = Annotated[Code, codes.COMMITMENT_KINDS]
OfferKind = Annotated[Code, codes.OFFER_KINDS]
MarkKind = Annotated[Code, codes.MARK_KINDS]
ProgressState = Annotated[Code, codes.PROGRESS_STATES]
OrganizationStatus = Annotated[Code, states.ORGANIZATION_STATUSES]
NeedStatus = Annotated[Code, states.NEED_STATUSES]
LineStage = Annotated[Code, states.LINE_STAGES]
AgreementStatus = Annotated[Code, states.AGREEMENT_STATUSES]


class _Part(BaseModel):
    """A value inside a fact; what a newer producer adds is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Window(_Part):
    """A span of time, half-open; whether it is in order is for the service to refuse."""

    start_at: Instant
    end_at: Instant

    @property
    def length(self) -> timedelta:
        """How long it lasts; negative when its ends are swapped."""
        return self.end_at - self.start_at

    def overlaps(self, other: "Window") -> bool:
        """Whether the two share any instant."""
        return self.start_at < other.end_at and other.start_at < self.end_at

    def contains(self, at: datetime) -> bool:
        """Whether ``at`` lies inside; the end does not."""
        return self.start_at <= at < self.end_at


class Supply(_Part):
    """How much there is in one window."""

    window: Window
    qty: Quantity


class Term(_Part):
    """Civil dates between which an agreement holds, both included."""

    from_on: CivilDate
    to_on: CivilDate

    def contains(self, on: date) -> bool:
        """Whether ``on`` is a day of the term."""
        return self.from_on <= on <= self.to_on


class Day(_Part):
    """Minutes served on one civil date in Beijing."""

    on: date
    minutes: Minutes


Days = Annotated[tuple[Day, ...], Field(max_length=100)]


class Milestone(_Part):
    """A step of a project with its deadline and its share of the whole."""

    milestone_no: No
    title: Title
    due_on: CivilDate
    weight: Weight


class Commitment(_Part):
    """What a party promises in an agreement, countable, by a date."""

    commitment_id: CommitmentId
    kind: CommitmentKind
    target_qty: Quantity
    unit_code: QuantityUnit
    by_on: CivilDate


class PlanLine(_Part):
    """A match of a plan; without ``resource_id`` a need that found none, ``cause_code`` saying why.

    ``parts`` are the components of the score, by code.
    """

    line_no: No
    need_id: NeedId
    resource_id: ResourceId | None = None
    unit_id: OrgId | None = None
    community_id: OrgId
    qty: Quantity
    window: Window
    score: Score
    parts: dict[Code, Score] = {}
    cause_code: Code | None = None


class Proof(_Part):
    """How a plan was found and how far from the optimum it can be at most."""

    input_hash: Hash
    solver: Key
    version: Key
    objective: float
    bound: float
    gap: float
    seconds: float
    seed: int
