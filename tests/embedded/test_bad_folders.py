"""A data folder in any state: recovered, or told in one sentence with the command that mends it."""

import fcntl
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from deploy.embedded.board import Turn, supervisor_of
from deploy.embedded.places import PROJECT, Places, not_ours
from deploy.embedded.trouble import Trouble

SAID_BY_ANY = ("status", "down", "logs gateway", "seed divisions")


def gongjian(var: Path, words: str) -> str:
    """What the command prints about that folder; never a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "deploy.cli", *words.split()],
        env={**os.environ, "GONGJIAN_VAR": str(var), "COLUMNS": "140"},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return done.stdout


def test_what_an_earlier_run_wrote_may_be_anything(tmp_path: Path) -> None:
    run = Places(tmp_path).run
    for name in ("supervisor.lock", "stack.json", "mongod.pid", "gateway.pid"):
        (run / name).write_bytes(b"5" if name == "stack.json" else b"\xff\xfe{garbage")

    assert "Gongjian is not running." in gongjian(tmp_path, "status")
    assert "Nothing is running." in gongjian(tmp_path, "down")
    turn = Turn(run)
    turn.take()
    assert supervisor_of(run) == os.getpid()
    turn.give_back()


def test_a_held_lock_that_names_nobody_says_how_to_find_the_holder(tmp_path: Path) -> None:
    run = Places(tmp_path).run
    with (run / "supervisor.lock").open("w") as file:
        file.write("garb\ufffdge")
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)

        with pytest.raises(Trouble) as told:
            supervisor_of(run)

    assert told.value.mend == f"fuser -v {run / 'supervisor.lock'}"


def test_who_looks_does_not_keep_a_stack_from_starting(tmp_path: Path) -> None:
    run = Places(tmp_path).run
    path = run / "supervisor.lock"
    path.touch()
    looking = threading.Event()

    def look() -> None:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            looking.set()
            time.sleep(0.3)

    onlooker = threading.Thread(target=look)
    onlooker.start()
    looking.wait()
    assert supervisor_of(run) is None

    turn = Turn(run)
    turn.take()

    onlooker.join()
    assert supervisor_of(run) == os.getpid()
    turn.give_back()


def test_two_stacks_do_not_share_a_folder(tmp_path: Path) -> None:
    run = Places(tmp_path).run
    first = Turn(run)
    first.take()

    with pytest.raises(Trouble, match="running already"):
        Turn(run).take()
    first.give_back()


@pytest.mark.parametrize("words", ["up --no-web --no-demo", *SAID_BY_ANY])
def test_a_file_in_the_place_of_the_folder_is_told_with_what_mends_it(
    tmp_path: Path, words: str
) -> None:
    var = tmp_path / "var"
    var.write_text("not a folder")

    said = gongjian(var, words)

    assert f"{var} is a file where a folder is needed." in said
    assert f"mv {var} {var}.aside" in said


def test_a_folder_that_is_not_ours_is_told_with_what_mends_it() -> None:
    with pytest.raises(Trouble) as told:
        Places(Path("/proc/nothing-can-be-made-here")).folder("run")

    assert told.value.mend.startswith('sudo chown -R "$(id -un)"')


def test_a_full_disk_is_told_as_one(tmp_path: Path) -> None:
    told = not_ours(tmp_path, OSError(28, "No space left on device"))

    assert told.sentence == f"The disk of {tmp_path} is full."
