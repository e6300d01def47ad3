"""Where the embedded stack keeps what it makes."""

import errno
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
        """The folder below ``root``, made if it is not there. Raises Trouble when it cannot be."""
        path = self.root.joinpath(*parts)
        try:
            path.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            file = next(each for each in (path, *path.parents) if each.is_file())
            raise Trouble(
                f"{file} is a file where a folder is needed.", f"mv {file} {file}.aside"
            ) from None
        except OSError as error:
            raise not_ours(path, error) from None
        if not os.access(path, os.W_OK | os.X_OK):
            raise not_ours(path, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))
        return path

    @property
    def run(self) -> Path:
        return self.folder("run")

    def log(self, name: str) -> Path:
        return self.folder("log") / f"{name}.log"


def not_ours(path: Path | str, error: OSError) -> Trouble:
    """What to do about a file or folder that the system does not let us use."""
    if error.errno == errno.ENOSPC:
        return Trouble(f"The disk of {path} is full.", f"df -h {path}")
    return Trouble(
        f"{path} cannot be used: {error.strerror}.",
        f'sudo chown -R "$(id -un)" {default_places().root}',
    )


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
