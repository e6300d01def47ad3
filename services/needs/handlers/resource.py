"""Resources and the offers that hold parts of them."""

from contracts.tree import Directory, require_known
from libs.kernel import Access, Clock, FieldFault, NotFound, Repository, new_id
from services.needs.commands import (
    AcceptOffer,
    DeclineOffer,
    ExpireOffer,
    ListResource,
    MakeOffer,
    ReleaseOffer,
    WithdrawResource,
)
from services.needs.domain import Need, OfferTerms, PlanLines, PlannedLine, Resource
from services.needs.domain.adoption import offer_id_of
from services.needs.domain.errors import NotACommunity
from services.needs.handlers.organizations import active_community, active_unit


async def list_resource(
    cmd: ListResource,
    resources: Repository[Resource],
    access: Access,
    directory: Directory,
    clock: Clock,
) -> str:
    access.require(cmd, cmd.unit_id)
    active_unit(directory, cmd.unit_id)
    for index, community_id in enumerate(cmd.community_ids):
        require_known(directory, access, community_id)
        community = active_community(directory, community_id)
        if community.kind != "community":
            fault = FieldFault(pointer=f"/community_ids/{index}", code=NotACommunity.code)
            raise NotACommunity(errors=(fault,), name=community.name)
    fields = cmd.model_dump(exclude={"windows"})
    resource = Resource.list_(new_id(), windows=list(cmd.windows), now=clock.now(), **fields)
    await resources.save(resource)
    return resource.resource_id


async def withdraw_resource(
    cmd: WithdrawResource, resources: Repository[Resource], access: Access, clock: Clock
) -> None:
    resource = await resources.get(cmd.resource_id)
    access.require(cmd, resource.unit_id)
    resource.withdraw(cmd.reason_code, clock.today())
    await resources.save(resource)


async def make_offer(
    cmd: MakeOffer,
    resources: Repository[Resource],
    needs: Repository[Need],
    lines: PlanLines,
    directory: Directory,
    clock: Clock,
) -> None:
    planned = await lines.line(cmd.plan_id, cmd.line_no)
    if planned is None or planned.line.resource_id is None:
        raise NotFound(plan_id=cmd.plan_id, line_no=cmd.line_no)
    resource = await resources.get(planned.line.resource_id)
    need = await needs.get(planned.line.need_id)
    terms = _terms(cmd.plan_id, planned, resource.unit_id)
    resource.make_offer(terms, "plan", _refusal(need, terms, directory), clock.today())
    await resources.save(resource)


async def accept_offer(
    cmd: AcceptOffer,
    resources: Repository[Resource],
    needs: Repository[Need],
    access: Access,
    clock: Clock,
) -> None:
    resource = await resources.get(cmd.resource_id)
    access.require(cmd, resource.unit_id)
    need = await needs.get(resource.offer(cmd.offer_id).terms.need_id)
    resource.accept_offer(cmd.offer_id, need_open=not need.closed, today=clock.today())
    await resources.save(resource)


async def decline_offer(
    cmd: DeclineOffer, resources: Repository[Resource], access: Access, clock: Clock
) -> None:
    resource = await resources.get(cmd.resource_id)
    access.require(cmd, resource.unit_id)
    resource.decline_offer(cmd.offer_id, cmd.reason_code, clock.today())
    await resources.save(resource)


async def expire_offer(cmd: ExpireOffer, resources: Repository[Resource], clock: Clock) -> None:
    resource = await resources.get(cmd.resource_id)
    resource.expire_offer(cmd.offer_id, clock.today())
    await resources.save(resource)


async def release_offer(
    cmd: ReleaseOffer, resources: Repository[Resource], access: Access, clock: Clock
) -> None:
    resource = await resources.get(cmd.resource_id)
    access.require(cmd, resource.unit_id, resource.offer(cmd.offer_id).terms.community_id)
    resource.release_offer(cmd.offer_id, cmd.cause_code, clock.today())
    await resources.save(resource)


def _terms(plan_id: str, planned: PlannedLine, unit_id: str) -> OfferTerms:
    line = planned.line
    return OfferTerms(
        offer_id=offer_id_of(plan_id, line.line_no),
        need_id=line.need_id,
        proposer_id=planned.proposer_id,
        unit_id=unit_id,
        community_id=line.community_id,
        qty=line.qty,
        window=line.window,
        plan_id=plan_id,
        line_no=line.line_no,
    )


def _refusal(need: Need, terms: OfferTerms, directory: Directory) -> str | None:
    """What the world outside the resource has against an offer; heirs take over, closed do not."""
    if not need.takes_offers:
        return "need_closed"
    for code, org_id in (("unit_ended", terms.unit_id), ("community_ended", terms.community_id)):
        known = directory.get(org_id)
        if known is not None and known.status == "closed":
            return code
    return None


HANDLERS = (
    list_resource,
    withdraw_resource,
    make_offer,
    accept_offer,
    decline_offer,
    expire_offer,
    release_offer,
)
