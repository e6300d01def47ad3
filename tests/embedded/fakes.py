"""Fake services and a console that remembers, for the supervisor's tests."""

import sys
from collections.abc import Callable
from pathlib import Path

from deploy.embedded.stack import SilentConsole, Stack

MakeStack = Callable[..., Stack]
FAKE = Path(__file__).with_name("fake_service.py")


class Listener(SilentConsole):
    """Keeps what the stack says."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.tell = self.lines.append  # type: ignore[method-assign,assignment]


def fake_command(name: str, *habits: str) -> list[str]:
    return [sys.executable, str(FAKE), name, *habits]
