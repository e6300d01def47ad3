"""People at work through every gateway in turn; each change is read back through another one."""

import itertools
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Self

import httpx2
from pymongo import MongoClient

from deploy.embedded.stack import Stack
from deploy.seed.people import identity_number
from deploy.seed.person import Person
from libs.kernel import new_id
from tests.e2e.journals import behind, load, violations, waiting

PASSWORD = "side-by-side-2026"
ROLES = ("department", "street", "community", "unit", "signatory", "branch")
_PATIENCE_SECONDS = 60.0


@dataclass(slots=True)
class Deed:
    """One command under its key, and how it ended; ``hints`` counts the 503s on the way."""

    key: str
    path: str
    status: int = 0
    token: str = ""
    answer: Any = None
    told_to_wait: int = 0
    without_retry_after: int = 0

    @property
    def done(self) -> bool:
        return 200 <= self.status < 300


@dataclass(slots=True)
class Ground:
    """Where the work happens."""

    district: str
    community: str
    unit: str
    branch: str


@dataclass
class Hand:
    """One signed-in person; asks another gateway each time, and the next where it is refused."""

    addresses: tuple[str, ...]
    login: str
    deeds: list[Deed] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    user_id: str = ""

    def __post_init__(self) -> None:
        self._turn = itertools.cycle(self.addresses)
        self._http = httpx2.Client(timeout=20.0)
        self._csrf = ""

    def sign_in(self) -> Self:
        body = {"login": self.login, "password": PASSWORD}
        answer = self._http.post(f"{next(self._turn)}/api/session", json=body)
        answer.raise_for_status()
        self._csrf = answer.json()["csrf_token"]
        self.user_id = answer.json()["user"]["id"]
        return self

    def post(self, path: str, body: dict[str, Any]) -> Deed:
        """Repeats with the same key until it is answered."""
        deed = Deed(new_id(), path)
        self.deeds.append(deed)
        headers = {"X-CSRF-Token": self._csrf, "Idempotency-Key": deed.key}
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            url = f"{next(self._turn)}/api/{path}"
            try:
                answer = self._http.post(url, json=body, headers=headers)
            except httpx2.TransportError:
                time.sleep(0.05)
                continue
            deed.status = answer.status_code
            if answer.status_code in {425, 503}:
                deed.told_to_wait += 1
                deed.without_retry_after += "retry-after" not in answer.headers
                time.sleep(0.3)
                continue
            deed.token = answer.headers.get("consistency-token", "")
            deed.answer = answer.json() if answer.content else None
            break
        return deed

    def sees(self, path: str, token: str) -> bool:
        """Whether another gateway shows it at once, with the token of the change."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            url = f"{next(self._turn)}/api/{path}"
            try:
                answer = self._http.get(url, headers={"Min-Version": token})
            except httpx2.TransportError:
                time.sleep(0.05)
                continue
            if answer.status_code == 503 or (answer.is_success and answer.json().get("stale")):
                time.sleep(0.2)
                continue
            return answer.is_success
        return False

    def close(self) -> None:
        self._http.close()


class Traffic:
    """Some hands that enter, verify and publish needs, register and rename units, enrol members."""

    def __init__(self, stack: Stack, hands: int = 3, seed: int = 1) -> None:
        password = (stack.places.folder("secrets") / "admin-password").read_text().strip()
        with Person(stack.address, "admin", password) as admin:
            self.ground = prepare(admin, hands)
        self.hands = [Hand(stack.addresses, f"hand{n}").sign_in() for n in range(hands)]
        self._seed = seed
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> Self:
        self._stop.clear()
        self._threads = [
            threading.Thread(target=self._work, args=(hand, n), daemon=True)
            for n, hand in enumerate(self.hands)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        """Returns when every hand has its last answer."""
        self._stop.set()
        for thread in self._threads:
            thread.join(2 * _PATIENCE_SECONDS)

    def close(self) -> None:
        """Nobody asks any more."""
        for hand in self.hands:
            hand.close()

    @property
    def deeds(self) -> list[Deed]:
        return [deed for hand in self.hands for deed in hand.deeds]

    def done(self) -> int:
        return sum(deed.done for deed in self.deeds)

    def failed(self) -> list[str]:
        """What was answered, after all patience, with neither success nor a rule's refusal."""
        return [
            f"{deed.path}: {deed.status} {(deed.answer or {}).get('code', '')} {deed.answer}"
            for deed in self.deeds
            if not deed.done and deed.status not in {409, 422}
        ]

    def _work(self, hand: Hand, number: int) -> None:
        draw = Random(self._seed * 1000 + number)
        units: list[str] = []
        while not self._stop.is_set():
            choice = draw.randrange(4)
            if choice == 0:
                self.need(hand, draw.randrange(10**9))
            elif choice == 1:
                deed = hand.post("organizations/organizations", self._unit(draw))
                if deed.done:
                    units.append(deed.answer["org_id"])
                    self._look(hand, f"views/organizations/{units[-1]}", deed)
            elif choice == 2 and units:
                body = {"name": f"改名{draw.randrange(10**9)}", "effective_on": "2026-02-01"}
                hand.post(f"organizations/organizations/{draw.choice(units)}/name", body)
            else:
                hand.post("registrations/members", self._member(draw))

    def need(self, hand: Hand, number: int) -> str:
        """Enters a need, sees it elsewhere, verifies and publishes it; its id."""
        deed = hand.post("needs/needs", self._need(number))
        if not deed.done:
            return ""
        need = str(deed.answer["need_id"])
        self._look(hand, f"views/needs/{need}", deed)
        hand.post(f"needs/needs/{need}/verification", {})
        hand.post(f"needs/needs/{need}/publication", {})
        return need

    @staticmethod
    def _look(hand: Hand, path: str, deed: Deed) -> None:
        if not hand.sees(path, deed.token):
            hand.unseen.append(f"{path} {deed.token}")

    def _need(self, number: int) -> dict[str, Any]:
        begin = (datetime.now(UTC) + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
        end = begin + timedelta(hours=3)
        return {
            "community_id": self.ground.community,
            "title": f"演示需求{number}",
            "category_code": "health",
            "qty": 3,
            "unit_code": "person",
            "window": {"start_at": begin.isoformat(), "end_at": end.isoformat()},
            "channel_code": "visit",
        }

    def _unit(self, draw: Random) -> dict[str, Any]:
        return {
            "kind": "unit",
            "name": f"演示单位{draw.randrange(10**9)}",
            "territory_id": self.ground.community,
            "effective_on": "2026-01-01",
        }

    def _member(self, draw: Random) -> dict[str, Any]:
        return {
            "kind": "volunteer",
            "branch_id": self.ground.branch,
            "name": "演示志愿者",
            "identity_no": identity_number(draw.randrange(10**9)),
        }


def prepare(admin: Person, hands: int) -> Ground:
    """A district down to a branch, and an account for every hand."""

    def register(kind: str, name: str, above: str | None, code: str | None = None) -> str:
        body = {
            "kind": kind,
            "name": name,
            "territory_id": above,
            "division_code": code,
            "effective_on": "2020-01-01",
        }
        return str(admin.post("organizations/organizations", body, key=name)["org_id"])

    district = register("district", "演示区", None, "110101000000")
    street = register("street", "演示街道", district, "110101001000")
    community = register("community", "演示社区", street, "110101001001")
    unit = register("unit", "演示单位", community)
    branch = register("branch", "演示支部", community)
    for place in (street, community, unit, branch):
        admin.until(f"views/organizations/{place}", lambda found: found)
    for number in range(hands):
        login = f"hand{number}"
        body = {"login": login, "password": PASSWORD, "name": login, "home_id": district}
        user = admin.post("gateway/users", body, key=login)["user_id"]
        for role in ROLES:
            grant = {"role_code": role, "scope_id": district}
            admin.post(f"gateway/users/{user}/grants", grant, key=f"{login} {role}")
    return Ground(district, community, unit, branch)


def settle(uri: str, seconds: float = 120.0) -> None:
    """Waits until everything is published and every consumer has reached every journal's head."""
    deadline = time.monotonic() + seconds
    while True:
        unpublished = waiting(uri)
        late = [] if unpublished else behind(load(uri))
        if not unpublished and not late:
            return
        assert time.monotonic() < deadline, f"{unpublished} unpublished, behind: {late[:5]}"
        time.sleep(0.5)


def faults(uri: str, traffic: Traffic) -> list[str]:
    """What is wrong once everything is settled; empty when nothing was lost or doubled."""
    traces = histories(uri, {hand.user_id for hand in traffic.hands})
    found = violations(load(uri))
    for deed in traffic.deeds:
        aggregates = traces.get(deed.key, Counter())
        if deed.done and len(aggregates) != 1:
            found.append(f"{deed.path} {deed.key}: in {len(aggregates)} histories")
        if not deed.done and aggregates:
            found.append(f"{deed.path} {deed.key}: answered {deed.status}, yet it happened")
    for hand in traffic.hands:
        found += [f"not seen with its token: {place}" for place in hand.unseen]
    return found


def histories(uri: str, actors: set[str]) -> dict[str, Counter[str]]:
    """Idempotency key to the aggregates in whose history it left facts."""
    traces: dict[str, Counter[str]] = {}
    with MongoClient[dict[str, Any]](uri) as client:
        for name in client.list_database_names():
            if name.startswith("gongjian_"):
                for row in client[name]["outbox"].find({}, {"hdr": 1, "agg": 1}):
                    actor, _, key = row["hdr"].get("ce_causationid", "").partition("/")
                    if actor in actors:
                        traces.setdefault(key, Counter())[f"{name}:{row['agg']}"] += 1
    return traces
