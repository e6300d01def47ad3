"""``make bench-growth``: how cost grows with the data, loaded through ordinary commands.

``MINUTES=8`` bounds the loading: what was reached by then is what is told. Sizes are shares of one
district: 0.01 (as large as the demo), 0.1, and as much of the whole as the time allows.
"""

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import uvloop

from deploy.embedded.services import SERVICES
from deploy.embedded.stack import Plan, Stack
from tests.benchmarks import report
from tests.benchmarks.client import Line, quantile
from tests.benchmarks.district import DISTRICT, District
from tests.benchmarks.product import Product

OUT = Path("var/bench/growth.json")
SHARES = (0.01, 0.1, 1.0)
_ASKED = 100
_SERVICES = [f"gongjian_{name}" for name in SERVICES]


def pages(district: District) -> dict[str, str]:
    """The views that are asked, by name."""
    loaded = district.loaded
    return {
        "unit": f"/api/views/units/{loaded.units[0]}",
        "community": f"/api/views/communities/{loaded.communities[0]}",
        "board": "/api/views/board",
        "members, a page": "/api/views/members?size=50",
        "member": f"/api/views/members/{loaded.members[0]}",
        "registrations, a page": "/api/views/registrations?size=50",
        "agreements, a page": "/api/views/agreements?size=50",
    }


async def measured(product: Product, district: District) -> dict[str, Any]:
    """Everything at the size that is loaded now; nothing else is going on."""
    await product.settle(everywhere=True)
    loaded = district.loaded
    line, views = Line(*product.place("gateway")), {}
    for name, path in pages(district).items():
        seconds = []
        for _ in range(_ASKED):
            shot = await line.ask(product.read(path))
            if shot.status != 200:
                raise RuntimeError(f"{path}: {shot.status} {shot.body[:300]!r}")
            seconds.append(shot.seconds)
        views[name] = {
            "p50 ms": round(quantile(seconds, 0.5) * 1000, 1),
            "p99 ms": round(quantile(seconds, 0.99) * 1000, 1),
        }
    line.close()
    product.orgs = loaded.units
    _, answers = await product.commands(200, 1)
    return {
        "organizations": loaded.organizations,
        "members": len(loaded.members),
        "registrations": len(loaded.registrations),
        "pairings": loaded.pairings,
        "commands": loaded.commands,
        "loading s": round(loaded.seconds, 1),
        "load average": round(os.getloadavg()[0], 1),
        "command p50 ms": round(quantile([shot.seconds for shot in answers], 0.5) * 1000, 1),
        "views": views,
        "memory MB": _memory(product.stack),
        "disk MB": await _disk(product),
    }


def _memory(stack: Stack) -> dict[str, int]:
    found = {}
    for name, child in stack.children.items():
        status = Path(f"/proc/{child.pid}/status").read_text()
        line = next(row for row in status.splitlines() if row.startswith("VmRSS"))
        found[name] = int(line.split()[1]) // 1024
    return found


async def _disk(product: Product) -> dict[str, int]:
    """What the databases take, and the log of Kafka."""
    found = {}
    for name in _SERVICES:
        stats = await product.mongo[name].command("dbStats")
        found[name.removeprefix("gongjian_")] = int(stats["totalSize"]) // 2**20
    kafka = product.stack.places.root / "kafka"
    sizes = [path.stat().st_size for path in kafka.rglob("*.log")]
    found["kafka"] = sum(sizes) // 2**20
    return found


async def grow(stack: Stack, minutes: float) -> dict[str, Any]:
    """Sizes in turn until the time is over."""
    product = Product(stack)
    await product.sign_in()
    district = District(product, time.monotonic() + minutes * 60)
    found = []
    for share in SHARES:
        within = await district.grow(DISTRICT.scaled(share))
        found.append({"share": share, "complete": within, **await measured(product, district)})
        print(json.dumps(found[-1], ensure_ascii=False), file=sys.stderr, flush=True)
        if not within:
            break
    return {"district": asdict(DISTRICT), "sizes": found, "growth": ratios(found)}


def ratios(sizes: list[dict[str, Any]]) -> dict[str, Any]:
    """Each view's p99 at the last size ÷ at the one before, and what ten times more would be.

    The extrapolation multiplies once more by the same factor for each tenfold: an upper estimate
    where an index carries the question, a lower one where everything is read.
    """
    if len(sizes) < 2:
        return {}
    small, large = sizes[-2], sizes[-1]
    factor = large["members"] / small["members"]
    found: dict[str, Any] = {"data": round(factor, 2)}
    for name, figures in large["views"].items():
        grown = figures["p99 ms"] / small["views"][name]["p99 ms"]
        found[name] = round(grown, 2)
    views = [value for name, value in found.items() if name != "data"]
    found["median of the views"] = round(statistics.median(views), 2)
    return found


def main() -> None:
    """Starts the whole product, loads, measures, writes."""
    minutes = float(os.environ.get("MINUTES") or "8")
    root, before = Path(tempfile.mkdtemp(prefix="gongjian-growth-")), os.getloadavg()
    try:
        with Stack(root, Plan()) as stack:
            found = uvloop.run(grow(stack, minutes))
    finally:
        shutil.rmtree(root, ignore_errors=True)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    around = {"machine": report.machine(before), **found}
    OUT.write_text(json.dumps(around, indent=1, ensure_ascii=False) + "\n")
    print(report.grown())


if __name__ == "__main__":
    main()
