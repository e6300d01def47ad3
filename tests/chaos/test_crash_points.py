"""A process killed between any two effects leaves nothing lost and nothing doubled."""

import ast
import contextlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from deploy.embedded.backends import Backends
from deploy.embedded.keys import ensure_keys
from tests.chaos.crashes.checks import check
from tests.chaos.crashes.loads import found_town
from tests.chaos.crashes.street import DIED, ROOT, Servers, Street, Unheard
from tests.chaos.crashes.table import LANES, POINTS, Lane, Point

Outcomes = dict[str, "Future[list[str]]"]


def named_in_the_source() -> list[str]:
    """The name at every call of ``crashpoint``."""
    return [
        ast.literal_eval(node.args[0])
        for folder in ("libs", "services")
        for file in (ROOT / folder).rglob("*.py")
        if "node_modules" not in file.parts
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "crashpoint"
    ]


def test_every_point_of_the_source_is_tried_and_stands_in_one_place() -> None:
    names = named_in_the_source()

    assert sorted(names) == sorted(POINTS)
    assert len(names) >= 20


@pytest.fixture(scope="module")
def outcomes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Outcomes]:
    """What each asked-for point came to; lanes go side by side on one mongod and one broker."""
    wanted = {
        item.callspec.params["name"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
        if item.path == Path(__file__)
    }
    folder = tmp_path_factory.mktemp("crashes")
    found: Outcomes = {name: Future() for name in wanted}
    with Backends(folder) as backends, ThreadPoolExecutor(len(LANES)) as pool:
        servers = Servers(
            backends.mongo.uri, backends.kafka.bootstrap, ensure_keys(folder / "secrets")
        )
        for lane in LANES:
            pool.submit(walk, lane, folder, servers, found)
        yield found


def walk(lane: Lane, folder: Path, servers: Servers, found: Outcomes) -> None:
    """One point of the lane after the other."""
    points = [point for point in lane.points if point.name in found]
    if not points:
        return
    with Street(lane.name, folder, servers) as street:
        founded = False
        for point in points:
            try:
                if not founded:
                    street.up("organizations")
                    found_town(street)
                    founded = True
                found[point.name].set_result(die_at(street, lane, point))
            except BaseException as error:
                found[point.name].set_exception(error)


def die_at(street: Street, lane: Lane, point: Point) -> list[str]:
    """Kills the victim at the point, starts it again, and says what is wrong afterwards."""
    first = point.name == "accounts.after_opening"
    for service in lane.services:
        if not street.runs(service) and not (first and service == point.victim):
            street.up(service)
            street.heard_of(street.ids["branch"], [service])
    load = point.load
    load.before(street)
    street.down(point.victim)
    load.between(street)
    street.up(point.victim, f"{point.name}:{point.nth}")
    with contextlib.suppress(Unheard):
        load.work(street)
    code = street.ended(point.victim)
    if code != DIED:
        return [f"{point.victim} ended with {code}, not at the point"]
    street.up(point.victim)
    street.repeat_unheard()
    load.after(street)
    return check(street)


@pytest.mark.chaos
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", POINTS)
def test_a_process_killed_there_leaves_nothing_lost_or_doubled(
    name: str, outcomes: Outcomes
) -> None:
    assert outcomes[name].result(timeout=900) == []
