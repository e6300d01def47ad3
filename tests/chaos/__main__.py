"""``make chaos SECONDS=… SEED=…``: prints seed, plan and a line per assertion; 1 if one breaks."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from deploy.embedded.services import SERVICES
from tests.chaos.nemesis import Blow, plan
from tests.chaos.rig import Verdict, run


def main() -> int:
    """Reads SECONDS, SEED, BROKERS, MONGODS from the environment or as arguments."""
    told = dict(argument.split("=", 1) for argument in sys.argv[1:] if "=" in argument)
    setting = {**os.environ, **told}
    seconds, seed = float(setting.get("SECONDS", "60")), int(setting.get("SEED", "1"))
    brokers, mongods = int(setting.get("BROKERS", "1")), int(setting.get("MONGODS", "1"))
    targets = (*SERVICES, *_backends(brokers, mongods))
    blows = plan(seed, seconds, targets)
    print(f"seed {seed}, {seconds:.0f} s, {brokers} broker(s), {mongods} mongod(s); the plan:")
    for blow in blows:
        print(f"  {blow}")
    verdict = _once(blows, seed, seconds, brokers, mongods)
    for line in verdict.lines():
        print(line)
    if not verdict.holds and len(blows) > 1:
        smaller = _shrunk(blows, seed, brokers, mongods)
        print(f"the smallest plan that still fails ({len(smaller)} of {len(blows)} blows):")
        for blow in smaller:
            print(f"  {blow}")
    return 0 if verdict.holds else 1


def _backends(brokers: int, mongods: int) -> list[str]:
    def names(kind: str, count: int) -> list[str]:
        return [kind] if count == 1 else [f"{kind}-{number + 1}" for number in range(count)]

    return [*names("mongod", mongods), *names("kafka", brokers)]


def _once(blows: list[Blow], seed: int, seconds: float, brokers: int, mongods: int) -> Verdict:
    root = Path(tempfile.mkdtemp(prefix="gongjian-chaos-"))
    try:
        return run(root, blows, seed, seconds=seconds, brokers=brokers, mongods=mongods)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _shrunk(blows: list[Blow], seed: int, brokers: int, mongods: int) -> list[Blow]:
    """Halves the plan as long as a half still fails."""
    while len(blows) > 1:
        middle = len(blows) // 2
        for half in (blows[:middle], blows[middle:]):
            base = half[0].at - 2.0
            moved = [Blow(b.at - base, b.deed, b.target, b.seconds) for b in half]
            if not _once(moved, seed, moved[-1].at + 5, brokers, mongods).holds:
                blows = moved
                break
        else:
            return blows
    return blows


if __name__ == "__main__":
    raise SystemExit(main())
