"""A matching plan: asked for, solved in another process, immutable once proposed."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar, Literal, Protocol, Self

from pydantic import BaseModel

from contracts.events.needs import (
    PlanDiscarded,
    PlanFailed,
    PlanLinesProposed,
    PlanProposed,
    PlanRequested,
)
from contracts.types import PlanLine, Proof
from libs.kernel import Aggregate, FieldFault
from services.needs.domain.errors import (
    BadWeights,
    EmptyPlan,
    NothingToMatch,
    PlanDecided,
    PlanNotProposed,
    TooMuchToMatch,
)

WEIGHTS = {"need_fit": 35, "nearness": 25, "ability": 20, "rating": 10, "stability": 10}
"""The score's parts and what each counts, unless a plan is asked for with others."""
MOST_NEEDS = 1000
MOST_LINES = 2000
PAGE_LINES = 100
SOLVE = "solve"
"""Kind of the timer that sets the solver going."""
FAIL = "fail-plan"
FAIL_AFTER = timedelta(minutes=30)
FATE = "plan-fate"
"""Kind of the key that lets a plan be adopted or discarded, once."""


class ToMatch(BaseModel):
    """How much there is to match in a scope and cycle."""

    need_count: int
    resource_count: int


class Matchable(Protocol):
    """Open needs and free resources, and the weights that plans have used."""

    async def to_match(self, org_ids: frozenset[str], cycle_key: str) -> ToMatch:
        """What a plan over the communities and units among ``org_ids`` would match now."""
        ...

    async def weights_no(self, scope_id: str, weights: dict[str, int]) -> int:
        """The number of these weights among those used in ``scope_id``, a new one if new."""
        ...


class PlanLines(Protocol):
    """Single lines of proposed plans, which never change."""

    async def line(self, plan_id: str, line_no: int) -> "PlannedLine | None":
        """The line, without loading the other 1,999."""
        ...


class PartReason(BaseModel):
    """One part of a line's score: points of at most ``weight``, and what they rest on."""

    code: str
    score: Decimal
    weight: Decimal
    evidence_code: str


class OtherNeed(BaseModel):
    """A need that the line's resource could have served, and why it does not."""

    need_id: str
    score: Decimal
    cause_code: str


class PlannedLine(BaseModel):
    """A line as kept: what the fact says, whose need it is, and the reasons behind the score."""

    line: PlanLine
    proposer_id: str = ""
    reasons: list[PartReason] = []
    others: list[OtherNeed] = []


class IdleResource(BaseModel):
    """A resource without any match, and why."""

    resource_id: str
    unit_id: str
    qty: Decimal
    cause_code: str


class QuickAnswer(BaseModel):
    """What best-first would have reached, for comparison with the optimum."""

    objective: Decimal
    seconds: Decimal


class Proposal(BaseModel):
    """The solver's result: matches first, then what stays open."""

    lines: list[PlannedLine]
    idle: list[IdleResource]
    proof: Proof
    quick: QuickAnswer


class Limits(BaseModel):
    """Optional limits: communities that one unit serves, units that one need gets."""

    communities_per_unit: int | None = None
    units_per_need: int | None = None


