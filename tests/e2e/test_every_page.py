"""Each page of the demo, as each sort of person sees it, at a desk and on a phone."""

import pytest

from tests.e2e.browser import Browser
from tests.e2e.tour import faults
from tests.e2e.town import Town
from tests.screenshots import ADMIN, Camera, Shot, shots

pytestmark = pytest.mark.tour


@pytest.mark.parametrize("english", [False, True], ids=["Chinese", "English"])
@pytest.mark.parametrize("on_phone", [False, True], ids=["desk", "phone"])
def test_every_page_is_whole_readable_and_can_be_pressed(
    browser: Browser, town: Town, *, on_phone: bool, english: bool
) -> None:
    camera = Camera(browser.chromium, town.url, town.root, english=english)
    pages = [s for s in shots(camera.context(ADMIN).request) if s.on_phone is on_phone]

    found = [
        f"{shot.name}: {fault}" for shot in pages for fault in look(camera, shot, english=english)
    ]

    assert not found, "\n".join(found)


def look(camera: Camera, shot: Shot, *, english: bool) -> list[str]:
    """Opens one page; what is wrong with it."""
    page = camera.context(shot.login, on_phone=shot.on_phone).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(shot.path)
    found = list(faults(page, english=english))
    page.close()
    return found + errors
