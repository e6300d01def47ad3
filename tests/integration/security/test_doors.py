"""What can be reached, and what every answer says: paths, ports, headers, redirects."""

import pytest

from tests.integration.security.conftest import House

CLIMBING = (
    "..%2f..%2fsecret.txt",
    "%2e%2e/secret.txt",
    "..%5c..%5csecret.txt",
    "%2fetc%2fpasswd",
    "/etc/passwd",
    "assets/..%2f..%2fsecret.txt",
    "assets/%2e%2e/%2e%2e/secret.txt",
    "secret.txt%00.html",
    "a" * 5000,
    "%00",
    "%f0%9f%98%80" * 100,
)


@pytest.mark.parametrize("path", CLIMBING, ids=lambda path: path[:30])
async def test_no_path_leaves_the_folder_of_the_pages(house: House, path: str) -> None:
    async with house.browser() as browser:
        answer = await browser.client.get(f"http://test/{path}")

        assert answer.status_code in {200, 404, 422}, answer.text
        assert "not below the pages" not in answer.text
        assert "root:" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "metrics",
        "health/ready",
        "health/live",
        "docs",
        "openapi.json",
        "..%2fmetrics",
        "members/..%2f..%2fmetrics",
        "%2e%2e/metrics",
        "/metrics",
        "members/names%3fx=1",
        "members/names%23",
        "metrics%2f",
    ],
)
async def test_only_routes_of_a_service_are_reached_through_the_gateway(
    house: House, path: str
) -> None:
    """Not its probes, and nothing beside its path: what a path says is not read as a query."""
    async with house.browser("admin", house.admin_password) as admin:
        answer = await admin.get(f"registrations/{path}")

        assert answer.status_code in {404, 405}, answer.text
        assert "python_info" not in answer.text


async def test_every_answer_tells_the_browser_what_not_to_do_with_it(house: House) -> None:
    login = await house.person()
    async with house.browser(login) as person:
        page = await person.client.get("/")
        data = await person.get("session")
        file = await person.client.get("/assets/app-1.js")
        refusal = await person.get("views/needs/nothing")
        lost = await person.client.get("/api/nothing/at/all")
    async with house.browser() as nobody:
        signed_out = await nobody.get("views/work")

    for answer in (page, data, file, refusal, lost, signed_out):
        assert answer.headers["x-content-type-options"] == "nosniff", answer.url
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "server" not in answer.headers
    for answer in (data, refusal, lost, signed_out):
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    rules = page.headers["content-security-policy"]
    assert "script-src 'self';" in rules
    for rule in ("object-src 'none'", "base-uri 'self'", "form-action 'self'"):
        assert rule in rules
    assert "immutable" in file.headers["cache-control"]


async def test_nothing_redirects_and_no_host_is_believed(house: House) -> None:
    """There is no address to come back to after signing in, and none is made of a header."""
    login = await house.person()
    async with house.browser(login) as person:
        for path in (
            "/api/session/",
            "/api/views/needs/",
            "//evil.example/",
            "/?next=https://evil.example",
            "/api/session?next=//evil.example&redirect_uri=https://evil.example",
        ):
            answer = await person.client.get(
                f"http://test{path}", headers={"Host": "evil.example"}, follow_redirects=False
            )
            assert answer.status_code not in range(300, 400), path
            assert "location" not in answer.headers
        body = {"login": login, "password": "x", "next": "https://evil.example"}
        answer = await person.client.post("/api/session", json=body)
        assert "location" not in answer.headers


async def test_a_service_knows_nobody_without_the_gateways_token(house: House) -> None:
    """At its own port: neither a cookie nor what a browser might call itself is a name."""
    login = await house.person(("street", "street"))
    async with house.browser(login) as person:
        for headers in (
            {},
            {"Cookie": f"gongjian_session={person.cookie}"},
            {"Authorization": f"Bearer {person.cookie}"},
            {"Authorization": "Basic YWRtaW46YWRtaW4="},
            {"Authorization": "Bearer"},
            {"X-Actor-Id": "admin", "X-Forwarded-User": "admin"},
        ):
            for path in ("/members/x", "/registrations/x", "/parked-events"):
                answer = await house.registrations.client.get(path, headers=headers)
                assert answer.status_code == 401, (path, headers)
            answer = await house.registrations.client.get("/openapi.json", headers=headers)
            assert answer.status_code == 404
