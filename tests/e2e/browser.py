"""Real Chromium at a desk or as a phone, one signed-in person to each."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Locator, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
)
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 30_000
NOISE = re.compile(r"favicon|status of 40[14]")


@dataclass(slots=True)
class Browser:
    """Opens screens; ``complaints`` are what the pages' consoles called an error."""

    url: str
    chromium: Chromium
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def desk(self) -> Page:
        """A fresh desk screen."""
        return self._open(viewport=DESK)

    def phone(self, at: datetime | None = None) -> Page:
        """A fresh phone; ``at`` sets its clock, which goes on from there."""
        return self._open(at, viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)

    def _open(self, at: datetime | None = None, **options: Any) -> Page:
        context = self.chromium.new_context(
            base_url=self.url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE_MS)
        self.contexts.append(context)
        if at is not None:
            context.clock.install(time=at)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._hear(page, message.type, message.text))
        return page

    def _hear(self, page: Page, kind: str, text: str) -> None:
        if kind == "error" and not NOISE.search(text):
            self.complaints.append(f"{page.url}: {text}")

    def close(self) -> None:
        """Every screen is shut."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()


@contextmanager
def open_browser(url: str) -> Iterator[Browser]:
    """Chromium for the length of the block."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        browser = Browser(url, chromium)
        try:
            yield browser
        finally:
            browser.close()
            chromium.close()


def sign_in(page: Page, login: str, password: str) -> None:
    """By the form, as everybody does outside the demo."""
    page.goto("/signin")
    page.get_by_label("账号", exact=True).fill(login)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name=re.compile("^登 ?录$")).click()
    page.wait_for_url(lambda url: "/signin" not in url)


def sign_in_by_press(page: Page, name: str) -> None:
    """By one press on the demo's own list."""
    page.goto("/signin")
    page.get_by_role("button", name=name).click()
    page.wait_for_url(lambda url: "/signin" not in url)


def drawer(page: Page) -> Locator:
    """The open drawer."""
    return page.locator(".ant-drawer-open")


def choose(page: Page, label: str, option: str, typed: str = "") -> None:
    """Picks from a select of the open drawer."""
    field_ = drawer(page).get_by_label(re.compile(f"^{label}(（选填）)?$"))
    field_.click()
    if typed:
        field_.fill(typed)
    page.locator(".ant-select-dropdown:visible").get_by_text(option, exact=True).first.click()


def fill_range(page: Page, label: str, start: str, end: str) -> None:
    """Types the two ends of a range of dates or times."""
    first = page.get_by_label(label, exact=True)
    picker = drawer(page).locator(".ant-picker-range").filter(has=first)
    for place, text in enumerate((start, end)):
        box = picker.locator("input").nth(place)
        box.click()
        box.fill(text)
        box.press("Enter")


def chinese(on: Any) -> str:
    """A date as the fields show it."""
    return f"{on.year}年{on.month}月{on.day}日"
