"""From a need to an hour of service, by the pages alone, in real Chromium."""

import re

from playwright.sync_api import expect

from tests.e2e.browser import Browser
from tests.e2e.journals import violations
from tests.e2e.story import COMMUNITY_NAME, PROJECT, SESSION, TITLE, Story, heading
from tests.e2e.town import DEPARTMENT, Town, eventually, instant, window

CHAIN = ["need", "offer", "agreement", "project", "session", "check_in", "hours"]


def test_a_need_becomes_hours_and_every_page_shows_it(browser: Browser, town: Town) -> None:
    story = Story(browser, town)
    planned = window(1)
    start, end = instant(planned["start_at"]), instant(planned["end_at"])
    before = board(town)

    story.list_resource()
    story.enter_need()
    story.make_plan()
    story.accept_offer()
    story.agree()
    story.run_project()
    story.open_session()
    story.report()
    story.accept()
    story.sign_up()
    story.serve(start, end)
    story.confirm(end)

    the_member_sees_the_hours(story)
    the_community_sees_them(story, town)
    the_board_counts_it_all(story, town, before)
    the_timeline_leads_from_the_need_to_the_hours(story, town)
    assert violations(town.journals()) == []
    assert browser.complaints == []


def the_member_sees_the_hours(story: Story) -> None:
    phone = story.phone
    phone.goto("/hours")
    expect(phone.locator("main")).to_contain_text(re.compile(r"2\.0\s*小时\s*已入账"))
    expect(phone.get_by_role("listitem").filter(has_text=SESSION)).to_contain_text("+2.0")


def the_community_sees_them(story: Story, town: Town) -> None:
    place = town.id_of(COMMUNITY_NAME)
    code = town.admin.get(f"views/organizations/{place}")["division_code"]
    figures = town.person("liuhaiyan").get(f"views/communities/{code}")["figures"]
    page = story.worker
    page.goto(f"/communities/{code}")
    expect(heading(page)).to_contain_text(COMMUNITY_NAME)
    expect(page.locator("main")).to_contain_text(f"{figures['minutes'] / 60:.1f}")
    page.get_by_role("tab", name="活动").click()
    expect(page.get_by_role("link", name=SESSION)).to_be_visible()


def board(town: Town) -> dict[str, float]:
    """The department's figures along the chain."""
    found = town.person(DEPARTMENT).get("views/board")["chain"]
    return {figure["code"]: figure["value"] for figure in found}


def the_board_counts_it_all(story: Story, town: Town, before: dict[str, float]) -> None:
    grown = {"needs": 1, "matches": 1, "agreements": 1, "projects": 1, "check_ins": 1, "hours": 120}
    eventually(lambda: all(board(town)[code] - before[code] >= grown[code] for code in grown))
    after = board(town)
    page = story.department
    page.goto("/board")
    expect(heading(page)).to_contain_text("东城区")
    hours = re.escape(f"{after['hours'] / 60:.1f}")
    expect(page.locator("main")).to_contain_text(re.compile(rf"时长\s*{hours}\s*小时"))
    assert {code: after[code] - before[code] for code in grown} == grown


def the_timeline_leads_from_the_need_to_the_hours(story: Story, town: Town) -> None:
    page = story.worker
    page.goto(f"/needs/{story.need}")
    for title in (TITLE, PROJECT, SESSION):
        page.locator("aside").get_by_role("link", name=re.compile(title)).click()
        expect(heading(page)).to_contain_text(title)
    expect(page.locator("aside").get_by_text(re.compile(r"2\.0 小时"))).to_be_visible()
    nodes = town.person("liuhaiyan").get(f"views/timeline/{story.need}")["nodes"]
    assert [node["kind"] for node in nodes] == CHAIN
    assert nodes[-1]["minutes"] == 120
