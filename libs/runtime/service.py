"""A service: its rooms tied together, opened and closed as one process."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi

from libs.kernel import Clock, Command, ShiftedClock, Stamp, SystemClock
from libs.kernel.crashpoints import crashpoint
from libs.messaging.breath import Breath
from libs.messaging.codec import encoder
from libs.observability.logging import set_up_logging
from libs.observability.spans import set_up_spans
from libs.runtime import parked_api
from libs.runtime.applying import Applying, DirectoryPort, sweep_work
from libs.runtime.executor import Answer, Executor, Handler
from libs.runtime.feeding import Feed
from libs.runtime.rebuild_in_turn import rebuild_in_turn
from libs.runtime.replicas import Replicas
from libs.runtime.settings import ServiceSettings
from libs.runtime.streams import Streams
from libs.runtime.tasks import Tasks
from libs.runtime.timers import TimerRunner
from libs.runtime.wiring import Projection, Reaction, Sweep, TimerCommand, View, Worker
from libs.runtime.working import worker_work
from libs.storage.batcher import Batcher, QueueFull
from libs.storage.database import Database
from libs.storage.deadlines import MongoDeadlines
from libs.storage.documents import Kept, Reader, Views
from libs.storage.mongo_journal import MongoJournal
from libs.storage.mongo_leases import MongoLeases
from libs.storage.mongo_store import MongoStore
from libs.storage.recent import Recent
from libs.storage.records import ChangeSet
from libs.storage.restored import Restored
from libs.web import health
from libs.web.guarding import Guarded
from libs.web.problems import PROBLEM_SCHEMA, install_problems
from libs.web.shortcut import Shortcut
from libs.web.tokens import TokenVerifier
from libs.web.tracing import Traced

__all__ = ["Service"]


@dataclass(slots=True, kw_only=True)
class Service:
    """What a service is made of. ``ports`` maps a Protocol to what is built from the Reader for it;

    ``given`` maps a type to an object injected as it is; ``committed`` hears every commit before it
    is answered, and must not fail; ``alongside`` runs for as long as the service; ``finish`` adds
    the last routes.
    """

    name: str
    settings: ServiceSettings
    directory: DirectoryPort
    kept: Sequence[Kept[Any]] = ()
    handlers: Sequence[Handler] = ()
    routers: Sequence[APIRouter] = ()
    reactions: Sequence[Reaction] = ()
    projections: Sequence[Projection] = ()
    sweeps: Sequence[Sweep] = ()
    timers: Mapping[str, TimerCommand] = field(default_factory=dict)
    workers: Mapping[str, Worker] = field(default_factory=dict)
    views: Sequence[View] = ()
    ports: Mapping[Any, Callable[[Reader], Any]] = field(default_factory=dict)
    given: Mapping[Any, Any] = field(default_factory=dict)
    clock: Clock = field(default_factory=SystemClock)
    committed: Callable[[ChangeSet], None] = lambda _changes: None
    alongside: Callable[["Running", FastAPI], AbstractAsyncContextManager[None]] | None = None
    finish: Callable[[FastAPI], None] = lambda _app: None
    parked_api: bool = True

    def __post_init__(self) -> None:
        """A clock file in the settings (demo, tests) moves the clock."""
        if self.settings.clock_file is not None:
            self.clock = ShiftedClock(self.settings.clock_file)

    def app(self) -> FastAPI:
        """The ASGI application; nothing is opened before its lifespan begins."""
        app = FastAPI(
            title=f"Gongjian {self.name}",
            version="1",
            lifespan=self._lifespan,
            # Interfaces are files of the repository; nothing is told to who only finds a port.
            openapi_url=None,
            redirect_slashes=False,
        )
        app.add_middleware(Shortcut, framework=app)
        app.add_middleware(Traced)
        app.add_middleware(Guarded)
        install_problems(app)
        for router in (*self.routers, *self._own_routers(), health.router):
            app.include_router(router)
        self.finish(app)
        app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
        return app

    def _own_routers(self) -> tuple[APIRouter, ...]:
        """Parked events are reached with a caller's token; the gateway asks in its own way."""
        return (parked_api.router,) if self.parked_api else ()

    @asynccontextmanager
    async def _lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        set_up_logging(self.name, self.settings.environment, self.settings.log_level)
        async with AsyncExitStack() as stack:
            close_spans = set_up_spans(self.name, self.settings.environment)
            stack.push_async_callback(asyncio.to_thread, close_spans)
            running = await self._open(stack)
            app.state.verifier = TokenVerifier(self.settings.token_public_key_file, self.name)
            app.state.tree = self.directory
            app.state.reader = running.reader
            app.state.obey = running.obey
            app.state.checks = running.checks
            app.state.running = running
            if self.alongside is not None:
                await stack.enter_async_context(self.alongside(running, app))
            yield

    async def _open(self, stack: AsyncExitStack) -> "Running":
        name = self.settings.database or f"gongjian_{self.name}"
        database = Database.connect(self.settings.mongo_uri, name)
        stack.push_async_callback(database.close)
        await database.prepare({entry.collection: entry.indexes for entry in self.kept})
        views = Views(database)
        await views.open(self.all_views)
        running = Running(self, database, views)
        await running.open(stack)
        return running

    @property
    def all_views(self) -> tuple[View, ...]:
        """The views of this service and the directory's."""
        return (View(self.directory.view), *self.views)


