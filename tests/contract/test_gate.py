"""The gate: what was released must stay readable, and deployed readers must go on."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contracts.events.needs import OfferAccepted
from deploy.contracts.declared import facts
from deploy.contracts.gate import breaches, compared
from deploy.contracts.schemas import as_json, name_of, schema_of
from libs.kernel import Event

CONTRACTS = Path(__file__).parents[2] / "contracts"
FACTS = facts()
Schema = dict[str, Any]


def released(name: str) -> Schema:
    schema: Schema = json.loads((CONTRACTS / "schemas" / f"{name}.json").read_text())
    return schema


def test_the_present_classes_break_nothing_released() -> None:
    assert breaches(CONTRACTS, FACTS) == []


def _remove(schema: Schema, field: str) -> None:
    del schema["properties"][field]
    schema["required"] = [name for name in schema["required"] if name != field]


def _require(schema: Schema, field: str, what: Schema) -> None:
    schema["properties"][field] = what
    schema["required"] = [*schema["required"], field]


def _set(*path: str, value: Any) -> Callable[[Schema], None]:
    def change(schema: Schema) -> None:
        for step in path[:-1]:
            schema = schema[step]
        schema[path[-1]] = value

    return change


def _lose_code(schema: Schema) -> None:
    schema["properties"]["kind"]["x-extensible-enum"].remove("joint_branch")


def _close_codes(schema: Schema) -> None:
    codes = schema["properties"]["kind"].pop("x-extensible-enum")
    schema["properties"]["kind"]["enum"] = codes


def _rename(schema: Schema) -> None:
    _remove(schema, "name")
    _require(schema, "title", {"type": "string"})


def _swap_null(schema: Schema) -> None:
    schema["properties"]["uscc"] = schema["properties"]["uscc"]["anyOf"][0]


PLANTED: dict[str, tuple[Callable[[Schema], None], str, str]] = {
    "a field is gone": (lambda s: _remove(s, "name"), "name", "field-removed"),
    "an optional field is gone": (lambda s: _remove(s, "uscc"), "uscc", "field-removed"),
    "a new field is required": (
        lambda s: _require(s, "founded_on", {"type": "string", "format": "date"}),
        "founded_on",
        "required-field-added",
    ),
    "a field is renamed": (_rename, "name", "field-removed"),
    "an optional field is required": (
        lambda s: s["required"].append("territory_id"),
        "territory_id",
        "field-made-required",
    ),
    "a required field is optional": (
        lambda s: s["required"].remove("name"),
        "name",
        "field-made-optional",
    ),
    "text became a number": (
        _set("properties", "name", value={"type": "integer"}),
        "name",
        "type-changed",
    ),
    "one became many": (
        _set("properties", "name", value={"type": "array", "items": {"type": "string"}}),
        "name",
        "type-changed",
    ),
    "empty is no longer allowed": (_swap_null, "uscc", "empty-refused"),
    "empty is allowed now": (
        _set("properties", "name", value={"anyOf": [{"type": "string"}, {"type": "null"}]}),
        "name",
        "empty-allowed",
    ),
    "text must be shorter": (
        _set("properties", "name", "maxLength", value=60),
        "name",
        "limit-narrowed",
    ),
    "text may be longer": (
        _set("properties", "name", "maxLength", value=240),
        "name",
        "limit-widened",
    ),
    "the pattern is another": (
        _set("properties", "kind", "pattern", value="^[A-Z]+$"),
        "kind",
        "pattern-changed",
    ),
    "the format is another": (
        _set("properties", "effective_on", "format", value="date-time"),
        "effective_on",
        "format-changed",
    ),
    "a list holds fewer": (
        _set("properties", "unit_ids", "maxItems", value=10),
        "unit_ids",
        "limit-narrowed",
    ),
    "a list holds something else": (
        _set("properties", "unit_ids", "items", value={"type": "integer"}),
        "unit_ids[]",
        "type-changed",
    ),
    "a code is gone": (_lose_code, "kind", "codes-removed"),
    "an open list is closed": (_close_codes, "kind", "codes-changed"),
    "absence means something else": (
        _set("properties", "uscc", "default", value="none"),
        "uscc",
        "default-changed",
    ),
    "another aggregate keys it": (_set("x-aggregate", value="unit"), "", "key-changed"),
}


@pytest.mark.parametrize("case", PLANTED, ids=str)
def test_a_planted_change_is_refused_naming_fact_field_and_rule(case: str) -> None:
    plant, field, rule = PLANTED[case]
    before = released("OrganizationRegistered.v1")
    after = copy.deepcopy(before)

    plant(after)

    found = compared(before, after)
    assert (field, rule) in {(breach.field, breach.rule) for breach in found}
    assert all(breach.fact == "OrganizationRegistered.v1" for breach in found)
    assert all(breach.rule in str(breach) and breach.field in str(breach) for breach in found)


@pytest.mark.parametrize(
    ("name", "definition", "field", "rule"),
    [
        ("AgreementDrafted.v1", "Term", "to_on", "field-removed"),
        ("PlanLinesProposed.v1", "PlanLine", "score", "field-removed"),
        ("AttendanceConfirmed.v1", "Day", "minutes", "field-removed"),
    ],
)
def test_a_change_deep_inside_a_part_is_refused(
    name: str, definition: str, field: str, rule: str
) -> None:
    before = released(name)
    after = copy.deepcopy(before)

    _remove(after["$defs"][definition], field)

    (found,) = compared(before, after)
    assert (found.field.rpartition(".")[2], found.rule) == (field, rule)


def test_a_new_optional_field_and_a_new_code_are_fine() -> None:
    before = released("OrganizationRegistered.v1")
    after = copy.deepcopy(before)

    after["properties"]["website"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    after["properties"]["kind"]["x-extensible-enum"].append("grid")

    assert compared(before, after) == []


def test_other_words_and_another_order_are_fine() -> None:
    before = released("PlanLinesProposed.v1")
    after = copy.deepcopy(before)

    after["description"] = "Said better."
    after["properties"] = dict(reversed(after["properties"].items()))
    after["required"].reverse()
    after["$defs"]["Line"] = after["$defs"].pop("PlanLine")
    after["properties"]["lines"]["items"] = {"$ref": "#/$defs/Line"}

    assert compared(before, after) == []


def a_release(folder: Path, *released_facts: type[Event]) -> Path:
    """A contracts folder in which these facts were released with their samples."""
    for kind in ("schemas", "samples"):
        (folder / kind).mkdir()
    for fact in released_facts:
        name = name_of(fact)
        (folder / f"schemas/{name}.json").write_text(as_json(schema_of(fact)))
        sample = CONTRACTS / "samples" / f"{name}.json"
        (folder / f"samples/{name}.json").write_text(sample.read_text())
    return folder


def test_removing_a_fact_is_refused(tmp_path: Path) -> None:
    folder = a_release(tmp_path, *FACTS)

    (found,) = breaches(folder, [fact for fact in FACTS if fact is not OfferAccepted])

    assert (found.fact, found.rule) == ("OfferAccepted.v1", "fact-removed")
    assert "needs.offer-accepted was released" in str(found)


def _version_2(**members: Any) -> type[Event]:
    """A second version of OfferAccepted outside the registry of facts."""
    abstract = type("OfferAcceptedV2", (OfferAccepted,), members, abstract=True)
    abstract.type, abstract.version = OfferAccepted.type, 2
    return abstract


def test_a_next_version_is_published_beside_the_first_under_the_same_name() -> None:
    second = _version_2()

    assert name_of(second) == "OfferAccepted.v2"
    assert schema_of(second)["title"] == "OfferAccepted"
    assert schema_of(second)["$id"].endswith("needs.offer-accepted:v2")


def test_a_next_version_without_upcast_is_refused(tmp_path: Path) -> None:
    folder = a_release(tmp_path, OfferAccepted)

    (found,) = breaches(folder, [_version_2()])

    assert found.rule == "no-upcast"


def test_a_next_version_that_reads_the_sample_of_the_first_is_fine(tmp_path: Path) -> None:
    folder = a_release(tmp_path, OfferAccepted)

    def upcast(_cls: type[Event], older: dict[str, Any], _version: int) -> dict[str, Any]:
        return older

    assert breaches(folder, [_version_2(upcast=classmethod(upcast))]) == []
