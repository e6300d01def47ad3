"""Whoever has to act next finds it in the own work, and nobody else does."""

from deploy.seed.person import Person
from tests.e2e.quarter import EARLY, a_quarter
from tests.e2e.town import Town, eventually


def waiting(person: Person, kind: str) -> set[str]:
    """What waits in one queue of the person's work."""
    queues = person.get("views/work")["queues"]
    return {
        item["subject_id"] for queue in queues if queue["kind"] == kind for item in queue["items"]
    }


def test_a_proposed_organization_waits_for_its_street(town: Town) -> None:
    quarter = a_quarter(town, "提").open(("A",), {"U": "A"})
    street, other = quarter.people["street"], a_quarter(town, "旁提").open((), {}).people["street"]
    body = {
        "kind": "branch",
        "name": f"{quarter.name}第二支部",
        "territory_id": quarter.ids["A"],
        "unit_ids": [quarter.ids["U"]],
    }
    path = "organizations/organizations"
    proposed = quarter.people["U"].patiently(f"{path}/proposals", body, key="new", codes=EARLY)

    assert eventually(lambda: waiting(street, "to_approve") == {proposed["org_id"]})
    assert waiting(other, "to_approve") == set()
    assert waiting(quarter.people["U"], "to_approve") == set()

    street.patiently(f"{path}/{proposed['org_id']}/approval", {}, key="yes", codes=EARLY)
    assert eventually(lambda: not waiting(street, "to_approve"))


def test_the_draft_of_an_agreement_waits_for_its_parties(town: Town) -> None:
    quarter = a_quarter(town, "稿").open(("A", "B"), {"U": "A"})
    (pair,) = quarter.pair(("U", "A"))
    unit, community, stranger = (quarter.people[name] for name in ("U", "A", "B"))

    assert eventually(lambda: len(waiting(unit, "to_open")) == 1)
    draft = waiting(unit, "to_open")
    assert eventually(lambda: waiting(community, "to_open") == draft)
    assert waiting(stranger, "to_open") == set()

    quarter.take_effect(pair)
    assert eventually(lambda: not waiting(unit, "to_open") | waiting(unit, "to_sign"))
