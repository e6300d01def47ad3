"""The shape that all composed rows share, and how a fact becomes one."""

from typing import Any

from libs.kernel import Event, EventMeta, Put


def put(view: str, id_: str, meta: EventMeta, **fields: Any) -> Put:
    """Sets ``fields`` of a row and the instant of its last fact; None values are kept as known."""
    return Put(view, id_, {**fields, "changed_at": meta.at})


def facts_of(event: Event, *leave_out: str) -> dict[str, Any]:
    """The payload as stored in a row (JSON values; absent optional fields left out)."""
    return event.model_dump(mode="json", exclude=set(leave_out), exclude_none=True)


def orgs(*ids: object) -> list[str]:
    """The organizations a row belongs to, for scopes: without blanks and repeats."""
    found: dict[str, None] = {}
    for entry in ids:
        for id_ in entry if isinstance(entry, list | tuple | set | frozenset) else (entry,):
            if id_:
                found[str(id_)] = None
    return list(found)
