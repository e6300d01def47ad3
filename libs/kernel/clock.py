"""Time is injected everywhere: instants are aware UTC, civil dates are Beijing's."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
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


class ShiftedClock:
    """The machine's clock moved by the seconds that a file says; without the file, not moved.

    For loading a demo with a history and for tests of whole processes; production names no file.
    """

    def __init__(self, file: Path) -> None:
        """``file`` holds a number of seconds; it is replaced by another one to move the clock."""
        self._file = file
        self._clock = SystemClock()
        self._shift = timedelta(0)
        self._read: tuple[int, int] | None = None

    def now(self) -> datetime:
        """The moved instant, aware UTC, to the millisecond."""
        try:
            found = self._file.stat()
            state = found.st_ino, found.st_mtime_ns
            if state != self._read:
                self._shift = timedelta(seconds=float(self._file.read_text().strip() or 0))
                self._read = state
        except FileNotFoundError:
            self._shift, self._read = timedelta(0), None
        return self._clock.now() + self._shift

    def today(self) -> date:
        """The civil date in Beijing of the moved instant."""
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
