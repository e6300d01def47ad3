"""A word in an address that its route does not ask for is refused, by either way alike."""

from typing import Annotated

import httpx2
import pytest
from fastapi import APIRouter, Depends, FastAPI, Query, Request
from pydantic import BaseModel, Field, ValidationError

from libs.kernel import SeenText
from libs.web import KnownQuery, install_problems
from libs.web.problems import field_faults
from libs.web.shortcut import Shortcut


async def cut(page: int = 1, first: Annotated[str, Query(alias="from")] = "") -> tuple[int, str]:
    return page, first


async def who(request: Request) -> str:
    return request.headers.get("x-name", "")


Cut = Annotated[tuple[int, str], Depends(cut)]
Who = Annotated[str, Depends(who)]
router = APIRouter(prefix="/things", dependencies=[KnownQuery])


@router.get("")
async def rows(name: Who, cut: Cut, kind: str = "") -> list[str]:
    return [name, str(cut), kind]


@router.get("/passed-on")
async def passed_on(name: Who, request: Request) -> list[str]:
    return [name, request.url.query]


@pytest.fixture(params=["short", "long"])
async def client(request: pytest.FixtureRequest) -> httpx2.AsyncClient:
    app = FastAPI(openapi_url=None)
    if request.param == "short":
        app.add_middleware(Shortcut, framework=app)
    install_problems(app)
    app.include_router(router, prefix="/api")
    assert Shortcut(app, framework=app).ways("GET") == ["/things", "/things/passed-on"]
    transport = httpx2.ASGITransport(app)
    return httpx2.AsyncClient(transport=transport, base_url="http://test/api")


async def test_a_filter_that_nobody_knows_is_named(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/things?kind=new&knid=old&page=2&form=x")

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("有 2 处")
    faults = answer.json()["errors"]
    assert [(one["pointer"], one["code"]) for one in faults] == [
        ("/query/knid", "field.extra_forbidden"),
        ("/query/form", "field.extra_forbidden"),
    ]


async def test_words_of_the_route_and_of_what_it_depends_on_are_known(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get("/things?kind=new&page=2&from=a")

    assert (answer.status_code, answer.json()) == (200, ["", "(2, 'a')", "new"])


async def test_a_route_that_passes_its_query_on_takes_any(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/things/passed-on?any=1")

    assert (answer.status_code, answer.json()) == (200, ["", "any=1"])


class Body(BaseModel):
    words: Annotated[SeenText, Field(min_length=2, max_length=3)]
    many: Annotated[list[str], Field(min_length=2)]


def test_a_text_is_too_short_by_characters_and_a_list_by_items() -> None:
    with pytest.raises(ValidationError) as refusal:
        Body.model_validate({"words": "a", "many": ["a"]})
    assert [(fault.pointer, fault.code) for fault in field_faults(refusal.value)] == [
        ("/words", "field.string_too_short"),
        ("/many", "field.too_short"),
    ]
    with pytest.raises(ValidationError) as refusal:
        Body.model_validate({"words": "abcd", "many": ["a", "b"]})
    assert [fault.code for fault in field_faults(refusal.value)] == ["field.string_too_long"]
