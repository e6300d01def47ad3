"""Ours and the plain stack side by side: speed, and what is left after the same kills."""

import asyncio
import contextlib
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from deploy.embedded.children import Child, Program
from deploy.embedded.ports import PortChoice
from deploy.embedded.services import is_ready
from deploy.embedded.stack import Stack, silent
from libs.kernel import new_id
from libs.messaging.kafka_admin import KafkaAdmin
from tests.benchmarks import plain
from tests.benchmarks.client import Line, Place, fire, quantile, request
from tests.benchmarks.product import GATEWAY, ORGANIZATIONS, Product

_THINGS = 200
_COMMANDS, _ALONE = 2000, 200
_AT_ONCE = 8
_BETWEEN, _AFTER = 4.0, 8.0
_ASK_SECONDS, _TRIES = 3.0, 25
_REST_SECONDS = 60.0
KILLS = ("service", "consumer", "kafka", "mongod", "service", "consumer")
"""What the nemesis kills, one after the other, of each stack."""

Command = Callable[[str, str, str], bytes]
"""(thing, name, key) to the bytes of a request."""


@dataclass(slots=True)
class Log:
    """What clients were answered: by key, the thing and the name that was confirmed."""

    confirmed: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked: int = 0
    unknown: int = 0


class Side:
    """One of the two stacks."""

    def __init__(self, place: Place, things: list[str], command: Command) -> None:
        """``command`` makes the bytes of one renaming."""
        self.place, self.things, self.command = place, things, command

    async def speed(self, share: float) -> dict[str, float]:
        """Throughput at 128 and p50 alone."""
        many = [
            self.command(self.things[n % len(self.things)], f"名{n}", new_id())
            for n in range(int(_COMMANDS * share))
        ]
        seconds, answers = await fire(*self.place, many, 128)
        one = [self.command(self.things[0], f"独{n}", new_id()) for n in range(int(_ALONE * share))]
        _, alone = await fire(*self.place, one, 1)
        bad = [shot for shot in (*answers, *alone) if shot.status >= 300]
        if bad:
            raise RuntimeError(f"{len(bad)} refused: {bad[0].body[:200]!r}")
        return {
            "per second": round(_COMMANDS * share / seconds, 1),
            "p99 at 128 s": round(quantile([shot.seconds for shot in answers], 0.99), 4),
            "p50 alone s": round(quantile([shot.seconds for shot in alone], 0.5), 5),
        }

    async def under(self, kills: list[Callable[[], None]]) -> Log:
        """A stream of commands while everything in ``kills`` is killed in turn."""
        log, done = Log(), asyncio.Event()
        clients = [asyncio.create_task(self._client(n, log, done)) for n in range(_AT_ONCE)]
        for kill in kills:
            await asyncio.sleep(_BETWEEN)
            await asyncio.to_thread(kill)
        await asyncio.sleep(_AFTER)
        done.set()
        await asyncio.gather(*clients)
        return log

    async def _client(self, number: int, log: Log, done: asyncio.Event) -> None:
        """A person who repeats what failed, with the same key; each keeps to things of its own."""
        line, turn = Line(*self.place), 0
        mine = self.things[number::_AT_ONCE]
        while not done.is_set():
            thing, key = mine[turn % len(mine)], new_id()
            name, turn = f"名{key}", turn + 1
            log.asked += 1
            if await self._insist(line, self.command(thing, name, key)):
                log.confirmed[key] = (thing, name)
            else:
                log.unknown += 1
            await asyncio.sleep(0.05)
        line.close()

    async def _insist(self, line: Line, raw: bytes) -> bool:
        for _ in range(_TRIES):
            with contextlib.suppress(OSError, EOFError, TimeoutError):
                async with asyncio.timeout(_ASK_SECONDS):
                    shot = await line.ask(raw)
                if shot.status < 300:
                    return True
            line.close()
            await asyncio.sleep(0.2)
        return False


async def compare(stack: Stack, product: Product, share: float) -> dict[str, Any]:
    """Both stacks, in turn, on the same backends: figures and losses of each."""
    await product.settle()
    ours = Side(product.place("organizations"), product.orgs[:_THINGS], product.rename)
    found: dict[str, Any] = {"kills": list(KILLS), "ours": await ours.speed(share)}
    await product.settle()
    with _PlainStack(stack) as other:
        theirs = await other.prepare(product)
        found["plain"] = await theirs.speed(share)
        await other.rest(product)
        print(f"PLAIN speed: {found}", file=sys.stderr, flush=True)
        log = await theirs.under([other.killer(name) for name in KILLS])
        await asyncio.to_thread(stack.wait_ready)
        found["plain"] |= await other.reckon(product, log)
    names = {"service": "organizations", "consumer": "gateway"}
    kills = [_killer(stack, names.get(name, name)) for name in KILLS]
    log = await ours.under(kills)
    await asyncio.to_thread(stack.wait_ready)
    await product.settle()
    found["ours"] |= await _reckon(product, log)
    print(f"PLAIN losses: {found}", file=sys.stderr, flush=True)
    return found


