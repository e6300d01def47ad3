"""Time on the quarter-hour grid of Beijing's days."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from contracts.types import Day, Window
from libs.kernel import BEIJING, FieldFault
from services.activities.domain.errors import BadWindow

QUARTER = timedelta(minutes=15)
LONGEST = timedelta(hours=24)


def check_window(window: Window, now: datetime) -> None:
    """Raises BadWindow unless it is in order, on the grid, a day at most, and not over."""
    on_grid = all(
        at.minute % 15 == 0 and at.second == 0 and at.microsecond == 0
        for at in (window.start_at, window.end_at)
    )
    in_order = timedelta() < window.length <= LONGEST
    if not (on_grid and in_order and window.end_at > now):
        raise BadWindow(errors=(FieldFault(pointer="/window", code=BadWindow.code),))


def busy_keys(member_id: str, window: Window) -> Iterator[str]:
    """One key per quarter hour: member, civil date, cell 0 to 95."""
    at = window.start_at
    while at < window.end_at:
        local = at.astimezone(BEIJING)
        yield f"{member_id}:{local.date()}:{local.hour * 4 + local.minute // 15:02d}"
        at += QUARTER


def whole_minute(at: datetime) -> datetime:
    """Its minute, so that the order of marks within one does not matter."""
    return at.replace(second=0, microsecond=0)


def clip(start_at: datetime, end_at: datetime, window: Window) -> Window | None:
    """What of the span lies in the window; None when nothing does."""
    start, end = max(start_at, window.start_at), min(end_at, window.end_at)
    return Window(start_at=start, end_at=end) if start < end else None


def minutes_of(window: Window) -> int:
    """Its length in whole minutes."""
    return int(window.length.total_seconds()) // 60


def days_of(window: Window) -> tuple[Day, ...]:
    """Its minutes by civil date in Beijing; they add up to its length."""
    edges = [window.start_at]
    while edges[-1] < window.end_at:
        edges.append(min(_next_midnight(edges[-1]), window.end_at))
    return tuple(
        Day(on=_day(start), minutes=minutes_of(Window(start_at=start, end_at=end)))
        for start, end in pairwise(edges)
    )


def _day(at: datetime) -> date:
    return at.astimezone(BEIJING).date()


def _next_midnight(at: datetime) -> datetime:
    local = at.astimezone(BEIJING) + timedelta(days=1)
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(at.tzinfo)
