"""One stack with the demo for all tests; GONGJIAN_TEST_STACK names the folder of a running one."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded import web_build
from deploy.embedded.backends import no_step, silent
from deploy.embedded.services import GATEWAY, SERVICES
from deploy.embedded.stack import Plan, Stack
from deploy.seed.demo import Demo
from tests.e2e.browser import CHROMIUM, Browser, open_browser
from tests.e2e.town import Town

PATIENCE = 600.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the town needs a stack, and time."""
    for item in items:
        if "town" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.stack)
            item.add_marker(pytest.mark.timeout(PATIENCE))
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a running stack."""
    given = os.environ.get("GONGJIAN_TEST_STACK")
    if given:
        yield Path(given)
        return
    web_build.ensure_web(no_step, silent)
    folder = tmp_path_factory.mktemp("stack")
    with Stack(folder, plan_for(folder)):
        yield folder


def plan_for(folder: Path) -> Plan:
    """Sweeps pass again soon; the pages are a copy, so that a build meanwhile does not matter."""
    pages = shutil.copytree(web_build.DIST, folder / "web")
    assert (pages / "index.html").exists(), "the web was being built; try again"
    extra = {name: {f"{name.upper()}_SWEEP_AGAIN_SECONDS": "3"} for name in SERVICES}
    extra[GATEWAY]["GATEWAY_WEB_ROOT"] = str(pages)
    return Plan(demo=True, extra=extra)


@pytest.fixture(scope="session")
def town(root: Path) -> Iterator[Town]:
    """The demo's people and places on that stack."""
    town = Town(root)
    demo = Demo(town.url, root)
    if not demo.is_there():
        demo.load()
    demo.close()
    town.look_around()
    yield town
    town.close()


@pytest.fixture(scope="session")
def browser(town: Town) -> Iterator[Browser]:
    """Real Chromium over the pages that the gateway serves."""
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: apt-get install chromium")
    with open_browser(town.url) as opened:
        yield opened
