"""Time is injected everywhere: instants are aware UTC, civil dates are Beijing's."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """The only source of 'now' for domain, handlers and timers."""

    def now(self) -> datetime:
        """The present instant, aware UTC, to the millisecond."""
        ...

    def today(self) -> date:
        """The present civil date in Beijing."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware UTC, cut to milliseconds as MongoDB stores it."""
        instant = datetime.now(UTC)
        return instant.replace(microsecond=instant.microsecond // 1000 * 1000)

    def today(self) -> date:
        """The present civil date in Beijing."""
        return self.now().astimezone(BEIJING).date()


class FakeClock:
    """A clock that moves only when told to; for tests and simulations."""

    def __init__(self, at: datetime | None = None) -> None:
        """Starts at ``at`` (aware) or at 2026-11-23 01:00 UTC, nine in the morning in Beijing."""
        self._now = at or datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """The instant last set."""
        return self._now

    def today(self) -> date:
        """The civil date in Beijing of the instant last set."""
        return self._now.astimezone(BEIJING).date()

    def advance(self, by: timedelta) -> None:
        """Moves the clock forward by ``by``."""
        self._now += by

    def set(self, at: datetime) -> None:
        """Moves the clock to ``at`` (aware)."""
        self._now = at
