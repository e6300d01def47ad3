"""The short way of a read answers what the framework's way would, byte for byte."""

import re
from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Any, Literal

import httpx2
import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response
from pydantic import BaseModel, Field

from libs.kernel import Forbidden, NotFound, NotSeenYet
from libs.web.problems import install_problems
from libs.web.shortcut import Shortcut
from libs.web.tracing import Traced
from tests.unit.web.test_shortcut import Counted

Id = Annotated[str, Field(pattern="^[a-z0-9]{2,8}$")]


class Row(BaseModel):
    id: str
    note: str | None = None
    count: float = 0


class Page(BaseModel):
    items: list[Row]
    asked: dict[str, Any]


async def who(request: Request) -> str:
    request.app.state.calls.append("who")
    name = request.headers.get("x-name", "")
    if name == "nobody":
        raise Forbidden(command="read")
    return name


Who = Annotated[str, Depends(who)]


async def late(response: Response, name: Who) -> bool:
    if name == "late":
        response.headers["Consistency"] = "behind"
    return name == "late"


async def patiently(name: Who, behind: Annotated[bool, Depends(late)]) -> AsyncIterator[str]:
    calls: list[str] = []
    try:
        yield f"{name}{calls}"
    except NotFound as missing:
        if behind:
            raise NotSeenYet from missing
        raise


async def cut(
    q: Annotated[str, Query(max_length=5)] = "",
    page: Annotated[int, Query(ge=1)] = 1,
    on: date | None = None,
) -> tuple[str, int, date | None]:
    return q.strip(), page, on


Asks = Annotated[str, Depends(patiently)]
Cut = Annotated[tuple[str, int, date | None], Depends(cut)]
router = APIRouter(prefix="/things")


@router.get("", response_model_exclude_none=True)
async def rows(
    asks: Asks, name: Who, cut: Cut, kind: Literal["old", "new"] | None = None, few: bool = False
) -> Page:
    asked = {"asks": asks, "name": name, "cut": cut, "kind": kind, "few": few}
    return Page(items=[Row(id="一", note=None), Row(id="b", note="x")], asked=asked)


@router.get("/special", response_model_exclude_none=True)
async def special(asks: Asks, sort: Annotated[str, Query(min_length=2)]) -> Row:
    return Row(id=asks, note=sort)


@router.get("/{thing_id}")
async def one(thing_id: Id, asks: Asks, response: Response) -> Row:
    if thing_id == "missing":
        raise NotFound(id=thing_id)
    if thing_id == "bug":
        raise LookupError("bug")
    if thing_id == "wrong":
        return {"id": asks, "note": 7}  # type: ignore[return-value]
    if thing_id == "other":
        response.status_code = 202
    return Row(id=thing_id, count=0.5)


@router.get("/{thing_id}/as-is", response_model=Row)
async def as_is(thing_id: str, request: Request, name: Who) -> Any:
    return Response(f"{thing_id} {request.url.query} {request.path_params}", 203)


@router.get("/{thing_id}/tags")
async def tags(thing_id: str, name: Who, tag: Annotated[list[str], Query()]) -> list[str]:
    return [thing_id, *tag]


@router.get("/{thing_id}/header")
async def header(thing_id: str, name: Who, x_name: Annotated[str, Header()]) -> list[str]:
    return [thing_id, x_name]


@router.get("/{thing_id}/constant")
async def constant(thing_id: str) -> list[str]:
    return [thing_id]


class House:
    """The same routes by one way or by both."""

    def __init__(self, *, short: bool) -> None:
        self.taken = 0
        app = FastAPI(openapi_url=None, redirect_slashes=False)
        app.state.calls = []
        if short:
            app.add_middleware(Counted, house=self)
            app.add_middleware(Shortcut, framework=app)
        app.add_middleware(Traced)
        install_problems(app)
        app.include_router(router, prefix="/api")
        self.app = app

    async def answer(self, method: str, path: str, **more: Any) -> tuple[int, Any, bytes]:
        transport = httpx2.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            got = await client.request(method, f"/api/things{path}", **more)
        headers = [pair for pair in got.headers.multi_items() if pair[0] != "x-trace-id"]
        return got.status_code, headers, re.sub(rb'"trace_id":"\w*"', b"", got.content)


def told(name: str, **more: str) -> dict[str, Any]:
    return {"headers": {"x-name": name, **more}}


SHORT: list[tuple[str, dict[str, Any]]] = [
    ("", {}),
    ("", told("late")),
    ("?q=%E4%B8%80&page=2&on=2026-01-31&kind=new&few=1", told("wang")),
    ("?page=2&page=3&q=&unknown=x", {}),
    ("?q=a+b%20", {}),
    ("/special?sort=ab", {}),
    ("/ab", {}),
    ("/other", told("late")),
    ("/missing", {}),
    ("/missing", told("late")),
    ("/missing", told("x", **{"accept-language": "en"})),
    ("/bug", told("late")),
    ("/wrong", {}),
    ("/ab", told("nobody")),
    ("/a%20b/as-is?x=1&x=2", {}),
    ("/ab", {"content": b"a body that nobody reads"}),
]
LONG: list[tuple[str, dict[str, Any]]] = [
    ("?page=0", {}),
    ("?q=123456&page=none", {}),
    ("?kind=none", told("nobody")),
    ("?on=yesterday", told("late")),
    ("?page=", {}),
    ("/special", {}),
    ("/special?sort=a", {}),
    ("/P_1", {}),
    ("/ab/", {}),
    ("/ab/tags?tag=1&tag=2", {}),
    ("/ab/header", told("x")),
    ("/ab/constant", {}),
    ("/ab/none", {}),
]


@pytest.mark.parametrize(("path", "more"), SHORT)
async def test_a_usual_read_is_answered_alike_and_never_meets_the_framework(
    path: str, more: dict[str, Any]
) -> None:
    short, long = House(short=True), House(short=False)

    answers = [await house.answer("GET", path, **more) for house in (short, long)]

    assert answers[0] == answers[1]
    assert short.app.state.calls == long.app.state.calls == ["who"]
    assert short.taken == 0


@pytest.mark.parametrize(("path", "more"), LONG)
async def test_what_is_malformed_or_unusual_is_left_to_the_framework(
    path: str, more: dict[str, Any]
) -> None:
    short, long = House(short=True), House(short=False)

    answers = [await house.answer("GET", path, **more) for house in (short, long)]

    assert answers[0] == answers[1]
    assert short.app.state.calls == long.app.state.calls
    assert short.taken == 1


@pytest.mark.parametrize("method", ["HEAD", "POST", "DELETE", "OPTIONS"])
async def test_other_methods_are_left_to_the_framework(method: str) -> None:
    short, long = House(short=True), House(short=False)

    answers = [await house.answer(method, "/ab") for house in (short, long)]

    assert answers[0] == answers[1]
    assert short.taken == 1


async def test_what_is_put_in_a_dependencys_place_is_seen() -> None:
    short = House(short=True)
    short.app.dependency_overrides[who] = lambda: "somebody"

    status, _, body = await short.answer("GET", "/special?sort=ab")

    assert (status, short.taken) == (200, 1)
    assert b"somebody" in body


def test_the_short_way_is_open_to_reads_that_depend_on_who_asks() -> None:
    app = House(short=False).app

    ways = Shortcut(app, framework=app).ways("GET")

    assert ways == [
        "/things",
        "/things/special",
        "/things/{thing_id}",
        "/things/{thing_id}/as-is",
    ]
