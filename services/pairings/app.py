"""The pairings service, put together."""

from functools import partial
from typing import Any

from fastapi import FastAPI

from contracts.tree import OrgDirectory
from libs.kernel import Clock, SystemClock
from libs.runtime.service import Service
from libs.storage.numbers import NumberBlocks
from services.pairings.api import ROUTERS
from services.pairings.consumers import REACTIONS, SWEEPS, TIMERS
from services.pairings.domain import AgreementNumbers, LiveAgreements, OpenProjects
from services.pairings.handlers import HANDLERS
from services.pairings.repository import KEPT
from services.pairings.settings import Settings
from services.pairings.views import PROJECTIONS, VIEWS, LiveAgreementsKept, OpenProjectsSeen

AGREEMENT_KIND = "02"


def service(settings: Settings | None = None, clock: Clock | None = None) -> Service:
    """The service; ``settings`` come from the environment unless given."""
    return Service(
        name="pairings",
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
        ports={
            LiveAgreements: LiveAgreementsKept,
            OpenProjects: OpenProjectsSeen,
            AgreementNumbers: partial(NumberBlocks, kind=AGREEMENT_KIND),
        },
        clock=clock or SystemClock(),
    )


def create_app() -> FastAPI:
    """The ASGI application."""
    return service().app()


def openapi() -> dict[str, Any]:
    """The interface as OpenAPI, without opening anything."""
    return service(Settings.for_contracts()).app().openapi()
