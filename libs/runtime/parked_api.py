"""Parked events of one process, for those who see everything: list, dry run, redrive, discard."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from libs.kernel import NotFound, Scope
from libs.messaging.parking import Outcome, Parking
from libs.storage.parked import PARKED
from libs.web import CallerScope, KnownQuery

router = APIRouter(prefix="/parked-events", tags=["parked events"])


class ParkedEvent(BaseModel):
    """An event that failed for good, and how many of its aggregate wait behind it."""

    event_id: str
    consumer: str
    service: str
    type: str
    aggregate_id: str
    seq: int
    cause_code: str
    cause: str
    fingerprint: str
    first_at: datetime
    last_at: datetime
    attempt_count: int
    behind_count: int


class ParkedEvents(BaseModel):
    """All that is parked here."""

    items: list[ParkedEvent]
    stopped: list[str]


class Redrive(BaseModel):
    """What to try again: one event's aggregate, an aggregate, or everything of one cause."""

    by: Literal["event", "aggregate", "cause"]
    value: Annotated[str, Field(min_length=1, max_length=200)]
    dry_run: bool


class RedriveRow(BaseModel):
    """What became (or would become) of one event."""

    event_id: str
    type: str
    aggregate_id: str
    seq: int
    outcome: str
    detail: str


class RedriveAnswer(BaseModel):
    """Row by row, in order."""

    results: list[RedriveRow]
    count: int


class Discard(BaseModel):
    """Why an event is given up."""

    reason: Annotated[str, Field(min_length=4, max_length=400)]


def _parking(request: Request, scope: Scope) -> Parking:
    if not scope.everywhere:
        raise NotFound
    parking: Parking = request.app.state.running.streams.parking
    return parking


@router.get("", dependencies=[KnownQuery])
async def list_parked(
    request: Request, scope: CallerScope, limit: Annotated[int, Query(ge=1, le=1000)] = 500
) -> ParkedEvents:
    parking = _parking(request, scope)
    rows = await parking.find(parking.query(), limit=limit)
    behind: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.state != PARKED:
            key = (row.service, row.aggregate_id)
            behind[key] = behind.get(key, 0) + 1
    states: dict[str, Any] = request.app.state.running.streams.consumer.states()
    return ParkedEvents(
        items=[
            ParkedEvent(
                event_id=row.id,
                consumer=row.consumer,
                service=row.service,
                type=row.type,
                aggregate_id=row.aggregate_id,
                seq=row.seq,
                cause_code=row.error.type,
                cause=row.error.message,
                fingerprint=row.error.fingerprint,
                first_at=row.at,
                last_at=row.at,
                attempt_count=row.attempts,
                behind_count=behind.get((row.service, row.aggregate_id), 0),
            )
            for row in rows
            if row.state == PARKED
        ],
        stopped=[f"{place}: {state}" for place, state in states.items() if "stopped" in state],
    )


@router.post("/redrives")
async def redrive(body: Redrive, request: Request, scope: CallerScope) -> RedriveAnswer:
    parking = _parking(request, scope)
    field = {"event": "event_id", "aggregate": "aggregate_id", "cause": "fingerprint"}[body.by]
    query = parking.query(**{field: body.value})
    outcomes = await parking.redrive(query, scope.stamp.actor_id, dry=body.dry_run)
    return RedriveAnswer(results=[_row(outcome) for outcome in outcomes], count=len(outcomes))


@router.post("/{event_id}/discard", status_code=204)
async def discard(event_id: str, body: Discard, request: Request, scope: CallerScope) -> None:
    parking = _parking(request, scope)
    await parking.discard(event_id, body.reason, scope.stamp.actor_id)


def _row(outcome: Outcome) -> RedriveRow:
    return RedriveRow(
        event_id=outcome.event_id,
        type=outcome.type,
        aggregate_id=outcome.aggregate_id,
        seq=outcome.seq,
        outcome=outcome.result.replace("-", "_"),
        detail=outcome.detail,
    )
