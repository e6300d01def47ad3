"""What is asked for is answered once, reachable, and stated in facts that exist."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from contracts.codes import ROLES
from deploy.contracts.declared import (
    SERVICES,
    command_of,
    commands,
    declared_commands,
    facts_of,
    is_built,
    put_together,
)

SERVICE_FOLDER = Path(__file__).parents[2] / "services"
OUTSIDE_DOORS = {"commands", "handlers", "domain", "repository", "settings"}
BUILT = [service for service in SERVICES if is_built(service)]

each_service = pytest.mark.parametrize("service", BUILT)


@cache
def names_in(service: str, *, doors: bool) -> frozenset[str]:
    """Names that the service's doors (or its domain) mention, imports left out."""
    folder = SERVICE_FOLDER / service
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        top = path.relative_to(folder).parts[0].removesuffix(".py")
        if (top not in OUTSIDE_DOORS) if doors else (top == "domain"):
            tree = ast.parse(path.read_text())
            found |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return frozenset(found)


@each_service
def test_every_command_has_exactly_one_handler(service: str) -> None:
    handled = Counter(commands(service))

    assert set(declared_commands(service)) - set(handled) == set()
    assert {command.__module__.split(".")[1] for command in handled} == {service}
    assert [command.__name__ for command, times in handled.items() if times > 1] == []


@each_service
def test_every_command_has_a_route_or_a_cause(service: str) -> None:
    unreachable = {command.__name__ for command in commands(service)} - names_in(
        service, doors=True
    )

    assert unreachable == set()


@each_service
def test_every_command_says_what_is_asked_and_of_whom(service: str) -> None:
    for command in commands(service):
        assert (command.__doc__ or "").strip(), command.__name__
        assert all(role in ROLES for role in command.requires), command.__name__


@each_service
def test_every_fact_of_the_service_is_stated_by_its_domain(service: str) -> None:
    unstated = {fact.__name__ for fact in facts_of(service)} - names_in(service, doors=False)

    assert unstated == set()


@each_service
def test_the_service_can_be_put_together(service: str) -> None:
    running = put_together(service)

    assert running.name == service
    assert tuple(map(command_of, running.handlers)) == commands(service)


@each_service
def test_wire_names_of_commands_do_not_repeat_over_services(service: str) -> None:
    others = {c.__name__ for one in BUILT if one != service for c in declared_commands(one)}

    assert {c.__name__ for c in declared_commands(service)} & others == set()
