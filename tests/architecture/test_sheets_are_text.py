"""Whatever stands in a cell is text: no workbook or table of the product runs a formula."""

import ast
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.organizations.api.sheet_format import Sheet, template

ROOT = Path(__file__).parents[2]
WRITERS = {"Workbook", "writer", "DictWriter"}
HURTFUL = ("=HYPERLINK(1)", "+1", "-1+1", "@SUM(A1)", "\t=1", "＝1")


def writers() -> Iterator[tuple[Path, ast.Call]]:
    """Every place in services, libs and deploy that begins a workbook or a csv table."""
    for folder in ("services", "libs", "deploy"):
        for file in (ROOT / folder).rglob("*.py"):
            if "node_modules" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    if name in WRITERS:
                        yield file, node


def opened_safely(file: Path) -> bool:
    """A module that writes workbooks says that texts become neither formulas nor links."""
    text = file.read_text()
    return '"strings_to_formulas": False' in text and '"strings_to_urls": False' in text


def test_every_writer_of_sheets_writes_text() -> None:
    found = list(writers())

    assert found, "the search is broken"
    assert [str(file) for file, _ in found if not opened_safely(file)] == []


def test_the_template_has_no_formula_and_no_link() -> None:
    with zipfile.ZipFile(io.BytesIO(template())) as packed:
        sheets = [name for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets
        for name in sheets:
            text = packed.read(name).decode()
            assert "<f>" not in text
            assert "<hyperlink" not in text


@pytest.mark.parametrize("cell", HURTFUL)
def test_a_cell_that_looks_like_a_formula_is_read_as_it_stands(cell: str) -> None:
    table = f'名称,类型\n"{cell}",单位\n'.encode()

    (line,) = Sheet(table, "a.csv").lines

    assert line.name == cell.strip()


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "C:\\a.csv", "a\r\nX: 1.csv", "\x00.csv"])
def test_the_name_of_an_uploaded_file_is_no_path(name: str) -> None:
    """It is looked at for its ending alone; nothing is opened or written under it."""
    (line,) = Sheet("名称,类型\n甲,单位\n".encode(), name).lines

    assert line.name == "甲"
