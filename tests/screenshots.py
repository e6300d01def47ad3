"""``make screenshots``: every page of the demo at a desk and on a phone, into var/screenshots;

the few that the README shows go to docs/images. ``--url`` takes a demo that runs already.
"""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import APIRequestContext, BrowserContext, sync_playwright

from deploy.embedded.stack import Plan, Stack
from deploy.seed.accounts import COMMUNITY, DEPARTMENT, MEMBER, PASSWORD, UNIT
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
    "hours-phone": "phone-hours.png",
}


@dataclass(frozen=True, slots=True)
class Shot:
    """A page as one person sees it."""

    name: str
    path: str
    login: str


def shots(api: APIRequestContext) -> list[Shot]:
    """All pages; details of the first row of each list."""
    who = DEPARTMENT.login

    def first(view: str, status: str = "") -> str:
        found = api.get(f"/api/views/{view}?size=50&status={status}").json()["items"]
        return str(found[0]["id"]) if found else ""

    lists = (
        *("work", "board", "organizations", "members", "registrations", "needs", "resources"),
        *("plans", "agreements", "projects", "activities", "hours"),
    )
    desk = [Shot(name, f"/{name}", who) for name in lists]
    desk += [
        Shot("need", f"/needs/{first('needs')}", who),
        Shot("resource", f"/resources/{first('resources')}", who),
        Shot("plan", f"/plans/{first('plans')}", who),
        Shot("agreement", f"/agreements/{first('agreements', 'effective')}", who),
        Shot("project", f"/projects/{first('projects')}", who),
        Shot("session", f"/activities/{first('sessions')}", who),
        Shot("community", "/communities/110101003001", who),
        Shot("community-work", "/work", COMMUNITY.login),
        Shot("unit-work", "/work", UNIT.login),
    ]
    phone = [Shot(f"{name}-phone", path, MEMBER.login) for name, path in _MEMBER_PAGES]
    phone += [Shot(f"{shot.name}-phone", shot.path, shot.login) for shot in desk[:3]]
    return [*desk, *phone]


_MEMBER_PAGES = (("home", "/"), ("find", "/find"), ("hours", "/hours"), ("me", "/me"))


def take(url: str, out: Path) -> list[Path]:
    """One picture a page."""
    out.mkdir(parents=True, exist_ok=True)
    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        contexts: dict[tuple[str, bool], BrowserContext] = {}

        def context(login: str, *, phone: bool) -> BrowserContext:
            if (login, phone) not in contexts:
                size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
                made = browser.new_context(
                    base_url=url,
                    viewport=size,  # type: ignore[arg-type]
                    is_mobile=phone,
                    has_touch=phone,
                    locale="zh-CN",
                    timezone_id="Asia/Shanghai",
                    reduced_motion="reduce",
                )
                answer = made.request.post(
                    "/api/session", data={"login": login, "password": PASSWORD}
                )
                if not answer.ok:
                    raise SystemExit(f"{login} cannot sign in: {answer.text()}")
                contexts[login, phone] = made
            return contexts[login, phone]

        for shot in shots(context(DEPARTMENT.login, phone=False).request):
            page = context(shot.login, phone=shot.name.endswith("-phone")).new_page()
            page.goto(shot.path)
            page.wait_for_selector("h1", timeout=30_000)
            page.wait_for_timeout(1500)
            file = out / f"{shot.name}.png"
            page.screenshot(path=file)
            page.close()
            taken.append(file)
        browser.close()
    return taken


def publish(taken: Sequence[Path]) -> None:
    """Copies the README's pictures."""
    SHOWN.mkdir(parents=True, exist_ok=True)
    for file in taken:
        if file.stem in IN_README:
            shutil.copy(file, SHOWN / IN_README[file.stem])


def main() -> None:
    """Of a running demo (``--url http://…``), or of one started for it."""
    if "--url" in sys.argv:
        taken = take(sys.argv[sys.argv.index("--url") + 1], OUT)
    else:
        root = OUT / "stack"
        shutil.rmtree(root, ignore_errors=True)
        with Stack(root, Plan(demo=True, web=True)) as stack:
            Demo(stack.address, root).load()
            taken = take(stack.address, OUT)
        shutil.rmtree(root, ignore_errors=True)
    publish(taken)
    print(f"{len(taken)} pictures in {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
