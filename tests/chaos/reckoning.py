"""One simulated run by its seed, and what must hold once all trouble is over."""

import asyncio
import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

from libs.messaging import relay
from libs.testing.store import MemoryStore
from tests.chaos.simulated_jars import EMPTY, JarEmptied, JarFilled
from tests.chaos.simulated_parts import Design
from tests.chaos.simulated_time import SimulatedLoop
from tests.chaos.simulation import COUNTED, STEPS, TOPIC, World

PATIENCE = 400.0


@dataclass(frozen=True, slots=True)
class Run:
    """What a seed came to: the sentences that do not hold, what was done, and the run's print.

    The print is equal whenever the same seed runs again (PYTHONHASHSEED=0 settles the sets).
    """

    seed: int
    broken: list[str]
    deeds: Counter[str]
    print: str


def simulate(seed: int, design: Design | None = None) -> list[str]:
    """What does not hold after this seed's run, each sentence led by the assertion's name."""
    return run(seed, design).broken


def run(seed: int, design: Design | None = None) -> Run:
    """The whole of one seed."""
    rng = random.Random(seed)
    random.seed(seed)  # the engines' own jitter
    loop = SimulatedLoop()
    loop.set_exception_handler(lambda _loop, _what: None)  # nobody waits for a dead process
    world = World(rng, design or Design())
    often, relay._SAFETY_SECONDS = relay._SAFETY_SECONDS, 1.0  # else most of a run is this poll
    try:
        broken = loop.run_until_complete(_run(world))
    finally:
        relay._SAFETY_SECONDS = often
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
    return Run(seed, broken, world.deeds, _print(world))


