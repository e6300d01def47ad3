"""Starts the solver in a process that lives for one plan: at rest the service stays small."""

import asyncio
import pickle
import sys

from services.needs.planner.problem import Problem, Solution


class SolverFailed(Exception):
    """The solver's process ended without an answer; ``reason_code`` says how."""

    def __init__(self, reason_code: str) -> None:
        """``no_solution`` when the solver said so, ``solver_failed`` when its process broke."""
        super().__init__(reason_code)
        self.reason_code = reason_code


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
    if process.returncode == NO_SOLUTION:
        raise SolverFailed("no_solution")
    if process.returncode != 0:
        raise SolverFailed("solver_failed")
    answer = pickle.loads(output)  # noqa: S301 - written by the process started above
    if not isinstance(answer, Solution):
        raise SolverFailed("solver_failed")
    return answer


NO_SOLUTION = 3
"""Exit status of the solver's process when there is no admissible answer."""
