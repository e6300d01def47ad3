"""What changed between two JSON Schemas of one payload, as far as it is not harmless."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

Schema = dict[str, Any]

_LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_EXACT: Final = ("pattern", "format", "multipleOf", "uniqueItems", "const")
_COMPOSED: Final = ("anyOf", "oneOf", "allOf", "not", "prefixItems")
_NESTED: Final = ("items", "additionalProperties", "propertyNames")
OPEN_CODES: Final = "x-extensible-enum"


@dataclass(frozen=True, slots=True)
class Change:
    """A change that breaks somebody: where, which rule, and what happened."""

    field: str
    rule: str
    says: str


def changes(old: Schema, new: Schema) -> list[Change]:
    """Everything in ``new`` that readers or stored payloads of ``old`` do not survive."""
    return list(_Comparison(old.get("$defs", {}), new.get("$defs", {})).node(old, new, ""))


@dataclass(frozen=True, slots=True)
class _Comparison:
    old_defs: dict[str, Schema]
    new_defs: dict[str, Schema]

    def node(self, old: Schema, new: Schema, at: str) -> Iterator[Change]:
        """Changes of the value at ``at``; nothing below a changed type is looked at."""
        old_empty, old = _without_null(_resolved(old, self.old_defs), self.old_defs)
        new_empty, new = _without_null(_resolved(new, self.new_defs), self.new_defs)
        if old_empty and not new_empty:
            yield Change(at, "empty-refused", "may no longer be empty, but stored ones are")
        if new_empty and not old_empty:
            yield Change(at, "empty-allowed", "may now be empty, which deployed readers refuse")
        if _shape(old) != _shape(new):
            yield Change(at, "type-changed", f"was {_shape(old)}, now is {_shape(new)}")
            return
        if any(old.get(key) != new.get(key) for key in _COMPOSED):
            yield Change(at, "type-changed", "is composed of other parts now")
        yield from _limits(old, new, at)
        yield from _codes(old, new, at)
        if "properties" in old or "properties" in new:
            yield from self._fields(old, new, at)
        yield from self._nested(old, new, at)

    def _fields(self, old: Schema, new: Schema, at: str) -> Iterator[Change]:
        before, after = old.get("properties", {}), new.get("properties", {})
        needed, needs = set(old.get("required", ())), set(new.get("required", ()))
        for field, schema in before.items():
            place = f"{at}.{field}" if at else field
            if field not in after:
                yield Change(place, "field-removed", "was removed, but deployed readers rely on it")
                continue
            if field in needs - needed:
                yield Change(place, "field-made-required", "is required now, but stored lack it")
            if field in needed - needs:
                yield Change(
                    place, "field-made-optional", "may be absent now, which readers refuse"
                )
            if field not in needed | needs:
                yield from _default(schema, after[field], place)
            yield from self.node(schema, after[field], place)
        for field in after:
            if field not in before and field in needs:
                place = f"{at}.{field}" if at else field
                yield Change(place, "required-field-added", "is new and required; stored lack it")

    def _nested(self, old: Schema, new: Schema, at: str) -> Iterator[Change]:
        for key in _NESTED:
            before, after = old.get(key), new.get(key)
            if isinstance(before, dict) and isinstance(after, dict):
                yield from self.node(before, after, f"{at}[]" if key == "items" else f"{at}.*")
            elif before != after:
                yield Change(at, "type-changed", f"{key} was {before}, now is {after}")
        before, after = old.get("patternProperties", {}), new.get("patternProperties", {})
        if set(before) != set(after):
            yield Change(at, "pattern-changed", "its keys are written otherwise now")
            return
        for pattern, schema in before.items():
            yield from self.node(schema, after[pattern], f"{at}.*")


def _resolved(schema: Schema, defs: dict[str, Schema]) -> Schema:
    while "$ref" in schema:
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        schema = defs[str(schema["$ref"]).rpartition("/")[2]] | rest
    return schema


def _without_null(schema: Schema, defs: dict[str, Schema]) -> tuple[bool, Schema]:
    """Whether null may stand there, and the schema of what else may."""
    branches = schema.get("anyOf")
    if branches is None:
        return schema.get("type") == "null", schema
    others = [branch for branch in branches if branch.get("type") != "null"]
    if len(others) != 1:
        return len(others) < len(branches), {"anyOf": others}
    return len(others) < len(branches), _resolved(others[0], defs)


def _shape(schema: Schema) -> str:
    """The type in words; a union by all its branches."""
    if "anyOf" in schema:
        return " or ".join(sorted(_shape(branch) for branch in schema["anyOf"]))
    return str(schema.get("type", schema.get("$ref", "anything")))


def _limits(old: Schema, new: Schema, at: str) -> Iterator[Change]:
    for key in (*_LOWER, *_UPPER):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        narrower = after is not None and (
            before is None or (after > before if key in _LOWER else after < before)
        )
        if narrower:
            says = f"{key} was {before}, now is {after}: stored values may fall outside"
            yield Change(at, "limit-narrowed", says)
        else:
            says = f"{key} was {before}, now is {after}: deployed readers refuse more"
            yield Change(at, "limit-widened", says)
    for key in _EXACT:
        if old.get(key) != new.get(key):
            yield Change(
                at, f"{key.lower()}-changed", f"{key} was {old.get(key)}, now {new.get(key)}"
            )


def _codes(old: Schema, new: Schema, at: str) -> Iterator[Change]:
    if old.get("enum") != new.get("enum"):
        says = "its closed list of codes changed, which readers or stored values do not survive"
        yield Change(at, "codes-changed", says)
    lost = [code for code in old.get(OPEN_CODES, ()) if code not in new.get(OPEN_CODES, ())]
    if lost:
        says = f"lost the codes {', '.join(lost)}, which stand in stored facts"
        yield Change(at, "codes-removed", says)


def _default(old: Schema, new: Schema, at: str) -> Iterator[Change]:
    if old.get("default") != new.get("default"):
        says = f"absent meant {old.get('default')!r}, now would mean {new.get('default')!r}"
        yield Change(at, "default-changed", says)
