"""The solver's process: a problem comes in on stdin, its solution goes out on stdout."""

import os
import pickle
import sys

from services.needs.planner.process import NO_SOLUTION

_NICENESS = 5


def main() -> int:
    """Solves once, with less claim to the processor than the services have."""
    from services.needs.planner.solver import NoSolution, solve

    os.nice(_NICENESS)
    problem = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by the service that started us
    try:
        solution = solve(problem)
    except NoSolution:
        return NO_SOLUTION
    pickle.dump(solution, sys.stdout.buffer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