async def _run(world: World) -> list[str]:
    rng, asked = world.rng, set[asyncio.Task[None]]()
    for start in (world.start_writer, world.start_writer, world.start_reader, world.start_reader):
        start()

    def begin(deed: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
        return lambda: asked.add(asyncio.create_task(deed()))

    deeds: list[tuple[float, Callable[[], Coroutine[Any, Any, None] | None]]] = [
        (30, begin(world.command)),
        (2, world.repeat),
        (1, world.freeze),
        (1, world.away),
        (2, lambda: world.crash(world.writers, world.start_writer)),
        (2, lambda: world.crash(world.readers, world.start_reader)),
        (0.5, world.wipe),
        (1, begin(world.redrive)),
        (0.3, begin(world.discard)),
    ]
    weights = [weight for weight, _ in deeds]
    for _ in range(STEPS):
        (deed,) = rng.choices([deed for _, deed in deeds], weights)
        going = deed()
        if going is not None:
            await going
        await asyncio.sleep(rng.choice((0.0, 0.0, 0.01, 0.1, 1.0)))
    if rng.random() < 0.7:
        last = rng.choice((world.log_lost, world.readers_stand))
        for _ in range(6):
            begin(world.command)()
            await asyncio.sleep(rng.uniform(0.0, 0.2))
        await last()
    await asyncio.gather(*asked)
    await asyncio.sleep(rng.uniform(0.0, 2.0))
    await world.blackout()
    world.trouble = False
    drained = await _drained(world)
    for process in (*world.writers, *world.readers):
        await process.crash()
    # The audit is the record: a row may be put aside once more by a reader that was overtaken.
    audit = world.counted.rows.get("audit", {}).values()
    discarded = {row["event_id"] for row in audit if row["kind"] == "event.discarded"}
    world.deeds["parked"] = len(world.counted.rows.get("parked", {}))
    world.deeds["emptied"] = len(_emptied(world))
    return [
        *drained,
        *_histories(world),
        *_contiguous(world),
        *_once(world, discarded),
        *_folds(world, discarded),
        *_deadlines(world),
        *_whole(world),
    ]


async def _drained(world: World) -> list[str]:
    """Waits until everything is published, fired and read to its end, and nothing is parked."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        heads: dict[str, int] = defaultdict(int)
        for row in world.made.outbox.values():
            heads[row.aggregate_id] = max(row.seq, heads[row.aggregate_id])
        reached = {id_: seq for (_, id_), seq in world.counted.places.items()}
        stores = (world.made, world.counted)
        waiting = sum(len(store.waiting) for store in stores)
        late = {id_ for id_, seq in heads.items() if reached.get(id_, 0) < seq}
        aside = len(await world.counted_parked()) + len(world.counted.rows.get("gaps", {}))
        old = sum(store.notes.get("log.cluster") != world.log.identity for store in stores)
        timers = len(world.made.timers)
        if not (waiting or late or aside or old or timers):
            return []
        if asyncio.get_running_loop().time() > deadline:
            left = f"{waiting} parcels, {aside} aside, {timers} timers, {old} in an old log"
            return [f"queues drain: {left}, behind on {sorted(late)}"]
        if aside:
            world.readers[0].consumer.mend()
            await world.redrive()
        await asyncio.sleep(1.0)


def _histories(world: World) -> Iterator[str]:
    """Every acknowledged command stands in one history, an unknown one in one or none."""
    rows = world.made.outbox.values()
    traces = Counter(row.headers["ce_causationid"] for row in rows if row.type == JarFilled.type)
    for key, outcome in world.outcomes.items():
        if traces[key] != 1 and (outcome == "ok" or traces[key] > 1):
            yield f"one history: {key} ({outcome}) stands {traces[key]} times"


def _contiguous(world: World) -> Iterator[str]:
    """(aggregate, seq) without gap or repeat, in both journals."""
    for store in (world.made, world.counted):
        numbers: dict[str, list[int]] = defaultdict(list)
        for row in store.outbox.values():
            numbers[row.aggregate_id].append(row.seq)
        for id_, found in numbers.items():
            if sorted(found) != list(range(1, len(found) + 1)):
                yield f"contiguous: {id_} is numbered {sorted(found)}"


def _filled(world: World) -> dict[str, Any]:
    rows = world.made.outbox.values()
    return {row.id: row for row in rows if row.type == JarFilled.type}


def _once(world: World, discarded: set[str]) -> Iterator[str]:
    """Every fact that was stated took effect once, and none that was not or was given up."""
    stated = _filled(world).keys()
    applied = Counter(row.headers["ce_causationid"] for row in world.counted.outbox.values())
    for id_ in stated | applied.keys():
        if applied[id_] != (id_ in stated and id_ not in discarded):
            said = "stated" if id_ in stated else "never stated"
            yield f"applied once: {id_} ({said}) took effect {applied[id_]} times"


def _folds(world: World, discarded: set[str]) -> Iterator[str]:
    """The reader's view is the fold of the writer's journal."""
    totals: dict[str, int] = defaultdict(int)
    for id_, row in _filled(world).items():
        if id_ not in discarded:
            totals[row.aggregate_id] += JarFilled.model_validate_json(row.body).grams
    shown = {id_: view["total"] for id_, view in world.counted.views.get("jars", {}).items()}
    for id_ in sorted(totals.keys() | shown.keys()):
        if shown.get(id_, 0) != totals[id_]:
            yield f"view is the fold: {id_} shows {shown.get(id_, 0)}, the journal {totals[id_]}"


def _emptied(world: World) -> Counter[str]:
    rows = world.made.outbox.values()
    facts = (
        JarEmptied.model_validate_json(row.body) for row in rows if row.type == JarEmptied.type
    )
    return Counter(fact.filling for fact in facts)


def _deadlines(world: World) -> Iterator[str]:
    """Every filling was emptied once: no deadline is lost, none takes effect twice or early."""
    fillings = {row.headers["ce_causationid"]: row for row in _filled(world).values()}
    emptied = _emptied(world)
    for key in fillings.keys() | emptied.keys():
        if emptied[key] != (key in fillings):
            yield f"one {EMPTY} each: {key} was emptied {emptied[key]} times"


def _whole(world: World) -> Iterator[str]:
    """Whoever reads the log alone from its beginning misses nothing."""
    held: set[tuple[str, str, bytes]] = set()
    for (topic, _), deliveries in world.log.partitions.items():
        held |= {(topic, d.key, dict(d.headers)["ce_id"]) for d in deliveries if d.headers}
    for topic, store in ((TOPIC, world.made), (COUNTED, world.counted)):
        rows = store.outbox.values()
        wanted = {(topic, row.aggregate_id, row.id.encode()): row.seq for row in rows}
        for place in wanted.keys() - held:
            yield f"the log is whole: {place[1]} {wanted[place]} is not in {topic}"


def _print(world: World) -> str:
    """A print of all that was stored, without the ids that chance made."""
    digest = hashlib.sha256()
    for store in (world.made, world.counted):
        digest.update(_facts(store).encode())
    for place, deliveries in sorted(world.log.partitions.items()):
        digest.update(str([place, *((d.key, d.at) for d in deliveries)]).encode())
    return digest.hexdigest()[:16]


def _facts(store: MemoryStore) -> str:
    rows = store.outbox.values()
    return str(sorted((r.aggregate_id, r.seq, r.type, r.at, r.body) for r in rows))
