"""The solver's process: problems come in on stdin, each one's solution goes out on stdout."""

import gc
import os
import pickle
import sys

_NICENESS = 5


def main() -> None:
    """Solves until stdin ends, with less claim to the processor than the services have."""
    from services.needs.planner.solver import solve

    os.nice(_NICENESS)
    # What is loaded stays: as in the services, the hunt for cycles is spared going through it.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    while head := sys.stdin.buffer.read(8):
        raw = sys.stdin.buffer.read(int.from_bytes(head))
        problem = pickle.loads(raw)  # noqa: S301 - written by the service that started us
        answer = pickle.dumps(solve(problem))
        sys.stdout.buffer.write(len(answer).to_bytes(8) + answer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
