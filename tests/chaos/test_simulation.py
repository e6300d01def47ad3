"""Many seeds of the simulation hold; each planted defect is caught by one."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
import structlog

from tests.chaos import defects
from tests.chaos.reckoning import simulate
from tests.chaos.simulated_parts import Design

SEEDS = int(os.environ.get("GONGJIAN_SEEDS", "20"))
FEW = 200


@pytest.fixture(autouse=True, scope="module")
def quiet() -> Iterator[None]:
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.configure(**before)


@pytest.mark.timeout(900)
def test_nothing_is_lost_or_doubled_in_any_order_of_crashes_and_repeats() -> None:
    broken = {seed: found for seed in range(SEEDS) if (found := simulate(seed))}

    assert not broken, broken


@pytest.mark.timeout(300)
def test_a_seed_repeats_its_run_in_another_process() -> None:
    first, second = _prints(), _prints()

    assert first == second
    assert len(set(first.values())) == len(first)


def _prints() -> dict[int, str]:
    """What two seeds came to, told by a process of its own."""
    command = [sys.executable, "-m", "tests.chaos.simulate", "--worker", "0", "--jobs", "1"]
    told = {**os.environ, "PYTHONHASHSEED": "0"}
    output = subprocess.check_output([*command, "--seeds", "3"], env=told)
    lines = [json.loads(line) for line in output.splitlines()]
    return {line["seed"]: line["print"] for line in lines}


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("defect", "assertion"),
    [
        (defects.PublishBeforeCommit, "applied once"),
        (defects.OffsetsBeforeApply, "queues drain"),
        (defects.DedupeByOffset, "applied once"),
        (defects.GreaterThanCursor, "queues drain"),
        (defects.InboxOutsideTheTransaction, "applied once"),
        (defects.NoVersion, "one history"),
        (defects.TimerOutsideTheTransaction, "one empty each"),
        (defects.TimersTrustTheLease, "one empty each"),
    ],
)
def test_a_planted_defect_is_caught(defect: type[Design], assertion: str) -> None:
    broken = (line for seed in range(FEW) for line in simulate(seed, defect()))

    assert any(line.startswith(assertion) for line in broken)
