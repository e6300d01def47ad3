"""Needs, resources and offers."""

from typing import Annotated

from fastapi import APIRouter, Query

from libs.storage.documents import Rows
from services.gateway.pages.asking import Asking, Asks, all_of
from services.gateway.pages.cutting import Cutting
from services.gateway.pages.figures import Opening
from services.gateway.pages.needs_shapes import (
    NeedDetail,
    NeedRow,
    OfferRow,
    ProjectOfNeed,
    ResourceDetail,
    ResourceRow,
    ResourceWindow,
)
from services.gateway.pages.shapes import Document, Page, figure, number

router = APIRouter()


def need_row(asking: Asking, row: Document) -> NeedRow:
    """A stored need as the list shows it."""
    return NeedRow(**_need(asking, row))


def _need(asking: Asking, row: Document) -> Document:
    return {
        **{
            name: row.get(name)
            for name in ("title", "published_at", "cycle_key", "window", "entered_at")
        },
        "id": row["_id"],
        "number": number("XQ", row["_id"]),
        "category_code": row.get("category_code", "other"),
        "community": asking.org(row.get("community_id")),
        "proposer": asking.org(row.get("proposer_id")),
        "qty": figure(row.get("qty")),
        "promised_qty": figure(row.get("promised_qty")),
        "open_qty": figure(row.get("open_qty", row.get("qty"))),
        "unit_code": row.get("unit_code", ""),
        "status": row.get("status", "submitted"),
    }


async def offer_rows(asking: Asking, offers: list[Document]) -> list[OfferRow]:
    """Offers with the titles of what they join."""
    joined = await asking.many_of(
        {
            "needs": [row.get("need_id") for row in offers],
            "resources": [row.get("resource_id") for row in offers],
        }
    )
    needs, resources = joined["needs"], joined["resources"]
    found = []
    for row in offers:
        need = needs.get(row.get("need_id", ""), {})
        resource = resources.get(row.get("resource_id", ""), {})
        found.append(
            OfferRow(
                id=row["_id"],
                resource_id=row.get("resource_id", ""),
                resource_title=resource.get("title", ""),
                need_id=row.get("need_id", ""),
                need_title=need.get("title") or "",
                unit=asking.org(row.get("unit_id")),
                community=asking.org(row.get("community_id")),
                qty=figure(row.get("qty")),
                unit_code=need.get("unit_code", resource.get("unit_code", "")),
                window=row["window"],
                status=row.get("status", "open"),
                made_at=row.get("made_at"),
                answer_by_on=row.get("answer_by_on"),
                answered_at=row.get("answered_at"),
                reason_code=row.get("reason_code") or row.get("cause_code"),
                plan_id=row.get("plan_id"),
                line_no=row.get("line_no"),
                agreement_id=row.get("agreement_id"),
            )
        )
    return found


@router.get("/needs", response_model_exclude_none=True)
async def list_needs(
    asking: Asks,
    cut: Cutting,
    category_code: Annotated[str, Query(max_length=200)] = "",
    community_id: Annotated[str, Query(max_length=64)] = "",
    unclaimed_days: Annotated[int | None, Query(ge=0, le=3650)] = None,
    *,
    opened: Opening,
) -> Page[NeedRow]:
    parts = [asking.filter(cut), await opened.rows(asking, "needs")]
    if category_code:
        parts.append({"category_code": {"$in": category_code.split(",")}})
    if community_id:
        parts.append({"community_id": community_id})
    if unclaimed_days is not None:
        parts.append(unclaimed_since(asking, unclaimed_days))
    rows, total = await asking.rows(
        "needs",
        all_of(parts),
        cut,
        "-entered_at",
        ("entered_at", "published_at", "title", "status"),
    )
    return Page(
        items=[need_row(asking, row) for row in await asking.titled(rows)],
        total=total,
        as_of=asking.now,
        stale=asking.stale,
    )


def unclaimed_since(asking: Asking, days: int) -> Document:
    """Needs published at least ``days`` ago that nobody has promised anything."""
    from datetime import timedelta

    return {"status": "published", "published_at": {"$lte": asking.now - timedelta(days=days)}}


@router.get("/needs/{need_id}", response_model_exclude_none=True)
async def read_need(need_id: str, asking: Asks) -> NeedDetail:
    its_offers = Rows(asking.view("offers"), {"need_id": need_id}, (("made_at", 1),), 200)
    row, (offers,) = await asking.one_with("needs", need_id, its_offers)
    projects = await asking.many("projects", row.get("projects", {}))
    return NeedDetail(
        **_need(asking, row),
        **{
            name: row.get(name)
            for name in (
                "channel_code",
                "verified_at",
                "claimed_at",
                "started_at",
                "delivered_at",
                "evaluated_at",
                "ended_at",
                "reason_code",
            )
        },
        offers=await offer_rows(asking, offers),
        projects=[
            ProjectOfNeed(id=id_, title=found.get("title", ""), status=found.get("status", ""))
            for id_, found in projects.items()
        ],
        as_of=asking.now,
    )


