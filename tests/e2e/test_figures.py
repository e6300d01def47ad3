"""Every figure of the board opens as many rows as it says, today and as of a past day."""

from datetime import timedelta
from typing import Any

import pytest

from deploy.seed.person import Refused
from tests.e2e.town import DEPARTMENT, Town, today

STATIONS = {
    "needs": ("needs", "published"),
    "matches": ("offers", "matched"),
    "agreements": ("agreements", "in_force"),
    "projects": ("projects", "live"),
    "sessions": ("sessions", "held"),
}
STUCK = {
    "needs": ("needs", "unclaimed"),
    "agreements": ("agreements", "expiring"),
    "projects": ("projects", "at_risk"),
}
RATES = {
    "report_rate": ("members", "reported"),
    "claim_rate": ("needs", "claimed"),
    "acceptance_rate": ("offers", "matched"),
}


def opened(town: Town, board: dict[str, Any], view: str, figure: str, scope: str = "") -> Any:
    """The list that the figure's link leads to."""
    span = board["period"]
    where = f"scope={scope or board['scope']['id']}&from={span['from_on']}&to={span['to_on']}"
    return town.person(DEPARTMENT).get(f"views/{view}?figure={figure}&{where}&size=200")


@pytest.mark.parametrize("days", [0, 21, 35])
def test_a_figure_and_the_rows_it_opens_agree(town: Town, days: int) -> None:
    day = today() - timedelta(days=days)
    board = town.person(DEPARTMENT).get(f"views/board?period=year&as_of={day}")

    assert board["period"]["to_on"] == str(day)
    told = {figure["code"]: figure for figure in board["chain"]}
    assert told["needs"]["value"] > 0
    for code, (view, figure) in STATIONS.items():
        assert opened(town, board, view, figure)["total"] == told[code]["value"], code
    for code, (view, figure) in STUCK.items():
        stuck = told[code].get("stuck")
        assert (stuck is None) or stuck["value"] == opened(town, board, view, figure)["total"]
    assert opened(town, board, "hours", "posted")["posted_minutes"] == told["hours"]["value"]
    for rate in board["rates"]:
        if rate["code"] in RATES:
            assert opened(town, board, *RATES[rate["code"]])["total"] == rate["part_count"]
    for row in board["children"]:
        agreements = opened(town, board, "agreements", "in_force", row["org"]["id"])
        assert agreements["total"] == row["agreement_count"]
    assert (days == 0) or board["attention"] == []


def test_what_happened_later_is_left_out_of_a_past_day(town: Town) -> None:
    person = town.person(DEPARTMENT)
    now = {figure["code"]: figure for figure in person.get("views/board?period=year")["chain"]}
    before = person.get("views/board?period=year&as_of=2026-01-01")

    assert now["agreements"]["value"] > 0
    assert [figure["value"] for figure in before["chain"]] == [0] * 7
    assert before["is_present"] is False
    assert [rate["part_count"] for rate in before["rates"]] == [0] * 5


def test_a_community_counts_as_the_board_does(town: Town) -> None:
    day = today() - timedelta(days=21)
    code = "110101003001"
    page = town.person(DEPARTMENT).get(f"views/communities/{code}?as_of={day}")
    scope = page["community"]["id"]
    board = {"period": page["period"], "scope": {"id": scope}}

    figures = page["figures"]
    assert figures["reported_count"] == opened(town, board, "registrations", "registered")["total"]
    assert figures["need_count"] == opened(town, board, "needs", "in_progress")["total"]
    chain = {figure["code"]: figure["value"] for figure in page["chain"]}
    assert chain["projects"] == opened(town, board, "projects", "live")["total"]


def test_an_adopted_plan_is_listed_as_adopted_and_as_nothing_else(town: Town) -> None:
    person = town.person(DEPARTMENT)

    def listed(status: str) -> dict[str, str]:
        rows = person.get(f"views/plans?status={status}&size=200")["items"]
        return {row["id"]: row["status"] for row in rows}

    plans = listed("")
    adopted = {id_ for id_, status in plans.items() if status == "adopted"}
    assert adopted
    assert set(listed("adopted")) == adopted
    assert set(listed("solving,greedy,proven,discarded,failed")) == set(plans) - adopted
    assert listed("adopted,proven,greedy,solving,discarded,failed") == plans


LISTS = (
    *("members", "registrations", "needs", "resources", "offers", "plans", "agreements"),
    *("projects", "sessions", "hours", "organizations", "users"),
)


@pytest.mark.parametrize("view", LISTS)
def test_a_list_refuses_a_filter_and_an_order_that_it_does_not_know(town: Town, view: str) -> None:
    for query, name in (("stauts=draft", "stauts"), ("sort=-shoe", "sort")):
        with pytest.raises(Refused, match=f"/{name} ") as refusal:
            town.admin.get(f"views/{view}?{query}")
        assert (refusal.value.status, refusal.value.code) == (422, "invalid")
    assert town.admin.get(f"views/{view}?size=1")["total"] >= 1


def test_sessions_and_organizations_are_listed_by_theme_and_by_sector(town: Town) -> None:
    person = town.person(DEPARTMENT)
    for view, key in (("sessions", "theme_code"), ("organizations", "sector_code")):
        held = {row.get(key) for row in person.get(f"views/{view}?size=200")["items"]} - {None}
        assert held
        for code in held:
            found = person.get(f"views/{view}?size=200&{key}={code}")
            assert found["total"] >= 1
            assert {row[key] for row in found["items"]} == {code}
