"""The seed of divisions, from its file through a gateway's door into the service."""

from typing import Any

import httpx2
from fastapi import FastAPI, Request, Response
from rich.console import Console
from rich.progress import Progress

from deploy.seed.client import GatewayClient
from deploy.seed.divisions import load, read, told
from tests.integration.organizations.door import ADMIN, Door


def a_gateway(door: Door) -> FastAPI:
    """Signs in whoever comes, passes batches on, and is away at the first knock."""
    app, knocks = FastAPI(), []

    @app.post("/api/session")
    async def sign_in() -> dict[str, str]:
        return {"csrf_token": "token"}

    @app.post("/api/organizations/batch")
    async def forward(request: Request) -> Response:
        assert request.headers["x-csrf-token"] == "token"
        knocks.append(request.headers["idempotency-key"])
        if len(knocks) == 1:
            return Response(status_code=503, headers={"retry-after": "0.1"})
        headers = {"content-type": "application/json", "idempotency-key": knocks[-1]}
        body = await request.body()
        answer = await door.ask("POST", "/batch", ADMIN, content=body, headers=headers)
        return Response(answer.content, answer.status_code, media_type="application/json")

    app.state.knocks = knocks
    return app


async def run(door: Door, rows: list[dict[str, Any]]) -> str:
    transport = httpx2.ASGITransport(a_gateway(door))
    async with GatewayClient("http://gateway", transport) as client:
        await client.sign_in("admin", "secret")
        quiet = Progress(console=Console(quiet=True))
        outcome = await load(client, rows, quiet)
    assert outcome.refused == []
    return told(outcome)


async def test_a_district_is_loaded_once_and_a_second_run_changes_nothing(door: Door) -> None:
    rows = [row for row in read() if row["division_code"][:6] in {"110000", "110101"}]
    assert len(rows) == 188

    first = await run(door, rows)
    again = await run(door, rows)

    assert first.startswith("188 organizations registered, in ")
    assert again == "188 organizations already there, nothing changed"
    organizations = door.running.database.collection("organizations")
    outbox = door.running.database.collection("outbox")
    ids = [row["_id"] async for row in organizations.find({"division_code": {"$regex": "^1101"}})]
    assert await outbox.count_documents({"agg": {"$in": ids}}) == len(ids)
    top = await door.get("/organizations", q="北京市", kind="city")
    districts = await door.get("/organizations/tree", parent=top["items"][0]["id"])
    dongcheng = next(node for node in districts["items"] if node["name"] == "东城区")
    assert dongcheng["below_count"] == 186
