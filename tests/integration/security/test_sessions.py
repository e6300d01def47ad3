"""Signing in and out: what a thief, a guesser and a foreign page can do with it."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from services.gateway import api, guesses
from services.gateway.api import live
from tests.integration.security.conftest import PASSWORD, Browser, House

WRONG = "not the password"


def changing(house: House) -> list[tuple[str, str]]:
    """Every route of the gateway that changes something: method and address."""
    paths = house.gateway.running.service.app().openapi()["paths"].items()
    found = [
        (method.upper(), path.replace("{", "").replace("}", ""))
        for path, methods in paths
        for method in methods
        if method in {"post", "put", "patch", "delete"}
    ]
    forwarded = [(method, "/api/registrations/members") for method in ("POST", "PUT", "DELETE")]
    return [*found, *forwarded]


async def test_every_change_needs_the_token_of_its_own_session(house: House) -> None:
    login = await house.person(("community", "north"))
    refused = 0
    async with house.browser(login) as one, house.browser(login) as other:
        for method, path in changing(house):
            if (method, path) == ("POST", "/api/session"):
                continue
            for token in ("", other.csrf, one.csrf[:-1], one.csrf + "x", "\u00e9"):
                headers = {"X-CSRF-Token": token.encode()} if token else {}
                answer = await one.client.request(method, path, json={}, headers=headers)
                assert answer.status_code == 403, (method, path, token, answer.text)
                assert answer.json()["code"] == "gateway.csrf"
                refused += 1
        assert (await one.get("session")).status_code == 200, "nothing was done meanwhile"

    assert refused > 60


async def test_a_session_cannot_be_fixed_before_signing_in(house: House) -> None:
    login = await house.person(("community", "north"))
    async with house.browser() as victim:
        victim.client.cookies.set("gongjian_session", "chosen-by-the-attacker", domain="test")

        answer = await victim.sign_in(login)

        given = answer.cookies["gongjian_session"]
        assert given != "chosen-by-the-attacker"
        first = victim.csrf
        again = (await victim.sign_in(login)).cookies["gongjian_session"]
        assert again != given
        assert victim.csrf != first
    async with house.browser() as attacker:
        headers = {"Cookie": "gongjian_session=chosen-by-the-attacker"}
        assert (await attacker.client.get("/api/session", headers=headers)).status_code == 401


async def test_the_cookie_is_for_http_alone_and_this_site_alone(house: House) -> None:
    login = await house.person()
    settings = house.app.state.settings
    for secure in (False, True):
        house.app.state.settings = settings.model_copy(update={"secure_cookies": secure})
        try:
            async with house.browser() as browser:
                said = (await browser.sign_in(login)).headers["set-cookie"].lower()
        finally:
            house.app.state.settings = settings

        marks = {part.strip() for part in said.split(";")}
        assert {"httponly", "samesite=strict", "path=/"} <= marks
        assert ("secure" in marks) is secure
        assert said.startswith("__host-gongjian_session=") is secure


async def test_behind_https_only_the_cookie_of_this_very_host_counts(house: House) -> None:
    login = await house.person()
    settings = house.app.state.settings
    house.app.state.settings = settings.model_copy(update={"secure_cookies": True})
    try:
        async with house.browser() as browser, house.browser() as other:
            given = (await browser.sign_in(login)).headers["set-cookie"]
            value = given.split(";")[0].partition("=")[2]
            for name, status in (("__Host-gongjian_session", 200), ("gongjian_session", 401)):
                headers = {"Cookie": f"{name}={value}"}
                answer = await other.client.get("/api/session", headers=headers)
                assert answer.status_code == status
    finally:
        house.app.state.settings = settings


def stored(house: House) -> Any:
    return house.gateway.running.database.collection("sessions")


def id_of(browser: Browser) -> dict[str, str]:
    return {"_id": hashlib.sha256(browser.cookie.encode()).hexdigest()}


async def idle_since(house: House, browser: Browser, minutes: float) -> None:
    """As if the browser had not been used for so long."""
    seen_at = datetime.now(UTC) - timedelta(minutes=minutes)
    change = {"$set": {"seen_at": seen_at}}
    assert (await stored(house).update_one(id_of(browser), change)).matched_count == 1
    house.app.state.sessions._remembered.forget()


async def test_a_session_that_nobody_uses_ends_and_each_use_lets_it_go_on(house: House) -> None:
    login = await house.person()
    limit = house.app.state.settings.idle_minutes
    async with house.browser(login) as browser:
        await idle_since(house, browser, limit - 1)
        assert (await browser.get("session")).status_code == 200
        await idle_since(house, browser, 0.5)
        assert (await browser.get("session")).status_code == 200

        await idle_since(house, browser, limit + 1)
        assert (await browser.get("session")).status_code == 401
        assert (await browser.get("session")).status_code == 401


async def test_a_page_that_merely_stands_open_does_not_count_as_use(house: House) -> None:
    login = await house.person()
    sessions = house.app.state.sessions
    async with house.browser(login) as browser:
        for uses, minutes in ((False, 30), (True, 0)):
            await idle_since(house, browser, 30)
            await sessions.read(browser.cookie, uses=uses)

            row = await stored(house).find_one(id_of(browser))
            since = datetime.now(UTC) - row["seen_at"]
            assert abs(since - timedelta(minutes=minutes)) < timedelta(minutes=2)


async def test_signing_out_ends_the_session_for_whoever_holds_its_cookie(house: House) -> None:
    login = await house.person()
    async with house.browser(login) as browser, house.browser() as thief:
        stolen = {"Cookie": f"gongjian_session={browser.cookie}"}
        assert (await thief.client.get("/api/session", headers=stolen)).status_code == 200

        headers = {"X-CSRF-Token": browser.csrf}
        assert (await browser.client.delete("/api/session", headers=headers)).status_code == 204

        assert (await thief.client.get("/api/session", headers=stolen)).status_code == 401
        assert (await thief.client.get("/api/views/work", headers=stolen)).status_code == 401


async def test_a_changed_password_ends_the_other_sessions(house: House) -> None:
    login = await house.person()
    async with house.browser(login) as own, house.browser(login) as other:
        body = {"old_password": PASSWORD, "new_password": "another long password"}
        assert (await own.post("session/password", body)).status_code == 204

        assert (await own.get("session")).status_code == 200
        assert (await other.get("session")).status_code == 401


async def guess(house: House, login: str, password: str = WRONG) -> tuple[int, dict[str, Any]]:
    async with house.browser() as browser:
        answer = await browser.sign_in(login, password)
        body = answer.json()
        told = {name: body.get(name) for name in ("code", "title", "detail")}
        left = body.get("params", {}).get("tries_left")
        return answer.status_code, told | {"left": left, "keys": sorted(body.get("params", {}))}


async def test_a_name_that_nobody_has_answers_like_one_that_somebody_has(house: House) -> None:
    """Wrong passwords up to the lock and beyond, then the right one: the same words throughout."""
    login = await house.person()

    known = [await guess(house, login) for _ in range(guesses.FAILURES + 2)]
    unknown = [await guess(house, "nobody-has-this") for _ in range(guesses.FAILURES + 2)]

    assert known == unknown
    assert [status for status, _ in known] == [401] * 4 + [403] * 3
    assert (await guess(house, login, PASSWORD))[0] == 403, "the right one does not open the lock"


async def test_a_disabled_account_answers_like_a_name_that_nobody_has(house: House) -> None:
    login = await house.person()
    async with house.browser(login) as person:
        user_id = person.session["user"]["id"]
        async with house.browser("admin", house.admin_password) as admin:
            path = f"gateway/users/{user_id}/disable"
            await admin.until(204, path, {"reason_code": "left"})

        assert (await person.get("session")).status_code == 401
        status, told = await guess(house, login, PASSWORD)
        assert (status, told["code"], told["left"]) == (401, "gateway.wrong-password", 4)


async def test_known_and_unknown_names_take_the_same_work(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time is measured in hashes: one each, of the same cost."""
    login = await house.person()
    checked: list[str] = []
    hasher = api.sessions.Sessions.__init__.__globals__["Passwords"]
    real = hasher.matches

    async def noted(self: Any, password: str, stored: str | None) -> bool:
        checked.append("own" if stored else "none")
        return bool(await real(self, password, stored))

    monkeypatch.setattr(hasher, "matches", noted)

    await guess(house, login)
    await guess(house, "nobody-has-that")

    assert checked == ["own", "none"]


