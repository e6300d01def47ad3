"""Who has no grant sees nothing: every route, every role, by list, count, search and guessed id."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from deploy.embedded.services import BUSINESS
from libs.kernel import derive_id
from tests.e2e.door import Door
from tests.e2e.quarter import a_quarter
from tests.e2e.strangers import Strangers, filled, settle
from tests.e2e.town import COMMUNITY, DEPARTMENT, MEMBER, STREET, UNIT, Town

CONTRACTS = Path(__file__).parents[2] / "contracts" / "openapi"
PUBLIC = {"/api/views/divisions"}
"""Names of districts, streets, communities: every signed-in person chooses from them."""
OPEN = {"/api/demo-accounts", "/api/session"}
STREAMS = {"/api/live"}
UNSEEN = {403, 404}
CHANGING = ("post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Route:
    """A route as the browser reaches it; ``own`` is its path at the service itself."""

    service: str
    method: str
    path: str
    own: str
    queries: tuple[str, ...]
    body: dict[str, Any]
    parts: dict[str, Any]

    @property
    def names(self) -> list[str]:
        """What its path asks for."""
        return [part.strip("{}") for part in self.path.split("/") if part.startswith("{")]

    def to(self, ids: dict[str, str]) -> str:
        """Its address with these ids."""
        return self.path.format(**{name: ids[name] for name in self.names})


def routes(method: str) -> list[Route]:
    """Everything that the contracts name."""
    found: list[Route] = []
    for file in sorted(CONTRACTS.glob("*.json")):
        contract = json.loads(file.read_text())
        before = "" if file.stem == "gateway" else f"/api/{file.stem}"
        for own, methods in contract["paths"].items():
            asked = methods.get(method)
            if asked is None or own.startswith(("/health", "/metrics")):
                continue
            queries = [q["name"] for q in asked.get("parameters", ()) if q["in"] == "query"]
            content = asked.get("requestBody", {}).get("content", {}).get("application/json", {})
            parts = contract.get("components", {}).get("schemas", {})
            body = content.get("schema", {})
            found.append(
                Route(file.stem, method, f"{before}{own}", own, tuple(queries), body, parts)
            )
    return found


@pytest.fixture(scope="module")
def far(town: Town) -> Strangers:
    """In another district."""
    body = {"kind": "district", "name": "远区（演示）", "effective_on": "2021-07-01"}
    code = town.admin.get(f"views/organizations/{town.id_of('东城区')}")["territory"]["id"]
    answer = town.admin.post(
        "organizations/organizations", body | {"territory_id": code, "division_code": None}
    )
    return settle(town, "远", answer["org_id"])


@pytest.fixture(scope="module")
def near(town: Town) -> Strangers:
    """In another street of the same district."""
    return settle(town, "邻")


@pytest.fixture(scope="module")
def logins(town: Town) -> dict[str, str]:
    """One account a role; branch and signatory have nothing but that role."""
    quarter = a_quarter(town, "角").open(("A",), {"U": "A"})
    quarter.account("支部", quarter.branches["U"], ("branch",))
    quarter.account("书记", quarter.ids["A"], ("signatory",))
    return {
        "department": DEPARTMENT,
        "street": STREET,
        "community": COMMUNITY,
        "unit": UNIT,
        "member": MEMBER,
        "branch": quarter.people["支部"].login,
        "signatory": quarter.people["书记"].login,
    }


def addresses(route: Route, ids: dict[str, str]) -> Iterator[str]:
    """The route plainly (when it has ids: by guessed ids) and with every query that names one."""
    plain = route.to(ids)
    required = [name for name in route.queries if name in {"q", "change"}]
    filled_in = {"q": ids["q"], "change": "move"}
    yield plain + ("?" + "&".join(f"{n}={filled_in[n]}" for n in required) if required else "")
    for name in route.queries:
        if name in ids and name != "q":
            yield f"{plain}?{name}={ids[name]}"
        elif name in {"bookable", "mine", "deep", "below"}:
            yield f"{plain}?{name}=true"


ROLES = ("department", "street", "community", "unit", "member", "branch", "signatory")


@pytest.mark.parametrize("role", ROLES)
async def test_no_route_shows_a_stranger(
    town: Town, logins: dict[str, str], far: Strangers, near: Strangers, role: str
) -> None:
    unseen = [far] if role == "department" else [far, near]
    shown: list[str] = []
    async with Door(town.person(logins[role]), town.url) as door:
        for route in routes("get"):
            if route.path in OPEN | PUBLIC | STREAMS:
                continue
            for stranger in unseen:
                for address in addresses(route, stranger.ids):
                    answer = await door.get(address.removeprefix("/api/"))
                    shown += leaks(address, answer, stranger, by_id=bool(route.names))

    assert shown == []


def leaks(
    address: str, answer: httpx2.Response, stranger: Strangers, *, by_id: bool
) -> Iterator[str]:
    """What is wrong with an answer to somebody who may not see."""
    if answer.status_code >= 500:
        yield f"{address}: {answer.status_code} {answer.text[:120]}"
    elif answer.status_code == 200:
        trace = stranger.found_in(answer.text.replace(address, ""))
        if trace:
            yield f"{address} shows {trace}"
        elif by_id:
            yield f"{address} answers 200: {answer.text[:120]}"


async def test_the_same_ids_are_shown_to_those_who_may_see_them(town: Town, far: Strangers) -> None:
    """Or the walk above would prove nothing."""
    hidden: list[str] = []
    async with Door(town.admin, town.url) as door:
        for route in routes("get"):
            if not route.names or route.path in STREAMS:
                continue
            address = next(addresses(route, far.ids))
            answer = await door.get(address.removeprefix("/api/"))
            if answer.status_code not in {200, 422}:
                hidden.append(f"{address}: {answer.status_code} {answer.text[:120]}")

    assert hidden == []


OWN_LISTS = {
    "street": ("members", "registrations", "needs", "offers", "agreements", "projects", "hours"),
    "community": (
        "members",
        "registrations",
        "needs",
        "agreements",
        "projects",
        "sessions",
        "hours",
    ),
    "unit": ("members", "registrations", "resources", "offers", "agreements", "projects", "hours"),
    "branch": ("members", "registrations", "hours"),
    "signatory": ("agreements", "projects"),
}
"""Lists that the menu offers to who holds this role alone."""


@pytest.mark.parametrize("role", OWN_LISTS)
def test_each_role_is_shown_what_happened_in_its_own_place(near: Strangers, role: str) -> None:
    quarter = near.quarter
    places = {
        "street": quarter.street,
        "community": quarter.ids["A"],
        "unit": quarter.ids["U"],
        "branch": quarter.branches["U"],
        "signatory": quarter.ids["U"],
    }
    quarter.account(f"own {role}", places[role], (role,))
    person = quarter.people[f"own {role}"]

    shown = {view: person.get(f"views/{view}")["total"] for view in OWN_LISTS[role]}

    assert [view for view, total in shown.items() if not total] == []


@pytest.mark.parametrize("role", ROLES)
async def test_no_command_touches_a_stranger(
    town: Town, logins: dict[str, str], far: Strangers, role: str
) -> None:
    before = len(town.journals().facts)
    taken: list[str] = []
    judged = 0
    async with Door(town.person(logins[role]), town.url) as door:
        for route in changing():
            answer = await asked(door, route, far.ids)
            judged += hides(answer)
            if answer.status_code != 422 and not hides(answer) and not spares(answer, far):
                taken.append(f"{route.path}: {answer.status_code} {answer.text[:160]}")

    assert taken == []
    assert judged > 30
    assert len(town.journals().facts) == before


def changing() -> list[Route]:
    """What changes something, but for one's own session and uploads."""
    return [
        route
        for method in CHANGING
        for route in routes(method)
        if not route.path.startswith("/api/session") and "imports" not in route.path
    ]


