"""Work that goes on while things break; every intent and every answer is written down."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx2

from deploy.seed.people import identity_number, social_credit_code
from deploy.seed.person import Person
from libs.kernel import new_id

PASSWORD = "chaos-worker-2026"
ROLES = ("department", "street", "community", "unit", "signatory", "branch")
_PATIENCE_SECONDS = 20.0
_OPEN = frozenset({500, 502, 503, 504})


@dataclass(slots=True)
class Told:
    """One command: what was asked under which key, and what came back."""

    key: str
    path: str
    outcome: str = "unknown"
    status: int = 0
    tokens: dict[str, int] = field(default_factory=dict)
    answer: Any = None


class Hand:
    """Sends one command at a time; repeats it with its key while the outcome is open."""

    def __init__(self, url: str, login: str, book: "Book") -> None:
        self._url, self._login, self._book = url, login, book
        self._client = httpx2.Client(base_url=url, timeout=8.0)
        self._csrf = ""
        self.user_id = ""

    def sign_in(self) -> None:
        answer = self._client.post(
            "/api/session", json={"login": self._login, "password": PASSWORD}
        )
        answer.raise_for_status()
        self._csrf = answer.json()["csrf_token"]
        self.user_id = answer.json()["user"]["id"]

    def ask(self, path: str, body: dict[str, Any]) -> Told:
        """The command and its outcome: ok, refused, or unknown."""
        told = Told(new_id(), path)
        self._book.intend(told, body)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while told.outcome == "unknown" and time.monotonic() < deadline:
            self._once(told, body)
        self._book.settle(told)
        return told

    def _once(self, told: Told, body: dict[str, Any]) -> None:
        headers = {"X-CSRF-Token": self._csrf, "Idempotency-Key": told.key}
        try:
            answer = self._client.post(f"/api/{told.path}", json=body, headers=headers)
        except httpx2.TransportError:
            time.sleep(0.5)
            return
        if answer.status_code in _OPEN:
            time.sleep(0.4)
        elif answer.status_code == 401:
            self._again()
        else:
            self._settle(told, answer)

    def _again(self) -> None:
        try:
            self.sign_in()
        except httpx2.HTTPError:
            time.sleep(0.5)

    @staticmethod
    def _settle(told: Told, answer: httpx2.Response) -> None:
        told.status = answer.status_code
        told.outcome = "ok" if answer.status_code < 300 else "refused"
        told.answer = answer.json() if answer.content else None
        for token in answer.headers.get("consistency-token", "").split(","):
            place, _, seq = token.rpartition("@")
            if place:
                told.tokens[place] = int(seq)

    def close(self) -> None:
        self._client.close()


class Book:
    """The append-only file of intents and answers."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a", encoding="utf-8")
        self._lock = threading.Lock()
        self.told: list[Told] = []

    def intend(self, told: Told, body: dict[str, Any]) -> None:
        self._write({"intent": told.key, "path": told.path, "body": body})

    def settle(self, told: Told) -> None:
        self._write({"answer": told.key, "outcome": told.outcome, "status": told.status})
        with self._lock:
            self.told.append(told)

    def _write(self, row: dict[str, Any]) -> None:
        with self._lock:
            self._file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
            self._file.flush()

    def close(self) -> None:
        self._file.close()


