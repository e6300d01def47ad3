"""How a service says what it does with facts and deadlines."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from libs.kernel import Command, Event, EventMeta, ViewWrite
from libs.storage.documents import Reader, View

__all__ = ["Projection", "Reaction", "Sweep", "TimerCommand", "View", "Worker"]

TimerCommand = Callable[[str, str, dict[str, Any]], Command]
"""(aggregate id, key, payload) to the command that the deadline fires."""

Worker = Callable[..., Awaitable[Command | None]]
"""Long work outside any transaction; its command states the result. Run again after a crash."""


@dataclass(frozen=True, slots=True)
class Projection:
    """Facts into a read model: pure, absolute values only."""

    events: tuple[type[Event], ...]
    project: Callable[[Any, EventMeta], Iterable[ViewWrite]]


@dataclass(frozen=True, slots=True)
class Reaction:
    """Facts into commands: pure; the command's id follows from the event's."""

    events: tuple[type[Event], ...]
    react: Callable[[Any, EventMeta], Iterable[Command]]


@dataclass(frozen=True, slots=True)
class Sweep:
    """A fact into one command for each of many targets, walked by 100, twice (补扫).

    The second pass, later than a command can be in flight, finds what was decided on a stale copy.
    ``targets(event, reader, after, limit)`` gives ids in ascending order greater than ``after``.
    """

    name: str
    events: tuple[type[Event], ...]
    targets: Callable[[Any, Reader, str | None, int], Awaitable[list[str]]]
    command: Callable[[Any, str], Command]
