"""Which of the facts that arrived take effect now: by (aggregate, seq), never by offset."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from libs.kernel.clock import Clock
from libs.kernel.events import Event, EventMeta
from libs.messaging import metrics
from libs.messaging.codec import Undecodable
from libs.messaging.log import Delivery
from libs.storage.parked import Gap, ParkedRow
from libs.storage.store import Store

Key = tuple[str, str]
"""(service, aggregate id)."""

_CACHED, _HELD = 50_000, 5_000
_SHORT_PAUSE, _LONG_PAUSE = 0.02, 0.25


def scope(consumer: str, service: str) -> str:
    """Under what name positions of ``service``'s aggregates are kept by ``consumer``."""
    return f"{consumer}/{service}"


def service_of(scoped: str) -> str:
    """The service that ``scope`` has put behind a consumer's name."""
    return scoped.rpartition("/")[2]


class Arrived(NamedTuple):
    """A delivery, decoded; ``event`` is None for a kind nobody here declares or reads."""

    delivery: Delivery
    meta: EventMeta
    event: Event | None = None
    fault: Undecodable | None = None

    @property
    def key(self) -> Key:
        """The aggregate it belongs to."""
        return self.meta.service, self.meta.aggregate_id


@dataclass(slots=True)
class Plan:
    """What to do with a batch, in order; ``guessed``: a first fact is taken for new, unseen."""

    apply: list[Arrived] = field(default_factory=list)
    behind: list[Arrived] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    closed: list[Gap] = field(default_factory=list)
    duplicates: list[Arrived] = field(default_factory=list)
    guessed: bool = False

    def __bool__(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.apply or self.behind or self.gaps or self.closed)

    def first(self, count: int) -> "Plan":
        """Only the first ``count`` effects; the rest is planned again."""
        if count >= len(self.apply):
            return self
        return Plan(self.apply[:count], guessed=self.guessed)


@dataclass(slots=True)
class Blocked:
    """An aggregate whose next fact is parked, with the places already put aside."""

    fingerprint: str
    seqs: set[int]


