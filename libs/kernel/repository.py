"""The port through which handlers load and save aggregates."""

from typing import Protocol, TypeVar

from libs.kernel.aggregate import Aggregate

A = TypeVar("A", bound=Aggregate)


class Repository(Protocol[A]):
    """Aggregates of one kind, inside the running command's unit of work."""

    async def get(self, aggregate_id: str) -> A:
        """The aggregate; raises NotFound."""
        ...

    async def find(self, aggregate_id: str) -> A | None:
        """The aggregate, or None."""
        ...

    async def save(self, aggregate: A) -> None:
        """Stores state, facts, keys and timers together; a save without facts stores nothing.

        Raises a claim's own error when another aggregate holds the key.
        """
        ...
