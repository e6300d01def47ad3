"""``make bench``: B1–B10, each against raw code in the same run, in turn, with their spread.

``ONLY=B1,B4 ROUNDS=5`` chooses, ``SHARE=0.05`` rehearses; ``python -m tests.benchmarks report``
writes the last figures into docs/benchmarks.md.
"""

import asyncio
import gc
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import bson
import uvloop

from deploy.embedded.stack import Plan, Stack
from libs.messaging.codec import message
from libs.messaging.kafka_admin import KafkaAdmin
from libs.observability.logging import set_up_logging
from tests.benchmarks import own, report
from tests.benchmarks.client import quantile
from tests.benchmarks.compare import compare
from tests.benchmarks.goals import GOALS, Pair, rounds
from tests.benchmarks.planner import PlannerBench
from tests.benchmarks.product import ORGANIZATIONS, Product
from tests.benchmarks.raw import RawMongo, raw_round_trips, raw_send
from tests.benchmarks.rebuilding import RebuildBench
from tests.benchmarks.recovery import RecoveryBench

ROUNDS = int(os.environ.get("ROUNDS") or "5")
ONLY = {name.strip().upper() for name in os.environ.get("ONLY", "").split(",") if name.strip()}
SHARE = float(os.environ.get("SHARE") or "1")
"""Below 1 a rehearsal: everything runs, over so much of the work; its figures prove nothing."""

PLAIN = "PLAIN"
"""In ONLY: the comparison with the plain stack."""

_PARTITIONS = 4


def share_of(count: int) -> int:
    """So much of it in a rehearsal."""
    return max(20, int(count * SHARE))


_RELAYED, _APPLIED = share_of(100_000), share_of(20_000)
WINDOW = {"start_at": "2099-12-01T00:00:00Z", "end_at": "2099-12-31T00:00:00Z"}


