"""First samples: one believable payload per fact, the same at every run.

A sample is written once and never again, so this only matters for facts that have none yet.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from deploy.contracts.sample_values import BY_FACT, BY_FIELD
from deploy.contracts.schemas import schema_of
from libs.kernel import Event, derive_id

_DAY = "2026-11-23"
_INSTANT = "2026-11-28T01:02:00.000Z"


def sample_of(event: type[Event]) -> dict[str, Any]:
    """A payload of ``event`` with every field present."""
    schema = schema_of(event)
    drawn = _object(event.__name__, schema, schema.get("$defs", {}))
    found: dict[str, Any] = event.model_validate(drawn).model_dump(mode="json")
    return found


def _object(owner: str, schema: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    own = BY_FACT.get(owner, {})
    return {
        field: own[field] if field in own else _value(field, part, defs)
        for field, part in schema["properties"].items()
    }


def _value(field: str, schema: dict[str, Any], defs: dict[str, Any]) -> Any:
    if field in BY_FIELD:
        return BY_FIELD[field]
    stem, _, last = field.rpartition("_")
    makers: dict[str, Callable[[], Any]] = {
        "ids": lambda: [_id(stem), derive_id("sample", stem, 2)],
        "id": lambda: _id(stem),
        "hash": hashlib.sha256(field.encode()).hexdigest,
        "on": lambda: _DAY,
        "at": lambda: _INSTANT,
    }
    return makers[last]() if last in makers else _by_schema(field, schema, defs)


def _by_schema(field: str, schema: dict[str, Any], defs: dict[str, Any]) -> Any:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _object(name, defs[name], defs)
    if "anyOf" in schema:
        return _value(field, schema["anyOf"][0], defs)
    if schema.get("type") == "array":
        return [_value(field, schema["items"], defs)]
    if schema.get("type") == "integer":
        return max(1, int(schema.get("minimum", 0)))
    if "x-extensible-enum" in schema:
        return schema["x-extensible-enum"][0]
    if schema.get("type") == "boolean":
        return True
    raise LookupError(f"no sample value for the field {field}: add one to sample_values")


def _id(stem: str) -> str:
    """The same thing has the same id in every sample; an account is its member."""
    return derive_id("sample", "member" if stem == "account" else stem)
