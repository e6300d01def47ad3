"""Catalogue §8 b and d over real consumers: sweeps, second passes, projects left behind."""

from datetime import timedelta

from contracts.tree import Directory, OrgDirectory
from tests.integration.pairings.conftest import STREET, Town
from tests.integration.registrations.harness import a_caller


async def test_d_the_last_signers_unit_closes_first_and_the_agreement_is_void(town: Town) -> None:
    unit, partner = await town.settle("unit", "partner")
    agreement_id = await town.in_signing(unit, partner)
    await town.sign(agreement_id, partner)

    await town.close(unit)

    await town.until(town.pairings, agreement_id, "agreement-voided")
    text = await town.pairings.get(f"/agreements/{agreement_id}", STREET)
    refusal = await town.pairings.refused(
        409,
        f"/agreements/{agreement_id}/signatures",
        a_caller("signatory", unit),
        party_id=unit,
        version_no=1,
        text_hash=text["text_hash"],
    )
    assert refusal["code"] == "pairings.not-in-signing"
    await town.second_pass()
    assert (await town.facts(town.pairings, agreement_id))[-1] == "agreement-voided"


async def test_d_signed_first_it_never_was_valid_and_its_project_is_uncovered(town: Town) -> None:
    unit, partner = await town.settle("unit", "partner")
    agreement_id = await town.effective(unit, partner)
    project_id = await town.adopted(agreement_id, partner)

    await town.close(unit)

    await town.until(town.pairings, agreement_id, "agreement-ended")
    shown = await town.pairings.get(f"/agreements/{agreement_id}", STREET)
    assert shown["end_code"] == "never_valid"
    await town.until(town.projects, project_id, "project-uncovered")
    await town.projects.post(f"/projects/{project_id}/cover", STREET, reason_code="work_finishing")
    await town.second_pass()
    assert await town.facts(town.projects, project_id) == [
        "project-adopted",
        "project-uncovered",
        "project-covered",
    ]


async def test_d_what_was_signed_on_a_stale_copy_is_found_by_the_second_pass(town: Town) -> None:
    unit, partner = await town.settle("unit", "partner")
    running = town.pairings.running
    ports = running.executor._ports
    stale = OrgDirectory(*running.service.directory.organizations())
    await town.close(unit)
    await town.heard(lambda view: view.status == "closed", unit)
    await town.first_pass()
    known, ports[Directory] = ports[Directory], stale

    agreement_id = await town.effective(unit, partner)

    ports[Directory] = known
    await town.jump(timedelta(seconds=2))
    facts = await town.until(town.pairings, agreement_id, "agreement-ended")
    assert facts[-2:] == ["agreement-took-effect", "agreement-ended"]
    shown = await town.pairings.get(f"/agreements/{agreement_id}", STREET)
    assert shown["end_code"] == "never_valid"


async def test_d_with_a_third_party_the_rest_sign_anew(town: Town) -> None:
    unit, partner, school = await town.settle("unit", "partner", "school")
    agreement_id = await town.in_signing(unit, partner, school)
    await town.sign(agreement_id, unit)

    await town.close(school)

    facts = await town.until(town.pairings, agreement_id, "agreement-sent-back")
    assert facts[-2:] == ["party-left", "agreement-sent-back"]
    await town.pairings.post(f"/agreements/{agreement_id}/signing", STREET)
    await town.sign(agreement_id, unit)
    await town.sign(agreement_id, partner)
    assert (await town.facts(town.pairings, agreement_id))[-1] == "agreement-took-effect"


async def test_b_every_agreement_of_the_merged_party_passes_to_the_heir(town: Town) -> None:
    one, two, three, old, new = await town.settle("one", "two", "three", "old", "new")
    effective = await town.effective(one, old)
    signing = await town.in_signing(two, old)
    await town.sign(signing, two)
    draft = await town.drafted(three, old)
    own = await town.effective(one, new)

    await town.merge(old, new)

    await town.until(town.pairings, effective, "party-succeeded")
    assert (await town.until(town.pairings, signing, "agreement-sent-back"))[-2:] == [
        "party-succeeded",
        "agreement-sent-back",
    ]
    await town.until(town.pairings, draft, "party-succeeded")
    shown = await town.pairings.get(f"/agreements/{effective}", STREET)
    assert shown["blocking_id"] == own
    await town.second_pass()
    for agreement_id in (effective, signing, draft):
        assert (await town.facts(town.pairings, agreement_id)).count("party-succeeded") == 1
    keys = town.pairings.running.database.raw["keys"]
    assert await keys.count_documents({"owner": effective}) == 0
    await town.pairings.post(f"/agreements/{signing}/signing", STREET)
    await town.sign(signing, new)
    await town.sign(signing, two)
    assert (await town.facts(town.pairings, signing))[-1] == "agreement-took-effect"
