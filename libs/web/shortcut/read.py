"""The short way of a read: what its route depends on is put in order once, not each time."""

import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self, cast

from fastapi import Request, Response
from fastapi._compat import is_scalar_field
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext
from pydantic_core import PydanticUndefined
from starlette.types import Receive, Scope

from libs.web.shortcut.parts import (
    Malformed,
    content_of,
    injects_only_messages,
    is_plain,
    told_answer,
    untold,
    valid,
)

_OPENS = AbstractAsyncContextManager[Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A function to be called: with which parts of the request, and what of the steps before."""

    call: Callable[..., Awaitable[Any]]
    opens: Callable[..., _OPENS] | None
    path: tuple[Any, ...]
    query: tuple[Any, ...]
    asks: tuple[tuple[str, int], ...]
    asks_request: str | None
    asks_response: str | None

    def judged(self, parts: Mapping[str, str], query: Mapping[str, str]) -> dict[str, Any]:
        """What it is given of the address. Raises Malformed."""
        given = {field.name: valid(field, parts[field.alias], "path") for field in self.path}
        for field in self.query:
            value = query.get(field.alias, PydanticUndefined)
            given[field.name] = (
                _default(field) if value is PydanticUndefined else valid(field, value, "query")
            )
        return given


@dataclass(frozen=True, slots=True)
class Read:
    """A route that answers somebody from path and query alone."""

    route: APIRoute
    steps: tuple[Step, ...]
    answer: Any
    dump: Callable[[Any], bytes]
    status: int | None
    wants_json: ClassVar[bool] = False

    @classmethod
    def of(cls, context: RouteContext) -> "Self | None":
        """None for a route that asks for more than that, or depends on nothing."""
        if not is_plain(context) or context.response_field is None:
            return None
        own, *others = _tree(context.dependant)
        if not others or not all(map(_is_usual, (own, *others))):
            return None
        if any(each.scope is not None or not each.use_cache for each in others):
            return None
        return cls(
            route=cast(APIRoute, context.original_route),
            steps=_in_order(context.dependant),
            answer=context.response_field,
            dump=partial(
                context.response_field.serialize_json,
                by_alias=context.response_model_by_alias,
                exclude_none=context.response_model_exclude_none,
            ),
            status=context.status_code,
        )

    async def run_for(self, scope: Scope, parts: Mapping[str, str], receive: Receive) -> Response:
        """The answer; whatever a step raises is raised. Raises Malformed before the first one."""
        request = Request(scope, receive)
        query = request.query_params
        given = [step.judged(parts, query) for step in self.steps]
        scope["route"], scope["endpoint"] = self.route, self.steps[-1].call
        scope["path_params"] = parts
        told = untold()
        async with AsyncExitStack() as opened:
            found: list[Any] = []
            for step, arguments in zip(self.steps, given, strict=True):
                for name, number in step.asks:
                    arguments[name] = found[number]
                if step.asks_request is not None:
                    arguments[step.asks_request] = request
                if step.asks_response is not None:
                    arguments[step.asks_response] = told
                if step.opens is not None:
                    found.append(await opened.enter_async_context(step.opens(**arguments)))
                else:
                    found.append(await step.call(**arguments))
            answer = found[-1]
            if isinstance(answer, Response):
                return answer
            return told_answer(content_of(self.answer, answer, self.dump), self.status, told)
        raise RuntimeError("what a route depends on has swallowed an error")


def _default(field: Any) -> Any:
    if field.field_info.is_required():
        raise Malformed
    return field.default


def _tree(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for each in dependant.dependencies:
        yield from _tree(each)


def _is_usual(dependant: Dependant) -> bool:
    fields = (*dependant.path_params, *dependant.query_params)
    return (
        not any((dependant.header_params, dependant.cookie_params, dependant.body_params))
        and injects_only_messages(dependant)
        and dependant.concurrency is None
        and not dependant.own_oauth_scopes
        and all(is_scalar_field(field) and _is_by_one_name(field) for field in fields)
        and (
            inspect.iscoroutinefunction(dependant.call)
            or inspect.isasyncgenfunction(dependant.call)
        )
    )


def _is_by_one_name(field: Any) -> bool:
    return field.field_info.validation_alias in (None, field.alias) and not (
        field.field_info.validate_default
    )


def _in_order(dependant: Dependant) -> tuple[Step, ...]:
    """Each function once, after all that it asks for; the route's own last."""
    steps: list[Step] = []
    numbers: dict[Any, int] = {}

    def place(each: Dependant) -> int:
        if each.call not in numbers:
            asks = tuple((below.name, place(below)) for below in each.dependencies)
            steps.append(_step(each, tuple((name, at) for name, at in asks if name is not None)))
            numbers[each.call] = len(steps) - 1
        return numbers[each.call]

    place(dependant)
    return tuple(steps)


def _step(dependant: Dependant, asks: tuple[tuple[str, int], ...]) -> Step:
    call = cast(Callable[..., Any], dependant.call)
    return Step(
        call=call,
        opens=asynccontextmanager(call) if inspect.isasyncgenfunction(call) else None,
        path=tuple(dependant.path_params),
        query=tuple(dependant.query_params),
        asks=asks,
        asks_request=dependant.request_param_name,
        asks_response=dependant.response_param_name,
    )
