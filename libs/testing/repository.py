"""Repositories without a database, for unit tests of handlers."""

from typing import Generic, TypeVar

from libs.kernel.aggregate import Aggregate, Release, Timer
from libs.kernel.commands import Command
from libs.kernel.errors import NotFound
from libs.kernel.events import Event

A = TypeVar("A", bound=Aggregate)


class Keys(dict[str, str]):
    """Uniqueness keys and their holders, shared by the repositories of one test."""


class InMemoryRepository(Generic[A]):
    """Keeps aggregates as their stored documents, so what does not survive storing shows."""

    def __init__(self, *aggregates: A, keys: Keys | None = None) -> None:
        """Starts with ``aggregates`` saved; their facts are not counted among ``events``."""
        self.events: list[Event] = []
        self.timers: dict[str, Timer] = {}
        self.keys = Keys() if keys is None else keys
        self._stored: dict[str, tuple[type[A], dict[str, object], int]] = {}
        for aggregate in aggregates:
            self._store(aggregate)
        self.events.clear()

    async def find(self, aggregate_id: str) -> A | None:
        """A fresh copy of the aggregate, or None."""
        stored = self._stored.get(aggregate_id)
        if stored is None:
            return None
        kind, document, version = stored
        return kind.restore(document, version)

    async def get(self, aggregate_id: str) -> A:
        """A fresh copy of the aggregate; raises NotFound."""
        found = await self.find(aggregate_id)
        if found is None:
            raise NotFound(id=aggregate_id)
        return found

    async def save(self, aggregate: A) -> None:
        """Keeps state and facts; raises a claim's error when its key is held by another."""
        self._store(aggregate)

    def _store(self, aggregate: A) -> None:
        events, keys, timers = aggregate.take()
        id_ = aggregate.aggregate_id
        held = dict(self.keys)
        for key in keys:
            name = f"{key.kind}:{key.key}"
            if isinstance(key, Release):
                if held.get(name) == id_:
                    del held[name]
                continue
            if name in held and held[name] not in key.allows(id_):
                raise key.error
            held[name] = id_
        self.keys.clear()
        self.keys.update(held)
        for timer in timers:
            name = f"{id_}/{timer.kind}/{timer.key}"
            if timer.due_at is None:
                self.timers.pop(name, None)
            else:
                self.timers[name] = timer
        if not events:
            return
        stored = self._stored.get(id_)
        if stored is not None and stored[2] != aggregate.version - len(events):
            raise AssertionError(f"{id_} was saved from a stale copy")
        self.events += events
        document = aggregate.model_dump(mode="json")
        self._stored[id_] = (type(aggregate), document, aggregate.version)


class AllowAll:
    """A caller who may do everything; ``allowed`` False refuses everything as not seen."""

    def __init__(self, *, allowed: bool = True) -> None:
        """See the class."""
        self.allowed = allowed
        self.asked: list[tuple[Command, tuple[str | None, ...], str | None]] = []

    def require(self, command: Command, *org_ids: str | None, member_id: str | None = None) -> None:
        """Notes the question; raises NotFound unless allowed."""
        self.asked.append((command, org_ids, member_id))
        if not self.allowed:
            raise NotFound

    def sees(self, *org_ids: str | None, member_id: str | None = None) -> bool:
        """Whether everything is allowed."""
        del org_ids, member_id
        return self.allowed
