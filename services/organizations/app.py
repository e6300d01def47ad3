"""The organizations service, put together."""

from typing import Any

from fastapi import FastAPI

from contracts.tree import OrgDirectory
from libs.runtime.service import Service
from services.organizations.api import ROUTERS
from services.organizations.consumers import SWEEPS
from services.organizations.domain import Structure
from services.organizations.handlers import HANDLERS
from services.organizations.repository import KEPT
from services.organizations.settings import Settings
from services.organizations.views import StructureRead


def service(settings: Settings | None = None) -> Service:
    """The service; ``settings`` come from the environment unless given."""
    return Service(
        name="organizations",
        settings=settings or Settings(),
        directory=OrgDirectory(),
        kept=KEPT,
        handlers=HANDLERS,
        routers=ROUTERS,
        sweeps=SWEEPS,
        ports={Structure: StructureRead},
    )


def create_app() -> FastAPI:
    """The ASGI application."""
    return service().app()


def openapi() -> dict[str, Any]:
    """The interface as OpenAPI, without opening anything."""
    return service(Settings.for_contracts()).app().openapi()
