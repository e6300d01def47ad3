"""Many seeds of the simulation hold; each planted defect is caught by one."""

import logging
import os
from collections.abc import Iterator

import pytest
import structlog

from tests.chaos import defects
from tests.chaos.reckoning import simulate
from tests.chaos.simulation import Design

SEEDS = int(os.environ.get("GONGJIAN_SEEDS", "200"))
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
@pytest.mark.parametrize(
    ("defect", "assertion"),
    [
        (defects.PublishBeforeCommit, "applied once"),
        (defects.OffsetsBeforeApply, "queues drain"),
        (defects.DedupeByOffset, "applied once"),
        (defects.GreaterThanCursor, "queues drain"),
        (defects.InboxOutsideTheTransaction, "applied once"),
        (defects.NoFence, "one history"),
    ],
)
def test_a_planted_defect_is_caught(defect: type[Design], assertion: str) -> None:
    caught = next((found for seed in range(FEW) if (found := simulate(seed, defect()))), [])

    assert any(line.startswith(assertion) for line in caught), caught
