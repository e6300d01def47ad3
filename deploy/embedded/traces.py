"""Traces of running processes: enough to find our own again after a crash, and nobody else's."""

import contextlib
import json
import os
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Trace:
    """One process as it was started; ``born`` tells it from a later one with the same pid."""

    name: str
    pid: int
    born: float
    command: list[str]

    def alive(self) -> bool:
        """That very process still runs."""
        try:
            process = psutil.Process(self.pid)
            return (
                bool(self.command)
                and abs(process.create_time() - self.born) < 1.0
                and process.cmdline() == self.command
                and process.status() != psutil.STATUS_ZOMBIE
            )
        except psutil.Error:
            return False


def leave(run: Path, name: str, pid: int) -> None:
    """Write the trace of process ``pid``; one that is gone already leaves none."""
    try:
        process = psutil.Process(pid)
        trace = Trace(name, pid, process.create_time(), _command_of(process))
    except psutil.Error:
        return
    path = run / f"{name}.pid"
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(asdict(trace)))
    draft.replace(path)


def _command_of(process: psutil.Process) -> list[str]:
    """Its arguments, which the system shows a moment after the program was loaded."""
    deadline = time.monotonic() + 5.0
    command: list[str] = process.cmdline()
    while not command and time.monotonic() < deadline:
        time.sleep(0.01)
        command = process.cmdline()
    return command


def wipe(run: Path, name: str) -> None:
    """The process ``name`` is known to be gone."""
    (run / f"{name}.pid").unlink(missing_ok=True)


def found(run: Path) -> list[Trace]:
    """Every readable trace, of living and dead."""
    traces = []
    for path in sorted(run.glob("*.pid")):
        try:
            traces.append(Trace(**json.loads(path.read_text())))
        except (ValueError, TypeError):
            path.unlink(missing_ok=True)
    return traces


def stop_left_over(run: Path, grace: float = 10.0) -> list[Trace]:
    """Stop what a killed supervisor left running; returns what was stopped.

    A pid that meanwhile belongs to another program is left alone.
    """
    left = [trace for trace in found(run) if trace.alive()]
    for trace in left:
        _signal_group(trace.pid, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while any(trace.alive() for trace in left) and time.monotonic() < deadline:
        time.sleep(0.1)
    for trace in left:
        if trace.alive():
            _signal_group(trace.pid, signal.SIGKILL)
    for trace in found(run):
        wipe(run, trace.name)
    return left


def _signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, number)
