"""The shapes of the chain on pages."""

from datetime import datetime

from services.gateway.pages.shapes import OrgRef, Shape


class ChainNode(Shape):
    """A station of the chain; several alike fold to a count."""

    kind: str
    state: str
    id: str | None = None
    title: str | None = None
    org: OrgRef | None = None
    status: str | None = None
    at: datetime | None = None
    count: int | None = None
    score: float | None = None
    minutes: int | None = None
    reason_code: str | None = None
    self: bool | None = None


class ChangedField(Shape):
    """A part of a fact."""

    field: str
    value: str | float | int | bool
    former: str | float | int | bool | None = None


class CauseRef(Shape):
    """The fact that caused another."""

    event_id: str
    type: str


class TimelineEvent(Shape):
    """A fact in somebody's history."""

    event_id: str
    type: str
    at: datetime
    actor: str | None = None
    subject_kind: str
    subject_id: str
    subject_title: str | None = None
    facts: list[ChangedField]
    cause: CauseRef | None = None


class Timeline(Shape):
    """The chain and the history of one thing."""

    subject_id: str
    as_of: datetime
    nodes: list[ChainNode]
    events: list[TimelineEvent]
