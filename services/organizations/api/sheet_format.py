"""The organization sheet: how it is written and read. Whatever looks like a formula is text."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter import Workbook

from contracts.codes import ORGANIZATION_KINDS
from libs.kernel import Invalid
from services.organizations.views import SheetLine

COLUMNS: Final = {
    "name": ("名称", "全称，与公章一致"),
    "kind": ("类型", "从下拉列表中选择"),
    "uscc": ("统一社会信用代码", "18 位；支部可不填"),
    "territory": ("属地", "12 位区划代码，或全路径，如 东城区/交道口街道/交东社区"),
    "affiliation": ("隶属", "上级组织的名称或代码"),
}
"""Columns in order: heading, hint."""

REMARK: Final = "检查结果"
"""Heading of the column that remarks are written into; read again, it is left alone."""

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_ROWS: Final = 2_000
_MAX_UNPACKED: Final = 64 * 1024 * 1024
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class SheetUnreadable(Invalid):
    """The file is neither an .xlsx workbook nor a .csv table."""

    code = "organizations.sheet-unreadable"


class SheetTooLarge(Invalid):
    """The file is larger, or has more rows, than one import takes."""

    code = "organizations.sheet-too-large"


class SheetColumnMissing(Invalid):
    """The first row does not name a column that is needed."""

    code = "organizations.sheet-column-missing"


class Sheet:
    """The rows of a file, and in which cell each column of a row stands."""

    def __init__(self, data: bytes, file_name: str) -> None:
        """Raises SheetTooLarge, SheetUnreadable or SheetColumnMissing."""
        if len(data) > MAX_BYTES:
            raise SheetTooLarge(max_megabytes=MAX_BYTES // 2**20, max_rows=MAX_ROWS)
        rows = _workbook(data) if data[:2] == b"PK" else _table(data, file_name)
        self.rows = rows
        self._places = _places(rows[0] if rows else [])
        self.lines = [self._line(number, row) for number, row in enumerate(rows[1:], 2) if any(row)]
        if len(self.lines) > MAX_ROWS:
            raise SheetTooLarge(max_megabytes=MAX_BYTES // 2**20, max_rows=MAX_ROWS)

    def cell(self, column: str, row_no: int) -> str:
        """The address of a row's cell, like ``C5``; the row's number for an unknown column."""
        place = self._places.get(column)
        return f"{_LETTERS[place]}{row_no}" if place is not None and place < 26 else str(row_no)

    def place(self, column: str) -> int | None:
        """In which column of the file, counted from nought."""
        return self._places.get(column)

    def _line(self, row_no: int, row: list[str]) -> SheetLine:
        def text(column: str) -> str:
            place = self._places.get(column)
            return row[place] if place is not None and place < len(row) else ""

        return SheetLine(row_no=row_no, **{column: text(column) for column in COLUMNS})


def template() -> bytes:
    """An empty sheet with headings, hints and a list of kinds to choose from."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, options) as book:
        sheet = book.add_worksheet("组织")
        heading = book.add_format({"bold": True, "bg_color": "#F5F5F5", "bottom": 1})
        text = book.add_format({"num_format": "@"})
        for place, (title, hint) in enumerate(COLUMNS.values()):
            sheet.write_string(0, place, title, heading)
            sheet.write_comment(0, place, hint)
            sheet.set_column(place, place, 34, text)
        kinds = [ORGANIZATION_KINDS.zh(code) for code in ORGANIZATION_KINDS]
        listed = {"validate": "list", "source": kinds}
        sheet.data_validation(1, 1, MAX_ROWS, 1, listed)
        sheet.freeze_panes(1, 0)
    return target.getvalue()


Remarks = Mapping[int, Sequence[tuple[int | None, str]]]
"""By row: the column that a remark is about, if any, and what it says."""


def annotated(sheet: Sheet, remarks: Remarks) -> bytes:
    """The rows of a file as they were sent, what is wrong with each coloured and said beside it."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, options) as book:
        page = book.add_worksheet("组织")
        heading = book.add_format({"bold": True, "bg_color": "#F5F5F5", "bottom": 1})
        wrong = book.add_format({"num_format": "@", "bg_color": "#FDEEE7", "font_color": "#BF3B0B"})
        said = book.add_format({"font_color": "#BF3B0B", "text_wrap": True})
        text = book.add_format({"num_format": "@"})
        last = max(len(row) for row in sheet.rows)
        page.set_column(0, last - 1, 34)
        page.set_column(last, last, 60)
        page.freeze_panes(1, 0)
        page.write_string(0, last, REMARK, heading)
        for number, row in enumerate(sheet.rows):
            told = remarks.get(number + 1, ())
            places = {place for place, _ in told}
            for place, cell in enumerate(row):
                plain = heading if number == 0 else text
                page.write_string(number, place, cell, wrong if place in places else plain)
            if told:
                page.write_string(number, last, "\n".join(words for _, words in told), said)
    return target.getvalue()


def _workbook(data: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > _MAX_UNPACKED:
                raise SheetTooLarge(max_megabytes=MAX_BYTES // 2**20, max_rows=MAX_ROWS)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MAX_ROWS + 2)
    except (CalamineError, zipfile.BadZipFile) as error:
        raise SheetUnreadable from error
    return [[_text(cell) for cell in row] for row in rows]


def _table(data: bytes, file_name: str) -> list[list[str]]:
    if not file_name.lower().endswith((".csv", ".txt")):
        raise SheetUnreadable
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            reader = csv.reader(io.StringIO(text, newline=""), strict=True)
            return [[_text(cell) for cell in row] for row in reader]
        except csv.Error as error:
            raise SheetUnreadable from error
    raise SheetUnreadable


def _places(headings: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        for column, (title, _) in COLUMNS.items():
            if heading.strip("*＊ ").lower() in {title, column} and column not in found:
                found[column] = place
    for column in ("name", "kind"):
        if column not in found:
            raise SheetColumnMissing(column=COLUMNS[column][0])
    return found


def _text(cell: Any) -> str:
    """Numbers without a decimal point where they are whole; everything else as it reads."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
