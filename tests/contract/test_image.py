import subprocess
import sys
from pathlib import Path

import pytest

from deploy.embedded.places import PROJECT

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
