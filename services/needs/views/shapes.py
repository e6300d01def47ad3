"""The answers of this service's own pages; names follow the pages' own shapes."""

from typing import Self

from pydantic import BaseModel

from contracts.types import Proof, Window


class OrgName(BaseModel):
    """An organization by id and name."""

    id: str
    name: str


class NeedText(BaseModel):
    """A need's own words, for those who may read them."""

    need_id: str
    title: str
    description: str
    status: str
    proposer_id: str
    community_id: str


class NeedTitle(BaseModel):
    """What a need is called, also before it is published."""

    need_id: str
    title: str


class ResourceText(BaseModel):
    """A resource's own words."""

    resource_id: str
    title: str
    description: str
    status: str
    unit_id: str


class WeightText(BaseModel):
    """What a part of the score counts."""

    code: str
    weight: int


class ProofText(BaseModel):
    """How the plan was found and how far from the optimum it can be at most."""

    solver: str
    version: str
    objective: float
    bound: float
    gap: float
    seconds: float
    seed: int
    input_hash: str

    @classmethod
    def of(cls, proof: Proof) -> Self:
        """The proof as the pages read it."""
        return cls.model_validate(proof.model_dump())


class QuickText(BaseModel):
    """What best-first would have reached."""

    objective: float
    seconds: float


class PartText(BaseModel):
    """One part of a score: points of at most ``weight``, and what they rest on."""

    code: str
    score: float
    weight: float
    evidence_code: str


class LineText(BaseModel):
    """A line of a plan: who for whom, how much, and why; or why nobody."""

    line_no: int
    need_id: str
    need_title: str
    resource_id: str | None = None
    resource_title: str | None = None
    unit: OrgName | None = None
    community: OrgName
    qty: float
    window: Window
    score: float
    parts: list[PartText]
    cause_code: str | None = None


class IdleText(BaseModel):
    """A resource without a match, and why."""

    resource_id: str
    title: str
    unit: OrgName
    qty: float
    cause_code: str


class PlanText(BaseModel):
    """A plan with its reasons."""

    plan_id: str
    scope: OrgName
    cycle_key: str
    status: str
    reason_code: str | None = None
    weights_no: int
    weights: list[WeightText]
    proof: ProofText | None = None
    quick: QuickText | None = None
    lines: list[LineText]
    unmatched: list[LineText]
    idle: list[IdleText]


class OtherText(BaseModel):
    """Another need that the line's resource could have served; ``cost`` in points."""

    need_id: str
    need_title: str
    community: OrgName
    score: float
    cause_code: str
    cost: float


class LineReasons(BaseModel):
    """Why a line is as it is."""

    line_no: int
    cause_code: str | None = None
    parts: list[PartText]
    others: list[OtherText]