async def _resource(asking: Asking, row: Document, offers: list[Document]) -> Document:
    windows = row.get("windows", [])
    live = [offer for offer in offers if offer.get("status") in {"open", "accepted"}]
    qty = sum(figure(entry.get("qty")) for entry in windows)
    return {
        "id": row["_id"],
        "number": number("ZY", row["_id"]),
        "title": row.get("title", ""),
        "category_code": row.get("category_code", "other"),
        "unit": asking.org(row.get("unit_id")),
        "unit_code": row.get("unit_code", ""),
        "status": row.get("status", "listed"),
        "qty": qty,
        "left_qty": qty - sum(figure(offer.get("qty")) for offer in live),
        "from_at": min(entry["window"]["start_at"] for entry in windows),
        "to_at": max(entry["window"]["end_at"] for entry in windows),
        "open_offer_count": sum(offer.get("status") == "open" for offer in live),
        "accepted_offer_count": sum(offer.get("status") == "accepted" for offer in live),
        "listed_at": row["listed_at"],
    }


@router.get("/resources", response_model_exclude_none=True)
async def list_resources(
    asking: Asks,
    cut: Cutting,
    category_code: Annotated[str, Query(max_length=200)] = "",
    unit_id: Annotated[str, Query(max_length=64)] = "",
) -> Page[ResourceRow]:
    parts = [asking.filter(cut)]
    if category_code:
        parts.append({"category_code": {"$in": category_code.split(",")}})
    if unit_id:
        parts.append({"unit_id": unit_id})
    rows, total = await asking.rows(
        "resources", all_of(parts), cut, "-listed_at", ("listed_at", "title", "status")
    )
    found = await asking.reader.find(
        asking.view("offers"), {"resource_id": {"$in": [row["_id"] for row in rows]}}, limit=0
    )
    by_resource: dict[str, list[Document]] = {}
    for offer in found:
        by_resource.setdefault(offer["resource_id"], []).append(offer)
    return Page(
        items=[
            ResourceRow(**await _resource(asking, row, by_resource.get(row["_id"], [])))
            for row in rows
        ],
        total=total,
        as_of=asking.now,
        stale=asking.stale,
    )


@router.get("/resources/{resource_id}", response_model_exclude_none=True)
async def read_resource(resource_id: str, asking: Asks) -> ResourceDetail:
    its_offers = Rows(asking.view("offers"), {"resource_id": resource_id}, (("made_at", 1),), 500)
    row, (offers,) = await asking.one_with("resources", resource_id, its_offers)
    return ResourceDetail(
        **await _resource(asking, row, offers),
        windows=[_window(entry, offers) for entry in row.get("windows", [])],
        communities=[asking.org(id_) for id_ in row.get("community_ids", [])],
        reason_code=row.get("reason_code"),
        offers=await offer_rows(asking, offers),
        as_of=asking.now,
    )


def _window(entry: Document, offers: list[Document]) -> ResourceWindow:
    """What is taken of one window: offers lie in the window that contains theirs."""
    span = entry["window"]
    taken = {"open": 0.0, "accepted": 0.0}
    for offer in offers:
        inside = (
            offer["window"]["start_at"] < span["end_at"]
            and span["start_at"] < offer["window"]["end_at"]
        )
        if offer.get("status") in taken and inside:
            taken[offer["status"]] += figure(offer.get("qty"))
    return ResourceWindow(
        window=span,
        qty=figure(entry.get("qty")),
        held_qty=taken["open"],
        accepted_qty=taken["accepted"],
    )


@router.get("/offers", response_model_exclude_none=True)
async def list_offers(
    asking: Asks,
    cut: Cutting,
    unit_id: Annotated[str, Query(max_length=64)] = "",
    plan_id: Annotated[str, Query(max_length=64)] = "",
    need_id: Annotated[str, Query(max_length=64)] = "",
    *,
    opened: Opening,
) -> Page[OfferRow]:
    chosen = {"unit_id": unit_id, "plan_id": plan_id, "need_id": need_id}
    parts = [
        asking.filter(cut),
        await opened.rows(asking, "offers"),
        {name: value for name, value in chosen.items() if value},
    ]
    rows, total = await asking.rows("offers", all_of(parts), cut, "-made_at", ("made_at",))
    return Page(
        items=await offer_rows(asking, rows), total=total, as_of=asking.now, stale=asking.stale
    )
