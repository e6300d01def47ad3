"""All tests in two runs at once: what needs no server runs beside what waits for servers.

``python -m tests [pytest's arguments]``; with arguments it is pytest itself. Ends with the closing
lines of both; the exit code is the first that is not 0.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import IO

PYTEST = (sys.executable, "-m", "pytest")
QUICK = ("tests/unit", "tests/contract", "tests/architecture")
SERVED = ("tests/integration", "tests/embedded", "tests/operations", "tests/chaos", "tests/e2e")
BEHIND = 10
"""How nice the quick run is: servers and browsers of the other go first."""
PATIENCE_SECONDS = 300
"""The limit on one test that always lets others go first."""


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    if arguments:
        return subprocess.call((*PYTEST, *arguments))
    with tempfile.TemporaryFile() as told, quick(told) as beside:
        print(f"{', '.join(QUICK)} run beside the others; what they say comes last.", flush=True)
        try:
            served = subprocess.call((*PYTEST, *SERVED))
            own = beside.wait()
        finally:
            beside.kill()
        told.seek(0)
        print(f"── {', '.join(QUICK)}", flush=True)
        sys.stdout.buffer.write(told.read())
        sys.stdout.flush()
    return served or own


def quick(told: IO[bytes]) -> subprocess.Popen[bytes]:
    """The run of tests without servers, what it says going to ``told``."""
    command = (*PYTEST, "-o", f"timeout={PATIENCE_SECONDS}", *QUICK)
    process = subprocess.Popen(command, stdout=told, stderr=subprocess.STDOUT)
    os.setpriority(os.PRIO_PROCESS, process.pid, BEHIND)
    return process


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
