"""Plans and their adoption."""

from contracts.tree import Directory
from libs.kernel import Access, Clock, Repository, new_id
from services.needs.commands import (
    AdoptPlan,
    DiscardPlan,
    FailPlan,
    ProposePlan,
    RequestPlan,
    TrackAdoption,
)
from services.needs.domain import Adoption, Matchable, OfferOrigin, OfferOrigins, Plan
from services.needs.domain.adoption import adoption_id_of
from services.needs.domain.errors import PlanDecided
from services.needs.domain.plan import check_weights


async def request_plan(
    cmd: RequestPlan,
    plans: Repository[Plan],
    access: Access,
    matchable: Matchable,
    directory: Directory,
    clock: Clock,
) -> str:
    access.require(cmd, cmd.scope_id)
    weights = check_weights(cmd.weights)
    plan = Plan.request(
        new_id(),
        scope_id=cmd.scope_id,
        cycle_key=cmd.cycle_key,
        weights=weights,
        weights_no=await matchable.weights_no(cmd.scope_id, weights),
        limits=cmd.limits,
        to_match=await matchable.to_match(directory.below(cmd.scope_id), cmd.cycle_key),
        now=clock.now(),
    )
    await plans.save(plan)
    return plan.plan_id


async def propose_plan(cmd: ProposePlan, plans: Repository[Plan]) -> None:
    plan = await plans.get(cmd.plan_id)
    plan.propose(cmd.proposal)
    await plans.save(plan)


async def fail_plan(cmd: FailPlan, plans: Repository[Plan]) -> None:
    plan = await plans.get(cmd.plan_id)
    plan.fail(cmd.reason_code)
    await plans.save(plan)


async def discard_plan(cmd: DiscardPlan, plans: Repository[Plan], access: Access) -> None:
    plan = await plans.get(cmd.plan_id)
    access.require(cmd, plan.scope_id)
    plan.discard(cmd.reason_code)
    await plans.save(plan)


async def adopt_plan(
    cmd: AdoptPlan, plans: Repository[Plan], adoptions: Repository[Adoption], access: Access
) -> str:
    plan = await plans.get(cmd.plan_id)
    access.require(cmd, plan.scope_id)
    if await adoptions.find(adoption_id_of(plan.plan_id)) is not None:
        raise PlanDecided(status="adopted")
    adoption = Adoption.begin(plan)
    await adoptions.save(adoption)
    return adoption.adoption_id


async def track_adoption(
    cmd: TrackAdoption, adoptions: Repository[Adoption], origins: OfferOrigins
) -> None:
    origin = await _origin(cmd, origins)
    if origin is None:
        return
    adoption = await adoptions.get(adoption_id_of(origin.plan_id))
    adoption.advance(origin.line_no, cmd.stage_code)
    await adoptions.save(adoption)


async def _origin(cmd: TrackAdoption, origins: OfferOrigins) -> OfferOrigin | None:
    if cmd.plan_id is None or cmd.line_no is None:
        return await origins.line_of(cmd.offer_id)
    return OfferOrigin(plan_id=cmd.plan_id, line_no=cmd.line_no)


HANDLERS = (
    request_plan,
    propose_plan,
    fail_plan,
    discard_plan,
    adopt_plan,
    track_adoption,
)
