"""The demo's clock: how facts of weeks ago get their dates."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from libs.kernel import BEIJING


class DemoClock:
    """Writes how far the demo's present is from the real one; every process reads it."""

    def __init__(self, file: Path) -> None:
        """``file`` is what the stack has named to its processes."""
        self._file = file

    def at(self, days: float, hour: int = 9) -> None:
        """Goes to ``hour`` o'clock in Beijing, ``days`` from today; back to now for 0."""
        if days == 0:
            self._file.unlink(missing_ok=True)
            return
        self.moment(datetime.combine(self.day(days), time(hour), BEIJING))

    def moment(self, at: datetime) -> None:
        """Goes to ``at``."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{(at - datetime.now(UTC)).total_seconds():.3f}")
        fresh.replace(self._file)

    @property
    def today(self) -> date:
        """The demo's present day."""
        shift = float(self._file.read_text()) if self._file.exists() else 0.0
        return (datetime.now(UTC) + timedelta(seconds=shift)).astimezone(BEIJING).date()

    @staticmethod
    def day(days: float) -> date:
        """The day so many days from the real today."""
        return datetime.now(BEIJING).date() + timedelta(days=days)

    def window(self, days: int, start: int, hours: float) -> dict[str, str]:
        """So many hours from ``start`` o'clock of that day on."""
        begin = datetime.combine(self.day(days), time(start), BEIJING).astimezone(UTC)
        return {
            "start_at": begin.isoformat(),
            "end_at": (begin + timedelta(hours=hours)).isoformat(),
        }
