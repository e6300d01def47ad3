"""One simulated run by its seed, and what must hold once all trouble is over."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from tests.chaos.simulated_time import SimulatedLoop
from tests.chaos.simulation import STEPS, Design, JarFilled, World

PATIENCE = 400.0


def simulate(seed: int, design: Design | None = None) -> list[str]:
    """What does not hold after this seed's run, each sentence led by the assertion's name."""
    rng = random.Random(seed)
    random.seed(seed)  # the engines' own jitter
    loop = SimulatedLoop()
    try:
        return loop.run_until_complete(_run(World(rng, design or Design())))
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _run(world: World) -> list[str]:
    rng, asked = world.rng, set[asyncio.Task[None]]()
    for start in (world.start_writer, world.start_writer, world.start_reader, world.start_reader):
        start()

    def ask() -> None:
        asked.add(asyncio.create_task(world.command()))

    deeds: list[Callable[[], Coroutine[Any, Any, None] | None]] = [
        ask,
        world.repeat,
        world.away,
        lambda: world.crash(world.writers, world.start_writer),
        lambda: world.crash(world.readers, world.start_reader),
    ]
    for _ in range(STEPS):
        (deed,) = rng.choices(deeds, (30, 2, 1, 2, 2))
        going = deed()
        if going is not None:
            await going
        await asyncio.sleep(rng.choice((0.0, 0.0, 0.01, 0.1, 1.0)))
    await asyncio.gather(*asked)
    await asyncio.sleep(rng.uniform(0.0, 2.0))
    await world.blackout()
    world.trouble = False
    drained = await _drained(world)
    for process in (*world.writers, *world.readers):
        await process.crash()
    return [*drained, *_histories(world), *_contiguous(world), *_once(world), *_folds(world)]


async def _drained(world: World) -> list[str]:
    """Waits until everything is published and read to its end."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        heads: dict[str, int] = defaultdict(int)
        for row in world.made.outbox.values():
            heads[row.aggregate_id] = max(row.seq, heads[row.aggregate_id])
        reached = {id_: seq for (_, id_), seq in world.counted.places.items()}
        waiting = len(set(world.made.outbox) - world.made.published)
        late = {id_ for id_, seq in heads.items() if reached.get(id_, 0) < seq}
        if not waiting and not late and not world.counted.rows.get("gaps"):
            return []
        if asyncio.get_running_loop().time() > deadline:
            return [f"queues drain: {waiting} unpublished, behind on {sorted(late)}"]
        await asyncio.sleep(1.0)


def _histories(world: World) -> Iterator[str]:
    """Every acknowledged command stands in one history, an unknown one in one or none."""
    traces = Counter(row.headers["ce_causationid"] for row in world.made.outbox.values())
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


def _once(world: World) -> Iterator[str]:
    """Every fact that was stated took effect once, and none that was not."""
    stated = {row.id for row in world.made.outbox.values()}
    applied = Counter(row.headers["ce_causationid"] for row in world.counted.outbox.values())
    for id_ in stated | applied.keys():
        if applied[id_] != (id_ in stated):
            said = "stated" if id_ in stated else "never stated"
            yield f"applied once: {id_} ({said}) took effect {applied[id_]} times"


def _folds(world: World) -> Iterator[str]:
    """The reader's view is the fold of the writer's journal."""
    totals: dict[str, int] = defaultdict(int)
    for row in world.made.outbox.values():
        totals[row.aggregate_id] += JarFilled.model_validate_json(row.body).grams
    shown = {id_: view["total"] for id_, view in world.counted.views.get("jars", {}).items()}
    for id_ in sorted(totals.keys() | shown.keys()):
        if shown.get(id_, 0) != totals[id_]:
            yield f"view is the fold: {id_} shows {shown.get(id_, 0)}, the journal {totals[id_]}"
