"""The problem of a plan: open needs, free resources, and what is known about both."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Final

from contracts.directory import OrgView
from contracts.tree import Directory
from libs.storage.documents import Reader
from services.needs.domain import Need, Plan, Resource
from services.needs.planner.problem import FreeWindow, OpenNeed, OpenResource, Problem
from services.needs.views.cooperation import Record, records_of
from services.needs.views.ports import OpenMatters

_UNKNOWN: Final = Record()


async def collect(plan: Plan, reader: Reader, directory: Directory) -> Problem:
    """Reads everything the plan's answer depends on. Closed organizations take no part."""
    matters = OpenMatters(reader)
    org_ids = directory.below(plan.scope_id)
    needs, resources = await asyncio.gather(
        matters.needs(org_ids, plan.cycle_key), matters.resources(org_ids, plan.cycle_key)
    )
    records = await records_of({one.unit_id for one in resources}, reader)
    territory = Territory(directory)
    return Problem(
        weights=plan.weights,
        needs=tuple(
            _need(need, open_qty, territory)
            for need, open_qty in needs
            if territory.lives(need.community_id)
        ),
        resources=tuple(
            _resource(one, records.get(one.unit_id, _UNKNOWN), territory, plan.requested_at)
            for one in resources
            if territory.lives(one.unit_id)
        ),
        communities_per_unit=plan.limits.communities_per_unit,
        units_per_need=plan.limits.units_per_need,
    )


class Territory:
    """The directory as a plan sees it: each organization is looked up once."""

    def __init__(self, directory: Directory) -> None:
        """Remembers what it was told: made anew for each plan."""
        self._directory = directory
        self._known: dict[str, OrgView | None] = {}

    def lives(self, org_id: str) -> bool:
        """Whether it is not closed, as far as anybody knows."""
        known = self._get(org_id)
        return known is None or known.status != "closed"

    def path(self, org_id: str) -> tuple[str, ...]:
        """The organization now in charge, then its area superiors upwards.

        One without an area of its own is where its line superior is.
        """
        path: dict[str, None] = {}
        next_id: str | None = self._directory.resolve(org_id)
        while next_id is not None and next_id not in path:
            path[next_id] = None
            known = self._get(next_id)
            next_id = (known.territory_id or known.affiliation_id) if known else None
        return tuple(path)

    def resolved(self, org_ids: Iterable[str]) -> tuple[str, ...]:
        """Those now in charge."""
        return tuple(sorted({self._directory.resolve(org_id) for org_id in org_ids}))

    def _get(self, org_id: str) -> OrgView | None:
        if org_id not in self._known:
            self._known[org_id] = self._directory.get(org_id)
        return self._known[org_id]


def _need(need: Need, open_qty: Decimal, territory: Territory) -> OpenNeed:
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
        path=territory.path(need.community_id),
    )


def _resource(
    resource: Resource, record: Record, territory: Territory, now: datetime
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
        community_ids=territory.resolved(resource.community_ids),
        path=territory.path(resource.unit_id),
        rating_pct=record.rating_pct,
        partner_ids=territory.resolved(record.partner_ids),
        former_ids=territory.resolved(record.former_ids),
    )
