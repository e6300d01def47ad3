"""``make screenshots``: every page of the demo at a desk and on a phone, into var/screenshots;

the few that the README shows go to docs/images. ``--url`` takes a demo that runs already,
``--english`` takes the pages in English, ``--whole`` from top to bottom.
"""

import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import APIRequestContext, BrowserContext, Page, sync_playwright
from playwright.sync_api import Browser as Chromium

from deploy.embedded.stack import Plan, Stack
from deploy.seed.accounts import COMMUNITY, DEPARTMENT, MEMBER, NEWCOMER, PASSWORD, STREET, UNIT
from deploy.seed.demo import Demo

ROOT = Path(__file__).parents[1]
OUT = ROOT / "var" / "screenshots"
SHOWN = ROOT / "docs" / "images"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IN_README = {
    "board": "board.png",
    "organizations": "organizations.png",
    "plan": "plan.png",
    "agreement": "agreement.png",
    "home-phone": "phone-home.png",
    "own-hours-phone": "phone-hours.png",
}
DESK, PHONE = (1440, 900), (390, 844)
TALLEST = 6000
ADMIN = "admin"
NOBODY = ""
"""Sees the sign-in page."""

LISTS = (
    *("work", "board", "organizations", "members", "registrations", "needs", "resources"),
    *("plans", "offers", "agreements", "projects", "activities", "hours", "imports"),
)
DETAILS = {
    "organization": ("organizations", "organizations", "kind=unit"),
    "member": ("members", "members", ""),
    "registration": ("registrations", "registrations", "status=accepted"),
    "need": ("needs", "needs", ""),
    "resource": ("resources", "resources", ""),
    "plan": ("plans", "plans", ""),
    "agreement": ("agreements", "agreements", "status=effective"),
    "agreement-signing": ("agreements", "agreements", "status=awaiting_signatures"),
    "project": ("projects", "projects", ""),
    "activity": ("activities", "sessions", "status=finished"),
    "door": ("door", "sessions", "status=open"),
}
"""Page, and the first row of the list that it shows: path, view, filter."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A page as one person sees it."""

    name: str
    path: str
    login: str
    on_phone: bool = False


def shots(api: APIRequestContext) -> Iterator[Shot]:
    """All pages, each at a desk and on a phone; details of the first row of each list."""

    def first(view: str, filtered: str) -> str:
        for query in (filtered, ""):
            found = api.get(f"/api/views/{view}?size=1&{query}").json()["items"]
            if found:
                return str(found[0]["id"])
        raise SystemExit(f"the demo has no {view}")

    yield from _both("sign-in", "/signin", NOBODY)
    for name in LISTS:
        yield from _both(name, f"/{name}", DEPARTMENT.login)
    for name, (path, view, filtered) in DETAILS.items():
        yield from _both(name, f"/{path}/{first(view, filtered)}", DEPARTMENT.login)
    unit = first("organizations", "kind=unit")
    yield Shot("organizations-chosen", f"/organizations?sel={unit}", DEPARTMENT.login)
    yield from _both("community", "/communities/110101003001", COMMUNITY.login)
    yield from _both("accounts", "/users", DEPARTMENT.login)
    yield from _both("account", f"/users/{first('users', f'q={COMMUNITY.login}')}", ADMIN)
    yield from _both("parked-events", "/parked-events", ADMIN)
    for name, person in (("street", STREET), ("community", COMMUNITY), ("unit", UNIT)):
        yield from _both(f"{name}-work", "/work", person.login)
    yield from _phone_pages(first("sessions", "status=finished"), first("sessions", "status=open"))


def _both(name: str, path: str, login: str) -> Iterator[Shot]:
    yield Shot(name, path, login)
    yield Shot(f"{name}-phone", path, login, on_phone=True)


