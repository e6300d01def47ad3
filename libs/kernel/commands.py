"""Commands: imperative, frozen, without unknown fields."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, model_validator

from libs.kernel.texts import refuse_unseen


class Command(BaseModel):
    """Something asked for. ``requires`` lists the role codes of which the caller needs one;

    empty means that only reactions, sweeps and timers (the system itself) may issue it.
    ``fresh`` lists fields that differ each time the same thing is asked (a salted hash): a repeat
    under one key is known without them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    requires: ClassVar[tuple[str, ...]] = ()
    fresh: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _texts_are_seen(cls, data: Any) -> Any:
        if cls.requires:  # what the system says to itself was checked when it came in
            refuse_unseen(cls.__name__, data)
        return data

    @property
    def target(self) -> str | None:
        """Id of the aggregate to be loaded, when known before: lets a batch prefetch it."""
        return None
