"""The ledger service, put together."""

from typing import Any

from fastapi import FastAPI

from contracts.tree import OrgDirectory
from libs.runtime.service import Service
from services.ledger.api import ROUTERS
from services.ledger.consumers import REACTIONS
from services.ledger.domain import Postings
from services.ledger.handlers import HANDLERS
from services.ledger.repository import KEPT
from services.ledger.settings import Settings
from services.ledger.views import PROJECTIONS, VIEWS, PostingsKept


def service(settings: Settings | None = None) -> Service:
    """The service; ``settings`` come from the environment unless given."""
    return Service(
        name="ledger",
        settings=settings or Settings(),
        directory=OrgDirectory(),
        kept=KEPT,
        handlers=HANDLERS,
        routers=ROUTERS,
        reactions=REACTIONS,
        projections=PROJECTIONS,
        views=VIEWS,
        ports={Postings: PostingsKept},
    )


def create_app() -> FastAPI:
    """The ASGI application."""
    return service().app()


def openapi() -> dict[str, Any]:
    """The interface as OpenAPI, without opening anything."""
    return service(Settings.for_contracts()).app().openapi()
