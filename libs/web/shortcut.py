"""The short way of a command: from the bytes of a well-formed request to its route's function."""

import inspect
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from re import Pattern
from typing import Any, Self, cast

from fastapi import FastAPI, Request, Response, params
from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from libs.web.caller import executes

_NO_CONTENT = 204
_UNUSUAL = (
    "response_model_include",
    "response_model_exclude",
    "response_model_exclude_unset",
    "response_model_exclude_defaults",
    "response_model_exclude_none",
    "_embed_body_fields",
    "max_body_size",
)


class Malformed(Exception):
    """The request is not just as the route wants it: the framework's way will say why."""


@dataclass(frozen=True, slots=True)
class Command:
    """A route that takes ids in its path, at most one body, and obeys one caller."""

    route: APIRoute
    run: Callable[..., Awaitable[Any]]
    path: tuple[Any, ...]
    body: Any
    answer: Any
    status: int
    obeys_as: str
    asks_request: str | None
    asks_response: str | None

    @classmethod
    def of(cls, context: RouteContext) -> "Self | None":
        """None for a route that asks for more than that."""
        route = context.original_route
        if not isinstance(route, APIRoute) or not _is_plain(context):
            return None
        dependant = context.dependant
        return cls(
            route=route,
            run=dependant.call,
            path=tuple(dependant.path_params),
            body=next(iter(dependant.body_params), None),
            answer=context.response_field,
            status=context.status_code or 200,
            obeys_as=dependant.dependencies[0].name,
            asks_request=dependant.request_param_name,
            asks_response=dependant.response_param_name,
        )

    def arguments(self, parts: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """What the route's function is given. Raises Malformed."""
        given = {field.name: _valid(field, parts[field.alias], "path") for field in self.path}
        if self.body is not None:
            try:
                content = json.loads(body)
            except ValueError as error:
                raise Malformed from error
            given[self.body.name] = _valid(self.body, content, "body")
        return given

    async def obeyed(self, request: Request, given: dict[str, Any]) -> Response:
        """The answer; whatever the command raises is raised."""
        told = Response()
        del told.headers["content-length"]
        told.status_code = None  # type: ignore[assignment]
        given[self.obeys_as] = await executes(request, told)
        if self.asks_request is not None:
            given[self.asks_request] = request
        if self.asks_response is not None:
            given[self.asks_response] = told
        found = await self.run(**given)
        if isinstance(found, Response):
            return found
        status = told.status_code or self.status
        answer = Response(self._content(found), status, media_type="application/json")
        answer.headers.raw.extend(told.headers.raw)
        return answer

    def _content(self, found: Any) -> bytes:
        if self.answer is None:
            return b""
        value, errors = self.answer.validate(found, {}, loc=("response",))
        if errors:
            raise TypeError(f"{self.route.path} answers otherwise than it says: {errors}")
        return cast(bytes, self.answer.serialize_json(value))


class Shortcut:
    """ASGI, next to the framework: takes commands by the short way when nothing is unusual.

    The routes, their parts and their answers are those that the framework knows; what is malformed
    or asks for more goes the framework's way, with every byte of it. Refusals are answered by the
    handlers that are registered with the app.
    """

    def __init__(self, app: ASGIApp, *, framework: FastAPI) -> None:
        """``framework``: the app whose routes these are; looked through at the first request."""
        self._app, self._framework = app, framework
        self._table: list[tuple[Pattern[str], Command | None]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the class."""
        found = self._find(scope)
        if found is None:
            await self._app(scope, receive, send)
            return
        command, parts = found
        received: list[Message] = []
        request = Request(scope)
        try:
            given = command.arguments(parts, await _read(receive, received))
            scope["route"], scope["endpoint"] = command.route, command.run
            scope["path_params"] = parts
            answer = await command.obeyed(request, given)
        except Malformed:
            await self._app(scope, _again(received, receive), send)
            return
        except Exception as error:
            handler = self._handler(error)
            if handler is None:
                raise
            answer = await handler(request, error)
        await answer(scope, receive, send)

    def commands(self) -> list[str]:
        """The routes that have a short way (tests)."""
        return [entry.route.path for _, entry in self._routes() if entry is not None]

    def _routes(self) -> list[tuple[Pattern[str], Command | None]]:
        if self._table is None:
            self._table = [
                (context.path_regex, Command.of(context))
                for context in iter_route_contexts(self._framework.routes)
                if "POST" in (context.methods or ())
            ]
        return self._table

    def _find(self, scope: Scope) -> tuple[Command, dict[str, str]] | None:
        if scope["type"] != "http" or scope["method"] != "POST" or scope.get("root_path"):
            return None
        for pattern, command in self._routes():
            matched = pattern.match(scope["path"])
            if matched:
                if command is None or self._framework.dependency_overrides:
                    return None
                if command.body is not None and not _is_json(scope):
                    return None
                return command, matched.groupdict()
        return None

    def _handler(self, error: Exception) -> Callable[[Request, Exception], Any] | None:
        known = self._framework.exception_handlers
        for kind in type(error).__mro__:
            if kind is Exception:
                return None
            if kind in known:
                return cast(Callable[[Request, Exception], Any], known[kind])
        return None


def _is_plain(context: RouteContext) -> bool:
    dependant: Dependant = context.dependant
    asked = (dependant.query_params, dependant.header_params, dependant.cookie_params)
    injected = (
        dependant.http_connection_param_name,
        dependant.background_tasks_param_name,
        dependant.security_scopes_param_name,
        dependant.websocket_param_name,
    )
    body = dependant.body_params
    return (
        not any(asked)
        and not any(injected)
        and [each.call for each in dependant.dependencies] == [executes]
        and len(body) <= 1
        and not any(isinstance(field.field_info, params.Form) for field in body)
        and not any(getattr(context, name) for name in _UNUSUAL)
        and isinstance(context.response_class, DefaultPlaceholder)
        and (context.response_field is not None or context.status_code == _NO_CONTENT)
        and inspect.iscoroutinefunction(dependant.call)
    )


def _is_json(scope: Scope) -> bool:
    return any(
        name == b"content-type" and value.partition(b";")[0].strip() == b"application/json"
        for name, value in scope["headers"]
    )


def _valid(field: Any, value: Any, place: str) -> Any:
    found, errors = field.validate(value, {}, loc=(place, field.alias))
    if errors:
        raise Malformed
    return found


async def _read(receive: Receive, received: list[Message]) -> bytes:
    """The whole body; ``received`` is given the messages it came in. Raises Malformed."""
    while not received or received[-1].get("more_body"):
        received.append(await receive())
        if received[-1]["type"] != "http.request":
            raise Malformed
    if len(received) == 1:
        return cast(bytes, received[0].get("body", b""))
    return b"".join(message.get("body", b"") for message in received)


def _again(received: list[Message], receive: Receive) -> Receive:
    """Gives the messages once more, then goes on."""
    waiting = iter(received)

    async def replayed() -> Message:
        for message in waiting:
            return message
        return await receive()

    return replayed
