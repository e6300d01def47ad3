"""Organizations as of any date: asked of their own service, completed with what others know."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request

from libs.kernel import FieldFault, Invalid, NotFound
from libs.storage.documents import Figure
from services.gateway.pages.agreements import signed_minutes
from services.gateway.pages.asking import Asking, Asks
from services.gateway.pages.organizations_shapes import (
    ChangePreview,
    Division,
    History,
    OrganizationDetail,
    OrganizationPage,
    TreeLevel,
    UnitFigures,
    UnitPage,
)
from services.gateway.pages.shapes import Document, Items

router = APIRouter()
composed = APIRouter(prefix="/api/organizations", tags=["views"])


async def _ask(asking: Asking, request: Request, path: str, query: str) -> Any:
    """The organizations service's answer in the caller's name."""
    answer = await request.app.state.forwarder.call(
        "organizations", "GET", f"organizations{path}", asking.asker.caller, query=query
    )
    if answer.status_code == 404:
        raise NotFound(path=path)
    if answer.status_code == 422:
        faults = orjson.loads(answer.content).get("errors", ())
        raise Invalid(errors=tuple(FieldFault.model_validate(fault) for fault in faults))
    answer.raise_for_status()
    return orjson.loads(answer.content)


@router.get("/divisions", response_model_exclude_none=True)
async def divisions(
    asking: Asks, parent: Annotated[str, Query(max_length=64)] = ""
) -> Items[Division]:
    """Every signed-in person may choose a place; ended ones are not offered."""
    kinds = {"district": 1, "street": 2, "community": 3}
    view = asking.view("organizations")
    query: Document = {"status": "active", "kind": {"$in": list(kinds)}}
    query |= {"territory_id": parent} if parent else {"kind": "district"}
    rows = await asking.reader.find(view, query, sort=[("division_code", 1)], limit=2000)
    return Items(
        items=[
            Division(
                id=row["_id"],
                name=row["name"],
                division_code=row.get("division_code"),
                kind=row["kind"],
            )
            for row in rows
        ]
    )


@router.get("/organizations/tree", response_model_exclude_none=True)
async def tree(asking: Asks, request: Request) -> TreeLevel:
    return TreeLevel.model_validate(await _ask(asking, request, "/tree", request.url.query))


@router.get("/organizations", response_model_exclude_none=True)
async def organizations(asking: Asks, request: Request) -> OrganizationPage:
    found = await _ask(asking, request, "", request.url.query)
    ids = [row["id"] for row in found["items"]]
    counted = await asking.reader.aggregate(
        asking.view("members"),
        [
            {"$match": {"org_ids": {"$in": ids}}},
            {"$unwind": "$org_ids"},
            {"$group": {"_id": "$org_ids", "count": {"$sum": 1}}},
        ],
    )
    counts = {entry["_id"]: entry["count"] for entry in counted}
    for row in found["items"]:
        row["member_count"] = counts.get(row["id"], 0)
    return OrganizationPage.model_validate({**found, "stale": asking.stale})


@router.get("/organizations/{org_id}", response_model_exclude_none=True)
async def organization(org_id: str, asking: Asks, request: Request) -> OrganizationDetail:
    found = await _ask(asking, request, f"/{org_id}", request.url.query)
    history = await _ask(asking, request, f"/{org_id}/history", "")
    figures = await _figures(asking, org_id)
    return OrganizationDetail.model_validate(
        {
            **found,
            "counts": {
                "below": found["counts"]["below"],
                "members": figures.enrolled_count,
                "agreements": figures.agreement_count,
                "projects": figures.project_count,
                "minutes": figures.minutes,
            },
            "recent": await _by_name(asking, history["items"][:5]),
        }
    )


@router.get("/organizations/{org_id}/history", response_model_exclude_none=True)
async def history(org_id: str, asking: Asks, request: Request) -> History:
    found = await _ask(asking, request, f"/{org_id}/history", request.url.query)
    return History.model_validate({**found, "items": await _by_name(asking, found["items"])})


async def _by_name(asking: Asking, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """History with the names of those who acted instead of their ids."""
    names = await asking.actors(str(entry.get("actor") or "") for entry in entries)
    return [{**entry, "actor": names.get(str(entry.get("actor")))} for entry in entries]


async def _figures(asking: Asking, org_id: str) -> UnitFigures:
    view = asking.view
    own: Document = {"org_ids": org_id}
    somewhere = [{"residence_id": {"$gt": ""}}, {"work_id": {"$gt": ""}}]
    running: Document = {**own, "status": {"$in": ["running", "awaiting_evaluation"]}}
    found = await asking.reader.figures(
        {
            "resource_count": Figure.count(
                view("resources"), {"unit_id": org_id, "status": "listed"}
            ),
            "open_offer_count": Figure.count(view("offers"), {"unit_id": org_id, "status": "open"}),
            "agreement_count": Figure.count(
                view("agreements"), {**own, "party_ids": org_id, "status": "effective"}
            ),
            "project_count": Figure.count(view("projects"), running),
            "enrolled_count": Figure.count(view("members"), own),
            "reported_count": Figure.count(view("members"), {**own, "$or": somewhere}),
            "minutes": Figure(view("entries"), own, signed_minutes()),
        }
    )
    return UnitFigures(**found)


@router.get("/units/{unit_id}", response_model_exclude_none=True)
async def unit_page(unit_id: str, asking: Asks) -> UnitPage:
    if asking.directory.get(unit_id) is None or not asking.scope.sees(unit_id):
        raise NotFound(id=unit_id)
    return UnitPage(
        unit=asking.kind_ref(unit_id), as_of=asking.now, figures=await _figures(asking, unit_id)
    )


@composed.get("/organizations/{org_id}/change-preview", response_model_exclude_none=True)
async def change_preview(org_id: str, asking: Asks, request: Request) -> ChangePreview:
    found = await _ask(asking, request, f"/{org_id}/change-preview", request.url.query)
    inside: Document = {"$in": sorted(asking.directory.below(org_id))}
    live = {"status": {"$in": ["draft", "awaiting_signatures", "effective"]}, "party_ids": inside}
    running = {"org_ids": inside, "status": {"$in": ["running", "awaiting_evaluation"]}}
    agreements = await asking.reader.find(asking.view("agreements"), live, limit=50)
    counts = await asking.reader.figures(
        {
            "member_count": Figure.count(asking.view("members"), {"org_ids": inside}),
            "agreement_count": Figure.count(asking.view("agreements"), live),
            "project_count": Figure.count(asking.view("projects"), running),
            "session_count": Figure.count(
                asking.view("sessions"), {"org_ids": inside, "status": "open"}
            ),
            "grant_count": Figure.count("users", {"grants.scope_id": inside}),
        }
    )
    return ChangePreview.model_validate(
        {
            **found,
            **counts,
            "agreements": [
                {"id": row["_id"], "title": row.get("title") or "共建协议", "status": row["status"]}
                for row in agreements
            ],
        }
    )
