"""Stacks of fake services, which start in a moment."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded.stack import Console, Plan, Stack
from tests.embedded.fakes import Listener, MakeStack, fake_command


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def make_stack(tmp_path: Path, listener: Listener) -> Iterator[MakeStack]:
    """Builds stacks without databases; whatever still runs at the end is stopped."""
    made: list[Stack] = []

    def make(
        *names: str,
        habits: tuple[str, ...] = (),
        ports: dict[str, int] | None = None,
        console: Console | None = None,
    ) -> Stack:
        plan = Plan(
            services=names,
            mongods=0,
            brokers=0,
            ports=ports,
            environment="test",
            commands={name: fake_command(name, *habits) for name in names},
        )
        stack = Stack(tmp_path / "var", plan, console or listener)
        made.append(stack)
        return stack

    yield make
    for stack in made:
        stack.stop()
