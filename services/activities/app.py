"""The activities service, put together."""

from typing import Any

from fastapi import FastAPI

from contracts.tree import OrgDirectory
from libs.runtime.service import Service
from services.activities.api import ROUTERS
from services.activities.consumers import SWEEPS, TIMERS
from services.activities.domain import BusyHours, MembersSeen, ProjectsSeen
from services.activities.handlers import HANDLERS
from services.activities.repository import KEPT
from services.activities.settings import Settings
from services.activities.views import (
    PROJECTIONS,
    VIEWS,
    HeldHours,
    MembersHeard,
    ProjectsHeard,
)


def service(settings: Settings | None = None) -> Service:
    """The service; ``settings`` come from the environment unless given."""
    return Service(
        name="activities",
        settings=settings or Settings(),
        directory=OrgDirectory(),
        kept=KEPT,
        handlers=HANDLERS,
        routers=ROUTERS,
        projections=PROJECTIONS,
        views=VIEWS,
        sweeps=SWEEPS,
        timers=TIMERS,
        ports={MembersSeen: MembersHeard, ProjectsSeen: ProjectsHeard, BusyHours: HeldHours},
    )


def create_app() -> FastAPI:
    """The ASGI application."""
    return service().app()


def openapi() -> dict[str, Any]:
    """The interface as OpenAPI, without opening anything."""
    return service(Settings.for_contracts()).app().openapi()
