"""What a running stack tells the other commands: where it is, its processes, their ports."""

import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from deploy.embedded.trouble import Trouble

_PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class ProcessEntry:
    """One supervised process."""

    name: str
    port: int
    log: str
    restarts: int
    state: str


@dataclass(frozen=True, slots=True)
class Board:
    """The stack as its supervisor last wrote it down."""

    pid: int
    address: str
    mongo_uri: str
    kafka_bootstrap: str
    processes: tuple[ProcessEntry, ...]

    def write(self, run: Path) -> None:
        draft = run / "stack.json.part"
        draft.write_text(json.dumps(asdict(self), indent=1))
        draft.replace(run / "stack.json")


def read_board(run: Path) -> Board | None:
    """The board of the last stack below ``run``, running or not."""
    try:
        raw = json.loads((run / "stack.json").read_text())
        processes = tuple(ProcessEntry(**entry) for entry in raw.pop("processes"))
        return Board(processes=processes, **raw)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


class Turn:
    """One supervisor at a time: a file lock that ends with its process, however it ends."""

    def __init__(self, run: Path) -> None:
        self._run = run
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Raise Trouble with the address when another supervisor has the turn."""
        file = (self._run / "supervisor.lock").open("a+")
        if not _locked(file, fcntl.LOCK_EX, _PATIENCE):
            file.close()
            board = read_board(self._run)
            where = f" at {board.address}" if board else ""
            raise Trouble(f"Gongjian is running already{where}.", "gongjian down")
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def give_back(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def supervisor_of(run: Path) -> int | None:
    """Process id of the supervisor that runs now, if one does."""
    path = run / "supervisor.lock"
    if not path.exists():
        return None
    with path.open(errors="replace") as file:
        if _locked(file, fcntl.LOCK_SH):
            return None
        written = file.read().strip()
        board = read_board(run)
        if written.isascii() and written.isdecimal():
            return int(written)
        if board is not None:
            return board.pid
    raise Trouble(f"Gongjian runs, but {path} does not say as which process.", f"fuser -v {path}")


def _locked(file: IO[str], kind: int, patience: float = 0.0) -> bool:
    """Takes the lock; who only looks whether it is held has it for a moment."""
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)
        else:
            return True
