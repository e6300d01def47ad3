"""What can go wrong, in the domain's words; the web alone knows which status that is."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class FieldFault(BaseModel):
    """One faulty field: ``pointer`` is a JSON pointer into the body, ``code`` names the rule."""

    model_config = ConfigDict(frozen=True)

    pointer: str
    code: str
    params: dict[str, str | int | float | bool | None] = {}


class DomainError(Exception):
    """A refusal with a stable ``code`` (``<service>.<rule>``) and parameters for its text.

    Subclasses state their code; texts in Chinese and English are found by it.
    Nothing has changed when a DomainError is raised.
    """

    code: ClassVar[str] = "unknown"

    def __init__(
        self,
        *,
        errors: tuple[FieldFault, ...] = (),
        retry_after: float | None = None,
        **params: str | float | bool | None,
    ) -> None:
        """``retry_after`` in seconds where trying again later makes sense."""
        super().__init__(self.code, params)
        self.params = params
        self.errors = errors
        self.retry_after = retry_after


class Invalid(DomainError):
    """The input itself is wrong (422): names field and rule."""

    code = "invalid"


class Forbidden(DomainError):
    """The caller sees the thing but may not do this (403)."""

    code = "forbidden"


class NotFound(DomainError):
    """No such thing, or none that the caller may see (404): existence does not leak."""

    code = "not-found"


class RuleBroken(DomainError):
    """A business rule refuses (409); to a consumer this is an answer, not a failure."""

    code = "rule-broken"


class Conflict(DomainError):
    """Somebody else changed it first (409, or 412 with If-Match)."""

    code = "conflict"


class NotSeenYet(DomainError):
    """A fact of another service is needed and has not arrived (503 with Retry-After)."""

    code = "not-seen-yet"

    def __init__(self, retry_after: float = 1.0, **params: str | float | bool | None) -> None:
        """Asks the caller to come back in ``retry_after`` seconds."""
        super().__init__(errors=(), retry_after=retry_after, **params)
