"""A sheet of organizations by the page: tried, sent back with remarks, imported, looked at."""

import io
import time
from pathlib import Path

from playwright.sync_api import expect
from python_calamine import CalamineWorkbook
from stdnum.cn import uscc

from tests.e2e.browser import Browser, sign_in_by_press
from tests.e2e.town import DEPARTMENT, Town

PLACE = "东城区/交道口街道/交东社区"


def a_code() -> str:
    """A social credit code that nobody has."""
    body = f"91110101{time.time_ns() // 1000 % 10**9:09d}"
    return body + uscc.calc_check_digit(body)


def test_a_sheet_is_tried_returned_with_remarks_and_imported(
    browser: Browser, town: Town, tmp_path: Path
) -> None:
    code = a_code()
    name = f"来表单位{code[8:17]}"
    sheet = tmp_path / "组织.csv"
    rows = ["名称,类型,统一社会信用代码,属地,隶属", f"{name},单位,{code},{PLACE},"]
    sheet.write_text("\n".join([*rows, "错表单位,单位,91110101000000000X,没有这个地方,"]), "utf-8")
    desk = browser.desk()
    sign_in_by_press(desk, "王建国")
    desk.goto("/organizations")
    desk.get_by_role("button", name="导入", exact=True).click()

    desk.locator("input[type=file]").set_input_files(sheet)
    expect(desk.get_by_role("button", name="导入 1 行")).to_be_disabled()
    faulty = desk.get_by_role("row").filter(has_text="错表单位")
    expect(faulty).to_contain_text("D3")
    with desk.expect_download() as saved:
        desk.get_by_role("button", name="下载带批注的表").click()
    book = CalamineWorkbook.from_filelike(io.BytesIO(Path(saved.value.path()).read_bytes()))
    heading, first, second = book.get_sheet_by_index(0).to_python()
    assert heading[5] == "检查结果"
    assert (first[0], first[5]) == (name, "")
    assert "没有这个地方" in str(second[5])
    assert town.person(DEPARTMENT).get(f"views/organizations?q={name}&below=true")["total"] == 0

    desk.get_by_role("link", name="共建看板").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("东城区")
    desk.go_back()
    desk.get_by_role("radio", name="只导入对的").check()
    desk.get_by_role("button", name="导入 1 行").click()
    expect(desk.get_by_role("heading", name="导入结果")).to_be_visible()
    desk.get_by_text("全部 2").click()
    desk.get_by_role("link", name=name).click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text(name)
    assert browser.complaints == []
