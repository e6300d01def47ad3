"""Input made to hurt: too large, too deep, operators, lines in headers, paths that climb."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from libs.web.tracing import BODY_LIMIT
from tests.integration.registrations.harness import BRANCH, the_member
from tests.integration.security.conftest import House

HARMLESS = {400, 404, 405, 409, 413, 422}


async def test_a_body_too_large_is_refused_without_being_taken_in(house: House) -> None:
    """Also without a length said before: reading stops at the limit."""
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 65_536
            yield b"x" * 65_536

    login = await house.person()
    async with house.browser(login) as person:
        headers = {"X-CSRF-Token": person.csrf, "Content-Type": "application/json"}
        for path in ("/api/session/password", "/api/registrations/members"):
            sent = 0
            body = [chunk async for chunk in _some(endless(), BODY_LIMIT + 200_000)]
            answer = await person.client.post(path, content=_stream(body), headers=headers)

            assert answer.status_code == 413, answer.text
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == "too-large"


async def test_a_length_that_is_too_large_is_refused_before_the_first_byte(house: House) -> None:
    read = 0

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"{", "more_body": True}

    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/api/session",
        "raw_path": b"/api/session",
        "query_string": b"",
        "headers": [
            (b"content-type", b"application/json"),
            (b"content-length", str(BODY_LIMIT + 1).encode()),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
        "scheme": "http",
        "root_path": "",
    }
    await house.app(scope, receive, send)

    assert sent[0]["status"] == 413
    assert read == 0


async def _some(source: AsyncIterator[bytes], size: int) -> AsyncIterator[bytes]:
    taken = 0
    async for chunk in source:
        yield chunk
        taken += len(chunk)
        if taken > size:
            return


async def _stream(chunks: list[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"login":' * 20_000,
        "[" * 50_000 + "]" * 50_000,
        '{"login": "a", "password": ' + "9" * 100_000 + "}",
        '{"login": "a", "password": 1e999999}',
        '{"login": "\\ud800", "password": "x"}',
        '{"login": "a\\u0000b", "password": "\\u0000"}',
        '{"login": "a", "login": "b", "password": {"$gt": ""}}',
        "NaN",
        "",
        "\ufeff{}",
    ],
    ids=lambda text: text[:20],
)
async def test_json_made_to_hurt_is_a_refusal(house: House, text: str) -> None:
    async with house.browser() as browser:
        headers = {"Content-Type": "application/json"}
        content = text.encode("utf-8", "surrogatepass")

        answer = await browser.client.post("/api/session", content=content, headers=headers)

        assert answer.status_code in {400, 401, 422}, answer.text
        assert answer.headers["content-type"] == "application/problem+json"


OPERATORS: tuple[Any, ...] = (
    {"$gt": ""},
    {"$ne": None},
    {"$regex": ".*"},
    {"$where": "sleep(1000)"},
    [{"$ne": ""}],
    {"$expr": {"$function": {"body": "function(){}", "args": [], "lang": "js"}}},
)


@pytest.mark.parametrize("operator", OPERATORS, ids=str)
async def test_an_operator_in_a_body_is_no_query(house: House, operator: Any) -> None:
    bodies = (
        ("/api/session", {"login": operator, "password": operator}),
        ("/api/session", {"login": "admin", "password": operator}),
    )
    async with house.browser() as browser:
        for path, body in bodies:
            answer = await browser.client.post(path, json=body)
            assert answer.status_code == 422, answer.text
    asked = await house.registrations.ask(
        "POST", "/members/names", BRANCH, json={"member_ids": [operator]}
    )
    assert asked.status_code == 422
    asked = await house.registrations.ask(
        "POST", "/members/search", BRANCH, json={"phone": operator}
    )
    assert asked.status_code == 422


WORDS = ("$where", '{"$gt":""}', "[$ne]", "a.b", "$$ROOT", ".*", "\x00", "'; return true; //")


@pytest.mark.parametrize("word", WORDS, ids=repr)
async def test_an_operator_in_a_path_or_query_is_a_word(house: House, word: str) -> None:
    """Sorting, searching and filtering by it shows nothing more, and fails nowhere."""
    login = await house.person(("street", "street"))
    async with house.browser(login) as person:
        for view in ("needs", "agreements", "members", "sessions", "registrations", "offers"):
            plain = ids_in(await person.get(f"views/{view}"))
            for name in ("q", "sort", "status", "scope", "member_id", "need_id", "party_id"):
                answer = await person.get(f"views/{view}", params={name: word})
                assert answer.status_code in {200, 422}, (view, name, answer.text)
                assert ids_in(answer) <= plain, (view, name)
            brackets = await person.get(f"views/{view}?member_id[$ne]=x&q[$regex]=.*")
            named = {fault["pointer"] for fault in brackets.json()["errors"]}
            assert brackets.status_code == 422
            assert named == {"/query/member_id[$ne]", "/query/q[$regex]"}
        quoted = f"/api/views/needs/{quote(word, safe='')}"
        assert (await person.client.get(quoted)).status_code in HARMLESS


def ids_in(answer: httpx2.Response) -> set[str]:
    return {row["id"] for row in answer.json().get("items", ())}


async def test_a_sort_by_a_field_that_is_not_shown_is_not_followed(house: House) -> None:
    """Or the order would tell what the rows do not."""
    login = await house.person(("street", "street"))
    async with house.browser(login) as person:
        for hidden in ("org_ids", "identity_sealed", "_id", "member_id", "password_hash"):
            answer = await person.get("views/members", params={"sort": hidden})
            assert answer.status_code in {200, 422}


@pytest.mark.parametrize("line", ["\r\nX-Evil: 1", "\n\nbody", "\r", "\x00", "\u2028"], ids=repr)
async def test_no_line_of_input_becomes_a_line_of_headers(house: House, line: str) -> None:
    login = await house.person(("street", "street"))
    async with house.browser(login) as person:
        for path, body in (
            (
                "session/password",
                {"old_password": f"x{line}", "new_password": f"long enough {line}"},
            ),
            ("gateway/users", {"login": f"li{line}", "password": "long enough 2026", "name": line}),
            ("registrations/members/names", {"member_ids": [f"a{line}"]}),
        ):
            answer = await person.post(path, body)
            assert answer.status_code < 500, answer.text
            assert "x-evil" not in answer.headers
        for name in ("q", "scope", "sort"):
            answer = await person.get("views/needs", params={name: f"a{line}"})
            assert answer.status_code < 500
            assert "x-evil" not in answer.headers
        key = {"Idempotency-Key": f"12345678{line}".encode()}
        if "\r" not in line and "\n" not in line and "\x00" not in line:
            answer = await person.post("registrations/members/names", {}, headers=key)
            assert answer.status_code == 422


async def test_a_key_is_its_callers_own_and_has_a_length(house: House) -> None:
    login = await house.person(("street", "street"))
    async with house.browser(login) as person:
        for key in ("short", "x" * 129):
            answer = await person.post("gateway/users", {}, headers={"Idempotency-Key": key})
            assert answer.status_code == 422
            assert answer.json()["code"] == "idempotency-key-malformed"


async def test_many_hurtful_requests_leave_the_service_awake(house: House) -> None:
    async with house.browser() as browser:
        deep = ("[" * 100_000).encode()
        headers = {"Content-Type": "application/json"}
        await asyncio.gather(
            *(browser.client.post("/api/session", content=deep, headers=headers) for _ in range(40))
        )
        assert (await browser.client.get("/health/live")).status_code == 200


async def test_a_member_id_in_a_body_is_not_believed(house: House) -> None:
    """Mass assignment: fields that a command does not know are refused, those it has are judged."""
    asked = json.dumps(
        {
            "member_id": "other",
            "kind": "residence",
            "community_id": "north",
            "consent_no": 2,
            "status": "accepted",
        }
    )
    answer = await house.registrations.ask(
        "POST",
        "/registrations",
        the_member("me"),
        content=asked,
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 422
