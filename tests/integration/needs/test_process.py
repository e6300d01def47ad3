"""The solver lives in a process of its own, for one plan, and not longer than its service."""

import asyncio
import os

import psutil
import pytest

from services.needs.planner.process import SolverFailed, solve_apart
from tests.unit.needs.problems import need, problem, resource


def solvers() -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process(os.getpid()).children(recursive=True)
        if "services.needs.planner" in child.cmdline()
    ]


async def test_the_answer_comes_back_and_the_process_is_gone() -> None:
    solution = await solve_apart(problem([need("a", 2)], [resource("r", 2)]))

    assert [(match.need_id, match.qty) for match in solution.matches] == [("a", 2)]
    assert solvers() == []


async def test_a_cancelled_plan_takes_its_process_along() -> None:
    task = asyncio.create_task(solve_apart(problem([need("a")], [resource("r")])))
    while not solvers():
        await asyncio.sleep(0.01)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert solvers() == []


async def test_a_broken_process_is_a_failure_and_no_answer() -> None:
    with pytest.raises(SolverFailed):
        await solve_apart("not a problem")  # type: ignore[arg-type]
