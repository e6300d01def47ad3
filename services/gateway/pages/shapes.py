"""Small parts that many pages share."""

from datetime import date, datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

Row = TypeVar("Row")
Document = dict[str, Any]


class Shape(BaseModel):
    """A part of an answer; absent optional fields are left out on the wire."""

    model_config = ConfigDict(frozen=True)


class OrgRef(Shape):
    """An organization by name; a community also by its street, since names repeat."""

    id: str
    name: str
    street: str | None = None


class KindRef(OrgRef):
    """An organization with its kind."""

    kind: str
    division_code: str | None = None


class PersonRef(Shape):
    """A person by name, as far as the caller may see it."""

    id: str
    name: str


class Span(Shape):
    """From and until, half-open."""

    start_at: datetime
    end_at: datetime


class Term(Shape):
    """From the first to the last day, both included."""

    from_on: date
    to_on: date


class Page(Shape, Generic[Row]):
    """One page of a list; ``total`` counts all rows under the same filter."""

    items: list[Row]
    total: int
    as_of: datetime
    stale: bool = False


class Items(Shape, Generic[Row]):
    """A short list."""

    items: list[Row]


def number(prefix: str, id_: str) -> str:
    """The short number that people say: prefix and six Crockford characters of the id."""
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    value = int(id_.replace("-", "")[-12:], 16) if _hex(id_) else sum(map(ord, id_))
    found = ""
    for _ in range(6):
        value, rest = divmod(value, 32)
        found = alphabet[rest] + found
    return f"{prefix}-{found}"


def _hex(id_: str) -> bool:
    return len(id_) == 36 and all(c in "0123456789abcdef-" for c in id_)


def figure(value: object) -> float:
    """A stored quantity (text or number) as JSON's number; nothing counts as nought."""
    if value is None or value == "":
        return 0.0
    found = float(str(value))
    return int(found) if found == int(found) else found
