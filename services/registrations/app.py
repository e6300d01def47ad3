"""The registrations service, put together."""

from typing import Any

from fastapi import FastAPI

from contracts.tree import OrgDirectory
from libs.runtime.service import Service
from services.registrations.api import ROUTERS
from services.registrations.consumers import TIMERS
from services.registrations.domain import Policy, ReceiptNumbers, Sealer
from services.registrations.handlers import HANDLERS
from services.registrations.repository import KEPT
from services.registrations.settings import Settings
from services.registrations.views import Receipts, field_sealer


def service(settings: Settings | None = None) -> Service:
    """The service; ``settings`` come from the environment unless given."""
    told = settings or Settings()
    policy = Policy(consent_no=told.consent_no, enrolment_is_proof=told.enrolment_is_proof)
    return Service(
        name="registrations",
        settings=told,
        directory=OrgDirectory(),
        kept=KEPT,
        handlers=HANDLERS,
        routers=ROUTERS,
        timers=TIMERS,
        ports={
            ReceiptNumbers: Receipts,
            Sealer: lambda _reader: field_sealer(told.field_key_file),
        },
        given={Policy: policy},
    )


def create_app() -> FastAPI:
    """The ASGI application."""
    return service().app()


def openapi() -> dict[str, Any]:
    """The interface as OpenAPI, without opening anything."""
    return service(Settings.for_contracts()).app().openapi()
