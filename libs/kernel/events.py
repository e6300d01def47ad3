"""Facts. One class per fact, declared in contracts; there is no second class for the same fact."""

import re
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict

_REGISTRY: dict[tuple[str, int], type["Event"]] = {}
_KEBAB = re.compile(r"(?<!^)(?=[A-Z])")


class Event(BaseModel):
    """A fact in the past tense. Unknown fields of a newer producer are ignored.

    ``type`` is the wire name: the service (the module's last word), a dot, the class in kebab-case.
    ``aggregate`` names the kind whose id keys the fact. A class made ``abstract=True`` is a group
    of fields, not a fact.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    service: ClassVar[str] = ""
    type: ClassVar[str] = ""
    version: ClassVar[int] = 1
    aggregate: ClassVar[str] = ""

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if abstract:
            return
        cls.service = cls.__module__.rsplit(".", 1)[-1]
        name = re.sub(r"V\d+$", "", cls.__name__)
        cls.type = f"{cls.service}.{_KEBAB.sub('-', name).lower()}"
        key = (cls.type, cls.version)
        if key in _REGISTRY and _REGISTRY[key].__qualname__ != cls.__qualname__:
            raise TypeError(f"two classes state {cls.type} v{cls.version}")
        _REGISTRY[key] = cls

    @classmethod
    def upcast(cls, older: dict[str, Any], version: int) -> dict[str, Any]:
        """Payload of an older ``version`` as this version's; override in version 2 and later."""
        if version != cls.version:
            raise ValueError(f"{cls.type} v{version} has no upcast to v{cls.version}")
        return older


def event_classes(room: str = "") -> tuple[type[Event], ...]:
    """Every fact declared so far in modules below ``room``, by wire name and version."""
    return tuple(
        _REGISTRY[key] for key in sorted(_REGISTRY) if _REGISTRY[key].__module__.startswith(room)
    )


def event_class(type_: str, version: int = 1) -> type[Event] | None:
    """The newest class that can read ``type_`` of ``version``; None when nobody declares it."""
    newest = max((v for t, v in _REGISTRY if t == type_), default=0)
    return _REGISTRY.get((type_, max(newest, version)))


class EventMeta(NamedTuple):
    """What travels beside a fact: its identity, its place in its aggregate, and its cause."""

    id: str
    type: str
    version: int
    service: str
    aggregate_id: str
    seq: int
    at: datetime
    correlation_id: str = ""
    causation_id: str = ""
    actor_id: str = ""
    acting_org_id: str = ""
    traceparent: str = ""
