"""A street of one test: communities, units, members and agreements made through the gateway."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from deploy.seed.accounts import PASSWORD
from deploy.seed.people import identity_number, phone_number, social_credit_code
from deploy.seed.person import Person
from libs.kernel import derive_id
from tests.e2e.town import DEPARTMENT, Town, eventually, today, window

EARLY = ("not-seen-yet", "not-found", "gateway.beyond-own-scope")
CATEGORIES = ("health", "law", "culture_sports", "safety_patrol", "community_governance")


@dataclass(slots=True)
class Pair:
    """A need of a community and the resource of a unit that fits it alone."""

    unit: str
    community: str
    category: str
    need_id: str = ""
    resource_id: str = ""
    offer_id: str = ""
    agreement_id: str = ""


@dataclass(slots=True)
class Quarter:
    """Everything hangs below one street of its own, so that no other test is touched.

    Communities and units are known by short names (``A``, ``U1``); each has one person.
    """

    town: Town
    name: str
    street: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    def open(
        self, communities: tuple[str, ...], units: dict[str, str], district: str = ""
    ) -> "Quarter":
        """Registers the street, its communities, and units where ``units`` says (unit: place)."""
        self.street = self.register("street", "街道", district or self.town.id_of("东城区"))
        self.account("street", self.street, ("street", "branch"))
        for name in communities:
            self.ids[name] = self.register("community", name, self.street, coded=True)
            self.account(name, self.ids[name], ("community", "signatory"))
        for name, place in units.items():
            self.ids[name] = self.register("unit", name, self.ids[place])
            self.branches[name] = self.register("branch", f"{name}支部", self.ids[place])
            self.account(name, self.ids[name], ("unit", "signatory"))
        return self

    def _number(self, *parts: object) -> int:
        return int(derive_id("quarter", self.name, *parts).replace("-", "")[-7:], 16)

    def register(self, kind: str, name: str, place: str, *, coded: bool = False) -> str:
        """An organization of this quarter in ``place``; its id."""
        body: dict[str, Any] = {
            "kind": kind,
            "name": f"{self.name}{name}",
            "territory_id": place,
            "effective_on": "2021-07-01",
        }
        if coded:
            self.codes[name] = body["division_code"] = f"110101{self._number(name) % 10**6:06d}"
        if kind == "unit":
            body |= {"sector_code": "institution", "uscc": social_credit_code(self._number(name))}
        answer = self.town.admin.post("organizations/organizations", body)
        return str(answer["org_id"])

    def account(self, name: str, home: str, roles: tuple[str, ...], member: str = "") -> None:
        """Opens an account with these roles over ``home``; its person is ``people[name]``."""
        login = "q" + derive_id("login", self.name, name)[:13]
        body = {
            "login": login,
            "password": PASSWORD,
            "name": name,
            "title": "测试",
            "home_id": home,
            "member_id": member or None,
        }
        admin = self.town.admin
        user = admin.patiently("gateway/users", body, key=login, codes=EARLY)["user_id"]
        for role in roles:
            grant = {"role_code": role, "scope_id": home}
            path = f"gateway/users/{user}/grants"
            admin.patiently(path, grant, key=f"{login} {role}", codes=EARLY)
        self.users[name] = user
        self.people[name] = self.town.person(login)

    @property
    def department(self) -> Person:
        """Who may merge and close."""
        return self.town.person(DEPARTMENT)

    # -- members and sessions ------------------------------------------------------------------

    def member(self, name: str, unit: str) -> str:
        """Enrols a member of ``unit`` with an account; the id."""
        seed = self._number("member", name)
        body = {
            "kind": "party_member",
            "branch_id": self.branches[unit],
            "unit_id": self.ids[unit],
            "name": name,
            "identity_no": identity_number(seed),
            "phone": phone_number(seed),
        }
        street = self.people["street"]
        answer = street.patiently("registrations/members", body, key=name, codes=EARLY)
        self.account(name, self.ids[unit], (), answer["member_id"])
        return str(answer["member_id"])

    def report(self, name: str, member: str, community: str) -> str:
        """The member reports and is accepted; the registration's id."""
        body = {
            "member_id": member,
            "kind": "residence",
            "community_id": self.ids[community],
            "consent_no": 1,
        }
        answer = self.people[name].patiently(
            "registrations/registrations", body, key="report", codes=EARLY
        )
        registration = str(answer["registration_id"])
        path = f"registrations/registrations/{registration}/acceptance"
        self.people[community].patiently(path, {}, key=registration, codes=EARLY)
        return registration

    def session(self, community: str, days: int, start: int, hours: int) -> tuple[str, datetime]:
        """A session of the community ``days`` from today; id and start."""
        planned = window(days, hours, start)
        body = {
            "owner_id": self.ids[community],
            "community_id": self.ids[community],
            "theme_code": "health",
            "title": f"{self.name}活动",
            "window": planned,
            "capacity_count": 10,
        }
        answer = self.people[community].patiently(
            "activities/sessions", body, key=f"session {days}", codes=EARLY
        )
        return str(answer["session_id"]), datetime.fromisoformat(planned["start_at"])

    def sign_up(self, name: str, member: str, session: str) -> None:
        """The member takes a seat as soon as the report is known there."""
        codes = (*EARLY, "activities.not-registered")
        path = f"activities/sessions/{session}/sign-ups"
        self.people[name].patiently(path, {"member_id": member}, key=session, codes=codes)

    # -- offers and agreements -----------------------------------------------------------------

    def pair(self, *pairs: tuple[str, str]) -> list[Pair]:
        """Needs and resources of (unit, community), one plan over them, every offer accepted."""
        made = [Pair(unit, place, CATEGORIES[no]) for no, (unit, place) in enumerate(pairs)]
        for pair in made:
            self._list(pair)
        half = 1 if today().month < 7 else 2
        cycle = {"scope_id": self.street, "cycle_key": f"{today().year}H{half}"}
        street = self.people["street"]
        codes = (*EARLY, "needs.nothing-to-match")
        plan = street.patiently("needs/plans", cycle, key="plan", codes=codes)["plan_id"]
        street.until(f"views/plans/{plan}", lambda found: found["status"] == "proven")
        street.post(f"needs/plans/{plan}/adoption")
        for pair in made:
            self._accept(pair, plan)
        return made

    def _list(self, pair: Pair) -> None:
        common = {
            "category_code": pair.category,
            "unit_code": "session",
            "title": f"{self.name}{pair.unit}{pair.community}",
        }
        resource = {
            "unit_id": self.ids[pair.unit],
            "windows": [{"window": window(0, 24 * 60), "qty": 5}],
            "community_ids": [self.ids[pair.community]],
        }
        need = {
            "community_id": self.ids[pair.community],
            "qty": 2,
            "window": window(1, 24 * 50),
            "channel_code": "visit",
        }
        pair.resource_id = self.people[pair.unit].patiently(
            "needs/resources", common | resource, key=pair.community, codes=EARLY
        )["resource_id"]
        worker = self.people[pair.community]
        pair.need_id = worker.patiently("needs/needs", common | need, key=pair.unit, codes=EARLY)[
            "need_id"
        ]
        worker.post(f"needs/needs/{pair.need_id}/verification")
        worker.post(f"needs/needs/{pair.need_id}/publication")

    def _accept(self, pair: Pair, plan: str) -> None:
        unit = self.people[pair.unit]
        wanted = f"views/offers?plan_id={plan}&need_id={pair.need_id}&status=open"
        offer = unit.until(wanted, lambda found: found["items"])[0]
        pair.offer_id, resource = offer["id"], offer["resource_id"]
        assert resource == pair.resource_id
        unit.post(f"needs/resources/{resource}/offers/{pair.offer_id}/acceptance")
        need = f"views/offers?need_id={pair.need_id}"
        pair.agreement_id = unit.until(need, lambda found: found["items"][0].get("agreement_id"))

    def open_signing(self, pair: Pair, *, by: str = "") -> dict[str, Any]:
        """The community's side writes the draft out and freezes it; the version to sign."""
        worker = self.people[by or pair.community]
        place = f"pairings/agreements/{pair.agreement_id}"
        found = worker.get(f"views/agreements/{pair.agreement_id}")
        body = {
            "title": f"{self.name}{pair.unit}协议",
            "term": {"from_on": str(today()), "to_on": str(today() + timedelta(days=200))},
            "clauses": [{"heading": "目的", "text": "共建。"}],
            "commitments": [],
            "liaisons": [
                {"party_id": party["id"], "name": "演示联络员", "phone": "13900000000"}
                for party in found["parties"]
            ],
        }
        worker.post(f"{place}/revisions", body)
        worker.post(f"{place}/signing")
        return worker.until(
            f"views/agreements/{pair.agreement_id}",
            lambda entry: entry if entry["status"] == "awaiting_signatures" else None,
        )

    def sign(self, pair: Pair, version: dict[str, Any], party: str, *, org: str = "") -> None:
        """``party`` signs for itself, or for ``org``."""
        body = {
            "party_id": self.ids[org or party],
            "version_no": version["version_no"],
            "text_hash": version["text_hash"],
        }
        self.people[party].post(f"pairings/agreements/{pair.agreement_id}/signatures", body)

    def take_effect(self, pair: Pair) -> None:
        """Both sign."""
        version = self.open_signing(pair)
        self.sign(pair, version, pair.community)
        self.sign(pair, version, pair.unit)

    def adopt(self, pair: Pair) -> str:
        """The unit adopts a project for the pair's need; its id."""
        body = {
            "agreement_id": pair.agreement_id,
            "need_ids": [pair.need_id],
            "lead_id": self.ids[pair.unit],
            "title": f"{self.name}项目",
            "category_code": pair.category,
            "start_on": str(today()),
            "due_on": str(today() + timedelta(days=60)),
        }
        codes = (*EARLY, "projects.agreement-not-effective")
        unit = self.people[pair.unit]
        return str(
            unit.patiently("projects/projects", body, key="adopt", codes=codes)["project_id"]
        )

    def serve(self, name: str, member: str, session: str, start: datetime, *, by: str) -> None:
        """On the day the member comes and goes, and the worker confirms."""
        place = f"activities/sessions/{session}/attendances/{member}"
        with self.town.at(start + timedelta(minutes=1)):
            self.people[name].post(f"{place}/check-in", {"method_code": "self"})
        with self.town.at(start + timedelta(hours=2, minutes=5)):
            self.people[name].post(f"{place}/check-out", {"method_code": "self"})
            self.people[by].post(f"{place}/confirmation")

    def end(self, name: str, how: str, custodian: str) -> None:
        """The department merges or closes an organization."""
        body = {"custodian_id": custodian, "effective_on": str(today())}
        if how == "closing":
            body["reason_code"] = "dissolved"
        self.department.post(f"organizations/organizations/{self.ids[name]}/{how}", body)

    def until_status(self, pair: Pair, *statuses: str) -> dict[str, Any]:
        """The agreement as the street sees it, once it is in one of these states."""
        street = self.people["street"]

        def there() -> dict[str, Any] | None:
            found: dict[str, Any] = street.get(f"views/agreements/{pair.agreement_id}")
            return found if found["status"] in statuses else None

        return eventually(there)


def a_quarter(town: Town, name: str) -> Quarter:
    """An empty one; the name is marked with the second, so that a second run finds room."""
    return Quarter(town, f"{name}{datetime.now(UTC):%H%M%S}")
