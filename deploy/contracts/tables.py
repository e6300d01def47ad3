"""What a service obeys, states, hears and keeps, as tables in its README."""

from collections.abc import Iterable, Sequence

from deploy.contracts.declared import (
    Heard,
    commands,
    facts_of,
    first_sentence,
    heard,
    put_together,
)
from libs.kernel import Command

BEGIN, END = "<!-- contracts:begin -->", "<!-- contracts:end -->"


def with_tables(service: str, readme: str) -> str:
    """``readme`` with the text between the marks written anew; without marks, added at its end."""
    head, begin, rest = readme.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        head, tail = readme.rstrip() + "\n\n", "\n"
    return f"{head}{BEGIN}\n{tables(service)}{END}{tail}"


def tables(service: str) -> str:
    """The four tables."""
    listening = heard(service)
    stated = [(f"`{fact.type}`", first_sentence(fact)) for fact in facts_of(service)]
    return (
        _section(
            "Commands", ("command", "by", "asks"), [_command(one) for one in commands(service)]
        )
        + _section("Facts stated", ("fact", "says"), stated)
        + _section("Facts heard", ("facts", "into", "for"), [_hearing(one) for one in listening])
        + _section("Kept", ("collection", "what"), list(_kept(service, listening)))
    )


def _command(command: type[Command]) -> tuple[str, str, str]:
    by = ", ".join(command.requires) or "system"
    return f"`{command.__name__}`", by, first_sentence(command)


def _hearing(one: Heard) -> tuple[str, str, str]:
    facts = " ".join(f"`{fact.type}`" for fact in one.events)
    return facts, one.how, one.says or f"`{one.name}`"


def _kept(service: str, listening: Iterable[Heard]) -> Iterable[tuple[str, str]]:
    running = put_together(service)
    for entry in running.kept:
        yield f"`{entry.collection}`", first_sentence(entry.kind)
    for one in listening:
        if one.how == "directory":
            yield f"`{one.name}` (view)", one.says
    for view in running.views:
        yield f"`{view.name}` (view)", f"Read model, version {view.version}."


def _section(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return f"\n### {title}\n\nNone.\n"
    lines = [
        "| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *map(_cells, rows))
    ]
    return f"\n### {title}\n\n" + "\n".join(lines) + "\n"


def _cells(row: Sequence[str]) -> list[str]:
    return [cell.replace("|", "\\|") for cell in row]
