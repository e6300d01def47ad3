"""What both short ways need: a part judged, a route looked at, an answer made."""

import inspect
from collections.abc import Callable
from typing import Any, Final

from fastapi import Response
from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext

_UNUSUAL: Final = (
    "response_model_include",
    "response_model_exclude",
    "response_model_exclude_unset",
    "response_model_exclude_defaults",
    "_embed_body_fields",
    "max_body_size",
)
_OK: Final = 200


class Malformed(Exception):
    """The request is not just as the route wants it: the framework's way will say why."""


def is_plain(context: RouteContext) -> bool:
    """Whether the route's function is awaited and its answer needs no more than its field."""
    return (
        isinstance(context.original_route, APIRoute)
        and not any(getattr(context, name) for name in _UNUSUAL)
        and isinstance(context.response_class, DefaultPlaceholder)
        and inspect.iscoroutinefunction(context.dependant.call)
    )


def injects_only_messages(dependant: Dependant) -> bool:
    """Whether nothing is injected but perhaps the request and the response."""
    return not (
        dependant.http_connection_param_name
        or dependant.background_tasks_param_name
        or dependant.security_scopes_param_name
        or dependant.websocket_param_name
    )


def valid(field: Any, value: Any, place: str) -> Any:
    """The value as the route's function wants it. Raises Malformed."""
    found, errors = field.validate(value, {}, loc=(place, field.alias))
    if errors:
        raise Malformed
    return found


def untold() -> Response:
    """A response on which a route, and what it depends on, may note status and headers."""
    told = Response()
    del told.headers["content-length"]
    told.status_code = None  # type: ignore[assignment]
    return told


def told_answer(content: bytes, status: int | None, told: Response) -> Response:
    """The answer with what was noted for it."""
    answer = Response(content, told.status_code or status or _OK, media_type="application/json")
    answer.headers.raw.extend(told.headers.raw)
    return answer


def content_of(field: Any, found: Any, dump: Callable[[Any], bytes]) -> bytes:
    """What the route's function has returned, as it says that it answers."""
    value, errors = field.validate(found, {}, loc=("response",))
    if errors:
        raise TypeError(f"an answer is otherwise than its route says: {errors}")
    return dump(value)
