"""``make chaos SECONDS=… SEED=…``: prints seed, plan and a line per assertion; 1 if one breaks."""

import argparse
import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from tests.chaos.nemesis import Blow, plan, targets
from tests.chaos.rig import Verdict, run
from tests.chaos.workload import EARLY_KINDS, KINDS


def main() -> int:
    """The whole run; after a failure also the search for a smaller plan."""
    reader = argparse.ArgumentParser(prog="tests.chaos", description=__doc__)
    reader.add_argument("--seconds", type=float, default=60.0)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--brokers", type=int, choices=(1, 3), default=1)
    reader.add_argument("--mongods", type=int, choices=(1, 3), default=1)
    asked = reader.parse_args()
    seconds, seed, brokers, mongods = asked.seconds, asked.seed, asked.brokers, asked.mongods
    blows = plan(seed, seconds, targets(brokers, mongods))
    print(f"seed {seed}, {seconds:.0f} s, {brokers} broker(s), {mongods} mongod(s); the plan:")
    for blow in blows:
        print(f"  {blow}")
    verdict = _once(blows, seed, seconds, brokers, mongods)
    for line in verdict.lines():
        print(line)
    done = Counter({kind: counted["ok"] for kind, counted in verdict.kinds.items()})
    rare = _too_rare(done, seconds)
    if rare:
        print(f"FAIL the whole chain was worked through\n       hardly any {', '.join(rare)}")
    if not verdict.holds and len(blows) > 1:
        smaller = _shrunk(blows, seed, brokers, mongods)
        print(f"the smallest plan that still fails ({len(smaller)} of {len(blows)} blows):")
        for blow in smaller:
            print(f"  {blow}")
    return 0 if verdict.holds and not rare else 1


def _too_rare(done: Counter[str], seconds: float) -> list[str]:
    """Kinds of command that were acknowledged less than once a minute; short runs come to few."""
    kinds, least = (KINDS, seconds // 60) if seconds >= 120 else (EARLY_KINDS, 1)
    return [kind for kind in kinds if done[kind] < least]


def _once(blows: list[Blow], seed: int, seconds: float, brokers: int, mongods: int) -> Verdict:
    root = Path(tempfile.mkdtemp(prefix="gongjian-chaos-"))
    verdict = None
    try:
        verdict = run(
            root,
            blows,
            seed,
            seconds=seconds,
            brokers=brokers,
            mongods=mongods,
            enough=lambda done: not _too_rare(done, seconds),
        )
    finally:
        if verdict is not None and not verdict.holds:
            print(f"book, logs and data of this run stay in {root}")
        else:
            shutil.rmtree(root, ignore_errors=True)
    return verdict


def _shrunk(blows: list[Blow], seed: int, brokers: int, mongods: int) -> list[Blow]:
    """Halves the plan as long as a half still fails."""
    while len(blows) > 1:
        middle = len(blows) // 2
        for half in (blows[:middle], blows[middle:]):
            base = half[0].at - 2.0
            moved = [replace(blow, at=blow.at - base) for blow in half]
            if not _once(moved, seed, moved[-1].at + 5, brokers, mongods).holds:
                blows = moved
                break
        else:
            return blows
    return blows


if __name__ == "__main__":
    raise SystemExit(main())
