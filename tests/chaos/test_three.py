"""Of three brokers and three mongods, whoever has a part to play is killed, stopped and cut off."""

from pathlib import Path

import pytest

from tests.chaos.nemesis import Blow
from tests.chaos.rig import run
from tests.chaos.workload import EARLY_KINDS

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.soak,
    pytest.mark.stack,
    pytest.mark.timeout(900),
]


def test_leader_coordinator_and_primary_are_killed_stopped_and_cut_off_under_load(
    tmp_path: Path,
) -> None:
    blows = [
        Blow(3, "kill", "leader"),
        Blow(10, "kill", "primary"),
        Blow(17, "pause", "coordinator", 6),
        Blow(25, "pause", "primary", 6),
        Blow(33, "cut", "leader", 4),
        Blow(39, "cut", "primary", 4),
        Blow(45, "silent", "coordinator", 4),
        Blow(51, "kill", "kafka-2"),
    ]

    verdict = run(
        tmp_path,
        blows,
        seed=5,
        seconds=62,
        brokers=3,
        mongods=3,
        enough=lambda done: all(done[kind] for kind in EARLY_KINDS),
    )

    assert verdict.holds, "\n".join(verdict.lines())
    assert verdict.fewest(EARLY_KINDS) >= 1, "\n".join(verdict.lines())
