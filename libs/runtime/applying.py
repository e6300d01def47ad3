"""What a fact does here: views are written, reactions obeyed, sweeps set going."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

import structlog

from libs.kernel import (
    Clock,
    Command,
    Event,
    EventMeta,
    RuleBroken,
    Tree,
    ViewWrite,
    derive_id,
)
from libs.kernel.crashpoints import crashpoint
from libs.kernel.events import event_class
from libs.runtime.executor import Executor
from libs.runtime.timers import LongWork, system_stamp
from libs.runtime.wiring import Projection, Reaction, Sweep
from libs.storage.documents import Reader
from libs.storage.records import TimerRow
from libs.storage.work import Layer

log = structlog.get_logger()
_PAGE = 100
SWEEP = "sweep"


class DirectoryPort(Tree, Protocol):
    """The directory of nodes that scopes are made of, kept from facts in every service."""

    @property
    def port(self) -> Any:
        """The type under which handlers ask for it."""
        ...

    @property
    def view(self) -> str:
        """The view that stores it."""
        ...

    @property
    def events(self) -> tuple[type[Event], ...]:
        """The facts it is made of."""
        ...

    def seq(self, id_: str) -> int:
        """The place of the last fact about a node that is in memory; 0 for an unknown one."""
        ...

    def project(self, event: Any, meta: EventMeta) -> Sequence[ViewWrite]:
        """The fact as writes to the view."""
        ...

    def put(self, document: dict[str, Any]) -> None:
        """Takes a stored document (with ``_id``) into memory."""
        ...

    def apply(self, writes: Sequence[ViewWrite]) -> None:
        """Takes writes into memory."""
        ...


class Applying:
    """Given to the consumer loop: applies one fact on the layer of its batch."""

    def __init__(
        self,
        service: str,
        executor: Executor,
        clock: Clock,
        directory: DirectoryPort,
        *,
        projections: Sequence[Projection],
        reactions: Sequence[Reaction],
        sweeps: Sequence[Sweep],
        again_after: timedelta,
    ) -> None:
        """``again_after``: a sweep's second pass comes so much later."""
        self._service, self._executor, self._clock = service, executor, clock
        self._directory, self._again = directory, again_after
        own = Projection(directory.events, directory.project)
        self._projections = _by_event([own, *projections])
        self._reactions = _by_event(reactions)
        self._sweeps = _by_event(sweeps)
        self._directory_events = frozenset(event.type for event in directory.events)

    @property
    def types(self) -> frozenset[str]:
        """Wire names of the facts that do something here."""
        return frozenset(self._projections) | frozenset(self._reactions) | frozenset(self._sweeps)

    @property
    def services(self) -> frozenset[str]:
        """The services that state them."""
        return frozenset(name.split(".", 1)[0] for name in self.types)

    def project(self, event: Event, meta: EventMeta) -> list[ViewWrite]:
        """All writes to views that a fact causes, and nothing else."""
        return [
            write
            for projection in self._projections.get(event.type, ())
            for write in projection.project(event, meta)
        ]

    async def __call__(self, layer: Layer, event: Event, meta: EventMeta) -> None:
        """Stages all that ``event`` causes. A broken rule is an answer; other errors are raised."""
        for projection in self._projections.get(event.type, ()):
            writes = tuple(projection.project(event, meta))
            layer.put_views(writes)
            if event.type in self._directory_events:
                self._directory.apply(writes)
        for reaction in self._reactions.get(event.type, ()):
            for index, command in enumerate(reaction.react(event, meta)):
                await self._react(layer, command, meta, index)
        for sweep in self._sweeps.get(event.type, ()):
            self._plan(layer, sweep, event, meta)

    async def _react(self, layer: Layer, command: Command, meta: EventMeta, index: int) -> None:
        name = type(command).__name__
        stamp = system_stamp(
            derive_id("reaction", meta.id, name, command.target or "", index),
            self._service,
            correlation_id=meta.correlation_id,
            causation_id=meta.id,
            traceparent=meta.traceparent,
        )
        answer = await self._executor.run_in(layer, command, stamp)
        if answer.refusal is not None:
            log.info("reaction.refused", command=name, code=answer.refusal.code, event_id=meta.id)

    def _plan(self, layer: Layer, sweep: Sweep, event: Event, meta: EventMeta) -> None:
        now = self._clock.now()
        payload = {
            "sweep": sweep.name,
            "type": event.type,
            "version": event.version,
            "body": event.model_dump(mode="json"),
            "event_id": meta.id,
            "correlation_id": meta.correlation_id,
            "traceparent": meta.traceparent,
        }
        for number, due_at in ((1, now), (2, now + self._again)):
            id_ = f"{meta.aggregate_id}/{SWEEP}/{sweep.name}.{meta.id}.{number}"
            layer.set_timer(
                TimerRow(id_, SWEEP, meta.aggregate_id, due_at, payload | {"pass": number})
            )


def sweep_work(
    sweeps: Sequence[Sweep], executor: Executor, reader: Reader
) -> Mapping[str, LongWork]:
    """The long work behind every sweep's timer: walks its targets, one command each."""
    by_name = {sweep.name: sweep for sweep in sweeps}

    async def walk(timer: TimerRow) -> None:
        payload = timer.payload
        sweep = by_name[payload["sweep"]]
        kind = event_class(payload["type"], payload["version"])
        if kind is None:
            raise LookupError(payload["type"])
        event = kind.model_validate(kind.upcast(payload["body"], payload["version"]))
        after: str | None = None
        while targets := await sweep.targets(event, reader, after, _PAGE):
            # Asked together, they are committed together.
            await asyncio.gather(
                *(_sweep_one(executor, sweep, event, target, payload) for target in targets)
            )
            crashpoint("sweep.after_page")
            after = targets[-1]

    return {SWEEP: walk}


async def _sweep_one(
    executor: Executor, sweep: Sweep, event: Event, target: str, payload: dict[str, Any]
) -> None:
    stamp = system_stamp(
        derive_id("sweep", payload["event_id"], sweep.name, target, payload["pass"]),
        "sweep",
        correlation_id=payload["correlation_id"],
        causation_id=payload["event_id"],
        traceparent=payload["traceparent"],
    )
    try:
        await executor.execute(sweep.command(event, target), stamp, urgent=True)
    except RuleBroken as refusal:
        log.info("sweep.refused", sweep=sweep.name, code=refusal.code)


def _by_event(entries: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for entry in entries:
        for event in entry.events:
            found.setdefault(event.type, []).append(entry)
    return found
