from collections.abc import Mapping

import httpx2
import pytest
from fastapi import FastAPI

from libs.web import health

WELL = {"mongo": "ok", "log": "ok", "relay": "ok", "consumer": "ok", "directory": "ok"}


def app(checks: Mapping[str, str]) -> FastAPI:
    async def results() -> dict[str, str]:
        return dict(checks)

    made = FastAPI()
    made.state.checks = results
    made.include_router(health.router)
    return made


async def status(path: str, **faults: str) -> int:
    transport = httpx2.ASGITransport(app=app(WELL | faults))
    async with httpx2.AsyncClient(transport=transport, base_url="http://service") as client:
        return (await client.get(path)).status_code


@pytest.mark.parametrize("part", ["log", "relay", "consumer"])
async def test_trouble_with_facts_is_told_but_takes_no_process_out_of_service(part: str) -> None:
    assert await status("/health/ready", **{part: "away: gone"}) == 503
    assert await status("/health/serving", **{part: "away: gone"}) == 200


async def test_without_its_database_a_process_serves_nothing() -> None:
    assert await status("/health/serving", mongo="away: gone") == 503
    assert await status("/health/live", mongo="away: gone") == 200


async def test_a_well_process_is_ready_and_serves() -> None:
    assert await status("/health/ready") == await status("/health/serving") == 200
