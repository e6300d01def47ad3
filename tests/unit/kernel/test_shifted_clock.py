"""The clock of a demo goes where its file says, at once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from libs.kernel import ShiftedClock

DAY = timedelta(days=1)


def move(file: Path, by: timedelta) -> None:
    fresh = file.with_suffix(".new")
    fresh.write_text(f"{by.total_seconds():.3f}")
    fresh.replace(file)


def off(clock: ShiftedClock) -> timedelta:
    return clock.now() - datetime.now(UTC)


def near(found: timedelta, wanted: timedelta) -> bool:
    return abs(found - wanted) < timedelta(hours=1)


def test_every_move_of_the_file_is_seen_by_the_next_reading(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = ShiftedClock(file)
    assert near(off(clock), timedelta(0))

    for days in (-20, -19, 3, -19):
        move(file, days * DAY)
        assert near(off(clock), days * DAY)

    file.unlink()
    assert near(off(clock), timedelta(0))
    move(file, -DAY)
    assert near(off(clock), -DAY)


def test_an_empty_file_moves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("\n")

    assert near(off(ShiftedClock(file)), timedelta(0))
