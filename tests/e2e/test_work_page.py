"""What waits, told by name: on a desk and on a phone, in both languages."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from deploy.seed.accounts import PASSWORD
from tests.e2e.browser import Browser, sign_in
from tests.e2e.story import COMMUNITY_NAME
from tests.e2e.town import COMMUNITY, Town, eventually, window

TITLE = "冬季楼道照明检修"


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


def in_english(page: Page) -> None:
    """From here on this screen reads English."""
    page.evaluate("localStorage.setItem('gongjian.language', 'en')")


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
