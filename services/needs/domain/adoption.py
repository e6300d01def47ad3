"""The adoption of a plan: a process that follows every line from offer to project."""

from typing import ClassVar, Protocol, Self

from pydantic import BaseModel

from contracts.events.needs import (
    AdoptionAdvanced,
    AdoptionFinished,
    AdoptionSettled,
    PlanAdopted,
)
from libs.kernel import Aggregate, derive_id
from services.needs.domain.errors import AdoptionRunning, PlanDecided
from services.needs.domain.plan import FATE, Plan

RUNNING = "adoption"
"""Kind of the key that allows one unsettled adoption per scope and cycle."""
RISING = ("waiting", "offered", "accepted", "drafted", "effective", "adopted")
REFUSED = ("failed", "declined", "expired")
TERMINAL = frozenset({"adopted", "released", *REFUSED})


class OfferOrigins(Protocol):
    """Which plan line an offer came from."""

    async def line_of(self, offer_id: str) -> "OfferOrigin | None":
        """None for an offer that no plan made, or one not heard of."""
        ...


class OfferOrigin(BaseModel):
    """The plan line that an offer was made for."""

    plan_id: str
    line_no: int


class Line(BaseModel):
    """Where one line of the plan stands, and how its unit answered."""

    stage: str = "waiting"
    answer: str | None = None


class Adoption(Aggregate):
    """A plan being carried out: a line's stage only rises, and ends once."""

    id_field: ClassVar[str] = "adoption_id"

    adoption_id: str
    plan_id: str
    scope_id: str
    cycle_key: str
    lines: list[Line]
    settled: bool = False
    finished: bool = False

    @classmethod
    def begin(cls, plan: Plan) -> Self:
        """Adopts the plan: from here on an offer is made for every line."""
        plan.check_adoptable()
        adoption = cls(
            adoption_id=adoption_id_of(plan.plan_id),
            plan_id=plan.plan_id,
            scope_id=plan.scope_id,
            cycle_key=plan.cycle_key,
            lines=[Line() for _ in range(plan.line_count)],
        )
        adoption.claim(FATE, plan.plan_id, PlanDecided(status="discarded"))
        adoption.claim(RUNNING, adoption._key, AdoptionRunning(cycle_key=plan.cycle_key))
        adoption.record(
            PlanAdopted(
                adoption_id=adoption.adoption_id,
                plan_id=plan.plan_id,
                scope_id=plan.scope_id,
                cycle_key=plan.cycle_key,
                line_count=plan.line_count,
            )
        )
        return adoption

    def advance(self, line_no: int, stage_code: str) -> None:
        """A line reached ``stage_code``; lower stages and ended lines change nothing."""
        if self.finished or not 1 <= line_no <= len(self.lines):
            return
        line = self.lines[line_no - 1]
        if line.stage in TERMINAL or not _rises(line.stage, stage_code):
            return
        line.stage = stage_code
        line.answer = line.answer or _answer(stage_code)
        self.record(
            AdoptionAdvanced(
                adoption_id=self.adoption_id,
                offer_id=offer_id_of(self.plan_id, line_no),
                line_no=line_no,
                stage_code=stage_code,
            )
        )
        self._settle()
        self._finish()

    def _settle(self) -> None:
        if self.settled or any(line.answer is None for line in self.lines):
            return
        self.settled = True
        self.release(RUNNING, self._key)
        answers = [line.answer for line in self.lines]
        self.record(
            AdoptionSettled(
                adoption_id=self.adoption_id,
                accepted_count=answers.count("accepted"),
                declined_count=answers.count("declined"),
                failed_count=answers.count("failed"),
                expired_count=answers.count("expired"),
            )
        )

    def _finish(self) -> None:
        stages = [line.stage for line in self.lines]
        if not TERMINAL.issuperset(stages):
            return
        self.finished = True
        self.record(
            AdoptionFinished(
                adoption_id=self.adoption_id,
                project_count=stages.count("adopted"),
                released_count=stages.count("released"),
            )
        )

    @property
    def _key(self) -> str:
        return f"{self.scope_id}/{self.cycle_key}"


def adoption_id_of(plan_id: str) -> str:
    """The adoption of a plan; there is at most one."""
    return derive_id("adoption", plan_id)


def offer_id_of(plan_id: str, line_no: int) -> str:
    """The offer of a plan's line, known before it is made."""
    return derive_id("offer", plan_id, line_no)


def _rises(stage: str, later: str) -> bool:
    return later in TERMINAL or (later in RISING and RISING.index(later) > RISING.index(stage))


def _answer(stage_code: str) -> str | None:
    """What a stage says about the unit's answer; released before any answer: it failed."""
    if stage_code in REFUSED:
        return stage_code
    if stage_code == "released":
        return "failed"
    return "accepted" if RISING.index(stage_code) >= RISING.index("accepted") else None
