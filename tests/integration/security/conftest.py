"""The gateway before registrations, in one process, on a real MongoDB and a real Kafka."""

import itertools
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from argon2 import PasswordHasher

from deploy.embedded.keys import ensure_keys
from services.gateway import passwords
from services.gateway.app import service as gateway
from services.gateway.settings import Settings as GatewaySettings
from services.registrations.app import service as registrations
from services.registrations.settings import Settings as RegistrationsSettings
from tests.integration.registrations.harness import Door, eventually, open_services

PASSWORD = "correct horse battery staple"
_numbers = itertools.count(1)


class ByHost(httpx2.AsyncBaseTransport):
    """Reaches services of this process by their names."""

    def __init__(self, apps: Mapping[str, Any]) -> None:
        self._ways = {name: httpx2.ASGITransport(app) for name, app in apps.items()}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self._ways[request.url.host].handle_async_request(request)


@dataclass(slots=True)
class Browser:
    """Somebody at the gateway, with cookies, who sends the token with every change."""

    client: httpx2.AsyncClient
    csrf: str = ""
    session: dict[str, Any] = field(default_factory=dict)

    @property
    def cookie(self) -> str:
        return str(self.client.cookies.get("gongjian_session"))

    async def sign_in(self, login: str, password: str = PASSWORD) -> httpx2.Response:
        answer = await self.client.post("/api/session", json={"login": login, "password": password})
        if answer.status_code == 200:
            self.session = answer.json()
            self.csrf = self.session["csrf_token"]
        return answer

    async def post(self, path: str, body: Any = None, **more: Any) -> httpx2.Response:
        headers = {"X-CSRF-Token": self.csrf} | more.pop("headers", {})
        return await self.client.post(f"/api/{path}", json=body or {}, headers=headers, **more)

    async def until(self, status: int, path: str, body: Any) -> httpx2.Response:
        """A change that is asked again while the service says that it is busy."""

        async def done() -> httpx2.Response | None:
            answer = await self.post(path, body)
            assert answer.status_code in {status, 503}, answer.text
            return answer if answer.status_code == status else None

        found: httpx2.Response = await eventually(done)
        return found

    async def get(self, path: str, **more: Any) -> httpx2.Response:
        return await self.client.get(f"/api/{path}", **more)


@dataclass(slots=True)
class House:
    """The two services, and browsers before them."""

    gateway: Door
    registrations: Door
    app: Any
    admin_password: str
    folder: Path

    @asynccontextmanager
    async def browser(self, login: str = "", password: str = PASSWORD) -> AsyncIterator[Browser]:
        """A fresh browser, signed in when ``login`` is named."""
        transport = httpx2.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            browser = Browser(client)
            if login:
                answer = await browser.sign_in(login, password)
                assert answer.status_code == 200, answer.text
            yield browser

    async def person(self, *grants: tuple[str, str], member_id: str | None = None) -> str:
        """The sign-in name of a new account with these (role, organization)."""
        login = f"person{next(_numbers)}"
        async with self.browser("admin", self.admin_password) as admin:
            body = {"login": login, "password": PASSWORD, "name": "演示", "home_id": "street"}
            if member_id:
                body["member_id"] = member_id
            answer = await admin.until(201, "gateway/users", body)
            user_id = answer.json()["user_id"]
            for role, over in grants:
                grant = {"role_code": role, "scope_id": over}
                await admin.until(201, f"gateway/users/{user_id}/grants", grant)
        return login


@pytest.fixture(scope="session")
async def house(
    tmp_path_factory: pytest.TempPathFactory, mongo_uri: str, kafka_bootstrap: str
) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("house")
    keys = ensure_keys(folder)
    web = folder / "web"
    (web / "assets").mkdir(parents=True)
    (web / "index.html").write_text("<!doctype html><title>page</title>")
    (web / "assets" / "app-1.js").write_text("export {}")
    (folder / "secret.txt").write_text("not below the pages")
    given = {
        "token_private_key_file": keys.token_private,
        "admin_password_file": keys.admin_password,
        "services": {"registrations": "http://registrations"},
        "web_root": web,
    }
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", quick)
        patch.setattr(passwords, "_DUMMY", quick.hash("nobody has this"))
        parts = (
            (registrations, RegistrationsSettings, {"consent_no": 2}),
            (gateway, GatewaySettings, given),
        )
        async with open_services(folder, mongo_uri, kafka_bootstrap, *parts) as doors:
            app = doors["gateway"].client._transport.app  # type: ignore[attr-defined]
            behind = doors["registrations"].client._transport.app  # type: ignore[attr-defined]
            forwarder = app.state.forwarder
            await forwarder._client.aclose()
            forwarder._client = httpx2.AsyncClient(transport=ByHost({"registrations": behind}))
            yield House(
                doors["gateway"],
                doors["registrations"],
                app,
                keys.admin_password.read_text().strip(),
                folder,
            )


__all__ = ["PASSWORD", "Browser", "House", "eventually"]
