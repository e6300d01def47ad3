import contextlib
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from deploy.embedded import traces
from deploy.embedded.board import read_board, supervisor_of
from deploy.embedded.children import State
from deploy.embedded.keys import ensure_keys
from deploy.embedded.places import require_room
from deploy.embedded.ports import LOOPBACK, PortChoice, any_free, handed_out_from, is_free
from deploy.embedded.status import rows
from deploy.embedded.trouble import Trouble
from tests.embedded.fakes import Listener, MakeStack


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def soon(holds: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_a_killed_process_is_restarted_and_named(make_stack: MakeStack, listener: Listener) -> None:
    stack = make_stack("needs", "ledger")
    stack.start()
    before, neighbour = stack.process("needs").pid, stack.process("ledger").pid

    stack.kill("needs")

    assert soon(lambda: stack.process("needs").pid not in (None, before))
    stack.wait_ready()
    assert stack.process("ledger").pid == neighbour
    assert any("needs died (SIGKILL)" in line for line in listener.lines)
    board = read_board(stack.places.run)
    assert board is not None
    assert {entry.name: entry.restarts for entry in board.processes} == {"needs": 1, "ledger": 0}


def test_what_was_stopped_on_purpose_is_not_waited_for(make_stack: MakeStack) -> None:
    stack = make_stack("needs", "ledger")
    stack.start()
    stack.stop_one("ledger")

    stack.wait_ready(5.0)
    assert stack.process("ledger").pid is None

    stack.start_one("ledger")
    stack.wait_ready(5.0)
    assert stack.process("ledger").pid is not None


def test_a_stop_leaves_no_process_even_of_grandchildren(make_stack: MakeStack) -> None:
    stack = make_stack("needs", "ledger", habits=("children",))
    stack.start()
    family = [
        process.pid
        for name in ("needs", "ledger")
        for process in (
            psutil.Process(stack.process(name).pid),
            *psutil.Process(stack.process(name).pid).children(recursive=True),
        )
    ]
    assert len(family) == 4

    stack.stop()

    assert soon(lambda: all(gone(pid) for pid in family))
    assert list(stack.places.run.glob("*.pid")) == []
    assert supervisor_of(stack.places.run) is None


def test_a_process_deaf_to_sigterm_is_killed(make_stack: MakeStack) -> None:
    stack = make_stack("needs", habits=("deaf",))
    stack.start()
    pid = stack.process("needs").pid
    object.__setattr__(stack.process("needs").program, "grace", 0.5)

    stack.stop()

    assert pid is not None
    assert gone(pid)


def test_a_process_that_never_starts_is_told_and_nothing_is_left(make_stack: MakeStack) -> None:
    stack = make_stack("needs", habits=("die-at-start",))

    with pytest.raises(Trouble, match="needs died 3 times while it started") as caught:
        stack.start()

    assert caught.value.mend.startswith("tail -n 50 ")
    assert stack.process("needs").state == State.STOPPED
    assert supervisor_of(stack.places.run) is None


def test_a_taken_port_is_told_and_the_next_one_used(
    make_stack: MakeStack, listener: Listener
) -> None:
    with socket.socket() as occupant:
        occupant.bind(("127.0.0.1", 0))
        occupant.listen()
        taken = occupant.getsockname()[1]
        stack = make_stack("gateway", ports={"gateway": taken})
        stack.start()

    port = stack.process("gateway").program.port
    assert taken < port < taken + 200
    assert stack.address == f"http://127.0.0.1:{port}"
    assert any(
        f"Port {taken} is taken" in line and f"gateway uses {port}" in line
        for line in listener.lines
    )


def test_a_port_stays_with_its_stack_while_the_process_is_down(
    make_stack: MakeStack,
) -> None:
    first = make_stack("gateway", ports={"gateway": any_free()})
    first.start()
    port = first.process("gateway").program.port
    first.stop_one("gateway")
    assert is_free(port)

    others = PortChoice(lambda _line: None)
    try:
        assert others.port("gateway", port) > port
    finally:
        others.release()

    first.stop()
    assert others.port("gateway", port) == port
    others.release()


@pytest.mark.skipif(handed_out_from() > 65_535, reason="the system hands out every port")
def test_a_port_chosen_ahead_is_never_handed_out_by_the_system() -> None:
    choice = PortChoice(lambda _line: None)
    try:
        chosen = {choice.port(f"program {n}", None) for n in range(50)}
        with contextlib.ExitStack() as opened:
            handed_out = set()
            for _ in range(200):
                listener = opened.enter_context(socket.socket())
                listener.bind((LOOPBACK, 0))
                handed_out.add(listener.getsockname()[1])
    finally:
        choice.release()

    assert max(chosen) < handed_out_from() <= min(handed_out)


def test_a_second_supervisor_is_refused_with_the_address(make_stack: MakeStack) -> None:
    first = make_stack("gateway")
    first.start()
    second = make_stack("gateway")

    with pytest.raises(Trouble, match=f"running already at {first.address}"):
        second.start()

    assert first.process("gateway").pid is not None


def test_what_a_killed_supervisor_left_is_stopped_at_the_next_start(
    make_stack: MakeStack, listener: Listener
) -> None:
    stack = make_stack("needs")
    orphan = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True
    )
    traces.leave(stack.places.run, "needs", orphan.pid)

    stack.start()

    assert orphan.wait(timeout=5) == -signal.SIGTERM
    assert "Stopped what an earlier run left behind: needs." in listener.lines


def test_a_stale_pid_that_now_belongs_to_a_stranger_is_left_alone(make_stack: MakeStack) -> None:
    stack = make_stack("needs")
    stranger = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True
    )
    try:
        traces.leave(stack.places.run, "needs", stranger.pid)
        path = stack.places.run / "needs.pid"
        path.write_text(path.read_text().replace("time.sleep(600)", "time.sleep(6)"))
        (stack.places.run / "torn.pid").write_text("{")

        stack.start()

        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_children_end_with_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path;"
        "from deploy.embedded.stack import Plan, Stack;"
        "from tests.embedded.fakes import fake_command;"
        f"stack = Stack(Path({str(tmp_path)!r}), Plan(services=('needs',), mongods=0, brokers=0,"
        " commands={'needs': fake_command('needs')}));"
        "stack.start(); print(stack.process('needs').pid, flush=True); time.sleep(600)"
    )
    supervisor = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert supervisor.stdout is not None
    pid = int(supervisor.stdout.readline())

    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()

    assert soon(lambda: gone(pid))


def test_status_shows_memory_and_readiness(make_stack: MakeStack) -> None:
    stack = make_stack("needs", "gateway")
    stack.start()
    stack.stop_one("needs")
    board = read_board(stack.places.run)
    assert board is not None

    found = {row.name: row for row in rows(board, stack.places.run)}

    assert (found["needs"].state, found["needs"].ready, found["needs"].resident) == (
        "down",
        False,
        0,
    )
    assert (found["gateway"].state, found["gateway"].ready) == ("running", True)
    assert found["gateway"].resident > 5_000_000
    stack.start_one("needs")


def test_a_full_disk_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"GB free; the stack needs 1000000000\.0 GB"):
        require_room(tmp_path, needed=10**18)


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    first = ensure_keys(tmp_path / "secrets")
    contents = {path: path.read_bytes() for path in (tmp_path / "secrets").iterdir()}

    assert ensure_keys(tmp_path / "secrets") == first
    assert len(contents) == 4
    for path, content in contents.items():
        assert path.read_bytes() == content
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
