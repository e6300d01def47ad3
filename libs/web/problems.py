"""RFC 9457 problem documents: the only place that turns an error into a status and a text."""

import math
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from libs.kernel import (
    Conflict,
    DomainError,
    FieldFault,
    Forbidden,
    Invalid,
    NotFound,
    NotSeenYet,
    RuleBroken,
)
from libs.observability.tracing import current_trace
from libs.storage.batcher import QueueFull
from libs.storage.store import StoreError
from libs.web.tokens import Unauthenticated

log = structlog.get_logger()
_PLACE = re.compile(r"\{(\w+)\}")
_SIZES = frozenset({"too_short", "too_long"})
_NUMBERED = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")

_STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (RuleBroken, 409),
    (Conflict, 409),
    (Invalid, 422),
    (NotSeenYet, 503),
    (QueueFull, 503),
)


def status_of(error: DomainError | type[DomainError]) -> int:
    """The HTTP status of an error by its kind (503 where only a retry is said)."""
    kind = error if isinstance(error, type) else type(error)
    own = getattr(kind, "status", None)
    if isinstance(own, int):
        return own
    return next((status for base, status in _STATUS if issubclass(kind, base)), 503)


@cache
def problem_texts() -> dict[str, dict[str, str]]:
    """Every problem's text by code: ``{"zh": …, "en": …}`` with {param} places."""
    texts: dict[str, dict[str, str]] = {}
    folder = resources.files("libs.web") / "problem_texts"
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".json"):
            texts |= orjson.loads(entry.read_bytes())
    return texts


class _Gaps(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def text_of(code: str, params: dict[str, Any], language: str, fallback: str) -> str:
    """The sentence for ``code`` in ``language`` (zh or en)."""
    text = problem_texts().get(code, {}).get(language)
    shown = _Gaps({key: value for key, value in params.items() if value is not None})
    return counted(text, shown).format_map(shown) if text else fallback


def counted(text: str, params: Mapping[str, Any]) -> str:
    """Chooses among ``[one|many]`` by the {place} before it, as the texts of the web do."""

    def chosen(found: re.Match[str]) -> str:
        places = _PLACE.findall(text, 0, found.start())
        return found[1] if places and str(params[places[-1]]) == "1" else found[2]

    return _NUMBERED.sub(chosen, text)


def text_of_fault(fault: FieldFault, params: dict[str, Any], language: str) -> str:
    """The sentence for one field; ``params`` of the whole refusal fill what the field leaves open.

    A rule without a text of its own gets the one for a field whose content does not fit.
    """
    known = problem_texts()
    code = fault.code if fault.code in known else "field.other"
    return text_of(code, {**params, **fault.params}, language, code)


def language_of(request: Request) -> str:
    """Chinese (zh) unless the browser prefers English."""
    wanted = request.headers.get("accept-language", "zh").lower()
    return "en" if wanted.startswith("en") else "zh"


def shown_params(error: DomainError) -> dict[str, Any]:
    """What a refusal tells besides its code: of what is not there or not the caller's, nothing.

    The two are refused at different places, which know different things. Faults are counted.
    """
    if isinstance(error, NotFound):
        return {}
    return {**({"count": len(error.errors)} if error.errors else {}), **error.params}


def problem(
    request: Request,
    status: int,
    code: str,
    params: dict[str, Any],
    errors: tuple[FieldFault, ...] = (),
    retry_after: float | None = None,
    title: str = "",
) -> Response:
    """The problem document as a response."""
    language = language_of(request)
    trace = current_trace()
    detail = text_of(code, params, language, title or code)
    body = {
        "type": f"/problems/{code}",
        "title": text_of(code, params, "en", title or code),
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        "code": code,
        "params": params,
        "trace_id": trace.trace_id if trace else "",
        "errors": [
            {
                "pointer": fault.pointer,
                "code": fault.code,
                "params": fault.params,
                "detail": text_of_fault(fault, params, language),
            }
            for fault in errors
        ],
    }
    headers = {"Cache-Control": "no-store"}
    if retry_after is not None:
        headers["Retry-After"] = str(max(1, math.ceil(retry_after)))
    return Response(orjson.dumps(body), status, headers, "application/problem+json")


def field_faults(error: RequestValidationError | ValidationError) -> tuple[FieldFault, ...]:
    """Pydantic's findings as field faults: pointer into the body, rule, what was allowed."""
    faults = []
    for found in error.errors():
        place = [str(part) for part in found["loc"]]
        if place and place[0] in {"body", "query", "path", "header"}:
            place = place[1:] if place[0] == "body" else place
        context = found.get("ctx") or {}
        params = {
            key: value if isinstance(value, str | int | float | bool) else str(value)
            for key, value in context.items()
        }
        params["message"] = found["msg"]
        pointer = "/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in place)
        faults.append(FieldFault(pointer=pointer, code=f"field.{_rule(found)}", params=params))
    return tuple(faults)


def _rule(found: Mapping[str, Any]) -> str:
    """Pydantic's name of the rule; a text is too short by characters, whatever else checks it."""
    rule = str(found["type"])
    return f"string_{rule}" if rule in _SIZES and isinstance(found.get("input"), str) else rule


def problems(*errors: type[DomainError]) -> dict[int | str, dict[str, Any]]:
    """The ``responses=`` of a route: which refusals it knows, by status."""
    known: dict[int | str, dict[str, Any]] = {}
    every: tuple[type[DomainError], ...] = (*errors, Unauthenticated)
    for error in every:
        status = status_of(error)
        title = (error.__doc__ or error.code).strip().splitlines()[0]
        entry = known.setdefault(
            status,
            {"description": "", "content": {"application/problem+json": {"schema": _SCHEMA}}},
        )
        entry["description"] += f"{'; ' if entry['description'] else ''}`{error.code}` {title}"
    return known


_SCHEMA = {"$ref": "#/components/schemas/Problem"}

PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457 problem document",
    "type": "object",
    "required": ["type", "title", "status", "code", "params", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "params": {"type": "object"},
        "trace_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code"],
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "params": {"type": "object"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def install_problems(app: FastAPI) -> None:
    """Makes every error of the app answer as a problem document."""

    async def refused(request: Request, error: Exception) -> Response:
        if not isinstance(error, DomainError):
            raise TypeError(str(error))
        status = status_of(error)
        title = (type(error).__doc__ or "").strip().splitlines()
        return problem(
            request,
            status,
            error.code,
            shown_params(error),
            error.errors,
            error.retry_after
            if error.retry_after is not None
            else (1.0 if status == 503 else None),
            title[0] if title else "",
        )

    async def malformed(request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError | ValidationError):
            raise TypeError(str(error))
        faults = field_faults(error)
        return problem(request, 422, "invalid", {"count": len(faults)}, faults)

    async def unavailable(request: Request, error: Exception) -> Response:
        log.warning("store.unavailable", error=type(error).__name__)
        return problem(request, 503, "unavailable", {}, retry_after=2.0)

    async def by_status(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise TypeError(str(error))
        codes = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}
        code = codes.get(error.status_code, "http-error")
        return problem(request, error.status_code, code, {}, title=str(error.detail))

    async def unexpected(request: Request, error: Exception) -> Response:
        trace = current_trace()
        log.error(
            "request.failed",
            path=request.url.path,
            trace_id=trace.trace_id if trace else "",
            exc_info=error,
        )
        return problem(request, 500, "unexpected", {})

    app.add_exception_handler(DomainError, refused)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(ValidationError, malformed)
    app.add_exception_handler(StoreError, unavailable)
    app.add_exception_handler(HTTPException, by_status)
    app.add_exception_handler(Exception, unexpected)
