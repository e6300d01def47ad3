"""Liveness, readiness and metrics of one process."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

Checks = Callable[[], Awaitable[dict[str, str]]]

router = APIRouter(tags=["health"], include_in_schema=False)


@router.get("/health/live")
async def live() -> dict[str, str]:
    return {"status": "live"}


@router.get("/health/ready")
async def ready(request: Request, response: Response) -> dict[str, object]:
    checks: Checks = request.app.state.checks
    results = await checks()
    faulty = {name: state for name, state in results.items() if not state.startswith("ok")}
    if faulty:
        response.status_code = 503
    return {"status": "ready" if not faulty else "not ready", "checks": results}


@router.get("/metrics")
async def metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
