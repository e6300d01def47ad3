"""The registrations service, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from contracts.tree import OrgDirectory
from libs.runtime.service import Running, Service
from libs.runtime.tasks import Tasks
from services.registrations.api import ROUTERS
from services.registrations.consumers import TIMERS
from services.registrations.domain import Policy, ReceiptNumbers, Sealer
from services.registrations.handlers import HANDLERS
from services.registrations.repository import KEPT, mark_names
from services.registrations.settings import Settings
from services.registrations.views import Receipts, field_sealer


def service(settings: Settings | None = None) -> Service:
    """The service; ``settings`` come from the environment unless given."""
    told = settings or Settings()
    policy = Policy(consent_no=told.consent_no, enrolment_is_proof=told.enrolment_is_proof)

    @asynccontextmanager
    async def alongside(running: Running, _app: FastAPI) -> AsyncIterator[None]:
        tasks = Tasks()
        tasks.start("name marks", mark_names(running.database, field_sealer(told.field_key_file)))
        try:
            yield
        finally:
            await tasks.stop()

    return Service(
        name="registrations",
        settings=told,
        directory=OrgDirectory(),
        kept=KEPT,
        handlers=HANDLERS,
        routers=ROUTERS,
        timers=TIMERS,
        alongside=alongside,
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
