"""Commands among the tests that no test runs must at least be whole."""

import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in (ROOT / "tests").rglob("*.py")
    if not path.name.startswith(("test_", "conftest", "__init__"))
)


@pytest.mark.parametrize("tool", TOOLS)
def test_what_is_run_by_hand_finds_all_that_it_imports(tool: str) -> None:
    importlib.import_module(tool)


def test_the_tools_are_found() -> None:
    assert {"tests.operations.throughput", "tests.screenshots"} <= set(TOOLS)
