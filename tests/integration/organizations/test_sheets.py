import io
from typing import Any

from python_calamine import CalamineWorkbook
from stdnum.cn import uscc
from xlsxwriter import Workbook

from tests.integration.organizations.door import Door

HEADINGS = ["名称", "类型", "统一社会信用代码", "属地", "隶属"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def a_code(number: int) -> str:
    body = f"91110105{number:09d}"
    return body + uscc.calc_check_digit(body)


def a_workbook(*rows: list[str], headings: list[str] = HEADINGS) -> bytes:
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([headings, *rows]):
            for place, text in enumerate(row):
                sheet.write_string(number, place, text)
    return target.getvalue()


async def send(door: Door, data: bytes, name: str = "组织.xlsx", **form: str) -> Any:
    answer = await door.ask("POST", "/imports", files={"file": (name, data, XLSX)}, data=form)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_sheet_is_tried_then_imported_then_changes_nothing(door: Door) -> None:
    area = await door.a_district()
    district = (await door.get(f"/organizations/{area['district']}"))["name"]
    committee = (await door.get(f"/organizations/{area['committee']}"))["name"]
    sheet = a_workbook(
        ["甲公司", "单位", a_code(1), f"{district}/甲街道/北社区", ""],
        ["甲公司党支部", "支部", "", "", committee],
        ["乙公司", "unit", a_code(2).lower(), f"{area['code']}001002", committee],
        ["=1+1", "商户", "", f"{area['code']}001001", ""],
    )

    tried = await send(door, sheet, dry_run="true")
    before = await door.get("/organizations", under=area["district"], deep=True)
    done = await send(door, sheet)
    again = await send(door, sheet)

    assert (tried["counts"], tried["dry_run"]) == ({"valid": 4}, True)
    assert before["total"] == 8
    assert done["counts"] == {"registered": 4}
    assert again["counts"] == {"unchanged": 4}
    assert [row["org_id"] for row in again["rows"]] == [row["org_id"] for row in done["rows"]]
    formula = await door.get(f"/organizations/{done['rows'][3]['org_id']}")
    assert (formula["name"], formula["kind"]) == ("=1+1", "merchant")
    assert (await door.get(f"/organizations/{done['rows'][2]['org_id']}"))["uscc"] == a_code(2)


async def test_every_fault_of_a_sheet_names_cell_and_rule(door: Door) -> None:
    area = await door.a_district()
    await door.a_district()
    north = f"{area['code']}001001"
    sheet = a_workbook(
        ["好公司", "单位", a_code(11), north, ""],
        ["坏代码", "单位", "123", north, ""],
        ["无此类", "公司", "", north, ""],
        ["无此地", "单位", "", "火星街道", ""],
        ["同名地", "单位", "", "北社区", ""],
        ["重复码", "单位", a_code(11), north, ""],
        ["无上级", "支部", "", "", ""],
        ["", "单位", "", north, ""],
    )

    answer = await send(door, sheet, dry_run="true")

    rows = {row["row_no"]: row for row in answer["rows"]}
    assert answer["counts"] == {"valid": 1, "refused": 7}
    found = {
        number: (row["errors"][0]["cell"], row["errors"][0]["code"])
        for number, row in rows.items()
        if row["errors"]
    }
    assert found == {
        3: ("C3", "organizations.invalid-uscc"),
        4: ("B4", "organizations.sheet-unknown-kind"),
        5: ("D5", "organizations.sheet-unknown-organization"),
        6: ("D6", "organizations.sheet-ambiguous"),
        7: ("C7", "organizations.sheet-repeated"),
        8: ("D8", "organizations.superior-missing"),
        9: ("A9", "field.string_too_short"),
    }
    assert "火星街道" in rows[5]["errors"][0]["detail"]
    assert not (await door.get("/organizations", q="好公司"))["items"]


async def test_a_table_of_text_is_read_in_either_encoding(door: Door) -> None:
    area = await door.a_district()
    for number, encoding in enumerate(("utf-8-sig", "gb18030"), 21):
        text = f"名称,类型,属地\r\n编码公司{number},单位,{area['code']}001001\r\n"
        answer = await send(door, text.encode(encoding), "组织.csv")
        assert answer["counts"] == {"registered": 1}


async def test_what_is_no_sheet_is_refused_whole(door: Door) -> None:
    cases = [
        (b"\x00\x01\x02", "a.xlsx", "organizations.sheet-unreadable"),
        (b"PK\x03\x04broken", "a.xlsx", "organizations.sheet-unreadable"),
        (a_workbook(["甲"], headings=["别的"]), "a.xlsx", "organizations.sheet-column-missing"),
        ("名称,类型\n".encode() + b"x,y\n" * 2001, "a.csv", "organizations.sheet-too-large"),
        (b"0" * (4 * 1024 * 1024 + 1), "a.csv", "organizations.sheet-too-large"),
    ]
    for data, name, code in cases:
        answer = await door.ask("POST", "/imports", files={"file": (name, data)})
        assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_the_template_can_be_filled_in_and_sent(door: Door) -> None:
    answer = await door.ask("GET", "/imports/template")

    await door.refused("GET", "/imports/template", 401, headers={"authorization": ""})
    assert answer.headers["content-type"] == XLSX
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert rows.to_python()[0] == HEADINGS
    assert (await send(door, answer.content))["rows"] == []


async def test_the_sheet_comes_back_with_its_faults_written_beside_them(door: Door) -> None:
    area = await door.a_district()
    good = ["甲公司", "单位", a_code(61), f"{area['code']}001002", ""]
    bad = ["乙公司", "不知道", "91110105000000000X", "没有这个地方", ""]
    book = a_workbook(good, bad)

    answer = await door.ask(
        "POST", "/imports/annotated", files={"file": ("组织.xlsx", book, XLSX)}, data={}
    )

    assert answer.status_code == 200, answer.text
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    heading, first, second = rows.to_python()
    assert heading == [*HEADINGS, "检查结果"]
    assert first == [*good, ""]
    assert second[:5] == bad
    assert len(str(second[5]).splitlines()) == 2
    corrected = await send(door, answer.content, dry_run="true")
    assert corrected["counts"] == {"valid": 1, "refused": 1}
    assert (await door.get("/organizations", under=area["district"], deep=True))["total"] == 8