class Running:
    """The opened parts of a service process."""

    def __init__(self, service: Service, database: Database, views: Views) -> None:
        """Builds everything; ``open`` starts it."""
        self.service, self.database, self.views = service, database, views
        settings = service.settings
        self.owner = f"{socket.gethostname()}:{os.getpid()}"
        self.reader = Reader(database, views)
        self.store = MongoStore(database)
        self.journal = MongoJournal(database)
        self.leases = MongoLeases(database)
        recent = Recent(lambda: self.replicas.alone)
        self.batcher = Batcher(
            self.store, waiting=settings.queue, recent=recent, committed=self._committed
        )
        # Facts of others are applied beside the commands: no page waits behind 500 of them.
        # Where both change one aggregate, the version check lets one of them run again.
        self.breath = Breath(settings.breath_seconds)
        self.applier = Batcher(self.store, recent=recent, committed=self._committed)
        ports = {kind: build(self.reader) for kind, build in service.ports.items()}
        given = {**ports, service.directory.port: service.directory, **service.given}
        self.executor = Executor(
            service.name,
            self.batcher,
            service.handlers,
            service.kept,
            given,
            service.directory,
            service.clock,
            encoder(service.name),
        )
        self.restored = self.executor.restored = Restored(database)
        self.applying = Applying(
            service.name,
            self.executor,
            service.clock,
            service.directory,
            projections=service.projections,
            reactions=service.reactions,
            sweeps=service.sweeps,
            again_after=timedelta(seconds=settings.sweep_again_seconds),
        )
        works = {
            **sweep_work(service.sweeps, self.executor, self.reader),
            **worker_work(service.workers, self.reader, service.directory),
        }
        self.timers = TimerRunner(
            MongoDeadlines(database),
            self.leases,
            self.batcher,
            self.executor,
            service.clock,
            self.owner,
            service.timers,
            works,
        )
        self.feed = Feed(
            self.reader,
            database,
            service.directory,
            lambda: self.replicas.alone,
            service.name,
            service.clock,
        )
        self.streams = Streams(self)
        self.replicas = Replicas(
            database,
            views,
            service.all_views,
            self.applier,
            owner=self.owner,
            moved=lambda: self.store.route_views(views.physical()),
            mended=self.streams.consumer.mend,
        )

    def _committed(self, changes: ChangeSet) -> None:
        self.service.committed(changes)
        if changes.outbox:
            self.streams.relay.hand_over(changes.outbox)
        if changes.timers:
            self.timers.wake()

    async def open(self, stack: AsyncExitStack) -> None:
        """Starts batcher, directory, relay, consumer and timers; stops them in reverse order."""
        await self.restored.load()
        await self.replicas.join()
        stack.push_async_callback(self.replicas.leave)
        await self.feed.load()
        for batcher in (self.batcher, self.applier):
            batcher.start()
            stack.push_async_callback(batcher.stop)
        self.streams.close_with(stack)
        tasks = Tasks()
        stack.push_async_callback(tasks.stop)
        tasks.start("replicas", self.replicas.run())
        await self.streams.open(tasks)
        tasks.start("timers", self.timers.run())
        tasks.start("feed", self.feed.follow())
        if self.views.outdated(self.service.all_views):
            tasks.start("rebuild", rebuild_in_turn(self))

    async def obey(self, command: Command, stamp: Stamp) -> Answer:
        """Obeys for the web: sheds load when facts wait too long to be published."""
        if self.streams.overloaded:
            raise QueueFull(retry_after=3.0)
        answer = await self.executor.execute(command, stamp)
        crashpoint("service.before_answer")
        return answer

    async def reached(self, service: str, aggregate_id: str, seq: int, within: float) -> bool:
        """Whether a fact took effect in the views within so many seconds, in whatever replica.

        What another one applied is then known here too: which views are live, and the directory.
        """
        gate = self.streams.inbox.gate
        if not await gate.reached(service, aggregate_id, seq, within):
            return False
        if not (self.replicas.alone and gate.knows(service, aggregate_id, seq)):
            await self.replicas.look()
            if any(event.service == service for event in self.service.directory.events):
                await self.feed.refresh(aggregate_id, seq)
        return True

    async def checks(self) -> dict[str, str]:
        """State of each part, ``ok`` or what is wrong."""
        found = await self.streams.checks()
        try:
            await self.database.client.admin.command("ping")
            found["mongo"] = "ok"
        except Exception as error:  # noqa: BLE001 - health answers, it does not fail
            found["mongo"] = f"away: {type(error).__name__}"
        found["directory"] = "ok"
        return found


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        app.openapi_schema = schema
    return app.openapi_schema
