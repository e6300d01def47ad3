"""What a project is made of."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from contracts.types import Code, EvidenceId, NeedId, OrgId


class Status(StrEnum):
    """Where a project stands."""

    RUNNING = "running"
    AWAITING_EVALUATION = "awaiting_evaluation"
    CLOSED = "closed"


class Health(StrEnum):
    """How a party sees the project on a day."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"


class Report(BaseModel):
    """One party's view of the project on one day; its sentence never leaves by event."""

    model_config = ConfigDict(frozen=True)

    party_id: OrgId
    as_of_on: date
    status_code: Health
    progress_pct: Decimal
    sentence: str = ""
    evidence_ids: tuple[EvidenceId, ...] = ()
    reported_at: datetime


class Evaluation(BaseModel):
    """A proposer's score for how its need was met."""

    model_config = ConfigDict(frozen=True)

    need_id: NeedId
    evaluator_id: OrgId
    score: Decimal
    sentence: str = ""
    evaluated_at: datetime


class Wish(BaseModel):
    """What a project shall be adopted as."""

    model_config = ConfigDict(frozen=True)

    need_ids: tuple[NeedId, ...]
    lead_id: OrgId
    title: str
    category_code: Code
    start_on: date
    due_on: date
