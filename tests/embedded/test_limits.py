import resource
import subprocess
import sys

import pytest

from deploy.embedded.limits import ENOUGH, LEAST

TOLD = """
import resource
from deploy.embedded.limits import allow_files
from deploy.embedded.trouble import Trouble
try:
    allow_files()
    print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
except Trouble as trouble:
    print(trouble)
"""


def told(soft: int, hard: int) -> str:
    """What a process with these limits comes to."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    done = subprocess.run(
        [sys.executable, "-c", TOLD],
        preexec_fn=limited,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.parametrize("soft", [256, 1024])
def test_a_low_limit_of_open_files_is_raised_as_far_as_is_allowed(soft: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    hard = most if most != resource.RLIM_INFINITY else 2 * ENOUGH

    assert told(soft, hard) == str(min(ENOUGH, hard))
    assert told(soft, min(2048, hard)) == str(min(2048, hard))


def test_too_low_a_limit_is_told_with_what_mends_it() -> None:
    said = told(256, 512)

    assert f"Only 512 files may be open at a time; databases need at least {LEAST}." in said
    assert "ulimit -Hn" in said
