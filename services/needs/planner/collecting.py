"""The problem of a plan: open needs, free resources, and what is known about both."""

from datetime import datetime
from decimal import Decimal

from contracts.tree import Directory
from libs.storage.documents import Reader
from services.needs.domain import Need, Plan, Resource
from services.needs.planner.problem import FreeWindow, OpenNeed, OpenResource, Problem
from services.needs.views.cooperation import Record, records_of
from services.needs.views.ports import OpenMatters


async def collect(plan: Plan, reader: Reader, directory: Directory) -> Problem:
    """Reads everything the plan's answer depends on. Closed organizations take no part."""
    matters = OpenMatters(reader)
    org_ids = directory.below(plan.scope_id)
    needs = await matters.needs(org_ids, plan.cycle_key)
    resources = await matters.resources(org_ids, plan.cycle_key)
    records = await records_of({one.unit_id for one in resources}, reader)
    return Problem(
        weights=plan.weights,
        needs=tuple(
            _need(need, open_qty, directory)
            for need, open_qty in needs
            if _lives(directory, need.community_id)
        ),
        resources=tuple(
            _resource(one, records.get(one.unit_id, Record()), directory, plan.requested_at)
            for one in resources
            if _lives(directory, one.unit_id)
        ),
        communities_per_unit=plan.limits.communities_per_unit,
        units_per_need=plan.limits.units_per_need,
    )


def _need(need: Need, open_qty: Decimal, directory: Directory) -> OpenNeed:
    return OpenNeed(
        need_id=need.need_id,
        proposer_id=need.proposer_id,
        community_id=need.community_id,
        title=need.title,
        category_code=need.category_code,
        unit_code=need.unit_code,
        qty=open_qty,
        start_at=need.window.start_at,
        end_at=need.window.end_at,
        path=territory_path(directory, need.community_id),
    )


def _resource(
    resource: Resource, record: Record, directory: Directory, now: datetime
) -> OpenResource:
    free = [
        FreeWindow(
            window_no=number,
            start_at=one.window.start_at,
            end_at=one.window.end_at,
            qty=resource.left(one.window),
        )
        for number, one in enumerate(resource.windows, start=1)
        if one.window.end_at > now
    ]
    return OpenResource(
        resource_id=resource.resource_id,
        unit_id=resource.unit_id,
        title=resource.title,
        category_code=resource.category_code,
        unit_code=resource.unit_code,
        windows=tuple(free),
        community_ids=_resolved(resource.community_ids, directory),
        path=territory_path(directory, resource.unit_id),
        rating_pct=record.rating_pct,
        partner_ids=_resolved(record.partner_ids, directory),
        former_ids=_resolved(record.former_ids, directory),
    )


def territory_path(directory: Directory, org_id: str) -> tuple[str, ...]:
    """The organization now in charge, then its area superiors upwards.

    One without an area of its own is where its line superior is.
    """
    path: dict[str, None] = {}
    next_id: str | None = directory.resolve(org_id)
    while next_id is not None and next_id not in path:
        path[next_id] = None
        known = directory.get(next_id)
        next_id = (known.territory_id or known.affiliation_id) if known else None
    return tuple(path)


def _resolved(org_ids: list[str] | set[str], directory: Directory) -> tuple[str, ...]:
    return tuple(sorted({directory.resolve(org_id) for org_id in org_ids}))


def _lives(directory: Directory, org_id: str) -> bool:
    known = directory.get(org_id)
    return known is None or known.status != "closed"
