"""The solver lives in a process of its own: kept between plans, and not longer than its service."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator

import psutil
import pytest

from services.needs.planner.problem import Problem
from services.needs.planner.process import SolverFailed, SolverProcess
from tests.unit.needs.problems import need, problem, resource

OTHERS: set[int] = set()
"""Kept by a service that runs in this very process for other tests."""


def solvers(of: int | None = None) -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process(of or os.getpid()).children(recursive=True)
        if child.pid not in OTHERS and "services.needs.planner" in child.cmdline()
    ]


@pytest.fixture(autouse=True)
def others() -> None:
    OTHERS.clear()
    OTHERS.update(child.pid for child in solvers())


def small(name: str = "a") -> Problem:
    return problem([need(name, 2)], [resource("r", 2)])


async def gone() -> None:
    async with asyncio.timeout(20):
        while solvers():
            await asyncio.sleep(0.02)


@pytest.fixture
async def solver() -> AsyncIterator[SolverProcess]:
    made = SolverProcess()
    yield made
    await made.retire()
    await gone()


async def test_one_process_answers_one_plan_after_the_other(solver: SolverProcess) -> None:
    first = await solver.solve(small("a"))
    kept = solvers()
    second = await solver.solve(small("b"))

    assert [match.need_id for match in (*first.matches, *second.matches)] == ["a", "b"]
    assert solvers() == kept
    assert len(kept) == 1


async def test_plans_asked_for_together_take_turns(solver: SolverProcess) -> None:
    found = await asyncio.gather(*(solver.solve(small(name)) for name in "abc"))

    assert [one.matches[0].need_id for one in found] == ["a", "b", "c"]
    assert len(solvers()) == 1


async def test_an_idle_process_goes_away(solver: SolverProcess) -> None:
    short = SolverProcess(kept_seconds=0.05)

    await short.solve(small())

    await gone()


async def test_it_starts_while_the_problem_is_put_together(solver: SolverProcess) -> None:
    solver.warm_up()
    solver.warm_up()
    while not solvers():
        await asyncio.sleep(0.01)

    await solver.solve(small())

    assert len(solvers()) == 1


async def test_one_that_was_warmed_up_in_vain_retires_too() -> None:
    solver = SolverProcess()
    solver.warm_up()

    await solver.retire()

    await gone()


async def test_a_cancelled_plan_takes_its_process_along(solver: SolverProcess) -> None:
    task = asyncio.create_task(solver.solve(small()))
    while not solvers():
        await asyncio.sleep(0.01)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert solvers() == []
    assert (await solver.solve(small())).matches


async def test_a_broken_process_is_a_failure_and_the_next_plan_gets_a_new_one(
    solver: SolverProcess,
) -> None:
    with pytest.raises(SolverFailed):
        await solver.solve("not a problem")  # type: ignore[arg-type]

    assert (await solver.solve(small())).matches


async def test_a_process_that_was_killed_at_rest_is_replaced(solver: SolverProcess) -> None:
    await solver.solve(small())
    solvers()[0].kill()
    await asyncio.sleep(0.2)

    assert (await solver.solve(small())).matches


async def test_it_ends_with_a_service_that_is_killed() -> None:
    code = (
        "import asyncio, sys\n"
        "from services.needs.planner.process import SolverProcess\n"
        "from tests.integration.needs.test_process import small\n"
        "async def main():\n"
        "    await SolverProcess().solve(small())\n"
        "    print('solved', flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"solved\n"
    (child,) = solvers(process.pid)

    process.kill()
    await process.wait()

    async with asyncio.timeout(20):
        while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
            await asyncio.sleep(0.02)
