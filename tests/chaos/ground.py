"""What the hands work on: a district, and a street with its communities for each hand."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from deploy.seed.person import Person, Refused
from libs.kernel import BEIJING
from tests.chaos.hand import PASSWORD

ROLES = ("department", "street", "community", "unit", "signatory", "branch")
COMMUNITIES = 2
_TRIES = 4
_QUARTER = timedelta(minutes=15)


class Clockwork:
    """The stack's clock, which the workload moves forward, never back."""

    def __init__(self, file: Path | None) -> None:
        """Without ``file`` it is the machine's clock and cannot be moved."""
        self._file, self._shift = file, 0.0
        self._lock = threading.Lock()

    @property
    def movable(self) -> bool:
        return self._file is not None

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._shift)

    def today(self) -> date:
        return self.now().astimezone(BEIJING).date()

    def reach(self, moment: datetime) -> None:
        """From now on it is ``moment`` or later."""
        with self._lock:
            ahead = (moment - self.now()).total_seconds()
            if self._file is None or ahead <= 0:
                return
            self._shift += ahead
            fresh = self._file.with_suffix(".new")
            fresh.write_text(f"{self._shift:.3f}")
            fresh.replace(self._file)

    def next_quarter(self, within: timedelta) -> datetime:
        """The first quarter of an hour that is at least ``within`` away."""
        earliest = self.now() + within
        floor = earliest.replace(minute=earliest.minute // 15 * 15, second=0, microsecond=0)
        return floor if floor == earliest else floor + _QUARTER


@dataclass(slots=True)
class Ground:
    """One hand's street."""

    street: str
    communities: list[str]
    unit: str
    branch: str
    units: list[str] = field(default_factory=list)


def prepare(url: str, password: str, hands: int) -> list[Ground]:
    """Registers everything and opens two accounts for each hand: the hand's and a second one's."""
    with Person(url, "admin", password) as admin:
        district = _register(admin, "district", "演示区", None, "110101000000")
        grounds = [_street(admin, district, number) for number in range(hands)]
        admin.until(f"views/organizations/{grounds[-1].branch}", lambda found: found)
        for number, ground in enumerate(grounds):
            own = [("signatory", place) for place in ground.communities]
            _account(admin, f"chaos{number}", district, [(r, district) for r in ROLES] + own)
            second = [("community", district), ("street", district)]
            _account(admin, f"second{number}", district, second)
        return grounds


def _street(admin: Person, district: str, number: int) -> Ground:
    street = _register(
        admin, "street", f"演示街道{number}", district, f"1101010{number + 1:02d}000"
    )
    places = [
        _register(
            admin, "community", f"演示社区{number}-{n}", street, f"1101010{number + 1:02d}{n:03d}"
        )
        for n in range(1, COMMUNITIES + 1)
    ]
    unit = _register(admin, "unit", f"演示本单位{number}", places[0])
    branch = _register(admin, "branch", f"演示支部{number}", places[0])
    return Ground(street, places, unit, branch)


def _register(
    admin: Person, kind: str, name: str, territory: str | None, code: str | None = None
) -> str:
    body = {
        "kind": kind,
        "name": name,
        "territory_id": territory,
        "division_code": code,
        "effective_on": "2020-01-01",
    }
    return str(_post(admin, "organizations/organizations", body, name)["org_id"])


def _account(admin: Person, login: str, home: str, grants: list[tuple[str, str]]) -> None:
    body = {"login": login, "password": PASSWORD, "name": login, "home_id": home}
    user = _post(admin, "gateway/users", body, login)["user_id"]
    for role, scope in grants:
        grant = {"role_code": role, "scope_id": scope}
        _post(admin, f"gateway/users/{user}/grants", grant, f"{login} {role} {scope}")


def _post(admin: Person, path: str, body: dict[str, Any], key: str) -> Any:
    """Nothing is broken yet, but the machine may be slow: who is told to wait waits longer."""
    for _ in range(_TRIES):
        try:
            return admin.post(path, body, key=key)
        except Refused as refusal:
            if refusal.status != 503:
                raise
    raise AssertionError(f"{path}: busy for {_TRIES} minutes")
