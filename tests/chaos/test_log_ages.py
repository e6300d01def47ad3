"""Old segments go, groups lose offsets, members come and go, a reader is slow: nothing is lost."""

import asyncio
import signal
import time
from pathlib import Path

import pytest

from deploy.embedded.services import SERVICES
from tests.chaos import groups
from tests.chaos.checker import waiting
from tests.chaos.retention import drop_records
from tests.chaos.rig import Rig
from tests.chaos.workload import EARLY_KINDS

pytestmark = [pytest.mark.chaos, pytest.mark.stack, pytest.mark.timeout(900)]
TOPICS = [f"gongjian.{name}" for name in SERVICES]


def test_retention_lost_offsets_a_storm_and_a_slow_reader_are_survived(tmp_path: Path) -> None:
    with Rig(tmp_path, seed=11) as rig:
        rig.work.start()
        time.sleep(10)
        _drop_what_projects_has_not_read(rig)
        _lose_the_offsets_of_activities(rig)
        bootstrap = rig.stack.backends.kafka.bootstrap
        asyncio.run(groups.storm(bootstrap, "gongjian.gateway", TOPICS, 4))
        _slow_down("ledger", rig, 8.0)
        rig.work_until(lambda done: all(done[kind] for kind in EARLY_KINDS))
        verdict = rig.verdict()

        assert verdict.holds, "\n".join(verdict.lines())
        assert verdict.fewest(EARLY_KINDS) >= 1, "\n".join(verdict.lines())


def _drop_what_projects_has_not_read(rig: Rig) -> None:
    """Facts are stated and sent while a reader is down, and dropped before it comes back."""
    rig.stack.stop_one("projects")
    before = rig.acknowledged().total()
    time.sleep(8)
    rig.work_until(lambda done: done.total() > before + 30)
    deadline = time.monotonic() + 30
    while waiting(rig.uri)["unpublished"] and time.monotonic() < deadline:
        time.sleep(0.1)
    dropped = asyncio.run(drop_records(rig.stack.backends.kafka.bootstrap, TOPICS))
    assert dropped > 20
    rig.stack.start_one("projects", 120.0)
    log = rig.stack.places.log("projects")
    while "log.unread_lost" not in log.read_text(errors="replace"):
        assert time.monotonic() < deadline + 60, "the reader did not see that anything is gone"
        time.sleep(0.2)


def _lose_the_offsets_of_activities(rig: Rig) -> None:
    rig.stack.stop_one("activities")
    bootstrap = rig.stack.backends.kafka.bootstrap
    assert asyncio.run(groups.rewind(bootstrap, "gongjian.activities", TOPICS)) > 0
    rig.stack.start_one("activities", 120.0)


def _slow_down(name: str, rig: Rig, seconds: float) -> None:
    """One second in ten is left to it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        rig.stack.kill(name, signal.SIGSTOP)
        time.sleep(0.9)
        rig.stack.kill(name, signal.SIGCONT)
        time.sleep(0.1)
