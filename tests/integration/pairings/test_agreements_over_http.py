"""Agreements through the door, on real stores and a real log."""

import asyncio
from datetime import timedelta

from libs.storage.numbers import is_number
from tests.integration.pairings.conftest import STREET, Town
from tests.integration.registrations.harness import a_caller, eventually


async def test_an_accepted_offer_becomes_an_agreement_that_all_parties_sign(town: Town) -> None:
    unit, partner = await town.settle("unit", "partner")
    agreement_id = await town.drafted(unit, partner)
    path = f"/agreements/{agreement_id}"
    coordinator = a_caller("unit", unit)

    await town.pairings.post(f"{path}/revisions", coordinator, **town.revision(unit, partner))
    await town.pairings.post(f"{path}/signing", coordinator)
    await town.sign(agreement_id, unit)
    await town.sign(agreement_id, partner)

    assert await town.facts(town.pairings, agreement_id) == [
        "agreement-drafted",
        "agreement-revised",
        "signing-opened",
        "agreement-signed",
        "agreement-signed",
        "agreement-took-effect",
    ]
    shown = await town.pairings.get(path, coordinator)
    assert shown["status"] == "effective"
    assert is_number(shown["agreement_no"])
    assert shown["agreement_no"].startswith("11010102")
    assert [line["party_id"] for line in shown["signatures"]] == [unit, partner]
    assert shown["versions"][0]["text_hash"] == shown["text_hash"]


async def test_signatures_given_at_once_make_one_effect(town: Town) -> None:
    parties = await town.settle("unit", "partner", "school", "clinic")
    agreement_id = await town.in_signing(*parties)

    await asyncio.gather(*(town.sign(agreement_id, party) for party in parties * 2))

    facts = await town.facts(town.pairings, agreement_id)
    assert facts.count("agreement-signed") == 4
    assert facts.count("agreement-took-effect") == 1
    assert facts[-1] == "agreement-took-effect"


async def test_offers_accepted_at_once_by_the_same_sides_join_one_agreement(town: Town) -> None:
    unit, partner = await town.settle("unit", "partner")
    offers = [town.name("offer") for _ in range(40)]

    await asyncio.gather(
        *(town.tell(f"resource-{one}", town.accepted(one, unit, partner)) for one in offers)
    )

    async def all_taken_up() -> bool:
        rows = await town.agreements_of(unit)
        return sum(len(row["offers"]) for row in rows) == len(offers)

    await eventually(all_taken_up)
    assert len(await town.agreements_of(unit)) == 1


async def test_an_offer_accepted_and_released_in_one_breath_is_served_no_more(town: Town) -> None:
    unit, partner = await town.settle("unit", "partner")
    kept, dropped = town.name("offer"), town.name("offer")

    await town.tell(
        f"resource-{dropped}",
        town.accepted(dropped, unit, partner),
        town.released(dropped, unit, partner),
    )
    await town.tell(f"resource-{kept}", town.accepted(kept, unit, partner))

    async def only_one_left() -> bool:
        rows = await town.agreements_of(unit)
        return [o["offer_id"] for row in rows for o in row["offers"]] == [kept]

    await eventually(only_one_left)


async def test_strangers_do_not_learn_of_it_and_superiors_do_not_sign(town: Town) -> None:
    unit, partner = await town.settle("unit", "partner")
    agreement_id = await town.in_signing(unit, partner)
    path = f"/agreements/{agreement_id}"
    text = await town.pairings.get(path, STREET)
    body = {"party_id": unit, "version_no": 1, "text_hash": text["text_hash"]}

    stranger = await town.pairings.ask("GET", path, a_caller("unit", "unit"))
    hidden = await town.pairings.refused(
        404, f"{path}/signatures", a_caller("signatory", "unit"), **body
    )
    superior = await town.pairings.refused(
        403, f"{path}/signatures", a_caller("signatory", "street"), **body
    )
    other_side = await town.pairings.refused(
        403, f"{path}/signatures", a_caller("signatory", partner), **body
    )

    assert stranger.status_code == 404
    assert hidden["code"] == "not-found"
    assert superior["code"] == other_side["code"] == "pairings.not-own-signatory"


async def test_numbers_of_liaisons_are_whole_only_for_those_who_revise(town: Town) -> None:
    unit, partner = await town.settle("unit", "partner")
    agreement_id = await town.in_signing(unit, partner)
    path = f"/agreements/{agreement_id}/versions/1"

    coordinator = await town.pairings.get(path, a_caller("unit", unit))
    department = await town.pairings.get(path, a_caller("department", "district"))

    assert coordinator["liaisons"][0]["phone"] == "13800001234"
    assert department["liaisons"][0]["phone"] is None
    assert department["liaisons"][0]["phone_masked"] == "138****1234"


async def test_what_an_agreement_says_of_persons_never_leaves_in_facts(town: Town) -> None:
    unit, partner = await town.settle("unit", "partner")
    agreement_id = await town.effective(unit, partner)

    rows = town.pairings.running.database.raw["outbox"].find({"agg": agreement_id})
    bodies = b"".join([bytes(row["body"]) async for row in rows]).decode()

    for private in ("联络员甲", "13800001234", "每季度一次义诊"):
        assert private not in bodies


async def test_the_problem_names_field_and_rule_in_both_languages(town: Town) -> None:
    unit, partner = await town.settle("unit", "partner")
    agreement_id = await town.drafted(unit, partner)
    body = town.revision(unit, partner)
    body["term"]["to_on"] = "2036-01-01"
    path = f"/agreements/{agreement_id}/revisions"

    chinese = await town.pairings.refused(422, path, STREET, **body)
    english = await town.pairings.ask(
        "POST", path, STREET, json=body, headers={"accept-language": "en"}
    )

    assert chinese["code"] == "pairings.term-too-long"
    assert chinese["errors"][0]["pointer"] == "/term/to_on"
    assert "最长 3 年" in chinese["detail"]
    assert "3 years at most" in english.json()["detail"]


async def test_a_version_nobody_finishes_signing_goes_back_and_is_void_in_the_end(
    town: Town,
) -> None:
    unit, partner = await town.settle("unit", "partner")
    agreement_id = await town.in_signing(unit, partner)
    await town.sign(agreement_id, unit)

    await town.jump(timedelta(days=31))
    await town.until(town.pairings, agreement_id, "agreement-sent-back")
    await town.jump(timedelta(days=90))
    facts = await town.until(town.pairings, agreement_id, "agreement-voided")

    assert facts[-3:] == ["agreement-signed", "agreement-sent-back", "agreement-voided"]
    keys = town.pairings.running.database.raw["keys"]
    assert await keys.count_documents({"owner": agreement_id}) == 0


async def test_an_agreement_expires_after_its_term(town: Town) -> None:
    unit, partner = await town.settle("unit", "partner")
    agreement_id = await town.effective(unit, partner)

    await town.jump(timedelta(days=366))

    facts = await town.until(town.pairings, agreement_id, "agreement-ended")
    assert facts[-2:] == ["agreement-took-effect", "agreement-ended"]
    shown = await town.pairings.get(f"/agreements/{agreement_id}", STREET)
    assert shown["end_code"] == "expired"