async def test_guessing_at_once_learns_no_more_than_one_by_one(house: House) -> None:
    """Forty guesses at the same moment, the right one among the last: five are heard."""
    login = await house.person()
    tries = [WRONG] * 30 + [PASSWORD] + [WRONG] * 9

    answers = await asyncio.gather(*(guess(house, login, word) for word in tries))

    statuses = [status for status, _ in answers]
    assert statuses.count(401) == guesses.FAILURES - 1
    assert 200 not in statuses
    assert statuses.count(403) == len(tries) - guesses.FAILURES + 1


async def test_the_right_password_begins_the_count_anew(house: House) -> None:
    login = await house.person()
    for _ in range(3):
        for _ in range(guesses.FAILURES - 1):
            assert (await guess(house, login))[0] == 401
        assert (await guess(house, login, PASSWORD))[0] == 200


async def test_guessing_the_old_password_of_an_open_session_locks_too(house: House) -> None:
    login = await house.person()
    async with house.browser(login) as thief:
        body = {"old_password": WRONG, "new_password": "another long password"}
        answers = [await thief.post("session/password", body) for _ in range(guesses.FAILURES)]

        assert [answer.status_code for answer in answers] == [401] * 4 + [403]
        assert (await thief.get("session")).status_code == 401, "a locked account is signed out"


