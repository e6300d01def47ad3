"""The short way of a command answers what the framework's way would, byte for byte."""

import asyncio
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from deploy.embedded.keys import ensure_keys
from libs.kernel import Command, RuleBroken, Stamp
from libs.storage.store import StoreUnavailable
from libs.web import Caller, Execute, TokenSigner
from libs.web.problems import install_problems
from libs.web.shortcut import Shortcut
from libs.web.tokens import TokenVerifier
from libs.web.tracing import Traced

Id = Annotated[str, Field(pattern="^[a-z0-9]{2,8}$")]


class Named(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=2)]
    count: int = 1


class Made(BaseModel):
    place_id: str
    outcome: str = "made"


class Do(Command):
    what: str
    count: int = 1


class Taken(RuleBroken):
    """The name is taken."""

    code = "test.taken"


router = APIRouter(prefix="/places")


@router.post("", status_code=201)
async def make(body: Named, execute: Execute, response: Response) -> Made:
    made = await execute(Do(what=body.name, count=body.count))
    if body.count == 2:
        response.status_code = 200
    return Made(place_id=made)


@router.post("/{place_id}/name", status_code=204)
async def rename(place_id: Id, body: Named, execute: Execute) -> None:
    await execute(Do(what=f"{place_id} {body.name}"))


@router.post("/{place_id}/approval", status_code=204)
async def approve(place_id: Id, execute: Execute, body: Named | None = None) -> None:
    await execute(Do(what=f"{place_id} {body.name if body else '-'}"))


@router.post("/{place_id}/closing", status_code=204)
async def close(place_id: Id, execute: Execute, request: Request) -> None:
    await execute(Do(what=f"{place_id} {request.url.path} {request.path_params}"))


@router.post("/search")
async def search(request: Request, text: str = "") -> list[str]:
    return [text, request.method]


@router.post("/{place_id}")
async def anything(place_id: str) -> str:
    return place_id


@dataclass
class Answered:
    value: Any
    tokens: dict[str, int] = field(default_factory=dict)


class House:
    """The same routes by one way or by both."""

    def __init__(self, keys: Any, *, short: bool) -> None:
        self.obeyed: list[tuple[Command, str, str]] = []
        self.taken = 0
        app = FastAPI(openapi_url=None, redirect_slashes=False)
        if short:
            app.add_middleware(Counted, house=self)
            app.add_middleware(Shortcut, framework=app)
        app.add_middleware(Traced, limit=400)
        install_problems(app)
        app.include_router(router)
        app.state.verifier = TokenVerifier(keys.token_public, "places")
        app.state.obey = self.obey
        self.app = app

    async def obey(self, command: Command, stamp: Stamp) -> Answered:
        assert isinstance(command, Do)
        self.obeyed.append((command, stamp.command_id, stamp.actor_id))
        if "taken" in command.what:
            raise Taken(name=command.what)
        if "away" in command.what:
            raise StoreUnavailable("away")
        if "bug" in command.what:
            raise LookupError("bug")
        return Answered("p1", {"places:p1": 7, "places:p2": 1})

    async def answer(self, method: str, path: str, **more: Any) -> tuple[int, Any, bytes]:
        transport = httpx2.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            got = await client.request(method, path, **more)
        headers = {name: value for name, value in got.headers.items() if name != "x-trace-id"}
        return got.status_code, headers, re.sub(rb'"trace_id":"\w*"', b"", got.content)


class Counted:
    """Counts what the short way leaves to the framework."""

    def __init__(self, app: Any, house: House) -> None:
        self.app, self.house = app, house

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.house.taken += scope["type"] == "http"
        await self.app(scope, receive, send)


@pytest.fixture
def keys(tmp_path: Path) -> Any:
    return ensure_keys(tmp_path)


@pytest.fixture
def houses(keys: Any) -> tuple[House, House]:
    return House(keys, short=True), House(keys, short=False)


@pytest.fixture
def token(keys: Any) -> str:
    signer = TokenSigner(keys.token_private)
    return "Bearer " + signer.sign(Caller(actor_id="hand"), "places")


