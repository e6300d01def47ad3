"""What waits, told by name: on a desk and on a phone, in both languages."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from deploy.seed.accounts import PASSWORD
from tests.e2e.browser import Browser, sign_in
from tests.e2e.story import COMMUNITY_NAME
from tests.e2e.town import COMMUNITY, DEPARTMENT, Town, eventually, window

TITLE = "冬季楼道照明检修"
HELPER = "dangyuan11.2"
"""A member of whom no other story tells."""


@pytest.fixture(scope="module")
def need(town: Town) -> Any:
    """A need that nobody has verified yet."""
    body = {
        "community_id": town.id_of(COMMUNITY_NAME),
        "title": TITLE,
        "category_code": "community_governance",
        "qty": 1,
        "unit_code": "session",
        "window": window(20),
        "channel_code": "visit",
    }
    made = town.person(COMMUNITY).post("needs/needs", body)
    yield made["need_id"]
    town.person(COMMUNITY).post(
        f"needs/needs/{made['need_id']}/return", {"reason_code": "mistaken"}
    )


def test_a_need_to_verify_is_named_in_the_work_list_and_among_the_needs(
    browser: Browser, town: Town, need: str
) -> None:
    person = town.person(COMMUNITY)

    def waits() -> Any:
        queues = person.get("views/work")["queues"]
        return [
            entry for queue in queues for entry in queue["items"] if entry["subject_id"] == need
        ]

    (entry,) = eventually(waits)
    assert (entry["title"], entry["category_code"]) == (TITLE, "community_governance")
    rows = person.get("views/needs?status=submitted")["items"]
    assert [row["title"] for row in rows if row["id"] == need] == [TITLE]

    for screen in (browser.desk(), browser.phone()):
        sign_in(screen, COMMUNITY, PASSWORD)
        screen.goto("/work")
        expect(screen.get_by_text(TITLE).first).to_be_visible()
    assert browser.complaints == []


def test_promises_in_force_say_what_has_been_done_of_them(browser: Browser, town: Town) -> None:
    person = town.person(DEPARTMENT)
    rows = person.get("views/agreements?status=effective&size=50")["items"]
    served, read, done = next(
        (row, read, done)
        for row in rows
        if row["minutes"] > 0
        for read in [person.get(f"views/agreements/{row['id']}")]
        for done in [{one["kind"]: one.get("done_qty") for one in read["commitments"]}]
        if {"hours", "sessions"} <= set(done)
    )
    assert done["hours"] == served["minutes"] / 60
    assert done["sessions"] == read["session_count"]
    behind = person.get(f"views/sessions?agreement_id={served['id']}&figure=served")
    assert behind["total"] == read["session_count"]
    draft = next(row for row in person.get("views/agreements?status=draft")["items"])
    promised = person.get(f"views/agreements/{draft['id']}")["commitments"]
    assert all("done_qty" not in one for one in promised)

    desk = browser.desk()
    sign_in(desk, DEPARTMENT, PASSWORD)
    desk.goto(f"/agreements/{served['id']}")
    expect(desk.get_by_role("heading", name="承诺与兑现")).to_be_visible()
    expect(desk.get_by_text(re.compile("按进度应达")).first).to_be_visible()
    assert browser.complaints == []


def test_a_member_changes_the_password_on_the_phone(browser: Browser, town: Town) -> None:
    phone = browser.phone()
    sign_in(phone, HELPER, PASSWORD)
    phone.goto("/me")
    expect(phone.get_by_role("listitem").filter(has_text="党员")).to_be_visible()
    phone.get_by_role("link", name="修改密码").click()

    press = phone.get_by_role("button", name="修改密码")
    press.click()
    expect(phone.get_by_text("请填写现在的密码。")).to_be_visible()
    fields = phone.locator("input[type=password]")
    fields.nth(0).fill(PASSWORD)
    fields.nth(1).fill("short")
    fields.nth(2).fill("shorter")
    press.click()
    expect(phone.get_by_text("新密码至少 10 个字符。")).to_be_visible()
    expect(phone.get_by_text("两次输入的新密码不一样。")).to_be_visible()
    fields.nth(0).fill("wrong-password-here")
    fields.nth(1).fill(PASSWORD)
    fields.nth(2).fill(PASSWORD)
    press.click()
    expect(phone.get_by_role("alert")).to_contain_text("密码不对")
    fields.nth(0).fill(PASSWORD)
    press.click()
    phone.wait_for_url("**/me")
    assert browser.complaints == []


def test_a_refused_form_on_the_phone_leads_to_the_first_fault(browser: Browser, town: Town) -> None:
    phone = browser.phone()
    sign_in(phone, COMMUNITY, PASSWORD)
    phone.evaluate("localStorage.setItem('gongjian.language', 'en')")
    phone.goto("/new")
    phone.get_by_label("What is needed").fill("Lights in the stairwell")
    phone.locator("select").first.select_option("law")
    phone.get_by_label("Quantity").fill("0")

    phone.get_by_role("button", name="Submit").click()

    expect(phone.get_by_role("alert")).to_have_text("1 thing to correct; nothing was saved")
    expect(phone.get_by_label("Quantity")).to_be_focused()
    assert browser.complaints == []


def test_the_demo_says_in_english_what_each_person_does(browser: Browser, town: Town) -> None:
    for screen in (browser.desk(), browser.phone()):
        screen.goto("/signin")
        screen.get_by_text("English", exact=True).click()
        row = screen.get_by_role("button", name="李晓梅")
        expect(row).to_contain_text("checks in, sees own hours")
    assert browser.complaints == []


def a_long_name(town: Town) -> str:
    """Of somebody on the books: more than one piece to be found by."""
    rows = town.person(DEPARTMENT).get("views/members?size=50")["items"]
    return next(str(row["name"]) for row in rows if len(row["name"]) > 2)


def test_a_member_is_found_by_a_part_of_the_name(browser: Browser, town: Town) -> None:
    person = town.person(DEPARTMENT)
    name = a_long_name(town)
    wanted = name[-2:]
    found = person.get(f"views/members?q={wanted}&size=200")
    assert 0 < found["total"] < person.get("views/members?size=1")["total"]
    assert all(wanted in row["name"] for row in found["items"])

    desk = browser.desk()
    sign_in(desk, DEPARTMENT, PASSWORD)
    desk.goto("/members")
    box = desk.get_by_placeholder("姓名（至少两个字）")
    box.fill(wanted)
    box.press("Enter")
    expect(desk.get_by_text(f"{found['total']} 人").first).to_be_visible()
    expect(desk.get_by_role("link", name=name).first).to_be_visible()
    assert browser.complaints == []


def test_the_search_of_every_page_finds_persons_in_ones_scope(town: Town) -> None:
    name = a_long_name(town)

    def persons(login: str, words: str) -> list[str]:
        items = town.person(login).get(f"views/search?q={words}")["items"]
        return [hit["title"] for hit in items if hit["kind"] == "member"]

    assert name in persons(DEPARTMENT, name)
    assert persons(DEPARTMENT, name[:1]) == []
    assert persons(HELPER, name) == []
