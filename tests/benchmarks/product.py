"""The running product seen from a load generator: commands, reads, and when it has come to rest."""

import asyncio
import json
import time
from typing import Any
from urllib.parse import urlsplit

from pymongo import AsyncMongoClient

from deploy.embedded.services import BUSINESS
from deploy.embedded.stack import Stack
from libs.kernel import EVERYWHERE, Grant, new_id
from libs.web import Caller, TokenSigner
from tests.benchmarks.client import Line, Shot, fire, paced, request

ORGANIZATIONS, GATEWAY = "gongjian_organizations", "gongjian_gateway"
_QUIET_SECONDS = 120.0
_BUSY = 503


class Product:
    """The organizations service and the gateway of a running stack."""

    def __init__(self, stack: Stack) -> None:
        """``stack`` is started."""
        self.stack = stack
        roles = ("department", "street", "community", "unit", "branch", "member")
        self._signer = TokenSigner(stack.places.folder("secrets") / "token-private.pem")
        grants = tuple(Grant(role=role, scope_id=EVERYWHERE) for role in roles)
        self._caller = Caller(actor_id="bench", grants=grants)
        self.mongo: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(stack.backends.mongo.uri)
        self.orgs: list[str] = []
        self.cookie = ""
        self.shed = 0

    def place(self, name: str) -> tuple[str, int]:
        """Host and port of a service."""
        parts = urlsplit(self.stack.urls[name])
        return str(parts.hostname), int(parts.port or 80)

    def post(self, service: str, path: str, body: Any, key: str = "", member_id: str = "") -> bytes:
        """A command as bytes, signed as the gateway would; of a member if one is named."""
        caller = self._caller
        if member_id:
            caller = caller.model_copy(update={"member_id": member_id})
        headers = {
            "Authorization": f"Bearer {self._signer.sign(caller, service)}",
            "Content-Type": "application/json",
            "Idempotency-Key": key or new_id(),
        }
        raw = json.dumps(body, ensure_ascii=False).encode()
        return request("POST", path, self.place(service)[0], headers, raw)

    def rename(self, org_id: str, name: str, key: str = "") -> bytes:
        """The command that the benchmarks send: one aggregate, one fact."""
        body = {"name": name, "effective_on": "2026-11-23"}
        return self.post("organizations", f"/organizations/{org_id}/name", body, key)

    def read(self, path: str, token: str = "") -> bytes:
        """A read through the gateway, waiting for ``token`` if there is one."""
        headers = {"Cookie": self.cookie} | ({"Min-Version": token} if token else {})
        return request("GET", path, self.place("gateway")[0], headers)

    async def told(self, service: str, path: str, body: Any) -> Any:
        """The answer of one command."""
        _, shots = await fire(*self.place(service), [self.post(service, path, body)], 1)
        if shots[0].status >= 300:
            raise RuntimeError(f"{path}: {shots[0].status} {shots[0].body[:300]!r}")
        return json.loads(shots[0].body) if shots[0].body else None

    async def prepare(self, count: int) -> None:
        """Registers ``count`` districts to be renamed, and signs in at the gateway."""
        items = [
            {"kind": "district", "name": f"演示区{n}", "effective_on": "2020-01-01"}
            for n in range(count)
        ]
        for start in range(0, count, 500):
            rows = {"items": items[start : start + 500]}
            answer = await self.told("organizations", "/batch", rows)
            self.orgs += [row["org_id"] for row in answer["results"]]
        await self.sign_in()

    async def sign_in(self) -> None:
        """A session of the administrator."""
        gateway = self.place("gateway")
        secret = self.stack.places.folder("secrets") / "admin-password"
        body = json.dumps({"login": "admin", "password": secret.read_text().strip()})
        headers = {"Content-Type": "application/json"}
        raw = request("POST", "/api/session", gateway[0], headers, body.encode())
        _, shots = await fire(*gateway, [raw], 1)
        self.cookie = shots[0].header(b"set-cookie").split(";")[0]

    async def commands(
        self, count: int, lines: int, *, hot: bool = False
    ) -> tuple[float, list[Shot]]:
        """(commands a second, answers) of renames over HTTP."""
        stamp = time.time_ns()
        targets = [self.orgs[0 if hot else n % len(self.orgs)] for n in range(count)]
        shots = [self.rename(org, f"改名{stamp}-{n}") for n, org in enumerate(targets)]
        begun, done = time.perf_counter(), list[Shot]()
        while shots:
            _, answers = await fire(*self.place("organizations"), shots, lines)
            bad = [shot for shot in answers if shot.status >= 300 and shot.status != _BUSY]
            if bad:
                raise RuntimeError(f"{len(bad)} refused: {bad[0].body[:300]!r}")
            done += [shot for shot in answers if shot.status < 300]
            # What was shed is asked again, on our time; the keys are the same.
            shots = [shot.asked for shot in answers if shot.status == _BUSY]
            self.shed += len(shots)
        return count / (time.perf_counter() - begun), done

    async def reads(self, path: str, count: int, lines: int = 32) -> float:
        """Reads a second through the gateway."""
        raw = self.read(path)
        seconds, answers = await fire(*self.place("gateway"), [raw] * count, lines)
        if any(shot.status != 200 for shot in answers):
            raise RuntimeError(f"{path}: {answers[0].status} {answers[0].body[:200]!r}")
        return count / seconds

    async def freshness(self, count: int, per_second: float) -> list[float]:
        """Seconds from each command's reply to the new name in the gateway's answer."""

        async def one(number: int, writing: Line, reading: Line) -> float:
            org = self.orgs[number % len(self.orgs)]
            name = f"新名{time.time_ns()}"
            shot = await writing.ask(self.rename(org, name))
            token = shot.header(b"consistency-token")
            got = await reading.ask(self.read(f"/api/views/units/{org}", token))
            if got.status != 200 or name.encode() not in got.body:
                raise RuntimeError(f"not visible: {got.status} {got.body[:200]!r}")
            return got.seconds

        places = self.place("organizations"), self.place("gateway")
        return await paced(count, per_second, places, one)

    async def settle(self, *, everywhere: bool = False) -> None:
        """Returns when everything stated is published and applied by the gateway.

        ``everywhere``: what any service has stated; else what organizations has.
        """
        stating = BUSINESS if everywhere else ("organizations",)
        deadline = time.monotonic() + _QUIET_SECONDS
        for name in stating:
            while not await self._rests(name):
                if time.monotonic() > deadline:
                    raise RuntimeError(f"{name} does not come to rest")
                await asyncio.sleep(0.1)

    async def _rests(self, name: str) -> bool:
        database = self.mongo[f"gongjian_{name}"]
        if await database["parcels"].find_one({}, {"_id": 1}) is not None:
            return False
        # Counted, not estimated: after a kill of mongod its own figure is too low.
        stated = await database["outbox"].count_documents({})
        # Facts of an aggregate are numbered 1, 2, 3 …: the sum of all positions counts them.
        prefix = f"gateway/{name}:"
        query = {"_id": {"$gte": prefix, "$lt": prefix + "\uffff"}}
        return await sum_of(self.mongo[GATEWAY]["positions"], query, "seq") >= stated


async def sum_of(collection: Any, query: dict[str, Any], field: str) -> int:
    """The sum of one field."""
    group = {"$group": {"_id": None, "sum": {"$sum": f"${field}"}}}
    cursor = await collection.aggregate([{"$match": query}, group])
    found = await cursor.to_list()
    return int(found[0]["sum"]) if found else 0