async def asked(door: Door, route: Route, ids: dict[str, str]) -> httpx2.Response:
    """The route with these ids in its path and wherever its body asks for one."""
    body = filled(route.body, route.parts, ids, "") if route.body else None
    return await door.send(route.method, route.to(ids).removeprefix("/api/"), body)


def hides(answer: httpx2.Response) -> bool:
    """Refused as unseen; not heard of yet says no more than that."""
    unheard = answer.status_code == 503 and answer.json()["code"] == "not-seen-yet"
    return answer.status_code in UNSEEN or unheard


def told(answer: httpx2.Response) -> Any:
    """What an answer tells besides the ids that were asked for."""
    body = answer.json() if answer.content else {}
    rows = [
        (row.get("outcome"), row.get("problem", {}).get("code")) for row in body.get("results", ())
    ]
    return answer.status_code, body.get("code"), sorted(body.get("params", {})), rows


@pytest.mark.parametrize("role", ["street", "community", "unit", "member"])
async def test_what_is_not_yours_answers_like_what_is_not_there(
    town: Town, logins: dict[str, str], far: Strangers, role: str
) -> None:
    """No answer tells that a thing exists: neither its status, nor its code, nor its parameters."""
    nowhere = {
        name: id_ if name.endswith("_no") else derive_id("nowhere", name)
        for name, id_ in far.ids.items()
    }
    differing: list[str] = []
    async with Door(town.person(logins[role]), town.url) as door:
        for route in (*routes("get"), *changing()):
            if not route.names or route.path in STREAMS:
                continue
            theirs = told(await asked(door, route, far.ids))
            nobodys = told(await asked(door, route, nowhere))
            if theirs != nobodys:
                differing.append(f"{route.method} {route.path}: {theirs} instead of {nobodys}")

    assert differing == []


def spares(answer: httpx2.Response, stranger: Strangers) -> bool:
    """Bulk answers and searches are 200 with every row refused or nothing found."""
    if answer.status_code != 200:
        return False
    found = answer.json()
    rows = found.get("results", found.get("items", ()))
    return all(row.get("outcome") == "refused" for row in rows)


def every() -> list[Route]:
    """All routes with all their methods."""
    return [route for method in ("get", *CHANGING) for route in routes(method)]


async def test_a_person_signed_out_reaches_nothing(town: Town, far: Strangers) -> None:
    reached: list[str] = []
    async with httpx2.AsyncClient(base_url=town.url, timeout=60) as client:
        for route in every():
            if route.path in OPEN and route.method in {"get", "post"}:
                continue
            answer = await client.request(route.method.upper(), route.to(far.ids), json=None)
            if answer.status_code not in {401, 403}:
                reached.append(f"{route.method} {route.path}: {answer.status_code}")

    assert reached == []


@pytest.mark.parametrize("service", BUSINESS)
async def test_no_service_answers_without_a_token(town: Town, far: Strangers, service: str) -> None:
    answered: list[str] = []
    async with httpx2.AsyncClient(base_url=town.service(service), timeout=60) as client:
        for route in every():
            if route.service != service:
                continue
            address = route.to(far.ids).removeprefix(f"/api/{service}")
            answer = await client.request(route.method.upper(), address)
            if answer.status_code != 401:
                answered.append(f"{route.method} {route.own}: {answer.status_code}")

    assert answered == []
