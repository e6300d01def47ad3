"""Parked events of all services on one page, for administrators."""

import asyncio
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

import httpx2
import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from libs.kernel import DomainError, NotFound, SeenText
from libs.messaging.parking import NotNext, Parking
from libs.storage.parked import PARKED
from libs.web import problems
from services.gateway.forwarding import Forwarder
from services.gateway.pages.asking import Asking, Asks
from services.gateway.pages.shapes import Shape
from services.gateway.signed_in import Asker, SignedIn

router = APIRouter()
_PATIENCE_SECONDS = 5.0
"""A service that has not answered by then is named as silent."""
commands = APIRouter(prefix="/api/gateway", tags=["parked events"])
OWN = "gateway"


class ParkedEvent(Shape):
    """An event that one service could not apply."""

    event_id: str
    service: str
    type: str
    aggregate_id: str
    subject_title: str | None = None
    cause_code: str
    cause: str
    fingerprint: str
    first_at: datetime
    last_at: datetime
    attempt_count: int
    behind_count: int


class ParkedEvents(Shape):
    """All parked events; ``silent`` names services that did not answer."""

    items: list[ParkedEvent]
    total: int
    as_of: datetime
    silent: list[str]
    stopped: list[str]


class Redrive(BaseModel):
    """What to try again, and at which service."""

    by: Literal["event", "aggregate", "cause"]
    value: Annotated[str, Field(min_length=1, max_length=200)]
    service: Annotated[str, Field(min_length=1, max_length=40)]
    dry_run: bool = True


class Discard(BaseModel):
    """Which event is given up, where, and why."""

    event_id: Annotated[str, Field(min_length=1, max_length=64)]
    service: Annotated[str, Field(min_length=1, max_length=40)]
    reason: Annotated[SeenText, Field(min_length=4, max_length=400)]


class RedriveRow(Shape):
    """What became (or would become) of one event."""

    event_id: str
    type: str
    outcome: str
    detail: str = ""


class RedriveAnswer(Shape):
    """Row by row, in order."""

    results: list[RedriveRow]
    count: int


@router.get("/parked-events", response_model_exclude_none=True)
async def parked_events(
    asking: Asks,
    request: Request,
    service: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    size: Annotated[int, Query(ge=1, le=500)] = 50,
) -> ParkedEvents:
    if not asking.scope.everywhere:
        raise NotFound
    forwarder: Forwarder = request.app.state.forwarder
    every = (*request.app.state.settings.services, OWN)
    names = [name for name in every if not service or name in service.split(",")]
    answers = await asyncio.gather(*(_of(name, asking, request, forwarder) for name in names))
    items: list[dict[str, Any]] = []
    silent, stopped = [], []
    for name, answer in zip(names, answers, strict=True):
        if answer is None:
            silent.append(name)
            continue
        items += [{**entry, "service": name} for entry in answer["items"]]
        stopped += [f"{name} {place}" for place in answer["stopped"]]
    return ParkedEvents(
        items=[
            ParkedEvent.model_validate(entry) for entry in items[size * (page - 1) : size * page]
        ],
        total=len(items),
        as_of=asking.now,
        silent=silent,
        stopped=stopped,
    )


async def _of(
    name: str, asking: Asking, request: Request, forwarder: Forwarder
) -> dict[str, Any] | None:
    if name == OWN:
        return await _own(request)
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            answer = await forwarder.call(name, "GET", "parked-events", asking.asker.caller)
    except (DomainError, TimeoutError):
        return None
    if answer.status_code != 200:
        return None
    found: dict[str, Any] = orjson.loads(answer.content)
    return found


async def _own(request: Request) -> dict[str, Any]:
    parking = _parking(request)
    rows = await parking.find(parking.query(), limit=500)
    waiting = [(row.service, row.aggregate_id) for row in rows if row.state != PARKED]
    states = request.app.state.running.streams.consumer.states()
    return {
        "stopped": [f"{place}: {state}" for place, state in states.items() if "stopped" in state],
        "items": [
            {
                "event_id": row.id,
                "type": row.type,
                "aggregate_id": row.aggregate_id,
                "cause_code": row.error.type,
                "cause": row.error.message,
                "fingerprint": row.error.fingerprint,
                "first_at": row.at,
                "last_at": row.at,
                "attempt_count": row.attempts,
                "behind_count": waiting.count((row.service, row.aggregate_id)),
            }
            for row in rows
            if row.state == PARKED
        ],
    }


def _parking(request: Request) -> Parking:
    parking: Parking = request.app.state.running.streams.parking
    return parking


@commands.post("/redrives")
async def redrive(body: Redrive, asker: Asker, request: Request) -> RedriveAnswer:
    if not asker.scope.everywhere:
        raise NotFound
    if body.service == OWN:
        field = {"event": "event_id", "aggregate": "aggregate_id", "cause": "fingerprint"}[body.by]
        parking = _parking(request)
        query = parking.query(**{field: body.value})
        outcomes = await parking.redrive(query, asker.user.user_id, dry=body.dry_run)
        rows = [
            RedriveRow(
                event_id=entry.event_id,
                type=entry.type,
                outcome=entry.result.replace("-", "_"),
                detail=entry.detail,
            )
            for entry in outcomes
        ]
        return RedriveAnswer(results=rows, count=len(rows))
    answer = await _ask(
        request, asker, body.service, "redrives", body.model_dump(exclude={"service"})
    )
    answer.raise_for_status()
    return RedriveAnswer.model_validate(orjson.loads(answer.content))


@commands.post("/discards", status_code=204, responses=problems(NotNext, NotFound))
async def discard(body: Discard, asker: Asker, request: Request) -> Response:
    if not asker.scope.everywhere:
        raise NotFound
    if body.service == OWN:
        await _parking(request).discard(body.event_id, body.reason, asker.user.user_id)
        return Response(status_code=204)
    path = f"{quote(body.event_id, safe='')}/discard"
    answer = await _ask(request, asker, body.service, path, {"reason": body.reason})
    kind = answer.headers.get("content-type")
    return Response(answer.content, answer.status_code, media_type=kind)


async def _ask(
    request: Request, asker: SignedIn, service: str, path: str, body: dict[str, Any]
) -> httpx2.Response:
    forwarder: Forwarder = request.app.state.forwarder
    return await forwarder.call(
        service,
        "POST",
        f"parked-events/{path}",
        asker.caller,
        headers={"Content-Type": "application/json"},
        content=orjson.dumps(body),
    )