JSON = {"content-type": "application/json"}
SHORT: list[tuple[str, dict[str, Any]]] = [
    ("/places", {"json": {"name": "一二"}}),
    ("/places", {"json": {"name": "一二", "count": 2}}),
    ("/places", {"content": b'{"name": "ab"}', "headers": {"content-type": "application/json; x"}}),
    ("/places/p1/name", {"json": {"name": "新名"}}),
    ("/places/p1/name", {"json": {"name": "taken"}}),
    ("/places/p1/name", {"json": {"name": "taken"}, "headers": {"accept-language": "en"}}),
    ("/places/p1/name", {"json": {"name": "away"}}),
    ("/places/p1/name", {"json": {"name": "bug"}}),
    ("/places/p1/closing", {}),
    ("/places/p1/closing", {"json": {"any": "thing"}}),
    ("/places/p1/approval", {"json": {"name": "与否"}}),
    ("/places/p1/name", {"json": {"name": "无人"}, "headers": {"authorization": "Bearer x"}}),
    ("/places/p1/name", {"json": {"name": "短键"}, "headers": {"idempotency-key": "short"}}),
]
LONG: list[tuple[str, dict[str, Any]]] = [
    ("/places/p1/approval", {}),
    ("/places", {"json": {"name": "一"}}),
    ("/places", {"json": {"name": "一二", "more": 1}}),
    ("/places", {"json": [1, 2]}),
    ("/places", {"content": b"{", "headers": JSON}),
    ("/places", {"content": b"", "headers": JSON}),
    ("/places", {"content": b'{"name": "ab"}', "headers": {"content-type": "text/plain"}}),
    ("/places", {"content": b'{"name": "ab"}'}),
    ("/places", {"content": b'{"name": "\xff"}', "headers": JSON}),
    ("/places/P_1/name", {"json": {"name": "新名"}}),
    ("/places/p1/name/", {"json": {"name": "新名"}}),
    ("/places/search?text=x", {"json": {"name": "新名"}}),
    ("/places/p1", {"json": {"name": "新名"}}),
    ("/nowhere", {"json": {}}),
]


def told(more: dict[str, Any], token: str) -> dict[str, Any]:
    headers = {"authorization": token, "idempotency-key": "12345678"} | more.get("headers", {})
    return {**more, "headers": headers}


@pytest.mark.parametrize(("path", "more"), SHORT)
async def test_a_well_formed_command_is_answered_alike_and_never_meets_the_framework(
    path: str, more: dict[str, Any], houses: tuple[House, House], token: str
) -> None:
    short, long = houses

    answers = [await house.answer("POST", path, **told(more, token)) for house in houses]

    assert answers[0] == answers[1]
    assert short.obeyed == long.obeyed
    assert short.taken == 0


@pytest.mark.parametrize(("path", "more"), LONG)
async def test_what_is_malformed_or_unusual_is_left_to_the_framework(
    path: str, more: dict[str, Any], houses: tuple[House, House], token: str
) -> None:
    short, long = houses

    answers = [await house.answer("POST", path, **told(more, token)) for house in houses]

    assert answers[0] == answers[1]
    assert short.obeyed == long.obeyed
    assert short.taken == 1


async def test_a_body_over_the_limit_is_refused_by_either_way(
    houses: tuple[House, House], token: str
) -> None:
    async def endless() -> Any:
        for _ in range(10):
            yield b" " * 100

    headers = {"authorization": token, **JSON}
    answers = [
        await house.answer("POST", "/places", content=endless(), headers=headers)
        for house in houses
    ]

    assert answers[0] == answers[1]
    assert answers[0][0] == 413


async def test_a_body_that_comes_in_pieces_is_read_to_its_end(
    houses: tuple[House, House], token: str
) -> None:
    async def pieces() -> Any:
        for piece in (b'{"na', b'me": "', b'ab"}'):
            yield piece
            await asyncio.sleep(0)

    short, _ = houses

    status, _, body = await short.answer(
        "POST", "/places", content=pieces(), headers={"authorization": token, **JSON}
    )

    assert (status, body, short.taken) == (201, b'{"place_id":"p1","outcome":"made"}', 0)


def test_the_short_way_is_open_to_plain_commands_only(houses: tuple[House, House]) -> None:
    ways = Shortcut(houses[1].app, framework=houses[1].app).ways("POST")

    assert ways == [
        "/places",
        "/places/{place_id}/name",
        "/places/{place_id}/approval",
        "/places/{place_id}/closing",
    ]
