"""A member moves to another community: each side finds its part in its own work."""

from playwright.sync_api import Page, expect

from deploy.seed.accounts import PASSWORD
from tests.e2e.browser import Browser, sign_in
from tests.e2e.quarter import a_quarter
from tests.e2e.town import Town, eventually


def open_work(page: Page, queue: str, name: str) -> None:
    """From the work list to the registration that waits in ``queue``."""
    page.goto("/work")
    expect(page.get_by_text(queue).first).to_be_visible()
    page.get_by_role("link", name=f"报到 · {name}").first.click()
    page.wait_for_url("**/registrations/*")


def test_both_communities_of_a_move_find_it_in_their_work(browser: Browser, town: Town) -> None:
    quarter = a_quarter(town, "迁").open(("A", "B"), {"U": "A"})
    member = quarter.member("迁移人", "U")
    registration = quarter.report("迁移人", member, "A")
    first = quarter.people["A"].get(f"views/registrations/{registration}")["receipt_no"]
    move = {"to_id": quarter.ids["B"]}
    quarter.people["迁移人"].post(f"registrations/registrations/{registration}/move", move)

    desk = browser.desk()
    sign_in(desk, quarter.people["A"].login, PASSWORD)
    open_work(desk, "待同意转出", "迁移人")
    expect(desk.get_by_role("button", name="接收转入")).to_have_count(0)
    desk.get_by_role("button", name="同意转出").click()
    expect(desk.get_by_text("已转出").first).to_be_visible()

    phone = browser.phone()
    sign_in(phone, quarter.people["B"].login, PASSWORD)
    open_work(phone, "待接收转入", "迁移人")
    phone.get_by_role("button", name="接收转入").click()
    expect(phone.get_by_text("已报到").first).to_be_visible()

    def moved() -> bool:
        row = quarter.people["B"].get(f"views/registrations/{registration}")
        return bool(row["community"]["id"] == quarter.ids["B"] and row["receipt_no"] != first)

    assert eventually(moved)
    assert quarter.people["B"].get("views/work")["total"] == 0
    assert browser.complaints == []


def test_who_is_no_party_to_a_move_does_not_see_it(town: Town) -> None:
    quarter = a_quarter(town, "旁").open(("A", "B", "C"), {"U": "A"})
    member = quarter.member("旁观对象", "U")
    registration = quarter.report("旁观对象", member, "A")
    move = {"to_id": quarter.ids["B"]}
    quarter.people["旁观对象"].post(f"registrations/registrations/{registration}/move", move)

    def listed(community: str) -> int:
        return int(quarter.people[community].get("views/registrations")["total"])

    assert eventually(lambda: listed("B") == 1)
    assert listed("C") == 0
    back = f"registrations/registrations/{registration}/move-refusal"
    quarter.people["旁观对象"].post(back, {"reason_code": "other"})
    assert eventually(lambda: listed("B") == 0)
    assert listed("A") == 1
