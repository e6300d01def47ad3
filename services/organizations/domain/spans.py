"""Dated values: one after the other, each until the day before the next, the last one open.

Before the first there is nothing: what an organization never had takes no room.
"""

from collections.abc import Sequence
from datetime import date
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")

FOREVER = date(9999, 12, 31)
"""End of a span that has not ended; a real date, so that stored spans compare as text."""


class Span(BaseModel, Generic[T]):
    """A value that holds from ``from_on`` until the day before ``to_on``."""

    model_config = ConfigDict(frozen=True)

    value: T
    from_on: date
    to_on: date = FOREVER


def value_at(spans: Sequence[Span[T]], on: date) -> T | None:
    """The value that held on that day; None before the first span."""
    for span in reversed(spans):
        if span.from_on <= on:
            return span.value
    return None


def changed(spans: Sequence[Span[T]], value: T, on: date) -> list[Span[T]]:
    """The spans with ``value`` from ``on``, which is no earlier than the last one's beginning.

    A value changed on the day it began is replaced: no span is empty, and neighbours differ.
    """
    kept = list(spans)
    if kept and kept[-1].from_on == on:
        kept.pop()
    elif kept:
        kept[-1] = kept[-1].model_copy(update={"to_on": on})
    if kept and kept[-1].value == value:
        kept[-1] = kept[-1].model_copy(update={"to_on": FOREVER})
    elif kept or value:
        kept.append(Span(value=value, from_on=on))
    return kept


def begun(value: T, on: date) -> list[Span[T]]:
    """The spans of a value held since the first day."""
    return [Span(value=value, from_on=on)] if value else []
