"""The projects service, put together."""

from functools import partial
from typing import Any

from fastapi import FastAPI

from contracts.tree import OrgDirectory
from libs.kernel import Clock, SystemClock
from libs.runtime.service import Service
from libs.storage.numbers import NumberBlocks
from services.projects.api import ROUTERS
from services.projects.consumers import SWEEPS
from services.projects.domain import Agreements, Needs, ProjectNumbers
from services.projects.handlers import HANDLERS
from services.projects.repository import KEPT
from services.projects.settings import Settings
from services.projects.views import PROJECTIONS, VIEWS, AgreementsHeard, NeedsHeard

PROJECT_KIND = "03"


def service(settings: Settings | None = None, clock: Clock | None = None) -> Service:
    """The service; ``settings`` come from the environment unless given."""
    return Service(
        name="projects",
        settings=settings or Settings(),
        directory=OrgDirectory(),
        kept=KEPT,
        handlers=HANDLERS,
        routers=ROUTERS,
        projections=PROJECTIONS,
        views=VIEWS,
        sweeps=SWEEPS,
        ports={
            Agreements: AgreementsHeard,
            Needs: NeedsHeard,
            ProjectNumbers: partial(NumberBlocks, kind=PROJECT_KIND),
        },
        clock=clock or SystemClock(),
    )


def create_app() -> FastAPI:
    """The ASGI application."""
    return service().app()


def openapi() -> dict[str, Any]:
    """The interface as OpenAPI, without opening anything."""
    return service(Settings.for_contracts()).app().openapi()
