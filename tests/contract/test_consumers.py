"""Every consumer accepts every sample of what it hears, for ever, and answers the same again."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from deploy.contracts.declared import SERVICES, commands, is_built, put_together
from libs.kernel import Append, Command, Event, EventMeta, Put, Remove, event_class

SAMPLES = Path(__file__).parents[2] / "contracts" / "samples"
BUILT = [service for service in SERVICES if is_built(service)]


def samples_of(fact: type[Event]) -> Iterator[tuple[Event, EventMeta]]:
    """Every sample ever released of the fact, as its newest class reads it."""
    for version in range(1, fact.version + 1):
        path = SAMPLES / f"{fact.__name__.removesuffix(f'V{fact.version}')}.v{version}.json"
        body = json.loads(path.read_text())
        newest = event_class(fact.type, version)
        assert newest is not None
        event = newest.model_validate(newest.upcast(body, version))
        first = next(iter(newest.model_fields))
        meta = EventMeta(
            id="0197f3a1-0000-7000-8000-000000000001",
            type=fact.type,
            version=version,
            service=fact.service,
            aggregate_id=body[first],
            seq=3,
            at=datetime(2026, 11, 28, 4, 0, tzinfo=UTC),
        )
        yield event, meta


def consumers(kind: str) -> list[Any]:
    """(service, function, fact) of everything that hears facts in that way."""
    found = []
    for service in BUILT:
        running = put_together(service)
        for one in getattr(running, kind):
            for fact in one.events:
                name = getattr(one, "name", None) or one_function(one).__name__
                found.append(pytest.param(service, one, fact, id=f"{service}-{name}-{fact.type}"))
    return found


def one_function(one: Any) -> Any:
    for attribute in ("project", "react", "command"):
        if hasattr(one, attribute):
            return getattr(one, attribute)
    raise AssertionError(one)


@pytest.mark.parametrize(("service", "projection", "fact"), consumers("projections"))
def test_a_projection_writes_absolute_values_to_known_views(
    service: str, projection: Any, fact: type[Event]
) -> None:
    views = {view.name for view in put_together(service).views}

    for event, meta in samples_of(fact):
        writes = list(projection.project(event, meta))

        assert writes == list(projection.project(event, meta))
        assert all(isinstance(write, Put | Append | Remove) for write in writes)
        assert {write.view for write in writes} <= views


@pytest.mark.parametrize(("service", "reaction", "fact"), consumers("reactions"))
def test_a_reaction_asks_for_known_commands(service: str, reaction: Any, fact: type[Event]) -> None:
    known = set(commands(service))

    for event, meta in samples_of(fact):
        asked = list(reaction.react(event, meta))

        assert asked == list(reaction.react(event, meta))
        assert all(isinstance(command, Command) for command in asked)
        assert {type(command) for command in asked} <= known


@pytest.mark.parametrize(("service", "sweep", "fact"), consumers("sweeps"))
def test_a_sweep_asks_one_known_command_of_each_target(
    service: str, sweep: Any, fact: type[Event]
) -> None:
    for event, _ in samples_of(fact):
        asked = [command for command in (asked_of(sweep, event, one) for one in TARGETS) if command]

        assert asked
        assert {type(command) for command in asked} <= set(commands(service))


ONE, OTHER = "0197f3a1-0000-7000-8000-000000000002", "0197f3a1-0000-7000-8000-000000000003"
TARGETS = (ONE, f"{ONE}/{OTHER}", "0001")
"""A sweep names its targets as it likes: an id, an id with a part, a line."""


def asked_of(sweep: Any, event: Event, target: str) -> Command | None:
    try:
        command: Command = sweep.command(event, target)
    except ValueError:
        return None
    return command


@pytest.mark.parametrize("service", BUILT)
def test_every_service_keeps_the_directory(service: str) -> None:
    running = put_together(service)

    for fact in running.directory.events:
        for event, meta in samples_of(fact):
            writes = list(running.directory.project(event, meta))
            assert [(write.view, write.id) for write in writes] == [
                ("organizations", meta.aggregate_id)
            ]


OF_SEVERAL = {
    # When the row's last fact was stated, whichever came last.
    "changed_at",
    # A row of the history is one fact.
    "history",
    # What names the row: the same from a session's list of sign-ups and from the attendance.
    "attendances.session_id",
    "attendances.member_id",
}


@pytest.mark.parametrize("service", BUILT)
def test_no_field_of_a_view_is_written_by_facts_of_two_aggregates(service: str) -> None:
    """Only the facts of one aggregate come in an order; of two, the last word would be chance."""
    writers: dict[str, set[str]] = {}
    for one in put_together(service).projections:
        for fact in one.events:
            for event, meta in samples_of(fact):
                for write in one.project(event, meta):
                    if isinstance(write, Put) and write.view not in OF_SEVERAL:
                        for name in write.fields.keys() - OF_SEVERAL:
                            field = f"{write.view}.{name}"
                            writers.setdefault(field, set()).add(f"{fact.service}.{fact.aggregate}")

    shared = {field: kinds for field, kinds in writers.items() if len(kinds) > 1}
    assert {field: kinds for field, kinds in shared.items() if field not in OF_SEVERAL} == {}
