"""Each page of the demo, as each sort of person sees it, at a desk and on a phone."""

import pytest
from playwright.sync_api import Page

from tests.e2e.browser import NOISE, Browser
from tests.e2e.tour import barriers, faults, go
from tests.e2e.town import Town
from tests.screenshots import ADMIN, Camera, Shot, shots

pytestmark = pytest.mark.tour


class Tour:
    """One screen for each person, who goes from page to page on it."""

    def __init__(self, browser: Browser, town: Town, *, english: bool) -> None:
        self._camera = Camera(browser.chromium, town.url, town.root, english=english)
        self._english = english
        self._screens: dict[tuple[str, bool], Page] = {}
        self._errors: list[str] = []

    def pages(self, *, on_phone: bool) -> list[Shot]:
        """All pages of that screen."""
        found = shots(self._camera.context(ADMIN).request)
        return [shot for shot in found if shot.on_phone is on_phone]

    def look(self, shot: Shot) -> list[str]:
        """Goes to one page; what is wrong there."""
        page = self._screen(shot)
        self._errors.clear()
        go(page, shot.path)
        found = [*faults(page), *([] if self._english else barriers(page)), *self._errors]
        return [f"{shot.name}: {fault}" for fault in found]

    def _screen(self, shot: Shot) -> Page:
        key = shot.login, shot.on_phone
        if key not in self._screens:
            page = self._camera.context(shot.login, on_phone=shot.on_phone).new_page()
            page.on("pageerror", lambda error: self._errors.append(str(error)))
            page.on("console", lambda said: self._hear(said.type, said.text))
            self._screens[key] = page
        return self._screens[key]

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and not NOISE.search(text):
            self._errors.append(text)


@pytest.mark.parametrize("english", [False, True], ids=["Chinese", "English"])
@pytest.mark.parametrize("on_phone", [False, True], ids=["desk", "phone"])
def test_every_page_is_whole_readable_and_can_be_pressed(
    browser: Browser, town: Town, *, on_phone: bool, english: bool
) -> None:
    tour = Tour(browser, town, english=english)

    found = [fault for shot in tour.pages(on_phone=on_phone) for fault in tour.look(shot)]

    assert not found, "\n".join(found)
