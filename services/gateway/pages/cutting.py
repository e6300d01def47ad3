"""How a list is cut: by words, status and place, in an order, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Query

from libs.kernel import FieldFault, Invalid, SeenText

_MOST = 200
EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Before every fact: rows that only others have written to have no instant after it."""


@dataclass(slots=True)
class Cut:
    """Which part of a list is wanted, in which order."""

    q: str = ""
    status: tuple[str, ...] = ()
    scope: str = ""
    sort: str = ""
    page: int = 1
    size: int = 50

    @property
    def skip(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.size

    def order(self, usual: str, sortable: Sequence[str]) -> list[tuple[str, int]]:
        """The wanted order, else the ``usual`` one. Raises Invalid for a column without order."""
        wanted = self.sort or usual
        column = wanted.lstrip("-")
        if column not in (*sortable, usual.lstrip("-")):
            allowed = {"expected": ", ".join(sortable)}
            fault = FieldFault(pointer="/query/sort", code="field.literal_error", params=allowed)
            raise Invalid(errors=(fault,))
        direction = -1 if wanted.startswith("-") else 1
        # Both the same way: so an index serves the column up and down.
        return [(column, direction), ("_id", direction)]


async def cut(
    q: Annotated[SeenText, Query(max_length=60)] = "",
    status: Annotated[str, Query(max_length=300)] = "",
    scope: Annotated[str, Query(max_length=64)] = "",
    sort: Annotated[str, Query(max_length=40, pattern=r"^-?[a-z_.]*$")] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    size: Annotated[int, Query(ge=1, le=_MOST)] = 50,
) -> Cut:
    """The common query of every list."""
    chosen = tuple(part for part in status.split(",") if part)
    return Cut(q.strip(), chosen, scope, sort, page, size)


Cutting = Annotated[Cut, Depends(cut)]
