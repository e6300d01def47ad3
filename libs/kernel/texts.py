"""What no text may hold: characters that nobody sees, and that change what others read."""

import re
from collections.abc import Iterable
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
"""Controls but tab and line ends, zero width, and what turns the direction of writing."""


def refuse_unseen(title: str, data: Any) -> None:
    """Raises a ValidationError that names every text in ``data`` with unseen characters."""
    faults = _faults(data, ())
    if faults:
        raise ValidationError.from_exception_data(title, faults)


def _faults(data: Any, place: tuple[str | int, ...]) -> list[InitErrorDetails]:
    if isinstance(data, str):
        wrong = _UNSEEN.search(data) is not None
        return [InitErrorDetails(type=_found(), loc=place, input=None)] if wrong else []
    return [fault for key, value in _parts(data) for fault in _faults(value, (*place, key))]


def _parts(data: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(data, BaseModel):
        return data.__dict__.items()
    if isinstance(data, dict):
        return data.items()
    return enumerate(data) if isinstance(data, list | tuple) else ()


def _found() -> PydanticCustomError:
    return PydanticCustomError("unseen_character", "Text should hold only characters that are seen")


def _seen(text: str) -> str:
    if _UNSEEN.search(text):
        raise _found()
    return text


SeenText = Annotated[str, AfterValidator(_seen)]
"""A text without them, where no command checks it: what is looked for."""
