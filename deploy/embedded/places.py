"""Where the embedded stack keeps what it makes."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded.trouble import Trouble

PROJECT = Path(__file__).resolve().parents[2]
ROOM_NEEDED = 1_500_000_000
LITTLE_ROOM = 500_000_000


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one stack below ``root``; nothing is created before it is asked for."""

    root: Path

    def folder(self, *parts: str) -> Path:
        path = self.root.joinpath(*parts)
        path.mkdir(parents=True, exist_ok=True)
        return path

    @property
    def run(self) -> Path:
        return self.folder("run")

    def log(self, name: str) -> Path:
        return self.folder("log") / f"{name}.log"


def default_places() -> Places:
    """``var/`` of the project, or the folder that GONGJIAN_VAR names."""
    return Places(Path(os.environ.get("GONGJIAN_VAR") or PROJECT / "var").resolve())


def cache() -> Path:
    """What can be fetched again; shared by every stack of this clone."""
    path = PROJECT / "var" / "cache"
    path.mkdir(parents=True, exist_ok=True)
    return path


def require_room(folder: Path, needed: int = ROOM_NEEDED) -> None:
    """Raise Trouble when the disk below ``folder`` cannot take a running stack."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Trouble(
            f"The disk of {folder} has {free / 1e9:.1f} GB free; the stack needs "
            f"{needed / 1e9:.1f} GB.",
            f"du -sh {folder}/*",
        )
