from typing import Any

import httpx2
from fastapi import FastAPI
from prometheus_client import REGISTRY

from libs.web import health
from libs.web.tracing import Traced


def app() -> FastAPI:
    async def checks() -> dict[str, str]:
        return {"mongo": "ok", "log": "away: gone"}

    made = FastAPI()
    made.state.checks = checks
    made.add_middleware(Traced)
    made.include_router(health.router)

    @made.get("/figures/{thing_id}")
    async def thing(thing_id: str) -> str:
        if thing_id == "broken":
            raise RuntimeError
        return thing_id

    return made


async def ask(path: str, method: str = "GET") -> httpx2.Response:
    transport = httpx2.ASGITransport(app=app(), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://service") as client:
        return await client.request(method, path)


def counted(name: str, **labels: Any) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_requests_are_counted_by_route_and_status_and_never_by_id() -> None:
    route = "/figures/{thing_id}"
    before = counted("gongjian_http_requests_total", method="GET", route=route, status="200")

    await ask("/figures/1")
    await ask("/figures/2")
    await ask("/figures/broken")

    good = counted("gongjian_http_requests_total", method="GET", route=route, status="200")
    assert good - before == 2
    assert counted("gongjian_http_requests_total", method="GET", route=route, status="500") == 1
    assert counted("gongjian_http_request_seconds_count", route=route) == 3


async def test_strangers_paths_and_methods_make_no_new_series() -> None:
    await ask("/wp-admin", method="BREW")
    await ask("/etc/passwd", method="BREW")

    assert counted("gongjian_http_requests_total", method="other", route="none", status="404") == 2


async def test_the_figures_say_which_part_is_not_well() -> None:
    assert (await ask("/metrics")).status_code == 200

    assert counted("gongjian_healthy", part="mongo") == 1
    assert REGISTRY.get_sample_value("gongjian_healthy", {"part": "log"}) == 0