def _phone_pages(past: str, coming: str) -> Iterator[Shot]:
    """What only a phone shows."""
    for name in ("home", "find", "hours", "me"):
        path = "/" if name == "home" else f"/{name}"
        yield Shot(f"{'own-' if name == 'hours' else ''}{name}-phone", path, MEMBER.login, True)
    yield Shot("session-phone", f"/activities/{coming}", MEMBER.login, True)
    yield Shot("newcomer-phone", "/", NEWCOMER.login, True)
    yield Shot("report-phone", "/report", NEWCOMER.login, True)
    for name, path in (
        ("onsite", "/onsite"),
        ("new", "/new"),
        ("accept", "/registrations/accept"),
        ("confirm", f"/activities/{past}/confirm"),
    ):
        yield Shot(f"{name}-phone", path, COMMUNITY.login, True)


class Camera:
    """Screens of the demo's people, each signed in once."""

    def __init__(self, chromium: Chromium, url: str, root: Path, *, english: bool = False) -> None:
        """``root`` keeps the administrator's password."""
        self._chromium, self._url, self._root, self._english = chromium, url, root, english
        self._contexts: dict[tuple[str, bool], BrowserContext] = {}

    def context(self, login: str, *, on_phone: bool = False) -> BrowserContext:
        """The screen of one person."""
        key = login, on_phone
        if key not in self._contexts:
            self._contexts[key] = self._open(login, on_phone=on_phone)
        return self._contexts[key]

    def _open(self, login: str, *, on_phone: bool) -> BrowserContext:
        width, height = PHONE if on_phone else DESK
        made = self._chromium.new_context(
            base_url=self._url,
            viewport={"width": width, "height": height},
            is_mobile=on_phone,
            has_touch=on_phone,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        if self._english:
            made.add_init_script("localStorage.setItem('gongjian.language', 'en')")
        if login != NOBODY:
            body = {"login": login, "password": self._password(login)}
            answer = made.request.post("/api/session", data=body)
            if not answer.ok:
                raise SystemExit(f"{login} cannot sign in: {answer.text()}")
        return made

    def _password(self, login: str) -> str:
        if login != ADMIN:
            return PASSWORD
        return (self._root / "secrets" / "admin-password").read_text().strip()

    def take(self, shot: Shot, file: Path, *, whole: bool = False) -> None:
        """One picture; ``whole`` makes the screen as tall as the page."""
        page = self.context(shot.login, on_phone=shot.on_phone).new_page()
        page.goto(shot.path)
        page.wait_for_selector("h1", timeout=30_000)
        page.wait_for_timeout(1500)
        if whole:
            _stretch(page, PHONE if shot.on_phone else DESK)
        page.screenshot(path=file)
        page.close()


def _stretch(page: Page, size: tuple[int, int]) -> None:
    height = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
    page.set_viewport_size({"width": size[0], "height": max(size[1], height)})
    page.wait_for_timeout(300)


def take(url: str, root: Path, out: Path, *, english: bool, whole: bool) -> list[Path]:
    """One picture a page."""
    out.mkdir(parents=True, exist_ok=True)
    taken = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        camera = Camera(chromium, url, root, english=english)
        for shot in shots(camera.context(ADMIN).request):
            file = out / f"{shot.name}.png"
            camera.take(shot, file, whole=whole)
            taken.append(file)
        chromium.close()
    return taken


def publish(taken: Sequence[Path]) -> None:
    """Copies the README's pictures."""
    SHOWN.mkdir(parents=True, exist_ok=True)
    for file in taken:
        if file.stem in IN_README:
            shutil.copy(file, SHOWN / IN_README[file.stem])


def main() -> None:
    """Of a running demo (``--url http://…``), or of one started for it."""
    english, whole = "--english" in sys.argv, "--whole" in sys.argv
    out = OUT / "en" if english else OUT
    if "--url" in sys.argv:
        url = sys.argv[sys.argv.index("--url") + 1]
        taken = take(url, ROOT / "var", out, english=english, whole=whole)
    else:
        root = OUT / "stack"
        shutil.rmtree(root, ignore_errors=True)
        with Stack(root, Plan(demo=True, web=True)) as stack:
            Demo(stack.address, root).load()
            taken = take(stack.address, root, out, english=english, whole=whole)
        shutil.rmtree(root, ignore_errors=True)
    if not english and not whole:
        publish(taken)
    print(f"{len(taken)} pictures in {out.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
