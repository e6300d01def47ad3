"""What a running stack tells the other commands: where it is, its processes, their ports."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from deploy.embedded.trouble import Trouble


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
    except (OSError, ValueError, TypeError, KeyError):
        return None


class Turn:
    """One supervisor at a time: a file lock that ends with its process, however it ends."""

    def __init__(self, run: Path) -> None:
        self._run = run
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Raise Trouble with the address when another supervisor has the turn."""
        file = (self._run / "supervisor.lock").open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            board = read_board(self._run)
            where = f" at {board.address}" if board else ""
            raise Trouble(f"Gongjian is running already{where}.", "gongjian down") from error
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
    with path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return int(file.read() or 0) or None
    return None
