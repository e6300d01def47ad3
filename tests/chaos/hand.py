"""Hands that send commands, and the book in which every intent and every answer is written."""

import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import httpx2

from libs.kernel import new_id

T = TypeVar("T")
PASSWORD = "chaos-worker-2026"
EARLY = frozenset({"not-seen-yet", "not-found", "gateway.beyond-own-scope"})
_PATIENCE_SECONDS = 20.0
_CALL_SECONDS = 8.0
_RESIGNED = 0.08
_OPEN = frozenset({429, 500, 502, 503, 504})
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b\d+\b")


@dataclass(slots=True)
class Told:
    """One command: what was asked under which key, and what came back when."""

    key: str
    path: str
    outcome: str = "unknown"
    status: int = 0
    tokens: dict[str, int] = field(default_factory=dict)
    answer: Any = None
    codes: list[str] = field(default_factory=list)
    begun: float = 0.0
    ended: float = 0.0

    @property
    def kind(self) -> str:
        """The path without its ids: what kind of command it is."""
        return _ID.sub("*", self.path)

    @property
    def ok(self) -> bool:
        return self.outcome == "ok"

    @property
    def code(self) -> str:
        """The rule that a refusal names."""
        return str(self.answer.get("code", "")) if isinstance(self.answer, dict) else ""


@dataclass(frozen=True, slots=True)
class Look:
    """A read that carried the token of one's own change: what should be there, what was."""

    path: str
    wanted: Any
    found: Any
    stale: bool


class Book:
    """The append-only file of intents and answers."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a", encoding="utf-8")
        self._lock = threading.Lock()
        self.told: list[Told] = []
        self.looks: list[Look] = []
        self.actors: list[str] = []

    def intend(self, told: Told, body: dict[str, Any]) -> None:
        told.begun = time.monotonic()
        self._write({"intent": told.key, "path": told.path, "body": body})

    def settle(self, told: Told) -> None:
        told.ended = time.monotonic()
        row = {"answer": told.key, "outcome": told.outcome, "status": told.status}
        self._write({**row, "code": told.code, "said": told.codes, "tokens": told.tokens})
        with self._lock:
            self.told.append(told)

    def note(self, look: Look) -> None:
        self._write({"read": look.path, "stale": look.stale, "agrees": look.wanted == look.found})
        with self._lock:
            self.looks.append(look)

    def _write(self, row: dict[str, Any]) -> None:
        line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **row}
        with self._lock:
            if not self._file.closed:
                self._file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
                self._file.flush()

    def close(self) -> None:
        with self._lock:
            self._file.close()


class Hand:
    """Sends one command at a time. While the outcome is open it repeats with the same key, or,

    now and then, resigns and leaves it unknown.
    """

    def __init__(
        self, url: str, login: str, book: Book, draw: Random, stop: threading.Event
    ) -> None:
        self._url, self.login, self._book, self._draw = url, login, book, draw
        self._client = httpx2.Client(base_url=url, timeout=_CALL_SECONDS)
        self._csrf = ""
        self._stop = stop
        self.user_id = ""

    def sign_in(self, seconds: float = 60.0) -> bool:
        """Whether a session could be had in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._sign_in_once():
                return True
            time.sleep(0.5)
        return False

    def _sign_in_once(self) -> bool:
        try:
            answer = self._client.post(
                "/api/session", json={"login": self.login, "password": PASSWORD}
            )
        except httpx2.TransportError:
            return False
        if answer.status_code >= 400:
            return False
        self._csrf = answer.json()["csrf_token"]
        self.user_id = answer.json()["user"]["id"]
        if self.user_id not in self._book.actors:
            self._book.actors.append(self.user_id)
        return True

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Told:
        """The command and its outcome: ok, refused, or unknown."""
        told = Told(new_id(), path)
        self._book.intend(told, body or {})
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while told.outcome == "unknown" and time.monotonic() < deadline:
            self._once(told, body or {})
            if told.outcome == "unknown" and self._draw.random() < _RESIGNED:
                break
        self._book.settle(told)
        return told

    def patiently(
        self, path: str, body: dict[str, Any], *codes: str, seconds: float = 12.0
    ) -> Told:
        """Asks anew while what the answer hangs on is still on its way here."""
        deadline = time.monotonic() + seconds
        while True:
            told = self.ask(path, body)
            early = told.outcome == "refused" and (told.code in EARLY or told.code in codes)
            if not early or self._stop.is_set() or time.monotonic() > deadline:
                return told
            time.sleep(0.3)

    def find(self, path: str, wanted: Callable[[Any], T | None], seconds: float = 20.0) -> T | None:
        """Reads until ``wanted`` finds what it looks for; None when it never does."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._stop.is_set():
            answer = self._read(path)
            found = wanted(answer.json()) if answer is not None and answer.is_success else None
            if found:
                return found
            time.sleep(0.3)
        return None

    def look(self, path: str, told: Told, wanted: Any, part: Callable[[Any], Any]) -> None:
        """Reads once with the tokens of ``told`` and notes whether the own change is there."""
        tokens = ",".join(f"{place}@{seq}" for place, seq in told.tokens.items())
        answer = self._read(path, {"Min-Version": tokens})
        if answer is not None and answer.is_success:
            stale = answer.headers.get("consistency") == "behind"
            self._book.note(Look(path, wanted, part(answer.json()), stale))

    def _read(self, path: str, headers: dict[str, str] | None = None) -> httpx2.Response | None:
        try:
            answer = self._client.get(f"/api/{path}", headers=headers or {})
        except httpx2.TransportError:
            return None
        if answer.status_code == 401:
            self._sign_in_once()
        return answer

    def _once(self, told: Told, body: dict[str, Any]) -> None:
        headers = {"X-CSRF-Token": self._csrf, "Idempotency-Key": told.key}
        try:
            answer = self._client.post(f"/api/{told.path}", json=body, headers=headers)
        except httpx2.TransportError as error:
            told.codes.append(type(error).__name__)
            time.sleep(0.5)
            return
        if answer.status_code >= 400:
            told.codes.append(_code(answer))
        if answer.status_code in _OPEN:
            time.sleep(0.4)
        elif answer.status_code == 401:
            if not self._sign_in_once():
                time.sleep(0.5)
        else:
            _settle(told, answer)

    def close(self) -> None:
        self._client.close()


def _code(answer: httpx2.Response) -> str:
    try:
        return str(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        return str(answer.status_code)


def _settle(told: Told, answer: httpx2.Response) -> None:
    told.status = answer.status_code
    told.outcome = "ok" if answer.status_code < 300 else "refused"
    told.answer = answer.json() if answer.content else None
    for token in answer.headers.get("consistency-token", "").split(","):
        place, _, seq = token.rpartition("@")
        if place:
            told.tokens[place] = int(seq)
