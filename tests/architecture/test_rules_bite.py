"""The import rules hold, and each breaks when the fault it is meant for is planted."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

PLANTED = [
    ("strangers", "services/needs/views.py", "import services.pairings.domain"),
    ("inward", "services/needs/domain/__init__.py", "import services.needs.api"),
    ("inward", "services/needs/odds_and_ends.py", "X = 1"),
    ("pure", "services/needs/handlers/__init__.py", "import pymongo"),
    ("pure", "services/needs/domain/__init__.py", "import libs.storage.store"),
    ("libraries", "libs/storage/store.py", "import libs.runtime.settings"),
    ("libraries", "libs/common.py", "X = 1"),
    ("plain", "contracts/types.py", "import libs.storage.store"),
    ("bare", "libs/kernel/ids.py", "import contracts.types"),
    ("offstage", "services/needs/app.py", "import libs.testing"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("house")
    for room in ("services", "libs", "contracts"):
        shutil.copytree(
            ROOT / room,
            copy / room,
            ignore=shutil.ignore_patterns("web/node_modules", "node_modules", "dist", "*.json"),
        )
    shutil.copy(ROOT / ".importlinter", copy)
    return copy


def _lint(house: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT), "--no-cache"],
        cwd=house,
        env={"PYTHONPATH": str(house), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.timeout(120)
def test_the_house_as_it_stands_keeps_every_import_rule(house: Path) -> None:
    answer = _lint(house)

    assert answer.returncode == 0, answer.stdout


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("contract", "file", "line"), PLANTED)
def test_a_planted_fault_breaks_the_rule_meant_for_it(
    house: Path, contract: str, file: str, line: str
) -> None:
    place = house / file
    if not place.exists() and place.name == "__init__.py":
        place = place.parent.with_suffix(".py")
    before = place.read_text() if place.exists() else None
    place.write_text((before or '"""Planted."""\n') + f"\n{line}\n")
    try:
        answer = _lint(house)
    finally:
        if before is None:
            place.unlink()
        else:
            place.write_text(before)

    names = {
        "strangers": "A service never imports another service",
        "inward": "Inside a service, imports point inward",
        "pure": "Domain, commands and handlers do no I/O",
        "libraries": "Libraries are layered",
        "plain": "Contracts know only the kernel",
        "bare": "Libraries know no service and no contract",
        "offstage": "Test helpers stay out of production",
    }
    assert answer.returncode != 0
    assert f"{names[contract]} BROKEN" in answer.stdout, answer.stdout
