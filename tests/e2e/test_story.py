"""From a need to an hour of service, by the pages alone, in real Chromium."""

from tests.e2e.browser import Browser
from tests.e2e.story import Story
from tests.e2e.town import Town, instant, window


def test_a_need_becomes_hours_and_every_page_shows_it(browser: Browser, town: Town) -> None:
    story = Story(browser, town)
    planned = window(1)
    start, end = instant(planned["start_at"]), instant(planned["end_at"])

    story.list_resource()
    story.enter_need()
    story.make_plan()
    story.accept_offer()
    story.agree()
    story.run_project()
    story.open_session()
    story.report()
    story.sign_up()
    story.serve(start, end)
    story.confirm(end)
