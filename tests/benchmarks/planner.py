"""B10: a plan from its request to its proposal, against the solver alone on the same arrays."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import numpy as np
from scipy.optimize import Bounds, milp

from contracts.directory import OrgView
from contracts.tree import OrgDirectory
from contracts.types import Window
from libs.kernel import Aggregate, new_id
from libs.messaging.codec import encoder
from libs.runtime.executor import Executor
from libs.runtime.timers import system_stamp
from libs.storage.batcher import Batcher
from libs.storage.database import Database
from libs.storage.documents import Reader, Views
from libs.storage.mongo_store import MongoStore
from services.needs.app import service
from services.needs.domain import Need, Plan, Resource
from services.needs.domain.plan import WEIGHTS
from services.needs.domain.resource import Supply
from services.needs.planner.collecting import collect
from services.needs.planner.planning import Planning
from services.needs.planner.problem import Problem
from services.needs.planner.process import SolverProcess
from services.needs.planner.program import Program, program_of
from services.needs.planner.scoring import candidates
from services.needs.planner.solver import matrix_of
from services.needs.settings import Settings
from tests.benchmarks.goals import Pair

UNITS, COMMUNITIES, STREETS = 500, 200, 17
_CATEGORIES = ("law", "health", "culture_sports", "safety_patrol", "community_governance")
_CYCLE = "2099H2"
_PROVEN = 0.0005
_START = datetime(2099, 12, 1, tzinfo=UTC)


class PlannerBench:
    """A district's needs and resources, and a new request for a plan in each round."""

    def __init__(self, uri: str) -> None:
        """``prepare`` writes the documents."""
        self._database = Database.connect(uri, "bench_planner")
        self._directory = OrgDirectory(*_organizations())
        self._rounds = 0
        self._planning = Planning(SolverProcess())

    async def prepare(self) -> None:
        """Everything that a plan reads."""
        await self._database.client.drop_database("bench_planner")
        self._service = service(Settings.for_contracts())
        await self._database.prepare({one.collection: one.indexes for one in self._service.kept})
        views = Views(self._database)
        await views.open(self._service.views)
        self._reader = Reader(self._database, views)
        draw = Random(1)
        await self._store("needs", (_need(number, draw) for number in range(COMMUNITIES)))
        await self._store("resources", (_resource(number, draw) for number in range(UNITS)))

    async def _store(self, collection: str, made: Iterable[Aggregate]) -> None:
        documents = [
            {"_id": one.aggregate_id, "_v": 1, **one.model_dump(mode="json")} for one in made
        ]
        await self._database.collection(collection).insert_many(documents)

    async def measure(self) -> Pair:
        """Seconds of both; the plan must be proven."""
        self._rounds += 1
        # Another weight each round: an input that was solved before is not solved again.
        weights = WEIGHTS | {"need_fit": 35 - self._rounds, "nearness": 25 + self._rounds}
        plan = _plan(f"plan-{self._rounds}", weights)
        await self._store("plans", [plan])
        begun = time.perf_counter()
        await self._propose(plan)
        own = time.perf_counter() - begun
        kept = await self._reader.get("plans", plan.plan_id)
        proof = kept["proposal"]["proof"] if kept and kept["proposal"] else {"gap": 1.0}
        problem = await collect(plan, self._reader, self._directory)
        raw, columns = _bare(problem)
        seen = {"gap": float(proof["gap"]), "candidates": columns, "lines": len(problem.needs)}
        proven = float(proof["gap"]) <= _PROVEN
        return Pair(own, raw, seen, "" if proven else f"gap {proof['gap']}")

    async def _propose(self, plan: Plan) -> None:
        batcher = Batcher(MongoStore(self._database))
        batcher.start()
        made = self._service
        given: dict[Any, Any] = {kind: build(self._reader) for kind, build in made.ports.items()}
        given |= {made.directory.port: self._directory, **made.given}
        executor = Executor(
            "needs",
            batcher,
            made.handlers,
            made.kept,
            given,
            self._directory,
            made.clock,
            encoder("needs"),
        )
        command = await self._planning(plan.plan_id, "solve", {}, self._reader, self._directory)
        if command is not None:
            await executor.execute(command, system_stamp(new_id(), "bench"))
        await batcher.stop()

    async def close(self) -> None:
        """Drops what it stored."""
        await self._database.client.drop_database("bench_planner")
        await self._database.close()


def _bare(problem: Problem) -> tuple[float, int]:
    """(seconds inside the solver, candidates): both goals, arrays made beforehand."""
    found = candidates(problem)
    program = program_of(problem, found)
    scores = {at: -one.hundredths for at, one in enumerate(found)}
    first, cost = _solver(program, dict.fromkeys(program.rests, 1))
    program.at_most(program.rests, cost)
    second, _ = _solver(program, scores)
    return first + second, len(found)


def _solver(program: Program, costs: dict[int, int]) -> tuple[float, float]:
    """(seconds, least cost)."""
    size = len(program.uppers)
    objective = np.zeros(size)
    objective[list(costs)] = list(costs.values())
    constraints = matrix_of(program.rows, size)
    bounds = Bounds(np.zeros(size), np.array(program.uppers, dtype=float))
    begun = time.perf_counter()
    result = milp(
        objective,
        integrality=np.full(size, int(program.branching)),
        bounds=bounds,
        constraints=constraints,
        options={"mip_rel_gap": 0.0},
    )
    return time.perf_counter() - begun, round(float(result.fun))


def _organizations() -> list[OrgView]:
    streets = [
        OrgView(org_id=f"street-{n}", kind="street", name=f"街道{n}", territory_id="district")
        for n in range(STREETS)
    ]
    communities = [
        OrgView(org_id=f"community-{n}", kind="community", name=f"社区{n}", territory_id=_street(n))
        for n in range(COMMUNITIES)
    ]
    units = [
        OrgView(org_id=f"unit-{n}", kind="unit", name=f"单位{n}", territory_id=_street(n * 7))
        for n in range(UNITS)
    ]
    district = OrgView(org_id="district", kind="district", name="演示区")
    return [district, *streets, *communities, *units]


def _street(number: int) -> str:
    return f"street-{number % STREETS}"


def _window(draw: Random) -> Window:
    first = _START + timedelta(days=draw.randrange(0, 10))
    return Window(start_at=first, end_at=first + timedelta(days=15))


def _need(number: int, draw: Random) -> Need:
    community = f"community-{number}"
    return Need(
        need_id=f"need-{number:04d}",
        proposer_id=community,
        community_id=community,
        category_code=draw.choice(_CATEGORIES),
        title=f"演示需求{number}",
        wording=f"演示需求{number}",
        qty=Decimal(draw.randrange(2, 12)),
        unit_code="session",
        window=_window(draw),
        cycle_key=_CYCLE,
        channel_code="meeting",
        status="published",
    )


def _resource(number: int, draw: Random) -> Resource:
    return Resource(
        resource_id=f"resource-{number:04d}",
        unit_id=f"unit-{number}",
        category_code=draw.choice(_CATEGORIES),
        title=f"演示资源{number}",
        unit_code="session",
        windows=[Supply(window=_window(draw), qty=Decimal(draw.randrange(1, 6)))],
        cycle_key=_CYCLE,
    )


def _plan(plan_id: str, weights: dict[str, int]) -> Plan:
    return Plan(
        plan_id=plan_id,
        scope_id="district",
        cycle_key=_CYCLE,
        weights=weights,
        weights_no=1,
        need_count=COMMUNITIES,
        resource_count=UNITS,
        requested_at=datetime.now(UTC),
    )
