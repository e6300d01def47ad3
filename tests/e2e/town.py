"""The demo's street seen from a test: its people, its places, its clock, its journals."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from deploy.embedded.board import Board, read_board
from deploy.seed.accounts import PASSWORD
from deploy.seed.person import Person
from libs.kernel import BEIJING
from tests.e2e.journals import Journals, behind, load, waiting

T = TypeVar("T")
DEPARTMENT, STREET, COMMUNITY, UNIT = "wangjianguo", "chenjing", "liuhaiyan", "wuxiaolan"
MEMBER, NEWCOMER, ADMIN = "lixiaomei", "zhanghao", "admin"
LIBRARY = "danwei4"


class Town:
    """A running stack with the demo loaded. Everybody is signed in when first asked for."""

    def __init__(self, root: Path) -> None:
        """``root`` is the stack's folder."""
        self.root = root
        board = read_board(root / "run")
        assert board is not None, f"no stack runs in {root}"
        self.board: Board = board
        self.url = board.address
        self._people: dict[str, Person] = {}
        self._by_name: dict[str, str] = {}
        self.since = datetime.now(UTC)

    def close(self) -> None:
        """Nobody is signed in any more."""
        for person in self._people.values():
            person.__exit__()

    def look_around(self) -> None:
        """Learns the demo's organizations by name."""
        self.since = datetime.now(UTC)
        for kind in ("district", "street", "community", "unit", "branch"):
            found = self.admin.get(f"views/organizations?kind={kind}&below=true&size=200")
            self._by_name |= {row["name"]: row["id"] for row in found["items"]}

    def id_of(self, name: str) -> str:
        """Id of the organization of that name."""
        return self._by_name[name]

    def person(self, login: str) -> Person:
        """Somebody of the demo, signed in."""
        if login not in self._people:
            password = PASSWORD
            if login == ADMIN:
                password = (self.root / "secrets" / "admin-password").read_text().strip()
            self._people[login] = Person(self.url, login, password)
        return self._people[login]

    @property
    def admin(self) -> Person:
        """The administrator."""
        return self.person(ADMIN)

    def service(self, name: str) -> str:
        """A service's own address, past the gateway."""
        port = next(entry.port for entry in self.board.processes if entry.name == name)
        return f"http://127.0.0.1:{port}"

    # -- time --------------------------------------------------------------------------------

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """The stack's clock shows ``moment`` (and goes on) until the end of the block."""
        clock = self.root / "run" / "clock"
        fresh = clock.with_suffix(".new")
        fresh.write_text(f"{(moment - datetime.now(UTC)).total_seconds():.3f}")
        fresh.replace(clock)
        try:
            yield
        finally:
            clock.unlink()

    # -- what was stated ---------------------------------------------------------------------

    def journals(self, seconds: float = 60.0) -> Journals:
        """The journals once everything is published and applied; fails when that never is."""
        found: list[Journals] = []

        def rests() -> bool:
            if waiting(self.board.mongo_uri):
                return False
            found[:] = [load(self.board.mongo_uri, self.since)]
            return not behind(found[0])

        eventually(rests, seconds, pause=0.5)
        return found[0]


def eventually(wanted: Callable[[], T | None], seconds: float = 60.0, pause: float = 0.1) -> T:
    """Asks until there is an answer."""
    deadline = time.monotonic() + seconds
    while True:
        found = wanted()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"{wanted.__name__} never came true in {seconds} s")
        time.sleep(pause)


def types_of(town: Town, aggregate: str) -> list[str]:
    """What was stated about one aggregate, in order, without the service's name."""
    facts = [fact for fact in town.journals().facts if fact.aggregate_id == aggregate]
    return [fact.type.partition(".")[2] for fact in sorted(facts, key=lambda fact: fact.seq)]


def today() -> date:
    """The civil date in Beijing."""
    return datetime.now(BEIJING).date()


def window(days: float, hours: float = 2, start: int = 14) -> dict[str, str]:
    """``hours`` from ``start`` o'clock in Beijing, ``days`` from today."""
    midnight = datetime.combine(today(), datetime.min.time(), BEIJING).astimezone(UTC)
    begin = midnight + timedelta(days=days, hours=start)
    return {"start_at": begin.isoformat(), "end_at": (begin + timedelta(hours=hours)).isoformat()}


def instant(text: str) -> datetime:
    """A moment as the wire writes it."""
    return datetime.fromisoformat(text)


def item(page: dict[str, Any], **wanted: Any) -> dict[str, Any] | None:
    """The first row of a list that has these values."""
    for row in page["items"]:
        if all(row.get(name) == value for name, value in wanted.items()):
            found: dict[str, Any] = row
            return found
    return None
