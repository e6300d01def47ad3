"""The codes and wire names as TypeScript unions."""

from collections.abc import Iterable

from contracts import codes, states
from contracts.vocabulary import Vocabulary
from deploy.contracts.declared import SERVICES, facts_of

_HEAD = "// Written by `make contracts` from contracts/; changes here are lost.\n"


def vocabularies() -> tuple[Vocabulary, ...]:
    """Every list of codes, by name."""
    found = {
        thing.name: thing
        for module in (codes, states)
        for thing in vars(module).values()
        if isinstance(thing, Vocabulary)
    }
    return tuple(found[name] for name in sorted(found))


def typescript() -> str:
    """The module ``shared/contracts.ts`` of the web."""
    parts = [_HEAD, *(_codes(one) for one in vocabularies()), _facts()]
    return "\n".join(parts)


def _codes(vocabulary: Vocabulary) -> str:
    name = "".join(word.capitalize() for word in vocabulary.name.split("_"))
    return _union(name, vocabulary)


def _union(name: str, members: Iterable[str]) -> str:
    lines = "".join(f"\n  | '{member}'" for member in members)
    return f"export type {name} ={lines};\n"


def _facts() -> str:
    return _union("FactType", (fact.type for service in SERVICES for fact in facts_of(service)))
