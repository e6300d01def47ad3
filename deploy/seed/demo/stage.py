"""What every chapter of the demo works with: the clock, the people, what was made so far."""

from dataclasses import dataclass, field
from pathlib import Path

from deploy.seed.demo.clock import DemoClock
from deploy.seed.person import Person

WEEKS = 7
"""How far the demo's history reaches back."""
COMMUNITIES = 4
ON_ITS_WAY = ("not-seen-yet", "not-found")
"""Refusals that pass by themselves."""


@dataclass(slots=True)
class Ids:
    """What was made, by name."""

    district: str = ""
    street: str = ""
    communities: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    branches: list[str] = field(default_factory=list)
    members: list[tuple[str, int]] = field(default_factory=list)
    xiaomei: str = ""
    zhanghao: str = ""
    accepted: set[str] = field(default_factory=set)
    agreements: dict[int, str] = field(default_factory=dict)
    projects: list[str] = field(default_factory=list)


class Stage:
    """The running product, entered as its administrator."""

    def __init__(self, gateway_url: str, root: Path) -> None:
        """``root`` is where the stack keeps its secrets and its clock file."""
        self.url = gateway_url
        self.clock = DemoClock(root / "run" / "clock")
        password = (root / "secrets" / "admin-password").read_text().strip()
        self.admin = Person(gateway_url, "admin", password)
        self.ids = Ids()
        self.people: dict[str, Person] = {}

    def person(self, login: str) -> Person:
        """Who signed in under that name."""
        return self.people[login]

    def community(self, number: int) -> Person:
        """The worker of the ``number``-th community."""
        return self.person("liuhaiyan" if number == 0 else f"shequ{number + 1}")

    def unit(self, number: int) -> Person:
        """The liaison of the ``number``-th unit."""
        return self.person("wuxiaolan" if number == 0 else f"danwei{number + 1}")
