"""The shapes of needs, resources and offers on pages."""

from datetime import date, datetime

from services.gateway.pages.shapes import OrgRef, Shape, Span


class NeedRow(Shape):
    """A need in a list."""

    id: str
    number: str
    title: str | None = None
    category_code: str
    community: OrgRef
    proposer: OrgRef
    qty: float
    promised_qty: float
    open_qty: float
    unit_code: str
    window: Span
    status: str
    entered_at: datetime
    published_at: datetime | None = None
    cycle_key: str | None = None


class ProjectOfNeed(Shape):
    """A project that serves a need."""

    id: str
    title: str
    status: str


class OfferRow(Shape):
    """An offer of a resource to a need."""

    id: str
    resource_id: str
    resource_title: str
    need_id: str
    need_title: str
    unit: OrgRef
    community: OrgRef
    qty: float
    unit_code: str
    window: Span
    status: str
    made_at: datetime | None = None
    answer_by_on: date | None = None
    answered_at: datetime | None = None
    reason_code: str | None = None
    plan_id: str | None = None
    line_no: int | None = None
    agreement_id: str | None = None


class NeedDetail(NeedRow):
    """A need with what became of it."""

    channel_code: str | None = None
    verified_at: datetime | None = None
    claimed_at: datetime | None = None
    started_at: datetime | None = None
    delivered_at: datetime | None = None
    evaluated_at: datetime | None = None
    ended_at: datetime | None = None
    reason_code: str | None = None
    offers: list[OfferRow]
    projects: list[ProjectOfNeed]
    as_of: datetime


class ResourceRow(Shape):
    """A resource in a list."""

    id: str
    number: str
    title: str
    category_code: str
    unit: OrgRef
    unit_code: str
    status: str
    qty: float
    left_qty: float
    from_at: datetime
    to_at: datetime
    open_offer_count: int
    accepted_offer_count: int
    listed_at: datetime


class ResourceWindow(Shape):
    """A window with what is held and promised of it."""

    window: Span
    qty: float
    held_qty: float
    accepted_qty: float


class ResourceDetail(ResourceRow):
    """A resource with its windows and offers."""

    windows: list[ResourceWindow]
    communities: list[OrgRef]
    reason_code: str | None = None
    offers: list[OfferRow]
    as_of: datetime
