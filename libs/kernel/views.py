"""Writes to read models: absolute values only, so that replaying a fact is harmless."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Put:
    """Sets ``fields`` (dotted paths allowed) of document ``id`` in ``view``, creating it.

    ``initial`` fields are set only when the document is created; ``unset`` paths are dropped.
    """

    view: str
    id: str
    fields: dict[str, Any] = field(default_factory=dict)
    initial: dict[str, Any] = field(default_factory=dict)
    unset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Append:
    """Adds ``items`` (path -> value) to the sets there; a value already in stays one."""

    view: str
    id: str
    items: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Remove:
    """Drops document ``id`` of ``view``; absent is fine."""

    view: str
    id: str


ViewWrite = Put | Append | Remove
