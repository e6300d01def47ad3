"""Every fact as a line of somebody's history: the source of timelines."""

from collections.abc import Iterable
from typing import Any

from contracts.events import every_fact
from libs.kernel import Event, EventMeta, Put, ViewWrite
from libs.runtime.wiring import Projection, View
from libs.storage.database import Index

VIEWS = (
    View(
        "history",
        2,
        (Index("subject_ids", "at"), Index("causation_id"), Index("correlation_id"), Index("at")),
    ),
)
_NOT_SUBJECTS = frozenset({"hash_id"})


def remember(event: Event, meta: EventMeta) -> Iterable[ViewWrite]:
    payload = event.model_dump(mode="json", exclude_none=True)
    yield Put(
        "history",
        meta.id,
        {
            "type": event.type,
            "at": meta.at,
            "subject_id": meta.aggregate_id,
            "subject_kind": event.aggregate,
            "seq": meta.seq,
            "actor_id": meta.actor_id,
            "correlation_id": meta.correlation_id,
            "causation_id": meta.causation_id,
            "subject_ids": sorted({meta.aggregate_id, *_references(payload)}),
            "payload": _small(payload),
        },
    )


def _references(payload: dict[str, Any]) -> Iterable[str]:
    """Every id that the fact mentions: a link that can be read from both ends."""
    for name, value in payload.items():
        if name.endswith("_id") and isinstance(value, str) and name not in _NOT_SUBJECTS:
            yield value
        elif name.endswith("_ids") and isinstance(value, list):
            yield from (str(entry) for entry in value)


def _small(payload: dict[str, Any]) -> dict[str, Any]:
    """Long lists stay with their own view."""
    return {
        name: value
        for name, value in payload.items()
        if not (isinstance(value, list) and len(value) > 20)
    }


PROJECTIONS = (Projection(every_fact(), remember),)
