"""All tests in three runs at once, so that one works while another waits for servers or a page.

``python -m tests [pytest's arguments]``; with arguments it is pytest itself. What each run says
comes when it has ended; the last lines are the closing words of all. The exit code is the first
that is not 0.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO

PYTEST = (sys.executable, "-m", "pytest")
ASIDE, BEHIND = 2, 10
"""How nice the browser's run is, which waits the most, and the one without servers."""
PATIENCE_SECONDS = 300
"""The limit on one test that always lets others go first."""
EVERY_SECONDS = 20
STOP_SECONDS = 60
CLOSING = 12
"""So many of a failed run's last lines are said again at the very end."""

_SHARE = re.compile(rb"\[ *(\d+%)\]")


@dataclass(frozen=True, slots=True)
class Run:
    """Folders of tests that one pytest goes through, one test after the other."""

    folders: tuple[str, ...]
    niceness: int = 0
    options: tuple[str, ...] = ()


BROWSED = Run(("tests/e2e",), ASIDE)
SERVED = Run(("tests/integration", "tests/embedded", "tests/operations"))
QUICK = Run(
    ("tests/unit", "tests/contract", "tests/architecture", "tests/chaos"),
    BEHIND,
    ("-o", f"timeout={PATIENCE_SECONDS}"),
)
RUNS = (BROWSED, SERVED, QUICK)


class Begun:
    """A run under way."""

    def __init__(self, run: Run, told: IO[bytes]) -> None:
        """Starts it; what it says goes to ``told``."""
        self.name = ", ".join(folder.removeprefix("tests/") for folder in run.folders)
        self._told = told
        self._process = subprocess.Popen(
            (*PYTEST, *run.options, *run.folders), stdout=told, stderr=subprocess.STDOUT
        )
        os.setpriority(os.PRIO_PROCESS, self._process.pid, run.niceness)

    @property
    def code(self) -> int | None:
        """Its exit code once it has ended."""
        return self._process.poll()

    def lines(self) -> list[bytes]:
        """What it has said so far."""
        self._told.seek(0)
        return self._told.read().splitlines(keepends=True)

    def share(self) -> str:
        """How far it is, in pytest's words."""
        return (_SHARE.findall(b"".join(self.lines())) or [b"0%"])[-1].decode()

    def stop(self) -> None:
        """Ends it, if it has not ended; what it started is ended by it."""
        if self.code is None:
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    if arguments:
        return subprocess.call((*PYTEST, *arguments))
    with begun(RUNS) as runs:
        waiting, told_at = list(runs), 0.0
        while waiting:
            for run in [run for run in waiting if run.code is not None]:
                waiting.remove(run)
                say(run, run.lines())
            if time.monotonic() - told_at > EVERY_SECONDS:
                told_at = time.monotonic()
                print(" · ".join(f"{run.name} {run.share()}" for run in waiting), flush=True)
            time.sleep(0.2)
        for run in runs:
            say(run, run.lines()[-CLOSING if run.code else -1 :])
        return next((run.code for run in runs if run.code), 0)


@contextmanager
def begun(runs: Sequence[Run]) -> Iterator[list[Begun]]:
    """All of them side by side; none is left when the block is."""
    with ExitStack() as opened:
        started = []
        for run in runs:
            started.append(Begun(run, opened.enter_context(tempfile.TemporaryFile())))
            opened.callback(started[-1].stop)
        yield started


def say(run: Begun, lines: Sequence[bytes]) -> None:
    """The lines under the name of their run."""
    print(f"── {run.name}", flush=True)
    sys.stdout.buffer.writelines(lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
