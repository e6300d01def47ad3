"""The shapes of what waits."""

from datetime import date, datetime

from services.gateway.pages.shapes import OrgRef, PersonRef, Shape


class WorkItem(Shape):
    """One thing that waits."""

    subject_kind: str
    subject_id: str
    item_id: str | None = None
    title: str
    category_code: str | None = None
    org: OrgRef | None = None
    person: PersonRef | None = None
    qty: float | None = None
    unit_code: str | None = None
    count: int | None = None
    since_at: datetime
    due_on: date | None = None


class WorkQueue(Shape):
    """Things of one kind that wait."""

    kind: str
    count: int
    items: list[WorkItem]


class Work(Shape):
    """All that waits for the caller."""

    as_of: datetime
    total: int
    overdue_count: int
    queues: list[WorkQueue]
