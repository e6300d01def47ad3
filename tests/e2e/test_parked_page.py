"""The page of parked events by an administrator: looked into, tried, redriven, and given up."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from playwright.sync_api import Locator, Page, expect

from libs.kernel import derive_id
from tests.e2e.browser import Browser, drawer, sign_in
from tests.e2e.quarter import EARLY, a_quarter
from tests.e2e.test_parked import mend, parked, send, spoil
from tests.e2e.town import ADMIN, Town, eventually


def administrator(browser: Browser, town: Town) -> Page:
    """At the page of parked events."""
    desk = browser.desk()
    secret = (town.root / "secrets" / "admin-password").read_text().strip()
    sign_in(desk, ADMIN, secret)
    desk.get_by_role("link", name="搁置事件").click()
    return desk


def row(desk: Page, what: str, subject: str = "") -> Locator:
    """The line of one parked event."""
    return desk.get_by_role("row").filter(has_text=what).filter(has_text=subject)


def test_a_parked_event_is_tried_and_redriven_by_the_page(browser: Browser, town: Town) -> None:
    quarter = a_quarter(town, "搁页").open(("A", "B"), {"U": "A"})
    member = quarter.member("戊", "U")
    who, worker = quarter.people["戊"], quarter.people["A"]
    body = {
        "member_id": member,
        "kind": "residence",
        "community_id": quarter.ids["A"],
        "consent_no": 1,
    }
    made = who.patiently("registrations/registrations", body, key="report", codes=EARLY)
    registration = made["registration_id"]
    worker.until(f"views/registrations/{registration}", lambda row: row["status"] == "verified")
    spoil(town, registration)
    worker.post(f"registrations/registrations/{registration}/acceptance")
    who.post(f"registrations/registrations/{registration}/move", {"to_id": quarter.ids["B"]})
    eventually(lambda: [one for one in parked(town, registration) if one["behind_count"]])

    desk = administrator(browser, town)
    row(desk, "页面 · 社区已接收").get_by_role("button").click()
    expect(drawer(desk)).to_contain_text("1 件在后面等着")
    expect(drawer(desk).get_by_role("button", name="重投", exact=True)).to_be_disabled()
    # A trial reckons the effects; that the row takes none shows when they are written.
    drawer(desk).get_by_role("button", name="试重投").click()
    expect(drawer(desk)).to_contain_text("试重投：2 件")
    drawer(desk).get_by_role("button", name="重投", exact=True).click()
    expect(drawer(desk)).to_contain_text("没有成功")

    mend(town, registration)

    drawer(desk).get_by_role("button", name="试重投").click()
    expect(drawer(desk)).not_to_contain_text("没有成功")
    expect(drawer(desk)).to_contain_text("试重投：2 件")
    drawer(desk).get_by_role("button", name="重投", exact=True).click()
    expect(drawer(desk)).to_contain_text("已处理")
    desk.keyboard.press("Escape")
    expect(row(desk, "页面 · 社区已接收")).to_have_count(0)
    worker.until(
        f"views/registrations/{registration}", lambda row: row["status"] == "move_requested"
    )
    assert browser.complaints == []


def test_what_can_never_be_read_is_given_up_with_a_reason(browser: Browser, town: Town) -> None:
    nobody = derive_id("poison", "page", datetime.now(UTC).isoformat())
    with ThreadPoolExecutor(1) as apart:
        for seq in (1, 2):
            made = send(town, "gongjian.needs", nobody, b'{"need_id": 7}', seq)
            apart.submit(asyncio.run, made).result()
    # Whoever reads the needs has it; it is the gateway's own that is given up here.
    shown = eventually(
        lambda: [
            one
            for one in parked(town, nobody)
            if one["service"] == "gateway" and one["behind_count"]
        ]
    )

    desk = administrator(browser, town)
    desk.goto("/parked-events?service=gateway")
    desk.locator(f"[data-row-key='{shown[0]['event_id']}']").get_by_role("button").click()
    expect(drawer(desk)).to_contain_text("读不懂")
    drawer(desk).get_by_role("button", name="放弃这件").click()
    asking = drawer(desk).last
    expect(asking).to_contain_text("后面等着的 1 件接着处理")
    asking.get_by_role("button", name="放弃这件").click()
    expect(asking).to_contain_text("至少 4 个字")
    asking.get_by_label("为什么放弃").fill("测试用的坏数据，永远读不懂")
    asking.get_by_role("button", name="放弃这件").click()
    expect(desk.get_by_text("已放弃，后面的已接着处理")).to_be_visible()
    expect(desk.locator(f"[data-row-key='{shown[0]['event_id']}']")).to_have_count(0)

    def follower() -> list[str]:
        rows = [one for one in parked(town, nobody) if one["service"] == "gateway"]
        return [one["event_id"] for one in rows if not one["behind_count"]]

    assert eventually(follower) != [shown[0]["event_id"]]
    assert browser.complaints == []
