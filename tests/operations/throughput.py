"""Commands and facts a second with one, two and three processes of a service.

``python -m tests.operations.throughput [COUNT]``: renames over HTTP at the organizations service,
64 lines spread over its processes; the clock of facts stops when the gateway has applied the last.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pymongo import MongoClient

from deploy.embedded.services import processes_of
from deploy.embedded.stack import Plan, Stack
from deploy.embedded.status import resident_of
from tests.benchmarks.client import fire
from tests.benchmarks.product import Product
from tests.operations.traffic import settle

LINES = 64


async def commands(product: Product, places: list[tuple[str, int]], count: int) -> float:
    """Renames a second over all processes."""
    stamp = time.time_ns()
    shots = [
        product.rename(product.orgs[n % len(product.orgs)], f"改名{stamp}-{n}")
        for n in range(count)
    ]
    width = len(places)
    begun = time.perf_counter()
    rounds = await asyncio.gather(
        *(
            fire(host, port, shots[index::width], LINES // width)
            for index, (host, port) in enumerate(places)
        )
    )
    seconds = time.perf_counter() - begun
    bad = [shot for _, answers in rounds for shot in answers if shot.status >= 300]
    if bad:
        raise RuntimeError(f"{len(bad)} refused: {bad[0].body[:200]!r}")
    return count / seconds


def measure(replicas: int, count: int) -> dict[str, Any]:
    """A fresh stack of organizations and gateway; figures of one run."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Plan(services=("organizations", "gateway"), replicas=replicas)
        stack = Stack(Path(folder), plan)
        stack.start(240)
        try:
            product = Product(stack)
            asyncio.run(product.prepare(512))
            settle(stack.backends.mongo.uri, 300)
            places = [
                (str(url.hostname), int(url.port or 80))
                for name in processes_of("organizations", replicas)
                for url in [urlsplit(stack.urls[name])]
            ]
            asyncio.run(commands(product, places, count // 4))  # warm
            settle(stack.backends.mongo.uri, 300)
            begun = time.perf_counter()
            rate = asyncio.run(commands(product, places, count))
            settle(stack.backends.mongo.uri, 300)
            applied = count / (time.perf_counter() - begun)
            sizes = {name: resident_of(child.pid) / 1e6 for name, child in stack.children.items()}
            return {
                "replicas": replicas,
                "commands_per_second": round(rate),
                "facts_applied_everywhere_per_second": round(applied),
                "bytes_per_fact": _bytes_per_fact(stack.backends.mongo.uri),
                "resident_mb": {name: round(size) for name, size in sizes.items()},
                "load_average": round(os.getloadavg()[0], 1),
            }
        finally:
            stack.stop()


def _bytes_per_fact(uri: str) -> dict[str, float]:
    """What the database and its journal take on disk, per fact."""
    with MongoClient[dict[str, Any]](uri) as client:
        database = client["gongjian_organizations"]
        client.admin.command("fsync")
        facts = database["outbox"].count_documents({})
        journal = database.command("collStats", "outbox")
        whole = database.command("dbStats")
        return {
            "facts": facts,
            "journal_uncompressed": round(journal["size"] / facts),
            "journal_with_indexes": round(
                (journal["storageSize"] + journal["totalIndexSize"]) / facts
            ),
            "database": round((whole["storageSize"] + whole["indexSize"]) / facts),
        }


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if sys.argv[1:] else 4000
    for number in (1, 2, 3):
        print(json.dumps(measure(number, wanted)), flush=True)
