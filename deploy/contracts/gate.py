"""Nothing that was released may break: every fact against all its released schemas.

Within a version only two things may change: a new optional field, and a new code in an open list.
All else breaks either the reading of what is stored for ever or a reader that is deployed already,
and needs a class of the next version with an ``upcast``.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from deploy.contracts.compare import Change, changes
from deploy.contracts.schemas import name_of, schema_of
from libs.kernel import Event

NEXT_VERSION = "state it as a class of the next version with an upcast"


@dataclass(frozen=True, slots=True)
class Breach:
    """What is refused: the fact as released, the field in it, the rule, and a sentence."""

    fact: str
    field: str
    rule: str
    says: str

    def __str__(self) -> str:
        place = f"{self.fact}, {self.field}" if self.field else self.fact
        return f"{place}: {self.says} [{self.rule}]"


def breaches(folder: Path, facts: Sequence[type[Event]]) -> list[Breach]:
    """What the present classes break of everything released in ``folder`` (contracts)."""
    found: list[Breach] = []
    stated = {(fact.type, fact.version): fact for fact in facts}
    for path in sorted((folder / "schemas").glob("*.json")):
        released = json.loads(path.read_text())
        fact = stated.get((released["x-type"], released["x-version"]))
        if fact is None:
            found += _superseded(released, path.stem, folder, facts)
        elif name_of(fact) != path.stem:
            says = f"the class is called {fact.__name__} now; facts are never renamed"
            found.append(Breach(path.stem, "", "fact-renamed", says))
        else:
            found += compared(released, schema_of(fact))
    return found


def compared(released: dict[str, Any], present: dict[str, Any]) -> list[Breach]:
    """What ``present`` breaks of ``released``, both schemas of one fact and version."""
    name = f"{released['title']}.v{released['x-version']}"
    return [*_headline(name, released, present), *_inside(name, changes(released, present))]


def _headline(name: str, released: dict[str, Any], present: dict[str, Any]) -> Iterator[Breach]:
    for key in ("x-aggregate", "x-aggregate-id"):
        if released[key] != present[key]:
            says = (
                f"was keyed by {released[key]}, now by {present[key]}; "
                "the order of its history would be lost"
            )
            yield Breach(name, "", "key-changed", says)
            return


def _inside(name: str, found: Sequence[Change]) -> Iterator[Breach]:
    for change in found:
        yield Breach(name, change.field, change.rule, f"{change.says}; {NEXT_VERSION}")


def _superseded(
    released: dict[str, Any], name: str, folder: Path, facts: Sequence[type[Event]]
) -> list[Breach]:
    """A version without class: fine if a newer class of the fact reads its sample."""
    newer = [
        fact
        for fact in facts
        if fact.type == released["x-type"] and fact.version > released["x-version"]
    ]
    if not newer:
        says = f"{released['x-type']} was released and no class states it; facts are never removed"
        return [Breach(name, "", "fact-removed", says)]
    newest = max(newer, key=lambda fact: fact.version)
    try:
        sample = json.loads((folder / "samples" / f"{name}.json").read_text())
        newest.model_validate(newest.upcast(sample, released["x-version"]))
    except (ValueError, KeyError, TypeError, ValidationError, OSError) as fault:
        says = f"{newest.__name__} cannot read its sample: {type(fault).__name__}"
        return [Breach(name, "", "no-upcast", says)]
    return []
