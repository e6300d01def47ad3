from datetime import date, timedelta

import pytest

from contracts.events.pairings import AgreementEnded, AgreementVoided
from services.pairings.commands import EndAgreement, ExpireAgreement, VoidAgreement
from services.pairings.domain import (
    AlreadyEffective,
    BadEndDate,
    NotEffective,
    OpenProjectsLeft,
    Status,
)
from services.pairings.handlers import end_agreement, expire_agreement, void_agreement
from tests.unit.pairings.builders import TERM, Town, a_town


async def end(town: Town, agreement_id: str, on: date | None = None) -> None:
    command = EndAgreement(agreement_id=agreement_id, cause_code="mutual", ended_on=on)
    await end_agreement(command, town.agreements, town.access, town.projects, town.clock)


async def expire(town: Town, agreement_id: str) -> None:
    await expire_agreement(ExpireAgreement(agreement_id=agreement_id), town.agreements, town.clock)


async def void(town: Town, agreement_id: str, only_version: int | None = None) -> None:
    command = VoidAgreement(
        agreement_id=agreement_id, cause_code="given_up", only_version=only_version
    )
    await void_agreement(command, town.agreements, town.access)


async def test_an_effective_agreement_is_ended_and_gives_its_key_back() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.effective("unit", "community")

    await end(town, agreement_id)

    ended = town.events[-1]
    assert isinstance(ended, AgreementEnded)
    assert (ended.cause_code, ended.ended_on) == ("mutual", date(2026, 11, 23))
    assert town.agreements.keys == {}
    assert town.timers() == set()


async def test_an_agreement_with_open_projects_is_not_ended() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.effective("unit", "community")
    town.projects.open_count = 2

    with pytest.raises(OpenProjectsLeft) as refusal:
        await end(town, agreement_id)

    assert refusal.value.params["count"] == 2


async def test_it_ends_on_the_day_of_the_minutes_but_neither_tomorrow_nor_before_it_held() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.effective("unit", "community")
    held_since = town.clock.today()
    town.clock.advance(timedelta(days=10))

    for day in (held_since - timedelta(days=1), town.clock.today() + timedelta(days=1)):
        with pytest.raises(BadEndDate):
            await end(town, agreement_id, on=day)
    await end(town, agreement_id, on=held_since)

    ended = town.events[-1]
    assert isinstance(ended, AgreementEnded)
    assert ended.ended_on == held_since


async def test_what_never_took_effect_is_voided_not_ended() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.in_signing("unit", "community")

    with pytest.raises(NotEffective):
        await end(town, agreement_id)

    await void(town, agreement_id)

    voided = town.events[-1]
    assert isinstance(voided, AgreementVoided)
    assert voided.offer_ids == ("offer",)
    assert town.agreements.keys == {}
    assert town.timers() == set()


async def test_voiding_twice_states_it_once() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.drafted("unit", "community")

    await void(town, agreement_id)
    await void(town, agreement_id)

    assert town.facts().count("AgreementVoided") == 1


async def test_what_took_effect_is_not_voided() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.effective("unit", "community")

    with pytest.raises(AlreadyEffective):
        await void(town, agreement_id)


async def test_an_unattended_draft_is_void_after_ninety_days() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.drafted("unit", "community")
    timer = town.agreements.timers[f"{agreement_id}/void/"]

    await void(town, agreement_id, only_version=timer.payload["version_no"])

    assert timer.due_at == town.clock.now() + timedelta(days=90)
    assert (await town.get(agreement_id)).status is Status.VOIDED


async def test_the_drafts_deadline_does_not_touch_what_is_being_signed() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.in_signing("unit", "community")

    await void(town, agreement_id, only_version=1)

    assert (await town.get(agreement_id)).status is Status.AWAITING_SIGNATURES


async def test_it_expires_after_the_last_day_of_its_term_in_beijing() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.effective("unit", "community")
    due_at = town.agreements.timers[f"{agreement_id}/expire/"].due_at
    assert due_at is not None
    assert due_at.isoformat() == "2027-11-23T00:00:00+08:00"

    town.clock.set(due_at - timedelta(milliseconds=1))
    await expire(town, agreement_id)
    assert (await town.get(agreement_id)).status is Status.EFFECTIVE

    town.clock.set(due_at)
    await expire(town, agreement_id)
    ended = town.events[-1]
    assert isinstance(ended, AgreementEnded)
    assert (ended.cause_code, ended.ended_on) == ("expired", TERM.to_on)


async def test_expiry_does_not_wait_for_projects_and_happens_once() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.effective("unit", "community")
    town.projects.open_count = 1
    town.clock.advance(timedelta(days=366))

    await expire(town, agreement_id)
    await expire(town, agreement_id)

    assert town.facts().count("AgreementEnded") == 1
