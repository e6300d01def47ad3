"""The needs service, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from contracts.tree import OrgDirectory
from libs.kernel import Clock, SystemClock
from libs.runtime.service import Running, Service
from services.needs.api import ROUTERS
from services.needs.consumers import REACTIONS, SWEEPS, TIMERS
from services.needs.domain import Matchable, OfferOrigins, PlanLines, PublishedNeeds
from services.needs.domain.plan import SOLVE
from services.needs.handlers import HANDLERS
from services.needs.planner.planning import Planning
from services.needs.planner.process import SolverProcess
from services.needs.repository import KEPT
from services.needs.settings import Settings
from services.needs.views.cooperation import PROJECTIONS, VIEWS
from services.needs.views.ports import LinesOfPlans, NeedsPublished, OpenMatters


def service(settings: Settings | None = None, clock: Clock | None = None) -> Service:
    """The service; ``settings`` come from the environment unless given."""
    solver = SolverProcess()

    @asynccontextmanager
    async def alongside(_running: Running, _app: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await solver.retire()

    return Service(
        name="needs",
        settings=settings or Settings(),
        directory=OrgDirectory(),
        kept=KEPT,
        handlers=HANDLERS,
        routers=ROUTERS,
        reactions=REACTIONS,
        projections=PROJECTIONS,
        views=VIEWS,
        sweeps=SWEEPS,
        timers=TIMERS,
        workers={SOLVE: Planning(solver)},
        alongside=alongside,
        ports={
            PublishedNeeds: NeedsPublished,
            Matchable: OpenMatters,
            PlanLines: LinesOfPlans,
            OfferOrigins: LinesOfPlans,
        },
        clock=clock or SystemClock(),
    )


def create_app() -> FastAPI:
    """The ASGI application."""
    return service().app()


def openapi() -> dict[str, Any]:
    """The interface as OpenAPI, without opening anything."""
    return service(Settings.for_contracts()).app().openapi()
