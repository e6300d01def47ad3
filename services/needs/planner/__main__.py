"""The solver's process: a problem comes in on stdin, its solution goes out on stdout."""

import os
import pickle
import sys

_NICENESS = 5


def main() -> None:
    """Solves once, with less claim to the processor than the services have."""
    from services.needs.planner.solver import solve

    os.nice(_NICENESS)
    problem = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by the service that started us
    pickle.dump(solve(problem), sys.stdout.buffer)


if __name__ == "__main__":
    main()
