"""A file that has become long is two files."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST = 300
FOLDERS = ("libs", "services", "contracts", "deploy")


def lengths() -> dict[str, int]:
    """Lines of every source file of the product."""
    files = [
        file
        for folder in FOLDERS
        for file in (ROOT / folder).rglob("*.py")
        if "node_modules" not in file.parts
    ]
    return {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in files}


def test_no_source_file_is_longer_than_three_hundred_lines() -> None:
    found = lengths()

    assert len(found) > 200
    assert {name: count for name, count in found.items() if count > LONGEST} == {}
