"""Needs, resources and organizations for the tests of this service."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from contracts.directory import OrgView
from contracts.tree import OrgDirectory
from contracts.types import Supply, Window
from libs.kernel import FakeClock
from services.needs.domain import Need, OfferTerms, PublishedNeed, Resource
from services.needs.domain.need import Promise

CITY, DISTRICT, STREET = "beijing", "dongcheng", "jiaodaokou"
COMMUNITY, OTHER_COMMUNITY = "jiaodong", "fuxiang"
UNIT, BANK = "court", "bank"
NOW = FakeClock().now()
TODAY = date(2026, 11, 23)


def day(number: int, hour: int = 0) -> datetime:
    return datetime(2026, 12, 1, hour, tzinfo=UTC) + timedelta(days=number)


def window(first: int = 0, last: int = 30) -> Window:
    return Window(start_at=day(first), end_at=day(last))


def supply(qty: int | str = 4, first: int = 0, last: int = 30) -> Supply:
    return Supply(window=window(first, last), qty=Decimal(qty))


def organizations(**statuses: str) -> OrgDirectory:
    """The streets and units of the tests; ``court="closed"`` ends one, its custodian the street."""

    def org(org_id: str, kind: str, territory_id: str | None) -> OrgView:
        status = statuses.get(org_id, "active")
        return OrgView(
            org_id=org_id,
            kind=kind,
            name=org_id.title(),
            status=status,
            territory_id=territory_id,
            custodian_id=None if status == "active" else STREET,
        )

    return OrgDirectory(
        org(CITY, "city", None),
        org(DISTRICT, "district", CITY),
        org(STREET, "street", DISTRICT),
        org(COMMUNITY, "community", STREET),
        org(OTHER_COMMUNITY, "community", STREET),
        org(UNIT, "unit", STREET),
        org(BANK, "unit", COMMUNITY),
    )


def a_need(
    need_id: str = "need-1",
    *,
    status: str = "published",
    qty: int | str = 3,
    community_id: str = COMMUNITY,
    title: str = "法律讲座",
    promised: int = 0,
) -> Need:
    need = Need.enter(
        need_id,
        proposer_id=community_id,
        community_id=community_id,
        category_code="law",
        title=title,
        description="每月一次，面向老年人",
        qty=Decimal(qty),
        unit_code="session",
        window=window(),
        cycle_key=None,
        channel_code="meeting",
        now=NOW,
    )
    if status != "submitted":
        need.verify("checked")
    if status not in ("submitted", "verified"):
        need.publish(None, ())
    if promised:
        need.promises["promised"] = Promise(qty=Decimal(promised))
    need.status = status
    return need


def a_resource(
    resource_id: str = "res-1", *supplies: Supply, unit_id: str = UNIT, title: str = "法律咨询"
) -> Resource:
    return Resource.list_(
        resource_id,
        unit_id=unit_id,
        category_code="law",
        title=title,
        description="",
        unit_code="session",
        windows=list(supplies or (supply(),)),
        community_ids=[],
        cycle_key=None,
        now=NOW,
    )


def terms(offer_id: str = "offer-1", qty: int | str = 2, need_id: str = "need-1") -> OfferTerms:
    return OfferTerms(
        offer_id=offer_id,
        need_id=need_id,
        proposer_id=COMMUNITY,
        unit_id=UNIT,
        community_id=COMMUNITY,
        qty=Decimal(qty),
        window=window(),
        plan_id="plan-1",
        line_no=1,
    )


def an_offered_resource(*offers: OfferTerms) -> Resource:
    resource = a_resource()
    for one in offers or (terms(),):
        resource.make_offer(one, "plan", None, TODAY)
    return resource


class Published:
    """The duplicate check's view of published needs, from a list."""

    def __init__(self, *needs: Need) -> None:
        self.needs = needs

    async def worded(self, category_code: str, wording: str) -> list[PublishedNeed]:
        return [
            PublishedNeed.model_validate(need.model_dump())
            for need in self.needs
            if need.published and need.category_code == category_code and need.wording == wording
        ]
