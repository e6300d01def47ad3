"""AsyncAPI 3.0: who states which facts on which topic, and who hears them."""

from typing import Any, Final

import yaml

from deploy.contracts.declared import (
    SERVICES,
    facts_of,
    first_sentence,
    heard,
    is_built,
)
from deploy.contracts.schemas import name_of, title_of
from libs.kernel import Event

PREFIX: Final = "gongjian."
_FORMAT: Final = "application/schema+json;version=draft-2020-12"
_BINDING: Final = "0.5.0"

_TEXT: Final = {"type": "string"}
_HEADERS: Final[dict[str, Any]] = {
    "type": "object",
    "description": "CloudEvents 1.0 in Kafka's binary mode; the value is the payload alone.",
    "properties": {
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_id": {"type": "string", "description": "Id of the fact; a repeat carries the same."},
        "ce_type": {"type": "string", "description": "Wire name: service, dot, fact."},
        "ce_source": {"type": "string", "description": "/gongjian/ and the service."},
        "ce_subject": {"type": "string", "description": "Id of the aggregate."},
        "ce_partitionkey": {"type": "string", "description": "The same id: keeps its order."},
        "ce_sequence": {
            "type": "string",
            "description": "Place in the aggregate's history, from 1.",
        },
        "ce_time": {"type": "string", "format": "date-time"},
        "ce_dataschema": {"type": "string", "description": "Class and version of the payload."},
        "ce_correlationid": {"type": "string", "description": "What began it all."},
        "ce_causationid": {"type": "string", "description": "The command or fact that caused it."},
        "ce_actorid": _TEXT,
        "ce_actingorgid": _TEXT,
        "traceparent": _TEXT,
        "content-type": {"type": "string", "const": "application/json"},
    },
    "required": [
        "ce_specversion",
        "ce_id",
        "ce_type",
        "ce_source",
        "ce_subject",
        "ce_partitionkey",
        "ce_sequence",
        "ce_time",
        "ce_dataschema",
        "content-type",
    ],
}


def asyncapi() -> str:
    """The document as YAML."""
    document = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Gongjian 共建 facts",
            "version": "1",
            "description": "Every fact, by the service that states it. Topics are keyed by "
            "aggregate id; within an aggregate facts are ordered, across aggregates not.",
        },
        "defaultContentType": "application/json",
        "channels": {service: _channel(service) for service in SERVICES},
        "operations": _operations(),
        "components": {
            "messages": {
                name_of(fact): _message(fact) for service in SERVICES for fact in facts_of(service)
            },
            "schemas": {"CloudEvent": _HEADERS},
        },
    }
    return yaml.dump(document, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100)


class _Plain(yaml.SafeDumper):
    """Repeats what is used twice instead of naming it."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - yaml's hook
        return True


def _channel(service: str) -> dict[str, Any]:
    return {
        "address": f"{PREFIX}{service}",
        "description": f"Facts of {service}.",
        "messages": {
            name_of(fact): {"$ref": f"#/components/messages/{name_of(fact)}"}
            for fact in facts_of(service)
        },
        "bindings": {"kafka": {"topic": f"{PREFIX}{service}", "bindingVersion": _BINDING}},
    }


def _message(fact: type[Event]) -> dict[str, Any]:
    return {
        "name": fact.type,
        "title": title_of(fact),
        "summary": first_sentence(fact),
        "headers": {"$ref": "#/components/schemas/CloudEvent"},
        "payload": {
            "schemaFormat": _FORMAT,
            "schema": {"$ref": f"./schemas/{name_of(fact)}.json"},
        },
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": f"id of the {fact.aggregate}"},
                "bindingVersion": _BINDING,
            }
        },
    }


def _operations() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for service in SERVICES:
        found[f"{service}.states"] = _operation("send", service, facts_of(service), {})
    for service in filter(is_built, SERVICES):
        wanted = {fact for one in heard(service) for fact in one.events}
        group = {
            "kafka": {
                "groupId": {"type": "string", "const": f"{PREFIX}{service}"},
                "bindingVersion": _BINDING,
            }
        }
        for owner in SERVICES:
            facts = tuple(fact for fact in facts_of(owner) if fact in wanted)
            if facts:
                name = f"{service}.hears.{owner}"
                found[name] = _operation("receive", owner, facts, group)
    return found


def _operation(
    action: str, channel: str, facts: tuple[type[Event], ...], bindings: dict[str, Any]
) -> dict[str, Any]:
    refs = [{"$ref": f"#/channels/{channel}/messages/{name_of(fact)}"} for fact in facts]
    found = {"action": action, "channel": {"$ref": f"#/channels/{channel}"}, "messages": refs}
    return found | ({"bindings": bindings} if bindings else {})
