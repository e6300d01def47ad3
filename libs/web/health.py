"""Liveness, readiness and metrics of one process."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

Checks = Callable[[], Awaitable[dict[str, str]]]

SERVING = frozenset({"mongo", "directory"})
"""What commands and pages need. Without the log they still work: facts wait in the journal."""

_HEALTHY = Gauge("gongjian_healthy", "1 where a part of the process works", ["part"])

router = APIRouter(tags=["health"], include_in_schema=False)


@router.get("/health/live")
async def live() -> dict[str, str]:
    return {"status": "live"}


@router.get("/health/ready")
async def ready(request: Request, response: Response) -> dict[str, object]:
    """Whether every part works: for people, start orders and alarms."""
    checks: Checks = request.app.state.checks
    return _judged(await checks(), response)


@router.get("/health/serving")
async def serving(request: Request, response: Response) -> dict[str, object]:
    """Whether requests can be answered: for whoever spreads them over processes."""
    checks: Checks = request.app.state.checks
    results = await checks()
    return _judged({name: results[name] for name in results if name in SERVING}, response)


def _judged(results: dict[str, str], response: Response) -> dict[str, object]:
    faulty = [name for name, state in results.items() if not state.startswith("ok")]
    if faulty:
        response.status_code = 503
    return {"status": "not ready" if faulty else "ready", "checks": results}


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """All figures, with the state of each part as it is now."""
    checks: Checks = request.app.state.checks
    for name, state in (await checks()).items():
        _HEALTHY.labels(name).set(state.startswith("ok"))
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
