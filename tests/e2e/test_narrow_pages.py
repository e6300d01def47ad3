"""Desk pages on a phone: rows are cards, what scrolls is reached by keys; and links that open."""

from playwright.sync_api import Page, expect

from deploy.seed.accounts import PASSWORD
from tests.e2e.browser import Browser, sign_in, sign_in_by_press
from tests.e2e.town import DEPARTMENT, Town

PARTY = "交东社区 · 交道口街道"


def fits(page: Page) -> bool:
    """Nothing sticks out sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_rows_are_cards_on_a_phone_and_their_links_open(browser: Browser, town: Town) -> None:
    phone = browser.phone()
    sign_in_by_press(phone, "刘海燕")

    phone.goto("/needs")
    card = phone.locator(".list-cards > li").first
    expect(card).to_be_visible()
    expect(phone.get_by_role("table")).to_have_count(0)
    assert fits(phone)

    card.get_by_role("link").first.click()
    phone.wait_for_url("**/needs/*")
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    assert fits(phone)
    assert browser.complaints == []


def test_a_table_wider_than_the_phone_is_moved_by_keys(browser: Browser, town: Town) -> None:
    phone = browser.phone()
    sign_in(phone, DEPARTMENT, PASSWORD)

    phone.goto("/board")
    area = phone.get_by_role("region", name="各街道")
    expect(area).to_have_attribute("tabindex", "0")
    area.focus()
    phone.keyboard.press("ArrowRight")

    phone.wait_for_function("document.activeElement.scrollLeft > 0")
    assert fits(phone)
    assert browser.complaints == []


def test_hours_on_a_phone_name_whose_they_are(browser: Browser, town: Town) -> None:
    phone = browser.phone()
    sign_in_by_press(phone, "刘海燕")

    phone.goto("/hours")

    expect(phone.locator(".list-cards").get_by_role("link", name="李晓梅").first).to_be_visible()
    assert browser.complaints == []


def test_an_organization_out_of_sight_is_named_and_not_linked(browser: Browser, town: Town) -> None:
    desk = browser.desk()
    sign_in_by_press(desk, "吴晓岚")

    desk.goto("/agreements")
    desk.locator("main").get_by_role("link", name="结对共建协议").first.click()

    expect(desk.locator("main").get_by_text(PARTY).first).to_be_visible()
    expect(desk.locator("main").get_by_role("link", name=PARTY)).to_have_count(0)
    assert browser.complaints == []
