"""``make bench``: B1–B7, each against raw code in the same run, alternated, with their spread."""

import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from deploy.embedded.stack import Plan, Stack
from libs.messaging.kafka_admin import KafkaAdmin
from tests.benchmarks import own
from tests.benchmarks.client import quantile
from tests.benchmarks.raw import RawMongo, raw_round_trips, raw_send

ROUNDS = int(os.environ.get("ROUNDS", "5"))
OUT = Path("var/bench/latest.json")


@dataclass(frozen=True, slots=True)
class Goal:
    """What a benchmark compares and what it should reach."""

    id: str
    what: str
    goal: float
    at_least: bool = True


GOALS = (
    Goal("B1", "commands over HTTP at 128 ÷ best raw transactions, per second", 3.0),
    Goal("B2", "command p50 alone ÷ raw transaction p50", 1.3, at_least=False),
    Goal("B3", "hot aggregate: p99 of 32 writers ÷ p99 of one", 3.0, at_least=False),
    Goal("B4", "relay drain ÷ raw send, per second", 0.60),
    Goal("B5", "consumer apply ÷ raw bulk write, per second", 0.60),
    Goal(
        "B6", "freshness p99 ÷ (raw produce–consume p99 + raw transaction p99)", 2.0, at_least=False
    ),
    Goal("B7", "gateway read by id ÷ the same app's constant, per second", 0.40),
)


@dataclass(slots=True)
class Result:
    """One benchmark's figures: medians, and the spread of the ratio over the rounds."""

    id: str
    what: str
    ratio: float
    goal: float
    met: bool
    spread: tuple[float, float]
    own: float
    raw: float


Pair = tuple[float, float]


async def rounds(goal: Goal, measure: Callable[[], Awaitable[Pair]]) -> Result:
    """Measures both sides in turn ROUNDS times."""
    found: list[Pair] = []
    for number in range(ROUNDS):
        found.append(await measure())
        mine, raw = found[-1]
        print(f"  {goal.id} round {number + 1}: own {mine:.4g} raw {raw:.4g}", file=sys.stderr)
    ratios = [mine / raw for mine, raw in found]
    ratio = statistics.median(ratios)
    met = ratio >= goal.goal if goal.at_least else ratio <= goal.goal
    return Result(
        goal.id,
        goal.what,
        round(ratio, 3),
        goal.goal,
        met,
        (round(min(ratios), 3), round(max(ratios), 3)),
        round(statistics.median(mine for mine, _ in found), 5),
        round(statistics.median(raw for _, raw in found), 5),
    )


class Bench:
    """All benchmarks over one running stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._uri = stack.backends.mongo.uri
        self._bootstrap = stack.backends.kafka.bootstrap
        self._product = own.Product(stack)
        self._raw = RawMongo(self._uri)
        self._facts = own.rows(20_000)
        self._topics = 0
        self._cookie = ""

    async def prepare(self) -> None:
        await self._raw.prepare()
        await self._product.prepare(1000)
        await self._product.commands(500, 32)
        self._cookie = await self._product.sign_in()

    async def _topic(self) -> str:
        self._topics += 1
        name = f"bench.{self._topics}"
        admin = KafkaAdmin(self._bootstrap, "bench")
        await admin.ensure_topics([name], 1, 1)
        await admin.close()
        return name

    async def b1(self) -> Pair:
        rate, _ = await self._product.commands(4000, 128)
        return rate, await self._raw.throughput()

    async def b2(self) -> Pair:
        _, answers = await self._product.commands(150, 1)
        raw = await self._raw.latencies(150)
        return quantile([shot.seconds for shot in answers], 0.5), quantile(raw, 0.5)

    async def b3(self) -> Pair:
        _, many = await self._product.commands(1500, 32, hot=True)
        _, alone = await self._product.commands(300, 1, hot=True)
        return (
            quantile([shot.seconds for shot in many], 0.99),
            quantile([shot.seconds for shot in alone], 0.99),
        )

    async def b4(self) -> Pair:
        bodies = [(row.aggregate_id.encode(), row.body) for row in self._facts]
        raw = await raw_send(self._bootstrap, await self._topic(), bodies)
        mine = await own.relay_drain(self._uri, self._bootstrap, await self._topic(), self._facts)
        return mine, raw

    async def b5(self) -> Pair:
        await self._raw.prepare()
        raw = await self._raw.bulk_views(len(self._facts) // 2)
        mine = await own.consumer_apply(self._uri, self._facts[: len(self._facts) // 2])
        return mine, raw

    async def b6(self) -> Pair:
        mine = quantile(await self._product.freshness(self._cookie, 200), 0.99)
        trip = await raw_round_trips(self._bootstrap, await self._topic(), 200)
        return mine, trip + quantile(await self._raw.latencies(200), 0.99)

    async def b7(self) -> Pair:
        org = self._product.orgs[0]
        mine = await self._product.reads(self._cookie, f"/api/views/units/{org}", 600)
        return mine, await self._product.reads(self._cookie, "/health/live", 3000)

    async def run(self, wanted: set[str]) -> list[Result]:
        await self.prepare()
        results = []
        for goal in GOALS:
            if not wanted or goal.id in wanted:
                print(f"{goal.id} {goal.what}", file=sys.stderr)
                results.append(await rounds(goal, getattr(self, goal.id.lower())))
        await self._raw.close()
        return results


def report(results: list[Result]) -> None:
    """Prints the table and writes the figures."""
    print("| id | ratio | spread | goal | own | raw | what |\n|---|---|---|---|---|---|---|")
    for result in results:
        mark = "✓" if result.met else "✗"
        print(
            f"| {result.id} | {result.ratio} {mark} | {result.spread[0]}–{result.spread[1]} "
            f"| {result.goal} | {result.own:.4g} | {result.raw:.4g} | {result.what} |"
        )
    OUT.parent.mkdir(parents=True, exist_ok=True)
    machine = {
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "at": datetime.now(UTC).isoformat(),
    }
    figures = {result.id: asdict(result) for result in results}
    OUT.write_text(json.dumps({"machine": machine, "results": figures}, indent=1) + "\n")


def main() -> None:
    """Arguments name benchmarks; none means all."""
    root = Path(tempfile.mkdtemp(prefix="gongjian-bench-"))
    try:
        with Stack(root, Plan(services=("organizations", "gateway"))) as stack:
            report(uvloop.run(Bench(stack).run(set(sys.argv[1:]))))
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()
