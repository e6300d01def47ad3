"""The comparison of schemas, over any schemas that facts could have."""

import copy
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from deploy.contracts.compare import changes

Schema = dict[str, Any]


def _remove(schema: Schema, field: str) -> None:
    del schema["properties"][field]
    schema["required"] = [name for name in schema["required"] if name != field]


def _require(schema: Schema, field: str, what: Schema) -> None:
    schema["properties"][field] = what
    schema["required"] = [*schema["required"], field]


LEAVES = st.sampled_from(
    [
        {"type": "string"},
        {"type": "string", "maxLength": 64, "minLength": 1},
        {"type": "string", "format": "date"},
        {"type": "integer", "minimum": 0},
        {"type": "boolean"},
        {"type": "number"},
        {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        {"type": "string", "x-extensible-enum": ["a", "b"]},
        {"$ref": "#/$defs/Window"},
    ]
)


VALUES = st.recursive(
    LEAVES, lambda inner: st.builds(lambda one: {"type": "array", "items": one}, inner)
)
FIELDS = st.dictionaries(st.text("abcdefg_", min_size=1, max_size=8), VALUES, min_size=1)
WINDOW = {
    "type": "object",
    "properties": {"start_at": {"type": "string"}, "end_at": {"type": "string"}},
    "required": ["start_at", "end_at"],
}


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    fields = draw(FIELDS)
    required = draw(st.lists(st.sampled_from(sorted(fields)), unique=True))
    return {
        "type": "object",
        "properties": fields,
        "required": required,
        "$defs": {"Window": WINDOW},
    }


@given(schemas())
def test_nothing_changed_is_always_fine(schema: Schema) -> None:
    assert changes(schema, copy.deepcopy(schema)) == []


@given(schemas(), st.data())
def test_any_field_taken_away_is_always_refused(schema: Schema, data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(sorted(schema["properties"])))
    after = copy.deepcopy(schema)

    _remove(after, field)

    assert [(one.field, one.rule) for one in changes(schema, after)] == [(field, "field-removed")]


@given(schemas(), VALUES)
def test_any_new_field_is_fine_if_optional_and_refused_if_required(
    schema: Schema, value: Schema
) -> None:
    optional, required = copy.deepcopy(schema), copy.deepcopy(schema)

    optional["properties"]["new_one"] = value
    _require(required, "new_one", value)

    assert changes(schema, optional) == []
    assert [one.rule for one in changes(schema, required)] == ["required-field-added"]


def _without_codes(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_codes(part) for part in schema]
    if isinstance(schema, dict):
        parts = schema.items()
        return {key: _without_codes(part) for key, part in parts if key != "x-extensible-enum"}
    return schema


@given(schemas(), VALUES, st.data())
def test_another_type_is_always_refused(schema: Schema, value: Schema, data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(sorted(schema["properties"])))
    after = copy.deepcopy(schema)
    assume(_without_codes(value) != _without_codes(after["properties"][field]))

    after["properties"][field] = value

    assert changes(schema, after)


@given(schemas(), schemas())
def test_what_passes_one_step_after_another_passes_at_once(first: Schema, second: Schema) -> None:
    """Comparing with every released version or only with the last makes no difference."""
    grown = copy.deepcopy(first)
    for field, value in second["properties"].items():
        grown["properties"].setdefault(field, value)

    assert changes(first, grown) == []
    assert changes(grown, first) or grown["properties"] == first["properties"]