def _killer(stack: Stack, name: str) -> Callable[[], None]:
    return lambda: stack.kill(name)


class _PlainStack:
    """The plain service and its consumer, restarted when they die, as ours are."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._choice = PortChoice(silent)
        self._port = self._choice.port("plain", None)
        self._children = {part: self._child(part) for part in ("serve", "consume")}

    def _child(self, part: str) -> Child:
        backends = self._stack.backends
        told = (part, backends.mongo.uri, backends.kafka.bootstrap, str(self._port))
        program = Program(
            name=f"plain-{part}",
            command=(sys.executable, "-m", "tests.benchmarks.plain", *told),
            ready=lambda: part == "consume" or is_ready(self._port, "/health"),
            port=self._port,
        )
        log = Path(self._stack.places.root) / f"plain-{part}.log"
        return Child(program, self._stack.places.run, log, silent)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children.values():
            child.stop()
        self._choice.release()

    async def prepare(self, product: Product) -> Side:
        """Things to rename, and both processes running."""
        admin = KafkaAdmin(self._stack.backends.kafka.bootstrap, "bench")
        await admin.ensure_topics([plain.TOPIC], 4, 1)
        await admin.close()
        things = [f"thing-{number}" for number in range(_THINGS)]
        await product.mongo.drop_database(plain.DATABASE)
        await product.mongo[plain.DATABASE]["things"].insert_many(
            [{"_id": thing, "name": "名", "version": 0} for thing in things]
        )
        for child in self._children.values():
            await asyncio.to_thread(child.start)
            await asyncio.to_thread(child.wait_ready, 30.0)

        def command(thing: str, name: str, key: str) -> bytes:
            headers = {"Content-Type": "application/json", "Idempotency-Key": key}
            body = f'{{"name": "{name}"}}'.encode()
            return request("POST", f"/things/{thing}/name", "127.0.0.1", headers, body)

        return Side(("127.0.0.1", self._port), things, command)

    def killer(self, name: str) -> Callable[[], None]:
        """Kills one process of this stack, or a backend."""
        mine = {"service": "serve", "consumer": "consume"}.get(name)
        return self._children[mine].kill if mine else _killer(self._stack, name)

    async def rest(self, product: Product) -> None:
        """Returns when the consumer writes no more, for five seconds on end."""
        history = product.mongo[plain.DATABASE]["history"]
        deadline, before, still = time.monotonic() + _REST_SECONDS, -1, 0
        while still < 5 and time.monotonic() < deadline:
            await asyncio.sleep(1.0)
            count = await history.count_documents({})
            still = still + 1 if count == before else 0
            before = count

    async def reckon(self, product: Product, log: Log) -> dict[str, Any]:
        """After a rest longer than any time-out of its client."""
        await asyncio.sleep(15.0)
        await self.rest(product)
        database = product.mongo[plain.DATABASE]
        rows = Counter([row["key"] async for row in database["history"].find({}, {"key": 1})])
        stated = {row["_id"]: row["name"] async for row in database["things"].find({})}
        shown = {row["_id"]: row.get("name") async for row in database["views"].find({})}
        return _losses(log, rows, stated, shown)


async def _reckon(product: Product, log: Log) -> dict[str, Any]:
    """The same of ours: what the gateway shows against what the service keeps."""
    own, gateway = product.mongo[ORGANIZATIONS], product.mongo[GATEWAY]
    alias = await gateway["views"].find_one({"_id": "history"})
    shown_as = str(alias["collection"]) if alias else ""
    # A key is the caller's own: the command's id is "<actor>/<key>", and the fact names it.
    rows = Counter(
        [
            str(row.get("causation_id", "")).rpartition("/")[2]
            async for row in gateway[shown_as].find({}, {"causation_id": 1})
        ]
    )
    alias = await gateway["views"].find_one({"_id": "organizations"})
    view = gateway[str(alias["collection"]) if alias else ""]
    stated = {row["_id"]: row["name"] async for row in own["organizations"].find({})}
    shown = {row["_id"]: row.get("name") async for row in view.find({})}
    return _losses(log, rows, stated, shown)


def _losses(
    log: Log, effects: Counter[str], stated: dict[str, Any], shown: dict[str, Any]
) -> dict[str, Any]:
    return {
        "asked": log.asked,
        "confirmed": len(log.confirmed),
        "unknown": log.unknown,
        "lost": sum(not effects[key] for key in log.confirmed),
        "doubled": sum(effects[key] > 1 for key in log.confirmed),
        "views wrong": sum(shown.get(id_) != name for id_, name in stated.items() if id_ in shown),
    }
