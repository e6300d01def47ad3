"""The layer that takes the short ways where a request is as its route wants it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from re import Pattern
from typing import Any, Final, cast

from fastapi import FastAPI, Request
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from libs.web.shortcut.command import Command
from libs.web.shortcut.parts import Malformed
from libs.web.shortcut.read import Read

Way = Command | Read
_WAYS: Final[Mapping[str, Callable[[RouteContext], Way | None]]] = {
    "POST": Command.of,
    "GET": Read.of,
}


class Shortcut:
    """ASGI, next to the framework: takes commands and reads by the short way when nothing is

    unusual. The routes, their parts and their answers are those that the framework knows; what is
    malformed or asks for more goes the framework's way, with every byte of it. Refusals are
    answered by the handlers that are registered with the app.
    """

    def __init__(self, app: ASGIApp, *, framework: FastAPI) -> None:
        """``framework``: the app whose routes these are; looked through at the first request."""
        self._app, self._framework = app, framework
        self._tables: dict[str, Table] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the class."""
        found = self._find(scope)
        if found is None:
            await self._app(scope, receive, send)
            return
        way, parts = found
        received: list[Message] = []

        async def noted() -> Message:
            received.append(await receive())
            return received[-1]

        try:
            answer = await way.run_for(scope, parts, noted)
        except Malformed:
            await self._app(scope, _again(received, receive), send)
            return
        except Exception as error:
            handler = self._handler(error)
            if handler is None:
                raise
            answer = await handler(Request(scope), error)
        await answer(scope, receive, send)

    def ways(self, method: str) -> list[str]:
        """The routes that have a short way (tests)."""
        return [way.route.path for way in self._table(method).ways if way is not None]

    def _table(self, method: str) -> "Table":
        found = self._tables.get(method)
        if found is None:
            found = Table.of(method, iter_route_contexts(self._framework.routes))
            self._tables[method] = found
        return found

    def _find(self, scope: Scope) -> tuple[Way, dict[str, str]] | None:
        if scope["type"] != "http" or scope["method"] not in _WAYS or scope.get("root_path"):
            return None
        found = self._table(scope["method"]).find(scope["path"])
        if found is None or self._framework.dependency_overrides:
            return None
        return None if found[0].wants_json and not _is_json(scope) else found

    def _handler(self, error: Exception) -> Callable[[Request, Exception], Any] | None:
        known = self._framework.exception_handlers
        for kind in type(error).__mro__:
            if kind is Exception:
                return None
            if kind in known:
                return cast(Callable[[Request, Exception], Any], known[kind])
        return None


@dataclass(frozen=True, slots=True)
class Table:
    """The routes of one method in their order; one expression finds the first that matches."""

    any_of: Pattern[str]
    patterns: tuple[Pattern[str], ...]
    ways: tuple[Way | None, ...]

    @classmethod
    def of(cls, method: str, contexts: Iterable[RouteContext]) -> "Table":
        """Those of ``contexts`` that answer to ``method``."""
        known = [context for context in contexts if method in (context.methods or ())]
        patterns = tuple(context.path_regex for context in known)
        # Each alternative is one group, so the number of the matching group is that of the route.
        nameless = (re.sub(r"\(\?P<\w+>", "(?:", pattern.pattern) for pattern in patterns)
        any_of = re.compile("|".join(f"({pattern})" for pattern in nameless) or r"(?!)")
        return cls(any_of, patterns, tuple(_WAYS[method](context) for context in known))

    def find(self, path: str) -> tuple[Way, dict[str, str]] | None:
        """The short way to ``path`` and the parts of the address; None without one."""
        matched = self.any_of.match(path)
        number = matched.lastindex if matched else None
        way = self.ways[number - 1] if number else None
        if way is None or number is None:
            return None
        parts = self.patterns[number - 1].match(path)
        return (way, parts.groupdict()) if parts else None


def _is_json(scope: Scope) -> bool:
    return any(
        name == b"content-type" and value.partition(b";")[0].strip() == b"application/json"
        for name, value in scope["headers"]
    )


def _again(received: list[Message], receive: Receive) -> Receive:
    """Gives the messages once more, then goes on."""
    waiting = iter(received)

    async def replayed() -> Message:
        for message in waiting:
            return message
        return await receive()

    return replayed
