"""Facts as JSON Schema 2020-12."""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import CoreSchema

from deploy.contracts.declared import first_sentence
from libs.kernel import Event

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Plain(GenerateJsonSchema):
    """Without the titles that only repeat the field's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic's hook
        return False

    def generate(self, schema: CoreSchema, mode: JsonSchemaMode = "validation") -> JsonSchemaValue:
        found = super().generate(schema, mode)
        for definition in found.get("$defs", {}).values():
            definition.pop("title", None)
            definition["description"] = " ".join(definition.get("description", "").split())
        return found


def name_of(event: type[Event]) -> str:
    """What ``ce_dataschema`` says: class and version."""
    return f"{title_of(event)}.v{event.version}"


def title_of(event: type[Event]) -> str:
    """The class name, without the version that later classes of one fact carry."""
    return event.__name__.removesuffix(f"V{event.version}")


def schema_of(event: type[Event]) -> dict[str, Any]:
    """How the fact is written on the wire."""
    found = event.model_json_schema(schema_generator=_Plain, mode="serialization")
    head = {
        "$schema": DIALECT,
        "$id": f"urn:gongjian:contracts:{event.type}:v{event.version}",
        "title": title_of(event),
        "description": first_sentence(event),
        "x-type": event.type,
        "x-version": event.version,
        "x-aggregate": event.aggregate,
        "x-aggregate-id": id_field(event),
        "type": "object",
        "properties": found["properties"],
        "required": found.get("required", []),
    }
    return head | ({"$defs": found["$defs"]} if "$defs" in found else {})


def id_field(event: type[Event]) -> str:
    """The field that names the fact's aggregate: always the first."""
    return next(iter(event.model_fields))


def as_json(value: Any) -> str:
    """The one way JSON files are written here."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