class Gate:
    """Positions, parked aggregates and gaps of one consumer, remembered between batches."""

    def __init__(self, consumer: str, store: Store, clock: Clock) -> None:
        """Positions are read from ``store`` when not remembered.

        ``hurry`` may be set, and is called while somebody waits for a fact; ``alone`` too: whether
        no other process moves these positions.
        """
        self.consumer, self._store, self._clock = consumer, store, clock
        self._positions: OrderedDict[Key, int] = OrderedDict()
        self._held: dict[Key, dict[int, Arrived]] = {}
        self._held_count = 0
        self._wary = True
        self.blocked: dict[Key, Blocked] = {}
        self.gaps: dict[Key, Gap] = {}
        self._moved = asyncio.Event()
        self.hurry: Callable[[], None] = lambda: None
        self.alone: Callable[[], bool] = lambda: False

    def load(self, parked: Iterable[ParkedRow], gaps: Iterable[Gap]) -> None:
        """Starts from what is stored, forgetting everything else."""
        self._positions.clear()
        self._held.clear()
        self._held_count, self._wary = 0, True
        self.blocked.clear()
        for row in parked:
            self.block((row.service, row.aggregate_id), row.seq, row.error.fingerprint)
        self.gaps = {(gap.service, gap.aggregate_id): gap for gap in gaps}

    def block(self, key: Key, seq: int, fingerprint: str) -> None:
        """Facts of ``key`` wait from now on; ``seq`` is stored already."""
        self.blocked.setdefault(key, Blocked(fingerprint, set())).seqs.add(seq)
        metrics.BLOCKED.set(len(self.blocked))

    def unblock(self, key: Key) -> None:
        """Nothing of ``key`` is parked any more; its position is read anew."""
        self.blocked.pop(key, None)
        self._positions.pop(key, None)
        metrics.BLOCKED.set(len(self.blocked))

    async def position(self, key: Key) -> int:
        """The last fact of ``key`` that took effect, as stored."""
        self.forget([key])
        return (await self._at([key]))[key]

    def forget(self, keys: Iterable[Key]) -> None:
        """Reads these positions anew: somebody else has moved them."""
        for key in keys:
            self._positions.pop(key, None)

    def overtaken(self, keys: Iterable[Key]) -> None:
        """One of these may have been applied: nothing is taken for new until that is past."""
        self.forget(keys)
        self._wary = True

    async def plan(self, arrived: Sequence[Arrived]) -> Plan:
        """Sorts a batch. Changes nothing that a second call would see, except what is held.

        A first fact is taken for new without looking, as almost all are. Whatever then fails may
        fail because it is not: it is planned again after a look (``overtaken``).
        """
        keys = {item.key for item in arrived}
        first = () if self._wary else (item.key for item in arrived if item.meta.seq == 1)
        new = {key for key in first if key not in self._positions}
        before = await self._at(keys, new)
        plan, after = self._sort(arrived, before)
        plan.guessed = bool(new)
        self._wary = self._wary and bool(plan.duplicates)
        if plan.gaps:
            # A remembered position may be old after a rebalance: look before calling it a gap.
            suspect = {(gap.service, gap.aggregate_id) for gap in plan.gaps}
            self.forget(suspect)
            plan, after = self._sort(arrived, before | await self._at(suspect))
            plan.guessed = bool(new)
        plan.closed = [
            gap
            for key in keys
            if (gap := self.gaps.get(key)) is not None and after[key] >= gap.seen_seq
        ]
        return plan

    def _sort(
        self, arrived: Sequence[Arrived], before: dict[Key, int]
    ) -> tuple[Plan, dict[Key, int]]:
        plan, at = Plan(), dict(before)
        seen: dict[Key, int] = {}
        for item in arrived:
            key, seq = item.key, item.meta.seq
            if seq <= at[key]:
                plan.duplicates.append(item)
            elif key in self.blocked:
                if seq not in self.blocked[key].seqs:
                    plan.behind.append(item)
            elif seq == at[key] + 1:
                plan.apply.append(item)
                at[key] = seq
                while (held := self._held.get(key, {}).get(at[key] + 1)) is not None:
                    plan.apply.append(held)
                    at[key] += 1
            else:
                self._hold(item)
                seen[key] = max(seq, seen.get(key, 0))
        for key, highest in seen.items():
            known = self.gaps.get(key)
            if highest > at[key] and (known is None or known.seen_seq < highest):
                since = self._clock.now() if known is None else known.at
                plan.gaps.append(Gap(self.consumer, *key, at[key] + 1, highest, since))
        return plan, at

    def _hold(self, item: Arrived) -> None:
        """Keeps an early fact at hand; beyond the limit the journal has to send it again."""
        waiting = self._held.setdefault(item.key, {})
        if item.meta.seq not in waiting and self._held_count < _HELD:
            waiting[item.meta.seq] = item
            self._held_count += 1

    async def _at(self, keys: Iterable[Key], new: Collection[Key] = ()) -> dict[Key, int]:
        found: dict[Key, int] = {}
        missing: dict[str, list[str]] = {}
        for key in keys:
            if key in self._positions:
                found[key] = self._positions[key]
                self._positions.move_to_end(key)
            elif key in new:
                found[key] = 0
            else:
                missing.setdefault(key[0], []).append(key[1])
        for service, ids in missing.items():
            stored = await self._store.positions(scope(self.consumer, service), ids)
            for id_ in ids:
                found[service, id_] = self._positions[service, id_] = stored.get(id_, 0)
        while len(self._positions) > _CACHED:
            self._positions.popitem(last=False)
        return found

    def settle(self, plan: Plan) -> None:
        """Remembers what has become durable, and wakes who waits for it."""
        for item in plan.apply:
            key, seq = item.key, item.meta.seq
            self._positions[key] = max(seq, self._positions.get(key, 0))
            if key in self._held:
                self._release(key, seq)
        for item in plan.behind:
            self.blocked[item.key].seqs.add(item.meta.seq)
        self.gaps.update({(gap.service, gap.aggregate_id): gap for gap in plan.gaps})
        for gap in plan.closed:
            self.gaps.pop((gap.service, gap.aggregate_id), None)
        metrics.GAPS.set(len(self.gaps))
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    def _release(self, key: Key, position: int) -> None:
        waiting = self._held[key]
        for seq in [seq for seq in waiting if seq <= position]:
            del waiting[seq]
            self._held_count -= 1
        if not waiting:
            del self._held[key]

    async def missing(self) -> tuple[list[Gap], list[Gap]]:
        """(gaps still open, each from the fact that is needed next; gaps closed by others)."""
        self.forget(self.gaps)
        at = await self._at(list(self.gaps))
        found = [(gap, at.get(key, 0)) for key, gap in self.gaps.items()]
        still = [replace(gap, from_seq=seq + 1) for gap, seq in found if seq < gap.seen_seq]
        return still, [gap for gap, seq in found if seq >= gap.seen_seq]

    def knows(self, service: str, aggregate_id: str, seq: int) -> bool:
        """Whether this process itself remembers that the fact ``seq`` took effect."""
        return self._positions.get((service, aggregate_id), 0) >= seq

    async def reached(self, service: str, aggregate_id: str, seq: int, within: float) -> bool:
        """Whether the fact ``seq`` took effect, waiting up to ``within`` seconds for it.

        Another process may be the one that applies it: unless this one is alone, the store is asked
        again and again.
        """
        key = (service, aggregate_id)
        deadline = asyncio.get_running_loop().time() + within
        alone = self.alone()
        pause = _LONG_PAUSE if alone else _SHORT_PAUSE
        asks = not (alone and key in self._positions)
        while True:
            moved = self._moved
            if self._positions.get(key, 0) >= seq:
                return True
            if asks:
                stored = await self._store.positions(scope(self.consumer, service), [aggregate_id])
                if stored.get(aggregate_id, 0) >= seq:
                    return True
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0 and asks:
                return False
            self.hurry()
            asks = not await _moved_or(moved, min(pause, left)) or not alone
            pause = min(pause * 2, _LONG_PAUSE)


async def _moved_or(moved: asyncio.Event, seconds: float) -> bool:
    """Whether anything moved within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            return await moved.wait()
    except TimeoutError:
        return False
