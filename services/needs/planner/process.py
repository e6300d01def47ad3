"""Starts the solver in a process that lives for one plan: at rest the service stays small."""

import asyncio
import pickle
import sys

from services.needs.planner.problem import Problem, Solution


class SolverFailed(Exception):
    """The solver's process ended without an answer."""


async def solve_apart(problem: Problem) -> Solution:
    """Solves in a process of its own, which is killed when this task is cancelled."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.needs.planner",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        output, _ = await process.communicate(pickle.dumps(problem))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise SolverFailed
    answer = pickle.loads(output)  # noqa: S301 - written by the process started above
    if not isinstance(answer, Solution):
        raise SolverFailed
    return answer
