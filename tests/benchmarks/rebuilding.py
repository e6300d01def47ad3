"""B8: every view of the gateway built anew while it goes on serving.

``python -m tests.benchmarks.rebuilding VERSIONS`` is the gateway with the version of each of its
views raised by so many: what an upgrade that changes them all would start.
"""

import asyncio
import importlib
import sys
import time
from dataclasses import replace

from deploy.embedded.services import is_ready
from deploy.embedded.stack import Stack
from libs.runtime.__main__ import main
from libs.storage.documents import View, physical_name
from tests.benchmarks.client import Line, paced, quantile
from tests.benchmarks.goals import Pair
from tests.benchmarks.product import GATEWAY, Product
from tests.benchmarks.raw import RawMongo

_READS_A_SECOND = 50.0
_SECONDS = 180.0
_HISTORY = 2
"""The released version of the view that is measured; a round raises it."""


class RebuildBench:
    """Raises the versions once more in each round."""

    def __init__(self, stack: Stack, product: Product, raw: RawMongo) -> None:
        """The gateway is restarted; the session in ``product`` outlives that."""
        self._stack, self._product, self._raw = stack, product, raw
        self._raised = 0

    async def measure(self) -> Pair:
        """Facts a second into all views; raw: documents as large, inserted plainly."""
        gateway = self._product.mongo[GATEWAY]
        before = await _at_rest(self._product)
        self._raised += 1
        command = (sys.executable, "-m", "tests.benchmarks.rebuilding", str(self._raised))
        child = self._stack.process("gateway")
        await asyncio.to_thread(self._stack.stop_one, "gateway")
        child.program = replace(child.program, command=command)
        await asyncio.to_thread(child.start)
        while not await asyncio.to_thread(is_ready, child.program.port):
            await asyncio.sleep(0.02)
        begun = time.perf_counter()
        swapped = asyncio.create_task(self._swapped())
        during = await _live(self._product, swapped)
        done, name = await swapped
        seconds = done - begun
        facts = await gateway[name].count_documents({})
        size = await _mean_size(gateway, name)
        raw = await self._raw.inserts(facts, size)
        seen = {"facts": facts, "live p99 at rest s": before, "live p99 during s": during}
        stood = during <= 2 * before
        broken = "" if stood else f"live p99 rises {during / before:.1f} times (limit 2)"
        return Pair(facts / seconds, raw, seen, broken)

    async def _swapped(self) -> tuple[float, str]:
        """When the new version went live, and its collection."""
        wanted = View("history", _HISTORY + self._raised)
        views = self._product.mongo[GATEWAY]["views"]
        deadline = time.perf_counter() + _SECONDS
        while time.perf_counter() < deadline:
            alias = await views.find_one({"_id": "history"})
            if alias is not None and alias["collection"].startswith(physical_name(wanted)):
                return time.perf_counter(), alias["collection"]
            await asyncio.sleep(0.02)
        raise RuntimeError("the views were not rebuilt in time")


async def _mean_size(database: object, name: str) -> int:
    stats = await database.command("collStats", name)  # type: ignore[attr-defined]
    return int(stats["avgObjSize"])


async def _at_rest(product: Product) -> float:
    """99th percentile of live reads with nothing else going on."""
    await product.settle()
    return quantile(await _reads(product, 150), 0.99)


async def _live(product: Product, until: "asyncio.Task[tuple[float, str]]") -> float:
    """The same for as long as the rebuild runs."""
    found: list[float] = []
    while not until.done():
        found += await _reads(product, 25)
    return quantile(found, 0.99)


async def _reads(product: Product, count: int) -> list[float]:
    org = product.orgs[0]

    async def one(_: int, reading: Line, __: Line) -> float:
        shot = await reading.ask(product.read(f"/api/views/units/{org}"))
        if shot.status != 200:
            raise RuntimeError(f"read refused: {shot.status} {shot.body[:200]!r}")
        return shot.seconds

    place = product.place("gateway")
    return await paced(count, _READS_A_SECOND, (place, place), one)


def serve(raised: int) -> None:
    """The gateway with higher versions of its views."""
    app = importlib.import_module("services.gateway.app")
    app.VIEWS = tuple(replace(view, version=view.version + raised) for view in app.VIEWS)  # type: ignore[attr-defined]
    main("services.gateway.app")


if __name__ == "__main__":
    serve(int(sys.argv[1]))