class Plan(Aggregate):
    """A matching plan of a scope and cycle."""

    id_field: ClassVar[str] = "plan_id"

    plan_id: str
    scope_id: str
    cycle_key: str
    weights: dict[str, int]
    weights_no: int
    limits: Limits = Limits()
    status: Literal["solving", "proposed", "failed", "discarded"] = "solving"
    need_count: int
    resource_count: int
    requested_at: datetime
    reason_code: str | None = None
    proposal: Proposal | None = None

    @classmethod
    def request(
        cls,
        plan_id: str,
        *,
        scope_id: str,
        cycle_key: str,
        weights: dict[str, int],
        weights_no: int,
        limits: Limits,
        to_match: ToMatch,
        now: datetime,
    ) -> Self:
        """Asks the solver; gives up after half an hour."""
        if to_match.need_count == 0 or to_match.resource_count == 0:
            raise NothingToMatch(
                need_count=to_match.need_count,
                resource_count=to_match.resource_count,
                cycle_key=cycle_key,
            )
        if to_match.need_count > MOST_NEEDS:
            raise TooMuchToMatch(need_count=to_match.need_count, most=MOST_NEEDS)
        plan = cls(
            plan_id=plan_id,
            scope_id=scope_id,
            cycle_key=cycle_key,
            weights=weights,
            weights_no=weights_no,
            limits=limits,
            need_count=to_match.need_count,
            resource_count=to_match.resource_count,
            requested_at=now,
        )
        fields = plan.model_dump(include=set(PlanRequested.model_fields))
        plan.record(PlanRequested.model_validate(fields))
        plan.schedule(SOLVE, now)
        plan.schedule(FAIL, now + FAIL_AFTER)
        return plan

    def propose(self, proposal: Proposal) -> None:
        """States the result; a plan that is no longer awaited stays as it is."""
        if self.status != "solving":
            return
        if len(proposal.lines) > MOST_LINES:
            self.fail("too_many_lines")
            return
        self.status, self.proposal = "proposed", proposal
        self._stop_timers()
        self.record(
            PlanProposed(
                plan_id=self.plan_id,
                scope_id=self.scope_id,
                cycle_key=self.cycle_key,
                proof=proposal.proof,
                line_count=self.line_count,
                unmatched_count=len(proposal.lines) - self.line_count,
            )
        )
        lines = [planned.line for planned in proposal.lines]
        for start in range(0, len(lines), PAGE_LINES):
            self.record(
                PlanLinesProposed(
                    plan_id=self.plan_id,
                    page_no=start // PAGE_LINES + 1,
                    lines=lines[start : start + PAGE_LINES],
                )
            )

    def fail(self, reason_code: str) -> None:
        """Gives up on a plan that is still being solved."""
        if self.status != "solving":
            return
        self.status, self.reason_code = "failed", reason_code
        self._stop_timers()
        self.record(PlanFailed(plan_id=self.plan_id, reason_code=reason_code))

    def discard(self, reason_code: str) -> None:
        """Sets the plan aside for good."""
        if self.status == "discarded":
            return
        self.check_decidable()
        self.status, self.reason_code = "discarded", reason_code
        self.claim(FATE, self.plan_id, PlanDecided(status="adopted"))
        self.record(PlanDiscarded(plan_id=self.plan_id, reason_code=reason_code))

    def check_decidable(self) -> None:
        """Raises unless the plan waits to be adopted or discarded."""
        if self.status == "solving":
            raise PlanNotProposed
        if self.status != "proposed":
            raise PlanDecided(status=self.status)

    def check_adoptable(self) -> None:
        """Raises unless there is something to adopt."""
        self.check_decidable()
        if self.line_count == 0:
            raise EmptyPlan

    @property
    def line_count(self) -> int:
        """Matched lines; they come first and are numbered from 1."""
        lines = self.proposal.lines if self.proposal else []
        return sum(planned.line.resource_id is not None for planned in lines)

    def _stop_timers(self) -> None:
        self.unschedule(SOLVE)
        self.unschedule(FAIL)


def check_weights(weights: dict[str, int] | None) -> dict[str, int]:
    """The weights to use; raises BadWeights."""
    if not weights:
        return dict(WEIGHTS)
    for code, weight in weights.items():
        if code not in WEIGHTS or not 0 <= weight <= 100:
            pointer = f"/weights/{code}"
            raise BadWeights(errors=(FieldFault(pointer=pointer, code=BadWeights.code),))
    if sum(weights.values()) == 0:
        raise BadWeights(errors=(FieldFault(pointer="/weights", code=BadWeights.code),))
    return {code: weights.get(code, 0) for code in WEIGHTS}
