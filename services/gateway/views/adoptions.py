"""How each line of an adopted plan fares."""

from collections.abc import Iterable

from contracts.events import needs as f
from libs.kernel import EventMeta, ViewWrite
from libs.runtime.wiring import Projection
from services.gateway.views.rows import put


def advanced(event: f.AdoptionAdvanced, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "adoptions",
        event.adoption_id,
        meta,
        **{
            f"stages.{event.line_no}": {
                "stage_code": str(event.stage_code),
                "offer_id": event.offer_id,
                "at": meta.at,
            }
        },
    )


def settled(event: f.AdoptionSettled, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "adoptions",
        event.adoption_id,
        meta,
        status="settled",
        accepted_count=event.accepted_count,
        declined_count=event.declined_count,
        failed_count=event.failed_count,
        expired_count=event.expired_count,
    )


def finished(event: f.AdoptionFinished, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "adoptions",
        event.adoption_id,
        meta,
        status="finished",
        project_count=event.project_count,
        released_count=event.released_count,
    )


PROJECTIONS = (
    Projection((f.AdoptionAdvanced,), advanced),
    Projection((f.AdoptionSettled,), settled),
    Projection((f.AdoptionFinished,), finished),
)
