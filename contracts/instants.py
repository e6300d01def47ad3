"""Points in time and civil days, as they may be named from outside and stand in facts."""

from datetime import UTC, date, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
"""What may be dated: with room around it, so that no reckoning leaves the calendar."""


def _in_reach(on: date) -> date:
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise PydanticCustomError(
            "year_out_of_reach",
            "The year should be from {first} to {last}",
            {"first": FIRST_YEAR, "last": LAST_YEAR},
        )
    return on


def _utc_millis(instant: datetime) -> datetime:
    _in_reach(instant)
    utc = instant.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def _iso(instant: datetime) -> str:
    return instant.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


Instant = Annotated[
    AwareDatetime,
    AfterValidator(_utc_millis),
    PlainSerializer(_iso, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A point in time: aware, UTC, cut to milliseconds as the databases keep it."""

CivilDate = Annotated[date, AfterValidator(_in_reach)]
"""A day of Beijing's calendar that somebody names."""
