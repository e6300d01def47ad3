"""Commands: imperative, frozen, without unknown fields."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Command(BaseModel):
    """Something asked for. ``requires`` lists the role codes of which the caller needs one;

    empty means that only reactions, sweeps and timers (the system itself) may issue it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    requires: ClassVar[tuple[str, ...]] = ()

    @property
    def target(self) -> str | None:
        """Id of the aggregate to be loaded, when known before: lets a batch prefetch it."""
        return None
