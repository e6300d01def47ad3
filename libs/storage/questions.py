"""How much may be asked of the server in one question."""

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from libs.storage.database import Document

T = TypeVar("T")

MOST: Final = 12
"""So many parts in one question; more become several, asked at once."""
_HEAVIEST: Final = 100_000
"""So many listed values in one question: of ids that is some 5 MB, and MongoDB takes 16."""


def parted(wanted: Iterable[T], query_of: Callable[[T], Document]) -> list[list[T]]:
    """What is asked together, in the order of ``wanted``."""
    parts: list[list[T]] = []
    weight = 0
    for each in wanted:
        own = _weight(query_of(each))
        if not parts or len(parts[-1]) == MOST or weight + own > _HEAVIEST:
            parts.append([])
            weight = 0
        parts[-1].append(each)
        weight += own
    return parts


def _weight(value: Any) -> int:
    """How many values a query lists."""
    if isinstance(value, dict):
        return sum(map(_weight, value.values()))
    if isinstance(value, list):
        nested = bool(value) and isinstance(value[0], dict)
        return sum(map(_weight, value)) if nested else len(value)
    return 0