async def test_one_address_has_so_many_wrong_passwords(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = await house.person()
    monkeypatch.setattr(guesses, "ADDRESS_FAILURES", 6)
    transport = httpx2.ASGITransport(house.app, client=("203.0.113.7", 1))
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        far = Browser(client)
        tried = [await far.sign_in(f"somebody{number}", WRONG) for number in range(7)]

        assert [answer.status_code for answer in tried] == [401] * 6 + [429]
        assert int(tried[-1].headers["retry-after"]) > 60
        assert (await far.sign_in(login)).status_code == 429
        monkeypatch.setattr(guesses, "ADDRESS_FAILURES", 10_000)
    assert (await guess(house, login, PASSWORD))[0] == 200, "from elsewhere"


async def test_nothing_that_was_typed_is_kept_with_the_failures(house: House) -> None:
    """People type their password where the name belongs."""
    await guess(house, "my-secret-typed-wrongly")

    rows = await house.gateway.running.database.raw["failures"].find({}).to_list()
    assert rows
    assert "my-secret-typed-wrongly" not in str(rows)


STILL_HERE = b": still here\n\n"


async def test_an_open_stream_of_hints_ends_with_its_session(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_AGAIN_SECONDS", 0.3)
    login = await house.person()
    async with house.browser(login) as browser:
        stream = live._stream(
            house.app.state.hints, house.app.state.sessions, _request_of(house, browser.cookie)
        )
        assert await anext(stream) == b": connected\n\n"
        # Hints of the person's own account may still arrive before and between.
        async with asyncio.timeout(20):
            while await anext(stream) != STILL_HERE:
                continue
        headers = {"X-CSRF-Token": browser.csrf}
        await browser.client.delete("/api/session", headers=headers)

        async with asyncio.timeout(20):
            rest = [chunk async for chunk in stream]
        assert rest.count(STILL_HERE) <= 1


def _request_of(house: House, cookie: str) -> Any:
    """A request that stays open, as the stream sees it."""
    from starlette.requests import Request

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(3600)
        return {"type": "http.disconnect"}

    headers = [(b"cookie", f"gongjian_session={cookie}".encode())]
    scope = {"type": "http", "method": "GET", "headers": headers, "app": house.app}
    return Request(scope, receive)


async def test_a_grant_that_ends_counts_with_the_next_request(house: House) -> None:
    login = await house.person(("community", "north"))
    async with (
        house.browser(login) as person,
        house.browser("admin", house.admin_password) as admin,
    ):
        assert (await person.get("views/units/north")).status_code == 200
        user = person.session["user"]["id"]
        stored = await house.gateway.running.reader.get("users", user)
        assert stored is not None
        (grant,) = stored["grants"]
        headers = {"X-CSRF-Token": admin.csrf}

        path = f"/api/gateway/users/{user}/grants/{grant['grant_id']}"
        assert (await admin.client.delete(path, headers=headers)).status_code == 204

        assert (await person.get("views/units/north")).status_code == 404
        assert (await person.get("session")).json()["grants"] == []
