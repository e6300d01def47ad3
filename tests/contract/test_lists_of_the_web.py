"""Every filter that a list of the web offers is one that its address asks for."""

import json
import re
from pathlib import Path

import pytest

SOURCES = Path("services/gateway/web/src")
ROUTES = json.loads(Path("contracts/openapi/gateway.json").read_text())["paths"]
OWN_QUERY = {
    "organizations": json.loads(Path("contracts/openapi/organizations.json").read_text())["paths"][
        "/organizations"
    ]
}
TEXTS = {path: path.read_text() for path in SOURCES.rglob("*.tsx")}
VIEW = re.compile(r"\bview: '([a-z-]+)'")
CALLED = re.compile(r"filters: (\w+Filters)\(\)")
NARROWED = re.compile(r"\bof: \[([^\]]+)\]")
NAME = re.compile(r"\w+")
FILTER = re.compile(r"key: '(\w+)', label: [^\n]*?options: ")


def filters_of(text: str) -> set[str]:
    """Keys of the filters that a list names or calls for, and of what narrows it."""
    narrowed = {f"{name}_id" for names in NARROWED.findall(text) for name in NAME.findall(names)}
    called = CALLED.search(text)
    if called is None:
        return set(FILTER.findall(text)) | narrowed
    (there,) = (one for one in TEXTS.values() if f"export function {called[1]}()" in one)
    return set(FILTER.findall(there)) | narrowed


LISTS = [(view, path) for path, text in TEXTS.items() for view in VIEW.findall(text)]


def test_the_lists_of_the_web_are_found() -> None:
    assert {view for view, _ in LISTS} >= {"needs", "sessions", "organizations", "parked-events"}
    assert filters_of(TEXTS[SOURCES / "features/projects/components/project-columns.tsx"]) == {
        "status",
        "health",
        "agreement_id",
    }


@pytest.mark.parametrize(("view", "path"), LISTS, ids=[view for view, _ in LISTS])
def test_a_filter_of_a_list_is_asked_for_by_its_address(view: str, path: Path) -> None:
    route = OWN_QUERY.get(view) or ROUTES[f"/api/views/{view}"]
    asked = {one["name"] for one in route["get"]["parameters"] if one["in"] == "query"}

    assert filters_of(TEXTS[path]) <= asked
    assert {"page", "size"} <= asked
