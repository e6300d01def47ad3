"""The state of a stack, read from outside."""

from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy.embedded import traces
from deploy.embedded.board import Board
from deploy.embedded.ports import listens
from deploy.embedded.services import SERVICES, is_ready, service_of


@dataclass(frozen=True, slots=True)
class Row:
    """One process as it is now; ``pid`` is None and ``resident`` 0 when it does not run."""

    name: str
    pid: int | None
    state: str
    restarts: int
    resident: int
    port: int
    ready: bool


def rows(board: Board, run: Path) -> list[Row]:
    """Every process of the stack, in the order of start."""
    living = {trace.name: trace.pid for trace in traces.found(run) if trace.alive()}
    return [
        Row(
            name=entry.name,
            pid=living.get(entry.name),
            state="running" if entry.name in living else "down",
            restarts=entry.restarts,
            resident=resident_of(living.get(entry.name)),
            port=entry.port,
            ready=entry.name in living and _answers(entry.name, entry.port),
        )
        for entry in board.processes
    ]


def resident_of(pid: int | None) -> int:
    """Resident bytes of the process and of what it has started."""
    if pid is None:
        return 0
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        return sum(int(member.memory_info().rss) for member in family)
    except psutil.Error:
        return 0


def _answers(name: str, port: int) -> bool:
    return is_ready(port) if service_of(name) in SERVICES else listens(port)
