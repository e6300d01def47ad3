"""The onion around every command: answer again, rights, handler, answer – one layer of a batch."""

import hashlib
import inspect
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args, get_origin, get_type_hints

import structlog
from prometheus_client import Histogram
from pydantic import BaseModel

from libs.kernel import (
    Access,
    Clock,
    Command,
    Conflict,
    DomainError,
    GrantedAccess,
    Invalid,
    Repository,
    RuleBroken,
    Stamp,
    Tree,
)
from libs.observability.spans import Kind, record_work
from libs.storage.batcher import Batcher
from libs.storage.documents import Kept
from libs.storage.records import AggregateKey, AnswerRow
from libs.storage.restored import Restored
from libs.storage.work import Encoder, Layer, Saved

Handler = Callable[..., Awaitable[Any]]
log = structlog.get_logger()

_SECONDS = Histogram(
    "gongjian_command_seconds",
    "From asked to durable",
    ["command", "outcome"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_RERUNS = 3


class KeyReused(Invalid):
    """An Idempotency-Key was used before with another body."""

    code = "idempotency-key-reused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command was answered: ``value`` as JSON, and the facts' places for later reads."""

    value: Any
    tokens: Mapping[str, int]
    refusal: RuleBroken | None = None


@dataclass(frozen=True, slots=True)
class _Wired:
    run: Handler
    needs: tuple[Any, ...]
    collection: str | None


class Executor:
    """All commands of one service."""

    def __init__(
        self,
        service: str,
        batcher: Batcher,
        handlers: Sequence[Handler],
        kept: Sequence[Kept[Any]],
        ports: Mapping[Any, Any],
        tree: Tree,
        clock: Clock,
        encode: Encoder,
    ) -> None:
        """``ports``: type to the object injected for it. Raises TypeError on a bad wiring."""
        self._service, self._batcher = service, batcher
        self._kept = {entry.kind: entry.collection for entry in kept}
        self._ports = {**ports, Clock: clock}
        self._tree, self._clock, self._encode = tree, clock, encode
        self.restored: Restored | None = None
        self._wired: dict[type[Command], _Wired] = {}
        for handler in handlers:
            command, wired = self._wire(handler)
            if command in self._wired:
                raise TypeError(f"two handlers for {command.__name__}")
            self._wired[command] = wired

    def _wire(self, handler: Handler) -> tuple[type[Command], _Wired]:
        hints = get_type_hints(handler)
        names = list(inspect.signature(handler).parameters)
        needs = tuple(hints[name] for name in names[1:])
        collection = None
        for need in needs:
            if get_origin(need) is Repository:
                kind = get_args(need)[0]
                if kind not in self._kept:
                    raise TypeError(f"{handler.__name__}: nobody keeps {kind.__name__}")
                collection = collection or self._kept[kind]
            elif need not in self._ports and need not in {Access, Stamp}:
                raise TypeError(f"{handler.__name__}: nothing to inject for {need}")
        return hints[names[0]], _Wired(handler, needs, collection)

    @property
    def commands(self) -> tuple[type[Command], ...]:
        """Every command this service obeys."""
        return tuple(self._wired)

    async def execute(self, command: Command, stamp: Stamp, *, urgent: bool = False) -> Answer:
        """Obeys the command once for its ``stamp.command_id``; durable when this returns.

        Raises the DomainError that refused it.
        """
        started, outcome = time.perf_counter(), "failed"

        async def run(layer: Layer) -> Answer:
            return await self.run_in(layer, command, stamp)

        try:
            for attempt in range(_RERUNS):
                try:
                    answer = await self._batcher.submit(run, self.wanted(command), urgent=urgent)
                    break
                except Conflict:
                    if attempt == _RERUNS - 1:
                        raise
            if answer.refusal is not None:
                raise answer.refusal
            outcome = "handled"
        except DomainError as error:
            outcome = error.code
            raise
        finally:
            self._note(command, stamp, outcome, time.perf_counter() - started)
        return answer

    def _note(self, command: Command, stamp: Stamp, outcome: str, seconds: float) -> None:
        """Counts, records and logs one obeyed or refused command, without what is in it."""
        name = type(command).__name__
        _SECONDS.labels(name, _kind(outcome)).observe(seconds)
        record_work(
            name,
            Kind.INTERNAL,
            seconds,
            within=stamp.traceparent,
            attributes={
                "gongjian.service": self._service,
                "gongjian.command_id": stamp.command_id,
                "gongjian.outcome": outcome,
            },
            failed=outcome == "failed",
        )
        log.info(
            "command.handled" if outcome == "handled" else "command.rejected",
            command=name,
            command_id=stamp.command_id,
            actor=stamp.actor_id,
            correlation_id=stamp.correlation_id,
            trace_id=stamp.traceparent[3:35],
            outcome=outcome,
            duration_ms=round(seconds * 1000, 1),
        )

    def wanted(self, command: Command) -> list[AggregateKey]:
        """The aggregates known to be needed, for one read per batch."""
        wired = self._wired[type(command)]
        if wired.collection is None:
            return []
        ids = [*([command.target] if command.target else []), *getattr(command, "reads", ())]
        return [(wired.collection, id_) for id_ in ids if id_]

    async def run_in(self, layer: Layer, command: Command, stamp: Stamp) -> Answer:
        """Runs the command on a layer of its own; a broken rule is an answer, kept like one."""
        body_hash = _hash(command)
        earlier = None if stamp.system else await layer.answer_to(stamp.command_id)
        if earlier is not None:
            if earlier.body_hash != body_hash:
                raise KeyReused
            return _restored(earlier.answer)
        part = layer.nested()
        try:
            value = await self._handle(part, command, stamp)
        except RuleBroken as refusal:
            answer = Answer(None, {}, refusal)
        else:
            layer.absorb(part)
            answer = Answer(_plain(value), self._tokens(part))
        if not stamp.system:
            # MongoDB forgets answers by its own clock, so they carry the real one, moved or not.
            written_at = datetime.now(UTC)
            row = AnswerRow(stamp.command_id, body_hash, _stored(answer), written_at)
            layer.answer(row)
        return answer

    async def _handle(self, part: Layer, command: Command, stamp: Stamp) -> Any:
        wired = self._wired.get(type(command))
        if wired is None:
            raise TypeError(f"{self._service} does not obey {type(command).__name__}")
        at = self._clock.now()
        given: list[Any] = []
        for need in wired.needs:
            if get_origin(need) is Repository:
                kind = get_args(need)[0]
                saved = Saved(part, kind, self._kept[kind], self._encode, stamp, at)
                given.append(saved if self.restored is None else self.restored.over(saved))
            elif need is Access:
                given.append(GrantedAccess(stamp, self._tree))
            elif need is Stamp:
                given.append(stamp)
            else:
                given.append(self._ports[need])
        return await wired.run(command, *given)

    def _tokens(self, part: Layer) -> dict[str, int]:
        return {
            f"{self._service}:{id_}": change.version
            for (_, id_), change in part.changes.aggregates.items()
        }


def _kind(outcome: str) -> str:
    return outcome if outcome in {"handled", "failed"} else "refused"


def _hash(command: Command) -> str:
    body = type(command).__name__ + command.model_dump_json(exclude=set(command.fresh) or None)
    return hashlib.sha256(body.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value


def _stored(answer: Answer) -> dict[str, Any]:
    if answer.refusal is not None:
        return {"code": answer.refusal.code, "params": answer.refusal.params}
    return {"value": answer.value, "tokens": dict(answer.tokens)}


def _restored(stored: dict[str, Any]) -> Answer:
    if "code" in stored:
        refusal = type("Refused", (RuleBroken,), {"code": stored["code"]})
        return Answer(None, {}, refusal(**stored["params"]))
    return Answer(stored["value"], stored["tokens"])
