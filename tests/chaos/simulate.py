"""``python -m tests.chaos.simulate --seeds 2000``: many seeds, spread over processes.

Each worker runs under PYTHONHASHSEED=0, so that the order inside Python's sets is the seed's too.
"""

import argparse
import json
import logging
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog

from tests.chaos.reckoning import run


def main() -> int:
    """Runs the seeds and tells what broke; 1 if anything did."""
    asked = argparse.ArgumentParser(prog="make simulate")
    asked.add_argument("--seeds", type=int, default=2000)
    asked.add_argument("--begin", type=int, default=0)
    asked.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    asked.add_argument("--worker", type=int, default=-1, help=argparse.SUPPRESS)
    told = asked.parse_args()
    seeds = range(told.begin, told.begin + told.seeds)
    if told.worker >= 0:
        return _work(seeds[told.worker :: told.jobs])
    return _tell(_spread(sys.argv[1:], told.jobs))


def _work(seeds: Sequence[int]) -> int:
    """One line of JSON for each seed."""
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)
    for seed in seeds:
        found = run(seed)
        line = {"seed": seed, "broken": found.broken, "print": found.print, "deeds": found.deeds}
        print(json.dumps(line), flush=True)
    return 0


def _spread(arguments: Sequence[str], jobs: int) -> list[dict[str, object]]:
    told = {**os.environ, "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "tests.chaos.simulate", *arguments, "--jobs", str(jobs)]
    workers = [
        subprocess.Popen([*command, "--worker", str(number)], env=told, stdout=subprocess.PIPE)
        for number in range(jobs)
    ]
    found: list[dict[str, object]] = []
    with ThreadPoolExecutor(jobs) as pool:
        # Read side by side: a worker whose pipe is full would stand still.
        outputs = list(pool.map(lambda worker: worker.communicate()[0], workers))
    for worker, output in zip(workers, outputs, strict=True):
        if worker.returncode:
            raise SystemExit(f"a worker ended with {worker.returncode}")
        found += [json.loads(line) for line in output.splitlines()]
    return found


def _tell(found: list[dict[str, object]]) -> int:
    deeds: Counter[str] = Counter()
    broken = 0
    for line in sorted(found, key=lambda one: str(one["seed"]).zfill(9)):
        deeds.update(line["deeds"])  # type: ignore[arg-type]
        if line["broken"]:
            broken += 1
            print(f"FAIL seed {line['seed']}: {line['broken']}")
    what = ", ".join(f"{count} {name}" for name, count in sorted(deeds.items()))
    seconds = time.monotonic() - BEGUN
    print(f"{len(found)} seeds in {seconds:.0f} s, {broken} broken; {what}")
    return 1 if broken or not found else 0


BEGUN = time.monotonic()

if __name__ == "__main__":
    sys.exit(main())
