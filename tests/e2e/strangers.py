"""Places that the demo's people have nothing to do with, with one of everything in them."""

import re
from dataclasses import dataclass
from typing import Any

from libs.kernel import derive_id
from tests.e2e.quarter import Quarter, a_quarter
from tests.e2e.town import Town


@dataclass(frozen=True, slots=True)
class Strangers:
    """``ids`` by the names that routes give them; ``traces`` are words that give them away."""

    quarter: Quarter
    ids: dict[str, str]
    traces: re.Pattern[str]

    def found_in(self, body: str) -> str:
        """The first trace in an answer, or nothing."""
        found = self.traces.search(body)
        return found.group() if found else ""


def settle(town: Town, name: str, district: str = "") -> Strangers:
    """One street with a community, a unit, a member, and the whole chain to the hours."""
    quarter = a_quarter(town, name).open(("A",), {"U": "A"}, district)
    member = quarter.member("丙", "U")
    registration = quarter.report("丙", member, "A")
    session, start = quarter.session("A", 1, 9, 2)
    quarter.sign_up("丙", member, session)
    (pair,) = quarter.pair(("U", "A"))
    quarter.take_effect(pair)
    project = quarter.adopt(pair)
    quarter.serve("丙", member, session, start, by="A")
    town.journals()
    plan = town.admin.get(f"views/offers?need_id={pair.need_id}")["items"][0]["plan_id"]
    ids = {
        "org_id": quarter.ids["U"],
        "unit_id": quarter.ids["U"],
        "community_id": quarter.ids["A"],
        "code": quarter.codes["A"],
        "branch_id": quarter.branches["U"],
        "scope": quarter.street,
        "under": quarter.street,
        "parent": quarter.street,
        "party_id": quarter.ids["A"],
        "member_id": member,
        "registration_id": registration,
        "need_id": pair.need_id,
        "resource_id": pair.resource_id,
        "offer_id": pair.offer_id,
        "plan_id": plan,
        "agreement_id": pair.agreement_id,
        "project_id": project,
        "session_id": session,
        "subject_id": pair.need_id,
        "line_no": "1",
        "version_no": "1",
        "milestone_no": "1",
        "event_id": derive_id("nobody's event"),
        "user_id": quarter.users["U"],
        "grant_id": derive_id("nobody's grant"),
        "q": quarter.name,
    }
    mine = {name: id_ for name, id_ in ids.items() if name not in {"event_id", "grant_id"}}
    telling = {value for name, value in mine.items() if len(value) > 11 or name == "q"}
    telling |= {*quarter.ids.values(), derive_id("attendance", session, member)}
    return Strangers(quarter, ids, re.compile("|".join(map(re.escape, sorted(telling)))))


def filled(schema: dict[str, Any], parts: dict[str, Any], ids: dict[str, str], name: str) -> Any:
    """A value that fits a JSON schema, made of the strangers' ids wherever an id is asked for."""
    if "$ref" in schema:
        return filled(parts[schema["$ref"].rpartition("/")[2]], parts, ids, name)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return filled(schema[choice][0], parts, ids, name)
    if "enum" in schema or "const" in schema:
        return schema.get("const") or schema["enum"][0]
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if kind == "object":
        wanted = schema.get("required", ())
        fields = schema.get("properties", {})
        return {each: filled(fields[each], parts, ids, each) for each in wanted}
    if kind == "array":
        one = filled(schema.get("items", {}), parts, ids, name.removesuffix("s"))
        return [one] * max(1, schema.get("minItems", 1))
    return _plain(kind, schema, ids, name)


KNOWN = {
    "identity_no": "11010119900307109X",
    "phone": "13900000000",
    "text_hash": "0" * 64,
    "category_code": "health",
    "theme_code": "health",
    "unit_code": "session",
    "role_code": "unit",
    "method_code": "self",
    "status_code": "on_track",
    "kind": "unit",
    "change": "move",
    "login": "stranger",
    "password": "a-long-password-2026",
    "division_code": "110101999999",
    "start_at": "2027-01-04T01:00:00Z",
    "end_at": "2027-01-04T03:00:00Z",
}
ORGANIZATIONS = (
    "owner",
    "lead",
    "superior",
    "custodian",
    "evaluator",
    "to",
    "home",
    "proposer",
    "into",
    "affiliation",
    "territory",
)


def _plain(kind: str, schema: dict[str, Any], ids: dict[str, str], name: str) -> Any:
    stem = name.removesuffix("_id")
    given = KNOWN | ids | dict.fromkeys((f"{one}_id" for one in ORGANIZATIONS), ids["community_id"])
    if kind in {"integer", "number"}:
        return max(1, int(schema.get("minimum", 1)))
    if kind == "boolean":
        return False
    if schema.get("format") == "date" or name.endswith("_on"):
        return "2027-01-04"
    return given.get(name, given.get(stem, "a_word"))
