"""``make test`` leaves no folder of tests out."""

from pathlib import Path

from tests.__main__ import RUNS

TESTS = Path(__file__).parents[1]


def test_every_folder_of_tests_is_in_one_of_the_runs() -> None:
    folders = {path.relative_to(TESTS).parts[0] for path in TESTS.rglob("test_*.py")}

    taken = [folder for run in RUNS for folder in run.folders]

    assert sorted(taken) == sorted(f"tests/{folder}" for folder in folders)
