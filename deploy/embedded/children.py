"""One program kept running: started in its own group, restarted when it dies, stopped whole."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from deploy.embedded import traces
from deploy.embedded.places import PROJECT
from deploy.embedded.trouble import Trouble

FIRST_DELAY = 0.2
LONGEST_DELAY = 15.0
STEADY_AFTER = 20.0
DEATHS_AT_START = 3
LOG_LIMIT = 20_000_000
PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)

Tell = Callable[[str], None]


class State(StrEnum):
    """Where a child stands."""

    STOPPED = "stopped"
    RUNNING = "running"
    WAITING = "waiting to restart"


def no_preparation() -> None:
    """Most programs need nothing before they start."""


def no_diagnosis(_code: int, _tail: str) -> Trouble | None:
    """Most programs say themselves what is wrong."""
    return None


@dataclass(frozen=True)
class Program:
    """What to run. ``prepare`` runs before every start, ``ready`` asks the running program.

    ``diagnose`` turns an early death (exit code, end of the log) into one sentence.
    """

    name: str
    command: Sequence[str]
    ready: Callable[[], bool]
    port: int
    environment: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[], None] = no_preparation
    diagnose: Callable[[int, str], Trouble | None] = no_diagnosis
    grace: float = 10.0


class Child:
    """Keeps one Program running from ``start`` to ``stop``.

    Each child has one keeper thread, which spawns and waits for it: the system ends the process
    with the thread that spawned it, so even a killed supervisor leaves nothing behind.
    All methods may be called from any thread.
    """

    def __init__(self, program: Program, run: Path, log: Path, tell: Tell) -> None:
        self.program = program
        self.log = log
        self.restarts = 0
        self.state = State.STOPPED
        self.failure: Trouble | None = None
        self._run = run
        self._tell = tell
        self._popen: subprocess.Popen[bytes] | None = None
        self._keeper: threading.Thread | None = None
        self._stopping = threading.Event()
        self._patience_ends = 0.0
        self._log_begin = 0
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        popen = self._popen
        return popen.pid if popen is not None else None

    @property
    def wanted(self) -> bool:
        """Whether it is to run: false once it has been stopped on purpose."""
        return not self._stopping.is_set()

    def start(self) -> None:
        """Begin to keep the program running; returns at once."""
        if self._keeper is not None and self._keeper.is_alive():
            return
        self._stopping.clear()
        self.failure = None
        self._keeper = threading.Thread(
            target=self._keep, name=f"keeper-{self.program.name}", daemon=True
        )
        self._keeper.start()

    def wait_ready(self, timeout: float) -> None:
        """Return when the program answers; raise Trouble when it cannot, or not in time."""
        deadline = time.monotonic() + timeout
        before = self.restarts
        while time.monotonic() < deadline and self.restarts - before < DEATHS_AT_START:
            if self.failure is not None:
                raise self.failure
            if self.pid is not None and self.program.ready():
                self.failure = None
                return
            if self._stopping.wait(0.1):
                raise Trouble(f"{self.program.name} was stopped while it started.")
        how = (
            f"did not become ready within {timeout:.0f} s"
            if self.restarts - before < DEATHS_AT_START
            else f"died {DEATHS_AT_START} times while it started"
        )
        raise Trouble(f"{self.program.name} {how}.", f"tail -n 50 {self.log}")

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to the program itself; the keeper restarts it when it dies of it."""
        pid = self.pid
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def ask_to_stop(self) -> None:
        """Send SIGTERM and keep it from being restarted; ``stop`` waits for the end."""
        with self._lock:
            if self._stopping.is_set():
                return
            self._patience_ends = time.monotonic() + self.program.grace
            self._stopping.set()
            self._signal_group(signal.SIGTERM)

    def stop(self) -> None:
        """End the program and everything it started; returns when all of it is gone."""
        self.ask_to_stop()
        keeper = self._keeper
        if keeper is None:
            return
        keeper.join(max(0.0, self._patience_ends - time.monotonic()))
        if keeper.is_alive():
            with self._lock:
                self._signal_group(signal.SIGKILL)
            keeper.join()
        self._keeper = None

    def _keep(self) -> None:
        delay = FIRST_DELAY
        while not self._stopping.is_set():
            begun = time.monotonic()
            cause = self._live_once()
            if self._stopping.is_set():
                break
            if time.monotonic() - begun > STEADY_AFTER:
                delay = FIRST_DELAY
            self.restarts += 1
            self.state = State.WAITING
            self._tell(f"{self.program.name} {cause}; restart in {delay:.1f} s.")
            self._stopping.wait(delay)
            delay = min(delay * 2, LONGEST_DELAY)
        self.state = State.STOPPED

    def _live_once(self) -> str:
        """Run the program to its end; how it ended."""
        try:
            code = self._run_to_end()
        except Trouble as trouble:
            self.failure = trouble
            return f"cannot start: {trouble}"
        self.failure = self.program.diagnose(code, self._tail())
        cause = f"exit code {code}" if code >= 0 else signal.Signals(-code).name
        return f"died ({cause})" + (f": {self.failure}" if self.failure else "")

    def _run_to_end(self) -> int:
        self.program.prepare()
        with self.log.open("ab") as log, self._lock:
            if self._stopping.is_set():
                return 0
            self._log_begin = log.tell()
            popen = subprocess.Popen(
                self.program.command,
                env={**_inherited(), **self.program.environment},
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_the_keeper,  # noqa: PLW1509 - one prctl call, nothing else
            )
            self._popen = popen
            self.state = State.RUNNING
        traces.leave(self._run, self.program.name, popen.pid)
        code = popen.wait()
        with self._lock:
            self._signal_group(signal.SIGKILL)  # what the program itself had started
            self._popen = None
        traces.wipe(self._run, self.program.name)
        return code

    def _signal_group(self, number: int) -> None:
        if self._popen is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._popen.pid, number)

    def _tail(self, size: int = 8000) -> str:
        """The end of what the program wrote since its last start."""
        with self.log.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            begin = self._log_begin if self._log_begin <= end else 0  # trimmed since
            file.seek(max(begin, end - size))
            return file.read().decode(errors="replace")


def trim_log(path: Path) -> None:
    """Empty a log that has grown past LOG_LIMIT; its lines go to one older log beside it.

    The program may go on writing: it appends, wherever the end is now.
    """
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        shutil.copyfile(path, path.with_suffix(".log.1"))
        os.truncate(path, 0)


def _die_with_the_keeper() -> None:
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _inherited() -> dict[str, str]:
    wanted = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in wanted if name in os.environ}
