"""A need from being entered to being published, returned or withdrawn."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from contracts.events.needs import (
    NeedEntered,
    NeedPublished,
    NeedReturned,
    NeedVerified,
    NeedWithdrawn,
)
from contracts.types import Window
from libs.kernel import NotFound
from libs.testing import AllowAll, FakeClock, InMemoryRepository
from services.needs.commands import (
    EnterNeed,
    PublishNeed,
    ReturnNeed,
    VerifyNeed,
    WithdrawNeed,
)
from services.needs.domain import Need
from services.needs.domain.errors import (
    AlreadyClaimed,
    AlreadyStarted,
    BadWindow,
    CommunityEnded,
    DuplicateNeed,
    ForeignProposer,
    NeedClosed,
    NotACommunity,
    NotEntered,
    NotVerified,
    TextUnmasked,
    UnknownCategory,
)
from services.needs.handlers.need import (
    enter_need,
    publish_need,
    return_need,
    verify_need,
    withdraw_need,
)
from tests.unit.needs.builders import (
    BANK,
    COMMUNITY,
    NOW,
    OTHER_COMMUNITY,
    STREET,
    Published,
    a_need,
    organizations,
    window,
)


def enter(**changes: Any) -> EnterNeed:
    fields = {
        "community_id": COMMUNITY,
        "title": "法律讲座",
        "category_code": "law",
        "qty": "3",
        "unit_code": "session",
        "window": window(),
    }
    return EnterNeed.model_validate(fields | changes)


async def test_a_community_enters_a_need_of_its_own() -> None:
    needs: InMemoryRepository[Need] = InMemoryRepository()

    need_id = await enter_need(
        enter(description="张先生联系"), needs, AllowAll(), organizations(), FakeClock()
    )

    assert needs.events == [
        NeedEntered(
            need_id=need_id,
            proposer_id=COMMUNITY,
            community_id=COMMUNITY,
            category_code="law",
            qty=Decimal(3),
            unit_code="session",
            window=window(),
            cycle_key="2026H2",
            channel_code="community",
        )
    ]
    assert (await needs.get(need_id)).description == "张先生联系"


async def test_a_unit_may_ask_for_something_too() -> None:
    needs: InMemoryRepository[Need] = InMemoryRepository()

    need_id = await enter_need(
        enter(proposer_id=BANK), needs, AllowAll(), organizations(), FakeClock()
    )

    assert (await needs.get(need_id)).proposer_id == BANK


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"category_code": "spaceflight"}, UnknownCategory),
        ({"window": window(30, 30)}, BadWindow),
        ({"window": Window(start_at=NOW - timedelta(days=9), end_at=NOW)}, BadWindow),
        ({"community_id": STREET}, NotACommunity),
        ({"proposer_id": OTHER_COMMUNITY}, ForeignProposer),
    ],
)
async def test_a_need_that_makes_no_sense_is_refused(
    changes: dict[str, Any], error: type[Exception]
) -> None:
    needs: InMemoryRepository[Need] = InMemoryRepository()

    with pytest.raises(error):
        await enter_need(enter(**changes), needs, AllowAll(), organizations(), FakeClock())

    assert needs.events == []


async def test_an_ended_community_takes_no_needs() -> None:
    with pytest.raises(CommunityEnded):
        await enter_need(
            enter(),
            InMemoryRepository(),
            AllowAll(),
            organizations(jiaodong="merged"),
            FakeClock(),
        )


async def test_nobody_enters_needs_out_of_sight() -> None:
    with pytest.raises(NotFound):
        await enter_need(
            enter(), InMemoryRepository(), AllowAll(allowed=False), organizations(), FakeClock()
        )


async def test_verifying_twice_states_it_once() -> None:
    needs = InMemoryRepository(a_need(status="submitted"))

    for _ in range(2):
        await verify_need(VerifyNeed(need_id="need-1"), needs, AllowAll())

    assert needs.events == [NeedVerified(need_id="need-1", cause_code="checked")]


async def test_a_published_need_is_not_verified_again() -> None:
    with pytest.raises(NotEntered):
        await verify_need(VerifyNeed(need_id="need-1"), InMemoryRepository(a_need()), AllowAll())


async def publish(needs: InMemoryRepository[Need], *others: Need, title: str | None = None) -> None:
    command = PublishNeed(need_id="need-1", title=title)
    await publish_need(command, needs, AllowAll(), organizations(), Published(*others))


async def test_publishing_shows_the_title() -> None:
    needs = InMemoryRepository(a_need(status="verified"))

    await publish(needs, title="普法讲座")
    await publish(needs, title="普法讲座")

    [published] = needs.events
    assert isinstance(published, NeedPublished)
    assert published.title == "普法讲座"


async def test_an_unverified_need_is_not_published() -> None:
    with pytest.raises(NotVerified):
        await publish(InMemoryRepository(a_need(status="submitted")))


@pytest.mark.parametrize(
    "title",
    [
        "帮助王阿姨 13800138000",
        "联系 138-0013-8000 张",
        "电话１３８００１３８０００",
        "座机010-65123456",
        "身份证 360426199101010071",
        "身份证11010519491231002x号",
    ],
)
async def test_a_title_with_a_number_of_a_person_is_not_published(title: str) -> None:
    needs = InMemoryRepository(a_need(status="verified"))

    with pytest.raises(TextUnmasked):
        await publish(needs, title=title)

    assert needs.events == []


@pytest.mark.parametrize("title", ["2026年12月1日-12月31日 义诊 120 人次", "12345 热线宣传"])
async def test_dates_and_quantities_may_stand_in_a_title(title: str) -> None:
    needs = InMemoryRepository(a_need(status="verified"))

    await publish(needs, title=title)

    assert len(needs.events) == 1


async def test_the_same_need_is_not_published_twice() -> None:
    earlier = a_need("need-0", title="法律 讲座")
    needs = InMemoryRepository(a_need(status="verified"))

    with pytest.raises(DuplicateNeed) as refusal:
        await publish(needs, earlier)

    assert refusal.value.params == {"need_id": "need-0", "title": "法律 讲座"}


async def test_a_merged_communitys_need_counts_as_its_heirs() -> None:
    earlier = a_need("need-0", community_id=OTHER_COMMUNITY)
    directory = organizations(fuxiang="merged")
    heir = directory.get(OTHER_COMMUNITY)
    assert heir is not None
    directory.put(
        {"_id": OTHER_COMMUNITY, **heir.model_dump(mode="json"), "custodian_id": COMMUNITY}
    )

    with pytest.raises(DuplicateNeed):
        await publish_need(
            PublishNeed(need_id="need-1"),
            InMemoryRepository(a_need(status="verified")),
            AllowAll(),
            directory,
            Published(earlier),
        )


@pytest.mark.parametrize(
    "earlier",
    [
        a_need("need-0", community_id=OTHER_COMMUNITY),
        a_need("need-0", title="普法讲座"),
        a_need("need-0", status="withdrawn"),
        a_need("need-0").model_copy(update={"window": window(-300, -200)}),
    ],
)
async def test_another_place_wording_or_time_is_another_need(earlier: Need) -> None:
    needs = InMemoryRepository(a_need(status="verified"))

    await publish(needs, earlier)

    assert len(needs.events) == 1


async def test_a_need_is_returned_with_a_reason() -> None:
    needs = InMemoryRepository(a_need())

    for _ in range(2):
        await return_need(ReturnNeed(need_id="need-1", reason_code="unclear"), needs, AllowAll())

    assert needs.events == [NeedReturned(need_id="need-1", reason_code="unclear")]


@pytest.mark.parametrize(
    ("need", "error"),
    [
        (a_need(promised=1, status="partly_claimed"), AlreadyClaimed),
        (a_need(status="withdrawn"), NeedClosed),
    ],
)
async def test_a_claimed_or_closed_need_is_not_returned(need: Need, error: type[Exception]) -> None:
    with pytest.raises(error):
        await return_need(
            ReturnNeed(need_id="need-1", reason_code="unclear"),
            InMemoryRepository(need),
            AllowAll(),
        )


async def test_a_need_may_be_withdrawn_until_a_project_works_on_it() -> None:
    claimed = a_need(status="claimed", promised=3)
    started = a_need("need-2", status="in_progress")
    started.projects["p"] = "adopted"
    needs = InMemoryRepository(claimed, started)

    async def withdraw(need_id: str) -> None:
        command = WithdrawNeed(need_id=need_id, reason_code="solved")
        await withdraw_need(command, needs, AllowAll())

    await withdraw("need-1")
    await withdraw("need-1")
    with pytest.raises(AlreadyStarted):
        await withdraw("need-2")

    assert needs.events == [NeedWithdrawn(need_id="need-1", reason_code="solved")]
