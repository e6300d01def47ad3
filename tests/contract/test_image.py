import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.embedded.places import PROJECT
from deploy.embedded.services import ALLOCATOR

DOCKERFILE = PROJECT / "deploy" / "docker" / "Dockerfile"
HADOLINT = Path(sys.executable).with_name("hadolint")


def complaints(dockerfile: Path) -> list[str]:
    done = subprocess.run(
        [str(HADOLINT), "--no-color", "--failure-threshold", "style", str(dockerfile)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout.splitlines()


def test_the_dockerfile_has_no_common_mistake() -> None:
    assert complaints(DOCKERFILE) == []


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("FROM python:latest", "DL3007"),
        ("RUN apt-get update && apt-get install -y curl", "DL3008"),
        ("RUN pip install uvicorn", "DL3013"),
        ("ADD libs ./libs", "DL3020"),
        ("CMD python -m libs.runtime", "DL3025"),
    ],
)
def test_a_planted_mistake_is_found(line: str, rule: str, tmp_path: Path) -> None:
    spoilt = tmp_path / "Dockerfile"
    spoilt.write_text(f"{DOCKERFILE.read_text()}\n{line}\n")

    assert any(rule in complaint for complaint in complaints(spoilt))


def test_the_image_gives_memory_back_as_the_embedded_stack_does() -> None:
    for name, value in ALLOCATOR.items():
        assert f" {name}={value} " in DOCKERFILE.read_text()


HASHING = """
import resource
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from services.gateway.passwords import _hasher

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

before = resident()
with ThreadPoolExecutor(2) as threads:
    list(threads.map(_hasher.hash, ["a long enough password"] * 8))
print(resident() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="resident memory is read there")
def test_what_hashing_passwords_took_is_given_back() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HASHING],
        env={**os.environ, **ALLOCATOR},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert int(done.stdout) < 10_000_000