class Bench:
    """All benchmarks over one running stack."""

    def __init__(self, stack: Stack) -> None:
        """``stack`` is started."""
        self._stack = stack
        self._uri = stack.backends.mongo.uri
        self._bootstrap = stack.backends.kafka.bootstrap
        self._product = Product(stack)
        self._raw = RawMongo(self._uri)
        self._rebuilds = RebuildBench(stack, self._product, self._raw)
        self._recoveries = RecoveryBench(stack, self._product)
        self._topics = 0
        self._kept: dict[str, Any] = {}

    async def prepare(self) -> None:
        """Organizations to rename, a warm product, raw documents as large as its own."""
        await self._product.prepare(share_of(1000))
        await self._product.commands(share_of(500), 32)
        await self._product.settle()
        database = self._product.mongo[ORGANIZATIONS]
        sizes = []
        for name in ("organizations", "outbox"):
            found = await database[name].find_one({}, sort=[("_id", -1)])
            sizes.append(len(bson.encode(found or {})))
        await self._raw.prepare(*sizes)

    async def _topic(self, partitions: int = _PARTITIONS) -> str:
        self._topics += 1
        name = f"bench.{self._topics}"
        admin = KafkaAdmin(self._bootstrap, "bench")
        await admin.ensure_topics([name], partitions, 1)
        await admin.close()
        return name

    async def _once(self, name: str, make: Callable[[], Awaitable[Any]]) -> Any:
        if name not in self._kept:
            self._kept[name] = await make()
        return self._kept[name]

    async def b1(self) -> Pair:
        await self._product.settle()
        rate, answers = await self._product.commands(share_of(4000), 128)
        p99 = quantile([shot.seconds for shot in answers], 0.99)
        await self._product.settle()
        seen = {"p99 s": p99, "shed": self._product.shed}
        self._product.shed = 0
        return Pair(rate, await self._raw.throughput(1.5 * SHARE), seen)

    async def b2(self) -> Pair:
        await self._product.settle()
        _, answers = await self._product.commands(share_of(200), 1)
        await self._product.settle()
        raw = await self._raw.latencies(share_of(200))
        return Pair(quantile([shot.seconds for shot in answers], 0.5), quantile(raw, 0.5))

    async def b3(self) -> Pair:
        await self._product.settle()
        _, many = await self._product.commands(share_of(2000), 32, hot=True)
        await self._product.settle()
        _, alone = await self._product.commands(share_of(400), 1, hot=True)
        return Pair(
            quantile([shot.seconds for shot in many], 0.99),
            quantile([shot.seconds for shot in alone], 0.99),
        )

    async def b4(self) -> Pair:
        async def made() -> tuple[list[Any], own.RelayBench]:
            facts = own.rows(_RELAYED)
            return facts, own.RelayBench(self._uri, self._bootstrap, facts)

        facts, relay = await self._once("relay", made)
        await relay.fill()
        topic = await self._topic()
        raw = await raw_send(self._bootstrap, [message(row, topic) for row in facts])
        return Pair(await relay.drain(await self._topic()), raw)

    async def b5(self) -> Pair:
        async def published() -> tuple[str, list[tuple[str, dict[str, Any]]]]:
            facts, topic = own.rows(_APPLIED), await self._topic()
            await own.publish(self._bootstrap, topic, facts)
            return topic, own.updates(facts)

        topic, updates = await self._once("facts", published)
        raw = await self._raw.bulk_views(updates)
        return Pair(await own.consumer_apply(self._uri, self._bootstrap, topic, _APPLIED), raw)

    async def b6(self) -> Pair:
        await self._product.settle()
        found = await self._product.freshness(share_of(300), 100)
        await self._product.settle()
        trip = await raw_round_trips(self._bootstrap, await self._topic(1), share_of(300))
        transaction = quantile(await self._raw.latencies(share_of(300)), 0.99)
        seen = {"p50 s": quantile(found, 0.5), "absolute goal s": 0.05}
        p99 = quantile(found, 0.99)
        return Pair(p99, trip + transaction, seen, "" if p99 <= 0.05 else "p99 over 50 ms")

    async def b7(self) -> Pair:
        path = await self._once("resource", self._a_resource)
        await self._product.settle()
        mine = await self._product.reads(path, share_of(1500))
        return Pair(mine, await self._product.reads("/health/live", share_of(3000)))

    async def _a_resource(self) -> str:
        """A resource offered through the needs service; the path of its page at the gateway."""
        # Facts about organizations reach the needs service in their own time.
        unit = await self._product.told(
            "organizations",
            "/organizations",
            {
                "kind": "unit",
                "name": "演示单位",
                "effective_on": "2020-01-01",
                "territory_id": self._product.orgs[0],
            },
        )
        await asyncio.to_thread(self._stack.start_one, "needs")
        body = {
            "unit_id": unit["org_id"],
            "title": "演示资源",
            "category_code": "law",
            "unit_code": "session",
            "windows": [{"window": WINDOW, "qty": 2}],
        }
        found = await self._eventually(lambda: self._product.told("needs", "/resources", body))
        path = f"/api/views/resources/{found['resource_id']}"
        await self._eventually(lambda: self._product.reads(path, 1, 1))
        await asyncio.to_thread(self._stack.stop_one, "needs")
        return path

    async def _eventually(self, probe: Callable[[], Awaitable[Any]]) -> Any:
        deadline = time.monotonic() + 60
        while True:
            try:
                return await probe()
            except RuntimeError:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.2)

    async def b8(self) -> Pair:
        return await self._rebuilds.measure()

    async def b9(self) -> Pair:
        return await self._recoveries.measure()

    async def b10(self) -> Pair:
        async def prepared() -> PlannerBench:
            planner = PlannerBench(self._uri)
            await planner.prepare()
            return planner

        planner = await self._once("planner", prepared)
        found: Pair = await planner.measure()
        return found

    async def run(self, write: Callable[[dict[str, Any]], None]) -> int:
        """Everything wanted; what is found is written at once, whatever fails after it.

        Tells how many benchmarks failed to run.
        """
        await self.prepare()
        found: dict[str, Any] = {}
        failed = 0
        for goal in GOALS:
            if ONLY and goal.id not in ONLY:
                continue
            print(f"{goal.id} {goal.what}", file=sys.stderr, flush=True)
            try:
                result = await rounds(goal, ROUNDS, getattr(self, goal.id.lower()))
            except Exception:
                traceback.print_exc()
                failed += 1
            else:
                found[goal.id] = result.plain()
                write(found)
        if not ONLY or PLAIN in ONLY:
            found[PLAIN] = await compare(self._stack, self._product, SHARE)
            write(found)
        await self._raw.close()
        return failed


def main(arguments: list[str]) -> None:
    """Measures, or writes the last figures into the page."""
    if arguments == ["report"]:
        report.into_page()
        return
    # As the services do: both sides of every comparison are spared the hunt for cycles.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    set_up_logging("benchmarks", "bench", "warning")

    def write(found: dict[str, Any]) -> None:
        # A rehearsal proves nothing.
        if SHARE == 1:
            report.write(found, report.machine(before), partial=bool(ONLY))

    root, before = Path(tempfile.mkdtemp(prefix="gongjian-bench-")), os.getloadavg()
    try:
        with Stack(root, Plan(services=("organizations", "gateway", "needs"))) as stack:
            stack.stop_one("needs")
            failed = uvloop.run(Bench(stack).run(write))
        if SHARE == 1:
            print(report.table())
    finally:
        shutil.rmtree(root, ignore_errors=True)
    if failed:
        raise SystemExit(f"{failed} benchmarks did not run; see above.")


if __name__ == "__main__":
    main(sys.argv[1:])
