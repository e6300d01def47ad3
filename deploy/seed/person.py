"""A person at a keyboard: signs in and asks over HTTP, just as the pages do."""

import time
from collections.abc import Callable
from typing import Any, Self, TypeVar

import httpx2

from deploy.embedded.trouble import Trouble
from libs.kernel import derive_id

T = TypeVar("T")
_PATIENCE_SECONDS = 60.0
_BUSY = frozenset({425, 429, 503})


class Refused(Trouble):
    """The product refused: ``code`` names the rule."""

    def __init__(self, status: int, body: dict[str, Any], asked: str) -> None:
        """``asked`` is the address."""
        self.status, self.code = status, str(body.get("code", status))
        faults = "; ".join(
            f"{fault['pointer']} {fault.get('detail') or fault['code']}"
            for fault in body.get("errors", ())
        )
        super().__init__(f"{asked}: {self.code} {body.get('detail', '')} {faults}".strip())


class Person:
    """A signed-in browser without a browser. Repeats with the same key when told to wait."""

    def __init__(self, gateway_url: str, login: str, password: str) -> None:
        """Signs in at once; raises Refused."""
        self.login = login
        self._password = password
        self._http = httpx2.Client(base_url=gateway_url, timeout=60.0)
        self._csrf = ""
        self._tokens: dict[str, str] = {}
        self.session: dict[str, Any] = {}
        self.sign_in()

    def __enter__(self) -> Self:
        """Nothing more to open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the connections."""
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def sign_in(self) -> None:
        """A new session."""
        answer = self._send(
            "POST", "/api/session", {"login": self.login, "password": self._password}
        )
        self.session = answer.json()
        self._csrf = self.session["csrf_token"]

    def post(self, path: str, body: dict[str, Any] | None = None, *, key: str = "") -> Any:
        """Asks for a change below /api; ``key`` makes a repeat the same change."""
        idempotency = (
            derive_id("person", self.login, path, key)
            if key
            else derive_id("person", self.login, path, time.time_ns())
        )
        answer = self._send("POST", f"/api/{path}", body or {}, idempotency)
        for token in answer.headers.get("consistency-token", "").split(","):
            place, _, _ = token.partition("@")
            if place:
                self._tokens[place] = token
        return answer.json() if answer.content else None

    def get(self, path: str) -> Any:
        """Reads below /api, after one's own changes."""
        return self._send("GET", f"/api/{path}").json()

    def until(self, path: str, wanted: Callable[[Any], T | None]) -> T:
        """Reads until ``wanted`` finds what it looks for; raises Trouble when it never does."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                found = wanted(self.get(path))
            except Refused as refusal:
                if refusal.status != 404 or time.monotonic() > deadline:
                    raise
                found = None
            if found:
                return found
            if time.monotonic() > deadline:
                raise Trouble(f"{path} never came to what was expected.", "gongjian logs gateway")
            time.sleep(0.1)

    def patiently(
        self, path: str, body: dict[str, Any], *, key: str, codes: tuple[str, ...]
    ) -> Any:
        """Asks again while a fact that the answer hangs on is still on its way (``codes``)."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        attempt = 0
        while True:
            try:
                return self.post(path, body, key=f"{key}/{attempt}")
            except Refused as refusal:
                waiting = refusal.code in codes or refusal.status == 404
                if not waiting or time.monotonic() > deadline:
                    raise
            attempt += 1
            time.sleep(0.2)

    def _send(
        self, method: str, path: str, body: dict[str, Any] | None = None, key: str = ""
    ) -> httpx2.Response:
        headers = {"X-CSRF-Token": self._csrf} if method != "GET" else {}
        if key:
            headers["Idempotency-Key"] = key
        if method == "GET" and self._tokens:
            newest = list(self._tokens.values())[-10:]
            headers["Min-Version"] = ",".join(newest)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                answer = self._http.request(method, path, json=body, headers=headers)
            except httpx2.TransportError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
                continue
            if answer.status_code in _BUSY and time.monotonic() < deadline:
                time.sleep(float(answer.headers.get("retry-after", 1)) / 2)
                continue
            if answer.status_code >= 400:
                raise Refused(answer.status_code, _problem(answer), path)
            return answer


def _problem(answer: httpx2.Response) -> dict[str, Any]:
    try:
        found: dict[str, Any] = answer.json()
    except ValueError:
        return {"detail": answer.text[:200]}
    return found
