"""Needs, resources, offers and plans as pages show them."""

from collections.abc import Iterable
from typing import Any

from contracts.events import needs as f
from libs.kernel import EventMeta, Put, ViewWrite
from libs.runtime.wiring import Projection, View
from libs.storage.database import Index
from services.gateway.views.rows import facts_of, orgs, put

VIEWS = (
    View(
        "needs", 1, (Index("org_ids", "status"), Index("community_id"), Index("entered_at", "_id"))
    ),
    View("resources", 1, (Index("org_ids", "status"), Index("unit_id"))),
    View(
        "offers",
        1,
        (Index("org_ids", "status"), Index("need_id"), Index("resource_id"), Index("plan_id")),
    ),
    View("plans", 1, (Index("org_ids", "status"), Index("cycle_key"))),
    View("adoptions", 1, ()),
)


def need_entered(event: f.NeedEntered | f.NeedPublished, meta: EventMeta) -> Iterable[ViewWrite]:
    entered = isinstance(event, f.NeedEntered)
    status = "submitted" if entered else "published"
    first: dict[str, Any] = {"entered_at": meta.at} if entered else {"published_at": meta.at}
    if entered:
        first |= {"promised_qty": "0", "open_qty": str(event.qty)}
    yield put(
        "needs",
        event.need_id,
        meta,
        **facts_of(event, "need_id"),
        **first,
        status=status,
        org_ids=orgs(event.community_id, event.proposer_id),
    )


_NEED_STATUS: dict[type[Any], tuple[str, str]] = {
    f.NeedVerified: ("verified", "verified_at"),
    f.NeedReturned: ("returned", "ended_at"),
    f.NeedWithdrawn: ("withdrawn", "ended_at"),
}


def need_decided(event: Any, meta: EventMeta) -> Iterable[ViewWrite]:
    status, at = _NEED_STATUS[type(event)]
    yield put(
        "needs", event.need_id, meta, **facts_of(event, "need_id"), status=status, **{at: meta.at}
    )


def need_fulfilment(event: f.NeedFulfilmentChanged, meta: EventMeta) -> Iterable[ViewWrite]:
    status = "claimed" if event.open_qty <= 0 else "partly_claimed"
    if event.promised_qty <= 0:
        status = "published"
    yield put(
        "needs",
        event.need_id,
        meta,
        qty=str(event.qty),
        promised_qty=str(event.promised_qty),
        open_qty=str(event.open_qty),
        status=status,
        claimed_at=meta.at,
    )


_STAGE_AT = {
    "in_progress": "started_at",
    "awaiting_evaluation": "delivered_at",
    "evaluated": "evaluated_at",
}


def need_progress(event: f.NeedProgressed, meta: EventMeta) -> Iterable[ViewWrite]:
    status = str(event.status_code)
    fields: dict[str, Any] = {f"projects.{event.project_id}": str(event.stage_code)}
    if status in _STAGE_AT:
        fields[_STAGE_AT[status]] = meta.at
    yield put("needs", event.need_id, meta, status=status, **fields)


def resource_listed(event: f.ResourceListed, meta: EventMeta) -> Iterable[ViewWrite]:
    row = facts_of(event, "resource_id")
    yield put(
        "resources",
        event.resource_id,
        meta,
        **row,
        status="listed",
        listed_at=meta.at,
        org_ids=orgs(event.unit_id),
    )


def resource_withdrawn(event: f.ResourceWithdrawn, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "resources",
        event.resource_id,
        meta,
        status="withdrawn",
        reason_code=str(event.reason_code),
    )


_OFFER: dict[type[Any], tuple[str, str]] = {
    f.OfferMade: ("open", "made_at"),
    f.OfferFailed: ("failed", "answered_at"),
    f.OfferAccepted: ("accepted", "answered_at"),
    f.OfferDeclined: ("declined", "answered_at"),
    f.OfferExpired: ("expired", "answered_at"),
    f.OfferReleased: ("released", "released_at"),
}


def offer_moved(event: Any, meta: EventMeta) -> Iterable[ViewWrite]:
    status, at = _OFFER[type(event)]
    yield put(
        "offers",
        event.offer_id,
        meta,
        **facts_of(event, "offer_id", "resource_id"),
        resource_id=meta.aggregate_id,
        status=status,
        org_ids=orgs(event.unit_id, event.proposer_id, event.community_id),
        **{at: meta.at},
    )


def plan_requested(event: f.PlanRequested, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "plans",
        event.plan_id,
        meta,
        **facts_of(event, "plan_id"),
        status="solving",
        requested_at=meta.at,
        requested_by=meta.actor_id,
        org_ids=orgs(event.scope_id),
    )


def plan_proposed(event: f.PlanProposed, meta: EventMeta) -> Iterable[ViewWrite]:
    proven = event.proof.gap <= 0.0005
    yield put(
        "plans",
        event.plan_id,
        meta,
        **facts_of(event, "plan_id"),
        status="proven" if proven else "greedy",
        proposed_at=meta.at,
    )


def plan_lines(event: f.PlanLinesProposed, meta: EventMeta) -> Iterable[ViewWrite]:
    lines = [line.model_dump(mode="json") for line in event.lines]
    yield put("plans", event.plan_id, meta, **{f"pages.{event.page_no}": lines})


def plan_ended(event: f.PlanFailed | f.PlanDiscarded, meta: EventMeta) -> Iterable[ViewWrite]:
    status = "failed" if isinstance(event, f.PlanFailed) else "discarded"
    yield put("plans", event.plan_id, meta, status=status, reason_code=str(event.reason_code))


def plan_adopted(event: f.PlanAdopted, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "plans",
        event.plan_id,
        meta,
        # No status: that is the plan's own to say, and its facts may come before or after this one.
        **{
            "adoption.id": event.adoption_id,
            "adoption.adopted_at": meta.at,
            "adoption.status": "running",
            "adoption.line_count": event.line_count,
        },
    )
    yield Put("adoptions", event.adoption_id, {"plan_id": event.plan_id})


PROJECTIONS = (
    Projection((f.NeedEntered, f.NeedPublished), need_entered),
    Projection(tuple(_NEED_STATUS), need_decided),
    Projection((f.NeedFulfilmentChanged,), need_fulfilment),
    Projection((f.NeedProgressed,), need_progress),
    Projection((f.ResourceListed,), resource_listed),
    Projection((f.ResourceWithdrawn,), resource_withdrawn),
    Projection(tuple(_OFFER), offer_moved),
    Projection((f.PlanRequested,), plan_requested),
    Projection((f.PlanProposed,), plan_proposed),
    Projection((f.PlanLinesProposed,), plan_lines),
    Projection((f.PlanFailed, f.PlanDiscarded), plan_ended),
    Projection((f.PlanAdopted,), plan_adopted),
)
