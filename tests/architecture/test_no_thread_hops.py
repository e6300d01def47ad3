"""A plain function among routes and dependencies would send every request through a thread.

Each hop waits for the interpreter's lock, up to its switch interval of 5 ms, so three plain
dependencies once made a renaming ten times slower than its transaction.
"""

import importlib
from collections.abc import Callable, Iterator
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from deploy.embedded.services import SERVICES


def plain(app: FastAPI) -> list[str]:
    """Names of the routes' and dependencies' functions that would run in a thread."""
    found = set()
    for route in routes(app.router):
        called = [route.dependant.call, *called_by(route.dependant)]
        found |= {str(call) for call in called if call is not None and not in_the_loop(call)}
    return sorted(found)


def in_the_loop(call: Callable[..., Any]) -> bool:
    """Coroutines and asynchronous generators; all else FastAPI runs in a thread."""
    return iscoroutinefunction(call) or isasyncgenfunction(call)


def routes(router: APIRouter) -> Iterator[APIRoute]:
    """Every route below, those of included routers too."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route
        else:
            inner = getattr(route, "original_router", None) or getattr(route, "router", None)
            if inner is not None:
                yield from routes(inner)


def called_by(dependant: Dependant) -> Iterator[Callable[..., Any] | None]:
    """What is called before it."""
    for inner in dependant.dependencies:
        yield inner.call
        yield from called_by(inner)


@pytest.mark.parametrize("name", SERVICES)
def test_no_request_of_a_service_waits_for_a_thread(name: str) -> None:
    module = importlib.import_module(f"services.{name}.app")
    settings = importlib.import_module(f"services.{name}.settings").Settings.for_contracts()
    app = module.service(settings).app()

    assert len(list(routes(app.router))) > 5
    assert plain(app) == []


def test_a_plain_dependency_is_found() -> None:
    app, router = FastAPI(), APIRouter()

    def slow() -> int:
        return 1

    @router.get("/", dependencies=[Depends(slow)])
    async def page() -> None: ...

    app.include_router(router)

    assert len(plain(app)) == 1
