"""A district's worth of data, loaded by the commands that people use, over many connections."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from stdnum.cn import ric

from libs.kernel import new_id
from tests.benchmarks.client import Line
from tests.benchmarks.product import Product

Asked = tuple[str, dict[str, Any], str]
"""(path, body, the member who asks, if it is one)."""

LINES = 64
_WINDOW = {"start_at": "2099-12-01T00:00:00Z", "end_at": "2099-12-31T00:00:00Z"}
_TRIES = 200
_AGAIN = frozenset({503, 404, 409, 425})
"""Busy, or what a service has not heard of yet: asked again with the same key."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of everything."""

    organizations: int
    members: int
    registrations: int
    pairings: int

    def scaled(self, share: float) -> "Size":
        """So much of it."""
        return Size(
            *(
                max(1, int(n * share))
                for n in (self.organizations, self.members, self.registrations, self.pairings)
            )
        )


DISTRICT = Size(3_547, 100_000, 20_000, 500)


@dataclass(slots=True)
class Loaded:
    """What is there, by id."""

    streets: list[str] = field(default_factory=list)
    communities: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    branches: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    registrations: list[str] = field(default_factory=list)
    pairings: int = 0
    commands: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def organizations(self) -> int:
        """All of them, the district included."""
        kinds = (self.streets, self.communities, self.units, self.branches)
        return 1 + sum(len(kind) for kind in kinds)