class Workload:
    """Some hands that register, rename, enrol, list, enter and publish until told to stop."""

    def __init__(
        self, url: str, admin_password: str, file: Path, seed: int, hands: int = 3
    ) -> None:
        self._url, self._seed = url, seed
        self.book = Book(file)
        self._stop = threading.Event()
        self._district, self._community, self._unit, self._branch = _ground(url, admin_password)
        self._hands = [Hand(url, f"chaos{number}", self.book) for number in range(hands)]
        _accounts(url, admin_password, self._district, hands)
        for hand in self._hands:
            hand.sign_in()
        self._threads = [
            threading.Thread(target=self._work, args=(number, hand), daemon=True)
            for number, hand in enumerate(self._hands)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Returns when every hand has its last answer."""
        self._stop.set()
        for thread in self._threads:
            thread.join(120)
        for hand in self._hands:
            hand.close()
        self.book.close()

    @property
    def actors(self) -> list[str]:
        """The accounts behind the hands."""
        return [hand.user_id for hand in self._hands]

    def _work(self, number: int, hand: Hand) -> None:
        draw = Random(self._seed * 1000 + number)
        orgs: list[str] = []
        deeds: list[Callable[[], None]] = [
            lambda: self._register(hand, draw, orgs),
            lambda: self._rename(hand, draw, orgs),
            lambda: self._need(hand, draw),
            lambda: self._resource(hand, draw),
            lambda: self._enrol(hand, draw),
        ]
        while not self._stop.is_set():
            draw.choice(deeds)()

    def _register(self, hand: Hand, draw: Random, orgs: list[str]) -> None:
        told = hand.ask(
            "organizations/organizations",
            {
                "kind": "unit",
                "name": f"演示单位{draw.randrange(10**9)}",
                "territory_id": self._community,
                "uscc": social_credit_code(draw.randrange(10**9)),
                "effective_on": "2026-01-01",
            },
        )
        if told.outcome == "ok":
            orgs.append(told.answer["org_id"])

    def _rename(self, hand: Hand, draw: Random, orgs: list[str]) -> None:
        if orgs:
            hand.ask(
                f"organizations/organizations/{draw.choice(orgs)}/name",
                {"name": f"演示改名{draw.randrange(10**9)}", "effective_on": "2026-02-01"},
            )

    def _need(self, hand: Hand, draw: Random) -> None:
        told = hand.ask(
            "needs/needs",
            {
                "community_id": self._community,
                "title": f"演示需求{draw.randrange(10**9)}",
                "category_code": "health",
                "qty": draw.randrange(1, 50),
                "unit_code": "person",
                "window": _window(),
                "channel_code": "visit",
            },
        )
        if told.outcome == "ok":
            need = told.answer["need_id"]
            hand.ask(f"needs/needs/{need}/verification", {})
            hand.ask(f"needs/needs/{need}/publication", {})

    def _resource(self, hand: Hand, draw: Random) -> None:
        hand.ask(
            "needs/resources",
            {
                "unit_id": self._unit,
                "title": f"演示资源{draw.randrange(10**9)}",
                "category_code": "health",
                "unit_code": "person",
                "windows": [{"window": _window(), "qty": draw.randrange(1, 40)}],
            },
        )

    def _enrol(self, hand: Hand, draw: Random) -> None:
        hand.ask(
            "registrations/members",
            {
                "kind": "volunteer",
                "branch_id": self._branch,
                "name": "演示志愿者",
                "identity_no": identity_number(draw.randrange(10**9)),
            },
        )


def _window() -> dict[str, str]:
    begin = (datetime.now(UTC) + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    return {"start_at": begin.isoformat(), "end_at": (begin + timedelta(hours=3)).isoformat()}


def _ground(url: str, password: str) -> tuple[str, str, str, str]:
    """District, community, unit and branch to work on."""
    with Person(url, "admin", password) as admin:
        return _registered(admin)


def _registered(admin: Person) -> tuple[str, str, str, str]:
    def register(kind: str, name: str, territory: str | None, code: str | None = None) -> str:
        body = {
            "kind": kind,
            "name": name,
            "territory_id": territory,
            "division_code": code,
            "effective_on": "2020-01-01",
        }
        answer = admin.post("organizations/organizations", body, key=name)
        return str(answer["org_id"])

    district = register("district", "演示区", None, "110101000000")
    street = register("street", "演示街道", district, "110101001000")
    community = register("community", "演示社区", street, "110101001001")
    unit = register("unit", "演示单位", community)
    branch = register("branch", "演示支部", community)
    admin.until(f"views/organizations/{branch}", lambda found: found)
    return district, community, unit, branch


def _accounts(url: str, password: str, district: str, count: int) -> None:
    with Person(url, "admin", password) as admin:
        for number in range(count):
            login = f"chaos{number}"
            body = {"login": login, "password": PASSWORD, "name": login, "home_id": district}
            user = admin.post("gateway/users", body, key=login)["user_id"]
            for role in ROLES:
                grant = {"role_code": role, "scope_id": district}
                admin.post(f"gateway/users/{user}/grants", grant, key=f"{login} {role}")
