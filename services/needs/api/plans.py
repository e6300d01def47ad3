"""Plans over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from contracts.tree import Directory
from contracts.types import AdoptionId, No, PlanId
from libs.kernel import Forbidden, NotFound
from libs.web import CallerScope, Execute, ReaderOf, problems
from services.needs.api.bodies import ReasonBody
from services.needs.commands import AdoptPlan, DiscardPlan, RequestPlan
from services.needs.domain.errors import (
    AdoptionRunning,
    BadWeights,
    EmptyPlan,
    NothingToMatch,
    PlanDecided,
    PlanNotProposed,
    TooMuchToMatch,
)
from services.needs.views.details import PlanQueries
from services.needs.views.shapes import LineReasons, PlanText

router = APIRouter(prefix="/plans", tags=["plans"])


class PlanRef(BaseModel):
    """The plan just asked for."""

    plan_id: PlanId


class AdoptionRef(BaseModel):
    """The adoption just begun."""

    adoption_id: AdoptionId


async def _queries(request: Request, reader: ReaderOf) -> PlanQueries:
    directory: Directory = request.app.state.tree
    return PlanQueries(reader, directory)


Plans = Annotated[PlanQueries, Depends(_queries)]


@router.post(
    "",
    status_code=201,
    responses=problems(NothingToMatch, TooMuchToMatch, BadWeights, NotFound, Forbidden),
)
async def request_plan(body: RequestPlan, execute: Execute) -> PlanRef:
    return PlanRef(plan_id=await execute(body))


@router.post(
    "/{plan_id}/adoption",
    status_code=201,
    responses=problems(
        EmptyPlan, PlanDecided, PlanNotProposed, AdoptionRunning, NotFound, Forbidden
    ),
)
async def adopt_plan(plan_id: PlanId, execute: Execute) -> AdoptionRef:
    return AdoptionRef(adoption_id=await execute(AdoptPlan(plan_id=plan_id)))


@router.post(
    "/{plan_id}/discard",
    status_code=204,
    responses=problems(PlanDecided, PlanNotProposed, NotFound, Forbidden),
)
async def discard_plan(plan_id: PlanId, body: ReasonBody, execute: Execute) -> None:
    await execute(DiscardPlan(plan_id=plan_id, reason_code=body.reason_code))


@router.get("/{plan_id}", responses=problems(NotFound))
async def read_plan(plan_id: PlanId, scope: CallerScope, views: Plans) -> PlanText:
    return await views.text(plan_id, scope)


@router.get("/{plan_id}/lines/{line_no}/reasons", responses=problems(NotFound))
async def read_reasons(
    plan_id: PlanId, line_no: No, scope: CallerScope, views: Plans
) -> LineReasons:
    return await views.reasons(plan_id, line_no, scope)
