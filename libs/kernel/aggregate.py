"""Aggregates: pydantic documents that refuse, change and record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from libs.kernel.errors import DomainError
from libs.kernel.events import Event


@dataclass(frozen=True, slots=True)
class Claim:
    """Takes the unique key ``kind:key`` for the aggregate in the same save; ``error`` if taken.

    ``successor_of`` names an aggregate whose hold on the key passes over (busy hours: a session's
    sign-up becomes the attendance's). ``once`` refuses even the aggregate that took it before: the
    key then marks a deed, not a possession.
    """

    kind: str
    key: str
    error: DomainError
    successor_of: str | None = None
    once: bool = False

    def allows(self, owner: str) -> tuple[str, ...]:
        """Who may hold the key before ``owner`` takes it."""
        if self.once:
            return ()
        return (owner,) if self.successor_of is None else (owner, self.successor_of)


@dataclass(frozen=True, slots=True)
class Release:
    """Gives the key back, if the aggregate (or ``owner``) still holds it."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Timer:
    """A deadline of the aggregate: ``due_at`` None cancels. Fired as the command of ``kind``."""

    kind: str
    key: str
    due_at: datetime | None
    payload: dict[str, Any]


class _Recorded:
    """What the save needs beside the document. Not in the model, and set past it: pydantic's own

    private fields took a sixth of a command's time.
    """

    _version: int = 0
    _events: tuple[Event, ...] = ()
    _keys: tuple[Claim | Release, ...] = ()
    _timers: tuple[Timer, ...] = ()


class Aggregate(_Recorded, BaseModel):
    """One consistency boundary: loaded, asked, saved whole; its version is its last event's seq.

    A public method per command: it raises a DomainError before changing anything, or changes the
    fields and records the facts. ``id_field`` names the field that holds its id.
    """

    model_config = ConfigDict(extra="ignore", validate_assignment=False)

    id_field: ClassVar[str] = "id"

    @property
    def aggregate_id(self) -> str:
        """The id under which it is stored and its facts are keyed."""
        return str(getattr(self, self.id_field))

    @property
    def version(self) -> int:
        """Sequence number of its last event; 0 before the first."""
        return self._version

    @property
    def pending(self) -> tuple[Event, ...]:
        """Facts recorded since it was loaded."""
        return self._events

    def record(self, event: Event) -> None:
        """Notes a fact; it is stored, numbered and published by the save."""
        self.__dict__["_events"] = (*self._events, event)

    def claim(
        self,
        kind: str,
        key: str,
        error: DomainError,
        *,
        successor_of: str | None = None,
        once: bool = False,
    ) -> None:
        """Reserves ``kind:key`` at save; ``error`` is the refusal if another aggregate has it,

        or, with ``once``, if any has it.
        """
        self._note_key(Claim(kind, key, error, successor_of, once))

    def release(self, kind: str, key: str) -> None:
        """Gives ``kind:key`` back at save, if this aggregate holds it."""
        self._note_key(Release(kind, key))

    def schedule(self, kind: str, due_at: datetime, *, key: str = "", **payload: Any) -> None:
        """Sets (or moves) the timer ``kind``/``key``; its command re-reads the state when fired."""
        self._note_timer(Timer(kind, key, due_at, payload))

    def unschedule(self, kind: str, *, key: str = "") -> None:
        """Cancels the timer ``kind``/``key``."""
        self._note_timer(Timer(kind, key, None, {}))

    def _note_key(self, key: Claim | Release) -> None:
        self.__dict__["_keys"] = (*self._keys, key)

    def _note_timer(self, timer: Timer) -> None:
        self.__dict__["_timers"] = (*self._timers, timer)

    def take(
        self,
    ) -> tuple[tuple[Event, ...], tuple[Claim | Release, ...], tuple[Timer, ...]]:
        """What the save has to store; empties the lists and moves the version (storage only)."""
        taken = (self._events, self._keys, self._timers)
        version = self._version + len(self._events)
        self.__dict__ |= {"_version": version, "_events": (), "_keys": (), "_timers": ()}
        return taken

    @classmethod
    def restore(cls, document: dict[str, Any], version: int) -> Self:
        """The aggregate as stored (storage only)."""
        aggregate = cls.model_validate(document)
        aggregate.__dict__["_version"] = version
        return aggregate
