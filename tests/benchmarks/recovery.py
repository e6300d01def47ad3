"""B9: seconds from a SIGKILL to a fact stated since being applied; nothing lost or doubled."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import Any

from pymongo.errors import PyMongoError

from deploy.embedded.stack import Stack
from libs.kernel import new_id
from tests.benchmarks.client import Line, Shot
from tests.benchmarks.goals import Pair
from tests.benchmarks.product import GATEWAY, ORGANIZATIONS, Product

FLOORS = {"mongod": 10.0, "kafka": 10.0, "organizations": 5.0, "gateway": 10.0}
"""The protocol's own timeout, in seconds: election of a replica set, session of a consumer group,

lease of a relay, session again.
"""
_AT_ONCE = 20.0
_BEFORE = 1.0
_LONGEST = 90.0
_ASK_SECONDS = 3.0


@dataclass(slots=True)
class _Said:
    """What the writer has asked for; ``sent`` and ``answered`` by the clock of the benchmark."""

    key: str
    org_id: str
    seq: int
    sent: float


@dataclass(slots=True)
class _Record:
    """Everything that was answered with success."""

    said: list[_Said] = field(default_factory=list)


class RecoveryBench:
    """Kills each process in turn under a steady stream of commands."""

    def __init__(self, stack: Stack, product: Product) -> None:
        """The stack restarts what dies, as it always does."""
        self._stack, self._product = stack, product

    async def measure(self) -> Pair:
        """Own: the seconds of the slowest in relation to its floor; raw: that floor."""
        found = {name: await self._kill(name) for name in FLOORS}
        worst = max(found, key=lambda name: found[name] / FLOORS[name])
        seen: dict[str, Any] = {f"{name} s": round(took, 2) for name, took in found.items()}
        lost, doubled = await self._reckon()
        seen |= {"worst": worst, "lost": lost, "doubled": doubled}
        broken = "" if not (lost or doubled) else f"{lost} lost, {doubled} doubled"
        return Pair(found[worst], FLOORS[worst], seen, broken)

    async def _kill(self, name: str) -> float:
        await self._product.settle()
        record = _Record()
        writing = asyncio.create_task(self._write(record))
        try:
            await asyncio.sleep(_BEFORE)
            killed = time.perf_counter()
            self._stack.kill(name)
            async with asyncio.timeout(_LONGEST):
                seconds = await self._applied(record, killed) - killed
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
        await asyncio.to_thread(self._stack.wait_ready)
        await self._product.settle()
        await self._all_there(record)
        return seconds

    async def _write(self, record: _Record) -> None:
        """Renames, twenty a second; one that fails is asked again with the same key."""
        line = Line(*self._product.place("organizations"))
        number = 0
        while True:
            org_id = self._product.orgs[number % len(self._product.orgs)]
            key, number = new_id(), number + 1
            raw = self._product.rename(org_id, f"复{key}", key)
            sent = time.perf_counter()
            shot = await self._insist(line, raw)
            seq = int(shot.header(b"consistency-token").rpartition("@")[2])
            record.said.append(_Said(key, org_id, seq, sent))
            await asyncio.sleep(1 / _AT_ONCE)

    async def _insist(self, line: Line, raw: bytes) -> Shot:
        while True:
            with contextlib.suppress(OSError, EOFError, TimeoutError, asyncio.IncompleteReadError):
                async with asyncio.timeout(_ASK_SECONDS):
                    shot = await line.ask(raw)
                if shot.status < 300:
                    return shot
            line.close()
            await asyncio.sleep(0.1)

    async def _applied(self, record: _Record, since: float) -> float:
        """When the gateway has first applied a fact that was asked for after ``since``."""
        positions = self._product.mongo[GATEWAY]["positions"]
        while True:
            wanted = {
                f"gateway/organizations:{one.org_id}": one.seq
                for one in record.said
                if one.sent > since
            }
            with contextlib.suppress(PyMongoError):
                async for row in positions.find({"_id": {"$in": list(wanted)}}):
                    if row["seq"] >= wanted[row["_id"]]:
                        return time.perf_counter()
            await asyncio.sleep(0.02)

    async def _all_there(self, record: _Record) -> None:
        """Everything that was answered is stated, under its own number."""
        outbox = self._product.mongo[ORGANIZATIONS]["outbox"]
        for one in record.said:
            if await outbox.find_one({"agg": one.org_id, "seq": one.seq}, {"_id": 1}) is None:
                raise RuntimeError(f"{one.org_id}@{one.seq} was answered and is not stated")

    async def _reckon(self) -> tuple[int, int]:
        """(facts stated and not applied by the gateway, facts or commands with two effects)."""
        stated = self._product.mongo[ORGANIZATIONS]["outbox"]
        rows = await stated.find({}, {"_id": 1, "hdr.ce_causationid": 1}).to_list()
        ids = {row["_id"] for row in rows}
        causes = [row["hdr"].get("ce_causationid") for row in rows]
        inbox = self._product.mongo[GATEWAY]["inbox"]
        pages = inbox.find({"by": "gateway/organizations"}, {"facts": 1})
        applied = [id_ async for page in pages for id_, _, _ in page["facts"]]
        lost = len(ids - set(applied))
        doubled = len(applied) - len(set(applied)) + len(causes) - len(set(causes))
        return lost, doubled
