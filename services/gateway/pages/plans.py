"""Matching plans: lines with the reasons for each, and how an adopted one fares."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request

from services.gateway.pages.asking import Asking, Asks, all_of
from services.gateway.pages.cutting import Cutting
from services.gateway.pages.shapes import Document, OrgRef, Page, Shape, Span, figure, number
from services.gateway.telling import Telling

router = APIRouter()
ADOPTED: Final = "adopted"


class PlanRow(Shape):
    """A plan in a list."""

    id: str
    number: str
    plan_no: int
    scope: OrgRef
    cycle_key: str
    status: str
    requested_at: datetime
    requested_by: str | None = None
    need_count: int
    resource_count: int
    line_count: int | None = None
    unmatched_count: int | None = None
    objective: float | None = None
    gap: float | None = None


class ProofShape(Shape):
    """How good the plan is, provably."""

    solver: str
    version: str
    objective: float
    bound: float
    gap: float
    seconds: float
    seed: int
    input_hash: str


class PartScore(Shape):
    """One reason of a score."""

    code: str
    score: float


class PlanLineShape(Shape):
    """One unit's resource for one community's need."""

    line_no: int
    need_id: str
    need_title: str
    resource_id: str | None = None
    resource_title: str | None = None
    unit: OrgRef | None = None
    community: OrgRef
    qty: float
    unit_code: str
    window: Span
    score: float
    parts: list[PartScore]
    stage_code: str | None = None
    offer_id: str | None = None
    cause_code: str | None = None


class AdoptionShape(Shape):
    """How the lines of an adopted plan were answered."""

    id: str
    adopted_at: datetime
    status: str
    accepted_count: int
    declined_count: int
    failed_count: int
    expired_count: int
    open_count: int


class WeightShape(Shape):
    """What a part of the score may count at most."""

    code: str
    weight: float


class QuickShape(Shape):
    """What best-first would have reached, for comparison with the proven optimum."""

    objective: float
    seconds: float


class PlanDetail(PlanRow):
    """A plan with its lines."""

    weights_no: int
    weights: list[WeightShape]
    greedy: QuickShape | None = None
    proof: ProofShape | None = None
    lines: list[PlanLineShape]
    reason_code: str | None = None
    adoption: AdoptionShape | None = None
    as_of: datetime


def _plan(asking: Asking, row: Document) -> Document:
    proof = row.get("proof") or {}
    return {
        "id": row["_id"],
        "number": number("FA", row["_id"]),
        "plan_no": row["plan_no"],
        "scope": asking.org(row.get("scope_id")),
        "cycle_key": row.get("cycle_key", ""),
        "status": ADOPTED if row.get("adoption") else row.get("status", "solving"),
        "requested_at": row["requested_at"],
        "need_count": row.get("need_count", 0),
        "resource_count": row.get("resource_count", 0),
        "line_count": row.get("line_count"),
        "unmatched_count": row.get("unmatched_count"),
        "objective": figure(proof["objective"]) if proof else None,
        "gap": figure(proof["gap"]) if proof else None,
    }


def _of_status(statuses: Sequence[str]) -> Document:
    """The query of plans in these states; that one is adopted is what its adoption says of it."""
    if not statuses:
        return {}
    own = [status for status in statuses if status != ADOPTED]
    wanted: list[Document] = [{"adoption.id": None, "status": {"$in": own}}]
    if ADOPTED in statuses:
        wanted.append({"adoption.id": {"$ne": None}})
    return {"$or": wanted}


async def _number(asking: Asking, rows: list[Document]) -> None:
    """Counts each plan within its scope and cycle, oldest first."""
    for row in rows:
        row["plan_no"] = await asking.reader.count(
            asking.view("plans"),
            {
                "scope_id": row.get("scope_id"),
                "cycle_key": row.get("cycle_key"),
                "requested_at": {"$lte": row["requested_at"]},
            },
        )


@router.get("/plans", response_model_exclude_none=True)
async def list_plans(
    asking: Asks, cut: Cutting, cycle_key: Annotated[str, Query(max_length=40)] = ""
) -> Page[PlanRow]:
    parts = [
        asking.filter(replace(cut, status=()), "cycle_key"),
        _of_status(cut.status),
        {"cycle_key": cycle_key} if cycle_key else {},
    ]
    rows, total = await asking.rows("plans", all_of(parts), cut, "-requested_at", ("requested_at",))
    await _number(asking, rows)
    return Page(
        items=[PlanRow(**_plan(asking, row)) for row in rows],
        total=total,
        as_of=asking.now,
        stale=asking.stale,
    )


@router.get("/plans/{plan_id}", response_model_exclude_none=True)
async def read_plan(plan_id: str, asking: Asks, request: Request) -> PlanDetail:
    row = await asking.one("plans", plan_id)
    await _number(asking, [row])
    told = await _telling(request).ask("needs", f"plans/{plan_id}", asking.asker.caller)
    pages = row.get("pages", {})
    lines = [line for no in sorted(pages, key=int) for line in pages[no]]
    adoption = row.get("adoption")
    progress: Document = {}
    if adoption:
        progress = await asking.reader.get(asking.view("adoptions"), adoption["id"]) or {}
    proof = row.get("proof")
    return PlanDetail(
        **_plan(asking, row),
        weights_no=row.get("weights_no", 1),
        weights=told.get("weights", []),
        greedy=told.get("quick"),
        proof=_proof(proof) if proof else None,
        lines=await _lines(asking, lines, progress.get("stages", {})),
        reason_code=row.get("reason_code"),
        adoption=_adoption(adoption, progress) if adoption else None,
        as_of=asking.now,
    )


def _telling(request: Request) -> Telling:
    """Weights and the quick answer stand in no fact; the page stands without them."""
    told: Telling = request.app.state.telling
    return told


def _proof(proof: Document) -> ProofShape:
    numbers = {name: figure(proof.get(name)) for name in ("objective", "bound", "gap", "seconds")}
    return ProofShape(
        **numbers,
        solver=str(proof.get("solver", "")),
        version=str(proof.get("version", "")),
        seed=int(proof.get("seed") or 0),
        input_hash=str(proof.get("input_hash", "")),
    )


async def _lines(asking: Asking, lines: list[Document], stages: Document) -> list[PlanLineShape]:
    joined = await asking.many_of(
        {
            "needs": [line.get("need_id") for line in lines],
            "resources": [line.get("resource_id") for line in lines],
        }
    )
    needs, resources = joined["needs"], joined["resources"]
    found = []
    for line in lines:
        stage = stages.get(str(line["line_no"]), {})
        need = needs.get(line["need_id"], {})
        resource = resources.get(line.get("resource_id") or "", {})
        found.append(
            PlanLineShape(
                line_no=line["line_no"],
                need_id=line["need_id"],
                need_title=need.get("title") or "",
                resource_id=line.get("resource_id"),
                resource_title=resource.get("title"),
                unit=asking.maybe_org(line.get("unit_id")),
                community=asking.org(line.get("community_id")),
                qty=figure(line.get("qty")),
                unit_code=need.get("unit_code", ""),
                window=line["window"],
                score=figure(line.get("score")),
                parts=[
                    PartScore(code=code, score=figure(score))
                    for code, score in (line.get("parts") or {}).items()
                ],
                stage_code=stage.get("stage_code"),
                offer_id=stage.get("offer_id"),
                cause_code=line.get("cause_code"),
            )
        )
    return found


def _adoption(adoption: Document, progress: Document) -> AdoptionShape:
    stages = [entry.get("stage_code") for entry in progress.get("stages", {}).values()]
    past = {"accepted", "drafted", "effective", "adopted", "released"}
    counts = {
        "accepted_count": sum(stage in past for stage in stages),
        "declined_count": sum(stage == "declined" for stage in stages),
        "failed_count": sum(stage == "failed" for stage in stages),
        "expired_count": sum(stage == "expired" for stage in stages),
    }
    total = int(adoption.get("line_count") or 0)
    return AdoptionShape(
        id=adoption["id"],
        adopted_at=adoption["adopted_at"],
        status=progress.get("status", adoption.get("status", "running")),
        **counts,
        open_count=max(0, total - sum(counts.values())),
    )
