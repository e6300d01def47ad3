"""The gateway's composition root."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from fastapi import FastAPI

from contracts.tree import OrgDirectory
from contracts.types import OrgId, Role, UserId
from libs.kernel import EVERYWHERE, SystemClock, derive_id
from libs.kernel.crashpoints import crashpoint
from libs.runtime.service import Running, Service
from libs.runtime.tasks import Tasks
from libs.runtime.timers import system_stamp
from libs.storage.records import ChangeSet
from libs.web import TokenSigner
from libs.web.guarding import Guarded
from services.gateway.api import ROUTERS
from services.gateway.api.web import install_web
from services.gateway.commands import GiveGrant, OpenUser
from services.gateway.consumers import TIMERS
from services.gateway.demo import Demo
from services.gateway.domain import MembersSeen
from services.gateway.forwarding import Forwarder
from services.gateway.freshness import Freshness
from services.gateway.handlers import HANDLERS
from services.gateway.hints import INDEXES as HINT_INDEXES
from services.gateway.hints import Hints, SharedHints
from services.gateway.names import NeedTitles, PersonNames
from services.gateway.passwords import Passwords
from services.gateway.remembered import Remembered
from services.gateway.repository import KEPT
from services.gateway.sessions import INDEXES, Limits, Sessions
from services.gateway.settings import Settings
from services.gateway.telling import Telling
from services.gateway.views import PROJECTIONS, VIEWS, topics_of
from services.gateway.views.registrations import MembersHeard

_OPENED = 1
_HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


def create_app() -> FastAPI:
    return service().app()


def openapi() -> dict[str, Any]:
    return service(Settings.for_contracts()).app().openapi()


def service(settings: Settings | None = None) -> Service:
    settings = settings or Settings()
    hints = Hints()

    # While it is not running there is nobody to be alone with.
    remembered = Remembered(lambda: parts.alone)

    def committed(changes: ChangeSet) -> None:
        remembered.committed(changes)
        # Only now: whoever asks again at a hint has to find what it is about.
        hints.changed(*topics_of(changes))

    parts = _Parts(settings, hints, remembered)
    return Service(
        name="gateway",
        settings=settings,
        directory=OrgDirectory(),
        kept=KEPT,
        handlers=HANDLERS,
        routers=ROUTERS,
        projections=PROJECTIONS,
        views=VIEWS,
        ports={MembersSeen: MembersHeard},
        timers=TIMERS,
        committed=committed,
        parked_api=False,
        alongside=parts.alongside,
        finish=lambda app: _finish(app, settings),
    )


def _finish(app: FastAPI, settings: Settings) -> None:
    install_web(app, settings.web_root)
    if settings.secure_cookies:
        app.add_middleware(Guarded, _HTTPS_ONLY)


class _Parts:
    """What only the gateway has, beside the furniture of every service."""

    def __init__(self, settings: Settings, hints: Hints, remembered: Remembered) -> None:
        self._settings, self._hints, self._remembered = settings, hints, remembered
        self._running: Running | None = None

    @property
    def alone(self) -> bool:
        """Whether this is the only gateway over its database."""
        return self._running is not None and self._running.replicas.alone

    @asynccontextmanager
    async def alongside(self, running: Running, app: FastAPI) -> AsyncIterator[None]:
        settings, self._running = self._settings, running
        await running.database.prepare({**INDEXES, **HINT_INDEXES})
        forwarder = Forwarder(settings.services, TokenSigner(settings.token_private_key_file))
        passwords = Passwords()
        clock = running.service.clock
        state = app.state
        state.settings, state.hints, state.clock = settings, self._hints, clock
        state.forwarder, state.passwords = forwarder, passwords
        state.telling = telling = Telling(forwarder)
        state.names, state.need_titles = PersonNames(telling), NeedTitles(telling)
        state.demo = Demo(running.database, shown=settings.demo)
        state.freshness = Freshness(running.reached)
        state.sessions = Sessions(
            running.database,
            passwords,
            running.executor,
            # Browsers live in real time, whatever the demo's history needs.
            SystemClock(),
            Limits(
                timedelta(hours=settings.session_hours), timedelta(minutes=settings.idle_minutes)
            ),
            self._remembered,
        )
        await _ensure_administrator(running, settings, passwords)
        tasks = Tasks()
        shared = SharedHints(running.database, running.replicas, self._hints)
        self._hints.share(shared)
        tasks.start("hints", self._hints.run())
        tasks.start("shared hints", shared.follow())
        try:
            yield
        finally:
            await tasks.stop()
            await forwarder.close()


async def _ensure_administrator(running: Running, settings: Settings, passwords: Passwords) -> None:
    """The first account, with the password of the file; made once, kept ever after.

    A process that ended between opening it and giving it the role has said one thing of it only.
    """
    if settings.admin_password_file is None:
        return
    user_id = UserId(derive_id("user", "admin"))
    found = await running.reader.get("users", user_id)
    if found is not None and found["_v"] > _OPENED:
        return
    password = settings.admin_password_file.read_text().strip()
    stamp = system_stamp(derive_id("open", user_id), "start")
    opening = OpenUser(
        user_id=user_id,
        login="admin",
        password_hash=await passwords.hash(password),
        name="系统管理员",
        home_id=OrgId(EVERYWHERE),
    )
    await running.executor.execute(opening, stamp)
    crashpoint("accounts.after_opening")
    grant = GiveGrant(user_id=user_id, role_code=Role.ADMINISTRATOR, scope_id=OrgId(EVERYWHERE))
    await running.executor.execute(grant, system_stamp(derive_id("grant", user_id), "start"))
