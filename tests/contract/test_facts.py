"""Facts as they are declared, released and read again."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contracts.directory import ORG_FACTS
from deploy.contracts.declared import SERVICES, facts, facts_of
from deploy.contracts.samples import sample_of
from deploy.contracts.schemas import as_json, id_field, name_of, schema_of
from libs.kernel import Event, event_class

CONTRACTS = Path(__file__).parents[2] / "contracts"
FACTS = facts()
SAMPLES = sorted((CONTRACTS / "samples").glob("*.json"))
PERSONAL = re.compile(r"phone|identity|address|person_name|text$|description|lat|lon")

each_fact = pytest.mark.parametrize("fact", FACTS, ids=name_of)


def read(kind: str, name: str) -> Any:
    return json.loads((CONTRACTS / kind / f"{name}.json").read_text())


def test_wire_names_are_unique_and_well_formed() -> None:
    names = [(fact.type, fact.version) for fact in FACTS]

    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+(-[a-z]+)+", name) for name, _ in names)
    assert {fact.service for fact in FACTS} == set(SERVICES)


def test_class_names_are_unique_over_all_services() -> None:
    assert len({fact.__name__ for fact in FACTS}) == len(FACTS)


@each_fact
def test_a_fact_says_in_one_sentence_what_happened(fact: type[Event]) -> None:
    assert fact.__doc__ is not None
    assert fact.__doc__.strip().endswith((".", ")"))


@each_fact
def test_a_fact_begins_with_its_aggregates_id(fact: type[Event]) -> None:
    field = id_field(fact)

    assert field == ("org_id" if fact.aggregate == "organization" else f"{fact.aggregate}_id")
    assert fact.model_fields[field].is_required()
    assert read("samples", name_of(fact))[field]


@each_fact
def test_a_fact_carries_nothing_personal(fact: type[Event]) -> None:
    fields = set(fact.model_fields) - {"text_hash"}

    assert not [field for field in fields if PERSONAL.search(field)]


@each_fact
def test_the_committed_schema_is_the_class(fact: type[Event]) -> None:
    committed = (CONTRACTS / "schemas" / f"{name_of(fact)}.json").read_text()

    assert committed == as_json(schema_of(fact)), "run `make contracts`"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_ever_released_is_read_by_the_newest_class(path: Path) -> None:
    sample = json.loads(path.read_text())
    schema = read("schemas", path.stem)

    newest = event_class(schema["x-type"], schema["x-version"])
    assert newest is not None
    fact = newest.model_validate(newest.upcast(sample, schema["x-version"]))

    if newest.version == schema["x-version"]:
        written = json.loads(fact.model_dump_json())
        assert {field: written[field] for field in sample} == sample
        assert newest.model_validate_json(fact.model_dump_json()) == fact


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_is_valid_by_its_schema_for_other_languages(path: Path) -> None:
    schema = read("schemas", path.stem)

    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(path.read_text()))


@each_fact
def test_a_reader_ignores_what_a_newer_producer_adds(fact: type[Event]) -> None:
    sample = read("samples", name_of(fact))

    widened = fact.model_validate({**sample, "added_later": {"deep": [1]}})

    assert widened == fact.model_validate(sample)


@each_fact
def test_codes_of_a_newer_producer_are_read(fact: type[Event]) -> None:
    sample = read("samples", name_of(fact))
    codes = [
        field
        for field, schema in schema_of(fact)["properties"].items()
        if "x-extensible-enum" in json.dumps(schema) and isinstance(sample[field], str)
    ]

    newer = fact.model_validate(sample | dict.fromkeys(codes, "brand_new"))

    assert all(getattr(newer, field) == "brand_new" for field in codes)


@each_fact
def test_a_first_sample_can_be_drawn_again_the_same(fact: type[Event]) -> None:
    assert sample_of(fact) == sample_of(fact)


def test_an_optional_field_added_to_a_class_still_reads_the_sample_without_it() -> None:
    optional = [
        fact for fact in FACTS if any(not f.is_required() for f in fact.model_fields.values())
    ]

    for fact in optional:
        sample = read("samples", name_of(fact))
        needed = {name for name, field in fact.model_fields.items() if field.is_required()}
        fact.model_validate({name: value for name, value in sample.items() if name in needed})

    assert optional


def test_the_directory_hears_only_facts_of_organizations() -> None:
    assert set(ORG_FACTS) == set(facts_of("organizations"))
