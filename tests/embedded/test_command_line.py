"""``gongjian`` as a person uses it, with the real backends and real services."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from deploy.embedded.board import read_board
from deploy.embedded.places import PROJECT
from deploy.embedded.services import SERVICES
from deploy.embedded.status import Row, rows

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]
SERVICE_LIMIT = 120_000_000
STACK_LIMIT = 2_500_000_000


class Terminal:
    """Runs the command against one data folder."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.environment = {**os.environ, "GONGJIAN_VAR": str(var), "COLUMNS": "140"}
        self.up: subprocess.Popen[str] | None = None

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "deploy.cli", *arguments],
            env=self.environment,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    def start(self, *arguments: str) -> str:
        """``gongjian up``, until it prints its address; what it printed."""
        output = self.var / "output"
        self.var.mkdir(exist_ok=True)
        with output.open("w") as file:
            self.up = subprocess.Popen(
                [sys.executable, "-m", "deploy.cli", "up", "--no-demo", "--no-web", *arguments],
                env=self.environment,
                cwd=PROJECT,
                stdout=file,
                stderr=subprocess.STDOUT,
                text=True,
            )
        deadline = time.monotonic() + 120
        while "Ctrl-C" not in output.read_text():
            assert self.up.poll() is None, output.read_text()
            assert time.monotonic() < deadline, output.read_text()
            time.sleep(0.2)
        return output.read_text()

    def rows(self) -> list[Row]:
        board = read_board(self.var / "run")
        assert board is not None
        return rows(board, self.var / "run")

    def wait_until_ready(self) -> None:
        """Groups may turn once more when what was killed is missed: ready, then ready again."""
        deadline = time.monotonic() + 30
        while missing := [row.name for row in self.rows() if not row.ready]:
            assert time.monotonic() < deadline, missing
            time.sleep(0.2)

    def end(self, number: signal.Signals) -> int:
        assert self.up is not None
        self.up.send_signal(number)
        return self.up.wait(timeout=60)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path / "var")
    yield terminal
    if terminal.up is not None and terminal.up.poll() is None:
        terminal.end(signal.SIGTERM)


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if psutil.pid_exists(pid)]


def test_the_whole_stack_starts_within_its_memory_and_ctrl_c_leaves_no_process(
    terminal: Terminal,
) -> None:
    printed = terminal.start()

    address = re.search(r"http://127\.0\.0\.1:\d+", printed)
    found = {row.name: row for row in terminal.rows()}
    assert address is not None
    assert set(found) == {"mongod", "kafka", *SERVICES}
    assert [name for name, row in found.items() if not row.ready] == []
    heavy = {name: found[name].resident for name in SERVICES}
    assert {name: size for name, size in heavy.items() if size > SERVICE_LIMIT} == {}
    assert sum(row.resident for row in found.values()) < STACK_LIMIT
    assert terminal.run("status").returncode == 0
    assert "consumer.assigned" in terminal.run("logs", "needs").stdout

    refused = terminal.run("up")
    assert refused.returncode == 1
    assert f"running already at {address.group()}" in refused.stdout

    pids = [row.pid for row in found.values() if row.pid]
    assert terminal.end(signal.SIGINT) == 0
    assert alive(pids) == []
    assert terminal.run("status").returncode == 1


def test_after_a_killed_supervisor_the_next_start_goes_on_with_the_same_data(
    terminal: Terminal,
) -> None:
    terminal.start("--only", "organizations")
    before = [row.pid for row in terminal.rows() if row.pid]
    secrets = (terminal.var / "secrets" / "token-private.pem").read_bytes()

    terminal.end(signal.SIGKILL)
    terminal.start("--only", "organizations")

    assert alive(before) == []
    terminal.wait_until_ready()
    assert (terminal.var / "secrets" / "token-private.pem").read_bytes() == secrets
    assert terminal.run("down").returncode == 0
    assert terminal.up is not None
    assert terminal.up.wait(timeout=5) == 0


def test_commands_without_a_running_stack_say_so(terminal: Terminal) -> None:
    for arguments in (("status",), ("seed", "divisions")):
        done = terminal.run(*arguments)
        assert done.returncode == 1
        assert "Gongjian is not running." in done.stdout
    assert terminal.run("down").stdout.strip() == "Nothing is running."
    assert "There is: none yet." in terminal.run("logs", "needs").stdout