class District:
    """Grows from size to size; nothing is made twice. ``until`` (monotonic) ends it early."""

    def __init__(self, product: Product, until: float) -> None:
        """All services of the product run."""
        self._product, self._until = product, until
        self._cycles = 0
        self.id = ""
        self.loaded = Loaded()

    async def grow(self, size: Size) -> bool:
        """Loads up to ``size``; false when the time ran out on the way."""
        begun = time.perf_counter()
        await self._organizations(size.organizations)
        await self._members(size.members)
        await self._register(size.registrations)
        await self._pair(size.pairings)
        self.loaded.seconds += time.perf_counter() - begun
        return time.monotonic() < self._until

    async def _organizations(self, wanted: int) -> None:
        found = self.loaded
        if not self.id:
            rows = await self._batch([_row("district", "演示区", None)])
            self.id = rows[0]
        # Of a hundred: one street, 8 communities, 60 units, 31 branches.
        missing = wanted - found.organizations
        streets = max(missing // 100, 0 if found.streets else 1)
        found.streets += await self._batch(
            [_row("street", f"街道{n}", self.id) for n in _next(found.streets, streets)]
        )
        for kind, there, share, above in (
            ("community", found.communities, 0.08, found.streets),
            ("unit", found.units, 0.60, found.communities),
            ("branch", found.branches, 1.0, found.communities),
        ):
            rest = wanted - found.organizations
            count = max(1, int(missing * share)) if kind != "branch" else rest
            made = [_row(kind, f"{kind}{n}", above[n % len(above)]) for n in _next(there, count)]
            there.extend(await self._batch(made))

    async def _batch(self, rows: list[dict[str, Any]]) -> list[str]:
        """Rows that were refused as busy are asked again."""
        parts = [rows[start : start + 200] for start in range(0, len(rows), 200)]
        made: list[str] = []
        for _ in range(_TRIES):
            bodies = [("/batch", {"items": part}, "") for part in parts]
            answers = await self._obey("organizations", bodies)
            left = []
            for part, answer in zip(parts, answers, strict=False):
                told = list(zip(part, answer["results"], strict=True))
                made += [row["org_id"] for _, row in told if "org_id" in row]
                refused = [(item, row["problem"]) for item, row in told if "org_id" not in row]
                if bad := [why for _, why in refused if why["status"] not in _AGAIN]:
                    raise RuntimeError(f"/batch: {bad[0]}")
                left += [[item for item, _ in refused]] if refused else []
            if not left or time.monotonic() > self._until:
                return made
            parts = left
            await asyncio.sleep(0.25)
        raise RuntimeError(f"/batch: {len(parts)} parts busy after {_TRIES} tries")

    async def _members(self, wanted: int) -> None:
        found = self.loaded
        bodies = [
            (
                "/members",
                {
                    "kind": "party_member",
                    "branch_id": found.branches[n % len(found.branches)],
                    "unit_id": found.units[n % len(found.units)],
                    "name": f"演示{n}",
                    "identity_no": identity_of(n),
                },
                "",
            )
            for n in _next(found.members, wanted - len(found.members))
        ]
        found.members += [row["member_id"] for row in await self._obey("registrations", bodies)]

    async def _register(self, wanted: int) -> None:
        found = self.loaded
        wanted = min(wanted, len(found.members))
        bodies = [
            (
                "/registrations",
                {
                    "member_id": found.members[n],
                    "kind": "residence",
                    "community_id": found.communities[n % len(found.communities)],
                    "consent_no": 1,
                },
                found.members[n],
            )
            for n in _next(found.registrations, wanted - len(found.registrations))
        ]
        made = [row["registration_id"] for row in await self._obey("registrations", bodies)]
        await self._obey(
            "registrations",
            [
                ("/registrations/acceptances", {"registration_ids": made[at : at + 100]}, "")
                for at in range(0, len(made), 100)
            ],
        )
        found.registrations += made

    async def _pair(self, wanted: int) -> None:
        """Needs and resources, one plan over both, all offers accepted: drafts of agreements."""
        found, missing = self.loaded, wanted - self.loaded.pairings
        if missing <= 0 or time.monotonic() > self._until:
            return
        self._cycles += 1
        cycle = f"{2098 - self._cycles}H2"
        window = {key: value.replace("2099", cycle[:4]) for key, value in _WINDOW.items()}
        common = {"category_code": "law", "unit_code": "session", "cycle_key": cycle}
        resources = [
            (
                "/resources",
                {
                    **common,
                    "unit_id": found.units[n % len(found.units)],
                    "title": "演示咨询",
                    "windows": [{"window": window, "qty": 1}],
                },
                "",
            )
            for n in range(missing)
        ]
        await self._obey("needs", resources)
        needs = [
            (
                "/needs",
                {
                    **common,
                    "community_id": found.communities[n % len(found.communities)],
                    "title": f"演示需求{cycle}第{n}件",
                    "qty": 1,
                    "window": window,
                    "channel_code": "meeting",
                },
                "",
            )
            for n in range(missing)
        ]
        entered = [row["need_id"] for row in await self._obey("needs", needs)]
        for step in ("verification", "publication"):
            await self._obey("needs", [(f"/needs/{id_}/{step}", {}, "") for id_ in entered])
        await self._carry_out(cycle)

    async def _carry_out(self, cycle: str) -> None:
        body = {"scope_id": self.id, "cycle_key": cycle}
        (asked,) = await self._obey("needs", [("/plans", body, "")])
        plan_id = asked["plan_id"]
        database = self._product.mongo["gongjian_needs"]
        while (plan := await database["plans"].find_one({"_id": plan_id})) is not None:
            if plan["status"] != "solving":
                break
            if time.monotonic() > self._until:
                return
            await asyncio.sleep(0.2)
        await self._obey("needs", [(f"/plans/{plan_id}/adoption", {}, "")])
        query = {"offers": {"$elemMatch": {"status": "open", "terms.plan_id": plan_id}}}
        lines = [line for line in plan["proposal"]["lines"] if line["line"].get("resource_id")]
        while await database["resources"].count_documents(query) < len(lines):
            if time.monotonic() > self._until:
                return
            await asyncio.sleep(0.2)
        rows = await database["resources"].find(query).to_list()
        places = [
            (f"/resources/{row['_id']}/offers/{offer['terms']['offer_id']}/acceptance", {}, "")
            for row in rows
            for offer in row["offers"]
            if offer["terms"]["plan_id"] == plan_id
        ]
        await self._obey("needs", places)
        self.loaded.pairings += len(places)

    async def _obey(self, service: str, asked: Sequence[Asked]) -> list[Any]:
        """The answers, in order. When the time is over, only of what was asked until then."""
        waiting = iter(enumerate(asked))
        answers: dict[int, Any] = {}

        async def work() -> None:
            line = Line(*self._product.place(service))
            for at, (path, body, member) in waiting:
                if time.monotonic() > self._until:
                    break
                answers[at] = await self._insist(line, service, path, body, member)
            line.close()

        await asyncio.gather(*(work() for _ in range(LINES)))
        return [answers[at] for at in sorted(answers)]

    async def _insist(self, line: Line, service: str, path: str, body: Any, member: str) -> Any:
        key = new_id()
        for _ in range(_TRIES):
            shot = await line.ask(self._product.post(service, path, body, key, member))
            if shot.status < 300:
                self.loaded.commands += len(body.get("items", "1"))
                self.loaded.latencies.append(shot.seconds)
                return json.loads(shot.body) if shot.body else None
            if shot.status not in _AGAIN:
                break
            await asyncio.sleep(0.25)
        raise RuntimeError(f"{path}: {shot.status} {shot.body[:300]!r}")


def _next(there: Sequence[str], count: int) -> range:
    """The numbers of ``count`` more."""
    return range(len(there), len(there) + max(0, count))


def _row(kind: str, name: str, territory_id: str | None) -> dict[str, Any]:
    row = {"kind": kind, "name": f"演示{name}", "effective_on": "2020-01-01"}
    return row | ({"territory_id": territory_id} if territory_id else {})


def identity_of(number: int) -> str:
    """A made-up identity number, another for each number, with a right check digit."""
    days, serial = divmod(number, 1000)
    months, day = divmod(days, 27)
    years, month = divmod(months, 12)
    body = f"110101{1965 + years}{month + 1:02d}{day + 1:02d}{serial:03d}"
    return body + ric.calc_check_digit(body + "0")
