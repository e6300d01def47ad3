"""The short way of a command: from the bytes of a well-formed request to its route's function."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self, cast

from fastapi import Request, Response, params
from fastapi.routing import APIRoute, RouteContext
from starlette.types import Receive, Scope

from libs.web.caller import executes
from libs.web.shortcut.parts import (
    Malformed,
    content_of,
    injects_only_messages,
    is_plain,
    told_answer,
    untold,
    valid,
)

_NO_CONTENT = 204


@dataclass(frozen=True, slots=True)
class Command:
    """A route that takes ids in its path, at most one body, and obeys one caller."""

    route: APIRoute
    run: Callable[..., Awaitable[Any]]
    path: tuple[Any, ...]
    body: Any
    answer: Any
    status: int | None
    obeys_as: str
    asks_request: str | None
    asks_response: str | None

    @classmethod
    def of(cls, context: RouteContext) -> "Self | None":
        """None for a route that asks for more than that."""
        if not is_plain(context) or not _obeys_one_caller(context):
            return None
        dependant = context.dependant
        return cls(
            route=cast(APIRoute, context.original_route),
            run=dependant.call,
            path=tuple(dependant.path_params),
            body=next(iter(dependant.body_params), None),
            answer=context.response_field,
            status=context.status_code,
            obeys_as=dependant.dependencies[0].name,
            asks_request=dependant.request_param_name,
            asks_response=dependant.response_param_name,
        )

    @property
    def wants_json(self) -> bool:
        """Whether only a body that calls itself JSON is of the usual kind."""
        return self.body is not None

    async def run_for(self, scope: Scope, parts: Mapping[str, str], receive: Receive) -> Response:
        """The answer; whatever the command raises is raised. Raises Malformed before all else."""
        given = self._arguments(parts, await _read(receive))
        scope["route"], scope["endpoint"], scope["path_params"] = self.route, self.run, parts
        request, told = Request(scope), untold()
        given[self.obeys_as] = await executes(request, told)
        if self.asks_request is not None:
            given[self.asks_request] = request
        if self.asks_response is not None:
            given[self.asks_response] = told
        found = await self.run(**given)
        return found if isinstance(found, Response) else self._answer(found, told)

    def _arguments(self, parts: Mapping[str, str], body: bytes) -> dict[str, Any]:
        given = {field.name: valid(field, parts[field.alias], "path") for field in self.path}
        if self.body is not None:
            try:
                content = json.loads(body)
            except ValueError as error:
                raise Malformed from error
            given[self.body.name] = valid(self.body, content, "body")
        return given

    def _answer(self, found: Any, told: Response) -> Response:
        field = self.answer
        content = b"" if field is None else content_of(field, found, field.serialize_json)
        return told_answer(content, self.status, told)


def _obeys_one_caller(context: RouteContext) -> bool:
    dependant = context.dependant
    body = dependant.body_params
    return (
        not any((dependant.query_params, dependant.header_params, dependant.cookie_params))
        and injects_only_messages(dependant)
        and [each.call for each in dependant.dependencies] == [executes]
        and len(body) <= 1
        and not any(isinstance(field.field_info, params.Form) for field in body)
        and not context.response_model_exclude_none
        and (context.response_field is not None or context.status_code == _NO_CONTENT)
    )


async def _read(receive: Receive) -> bytes:
    """The whole body. Raises Malformed."""
    pieces: list[bytes] = []
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise Malformed
        pieces.append(message.get("body", b""))
        more = message.get("more_body", False)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
