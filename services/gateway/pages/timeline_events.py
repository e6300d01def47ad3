"""Facts as lines of a timeline: what happened, by whom, because of what."""

from typing import Any

from services.gateway.pages.asking import Asking, all_of
from services.gateway.pages.shapes import Document
from services.gateway.pages.timeline_shapes import CauseRef, ChangedField, TimelineEvent


async def limits(asking: Asking, view: str, row: Document) -> Document:
    """Of a member a community is told only what happened at it."""
    if view != "members" or asking.owns_member(row):
        return {}
    known: set[str] = set()
    for name, field in (("registrations", "_id"), ("entries", "session_id")):
        query = all_of([{"member_id": row["_id"]}, asking.scope.filter("org_ids")])
        found = await asking.reader.find(asking.view(name), query, limit=500, fields=(field,))
        known |= {str(entry[field]) for entry in found}
    return {"subject_ids": {"$in": sorted(known)}}


async def events(asking: Asking, subject_id: str, within: Document) -> list[TimelineEvent]:
    """The latest facts that mention the subject, newest first, with who did it and why."""
    history, query = asking.view("history"), all_of([{"subject_ids": subject_id}, within])
    found = await asking.reader.find(history, query, sort=[("at", -1), ("seq", -1)], limit=200)
    causes = await asking.many("history", (row.get("causation_id") for row in found))
    users = await asking.actors(str(row.get("actor_id")) for row in found)
    told = []
    for row in found:
        cause = causes.get(row.get("causation_id") or "")
        told.append(
            TimelineEvent(
                event_id=row["_id"],
                type=row["type"],
                at=row["at"],
                actor=users.get(str(row.get("actor_id"))),
                subject_kind=row.get("subject_kind", ""),
                subject_id=row["subject_id"],
                facts=_facts(asking, row.get("payload", {})),
                cause=CauseRef(event_id=cause["_id"], type=cause["type"]) if cause else None,
            )
        )
    return told


_HIDDEN = ("hash", "_no", "version", "scope_code")


def _facts(asking: Asking, payload: dict[str, Any]) -> list[ChangedField]:
    """What a person can read of a fact: names for organizations, no other ids."""
    shown = []
    for name, value in payload.items():
        if isinstance(value, str) and asking.directory.get(value) is not None:
            shown.append(ChangedField(field=name, value=asking.directory.name(value)))
        elif name.endswith(("_id", "_ids")) or any(part in name for part in _HIDDEN):
            continue
        elif isinstance(value, str | int | float | bool):
            shown.append(ChangedField(field=name, value=value))
    return shown
