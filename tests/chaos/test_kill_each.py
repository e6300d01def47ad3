"""Any one process may be killed at any moment; after recovery everything agrees to the last one."""

import time
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from deploy.embedded.services import SERVICES
from tests.chaos.checker import settle
from tests.chaos.nemesis import Blow
from tests.chaos.rig import Rig, run

pytestmark = [pytest.mark.chaos, pytest.mark.stack, pytest.mark.timeout(900)]
BETWEEN_SECONDS = 3.0
ENOUGH = 50


def test_every_process_is_killed_once_under_load_and_nothing_is_lost_or_doubled(
    tmp_path: Path,
) -> None:
    targets = (*SERVICES, "mongod", "kafka")
    blows = [Blow(2 + n * BETWEEN_SECONDS, "kill", name) for n, name in enumerate(targets)]

    verdict = run(
        tmp_path,
        blows,
        seed=1,
        seconds=blows[-1].at + 5,
        enough=lambda acknowledged: acknowledged.total() > ENOUGH,
    )

    assert verdict.holds, "\n".join(verdict.lines())
    assert verdict.ok > ENOUGH, "the workload hardly did anything"


def test_a_broker_that_lost_its_log_is_filled_again_and_effects_stay_single(
    tmp_path: Path,
) -> None:
    with Rig(tmp_path, seed=7) as rig:
        rig.work.start()
        time.sleep(6)
        rig.stack.wipe_kafka()
        time.sleep(10)
        verdict = rig.verdict()
        before = _views(rig.uri)
        # Once more, at rest: every fact is sent again, and not one view may move.
        rig.stack.wipe_kafka()
        rig.stack.wait_ready(180)
        _all_resent(rig)

        assert _views(rig.uri) == before
        assert verdict.holds, "\n".join(verdict.lines())


def _all_resent(rig: Rig) -> None:
    """Waits until the relays have noted the new log."""
    time.sleep(8)
    settle(rig.uri, now=rig.work.clock.now)


def _views(uri: str) -> dict[str, Any]:
    """Every view of every service, whole."""
    found: dict[str, Any] = {}
    with MongoClient[dict[str, Any]](uri) as client:
        for name in client.list_database_names():
            for alias in client[name]["views"].find() if name.startswith("gongjian_") else ():
                rows = client[name][alias["collection"]].find().sort("_id", 1)
                found[f"{name}.{alias['_id']}"] = [str(sorted(row.items())) for row in rows]
    return found
