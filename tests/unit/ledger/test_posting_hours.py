"""Hours equal confirmed attendance, once, in a chain that shows every change."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events.ledger import HoursPosted, HoursReversed
from contracts.types import GENESIS_HASH
from libs.kernel import NotSeenYet
from services.ledger.domain import Account, entry_id_of, first_broken
from tests.unit.ledger.builders import LI, SATURDAY, Fact, Ledger, confirmed, corrected


async def test_confirmed_attendance_is_posted_day_by_day() -> None:
    ledger = Ledger()

    await ledger.hear(confirmed("a", 105, 90))

    first, second = ledger.entries
    assert isinstance(first, HoursPosted)
    assert (first.entry_id, first.minutes) == (entry_id_of("a", 1, SATURDAY), 105)
    assert (second.served_on, second.minutes, second.total_minutes) == (
        date(2026, 11, 29),
        90,
        195,
    )
    assert (first.prev_hash, second.prev_hash) == (GENESIS_HASH, first.hash)
    account = await ledger.accounts.get(LI)
    assert (account.total_minutes, account.entry_count) == (195, 2)
    assert account.head_hash == second.hash


async def test_a_fact_heard_again_is_posted_once() -> None:
    ledger = Ledger()

    assert await ledger.hear(confirmed("a", 178))
    assert not await ledger.hear(confirmed("a", 178))

    assert len(ledger.entries) == 1


async def test_a_correction_takes_the_former_back_and_posts_what_stands() -> None:
    ledger = Ledger()
    await ledger.hear(confirmed("a", 178))

    assert await ledger.hear(corrected("a", 2, (178,), 180))
    assert not await ledger.hear(corrected("a", 2, (178,), 180))

    posted, reversed_, again = ledger.entries
    assert isinstance(reversed_, HoursReversed)
    assert (reversed_.reverses_id, reversed_.minutes) == (posted.entry_id, 178)
    assert (reversed_.total_minutes, again.total_minutes) == (0, 180)
    assert reversed_.reason_code == "typo"


async def test_a_correction_to_nothing_leaves_nothing() -> None:
    ledger = Ledger()
    await ledger.hear(confirmed("a", 60, 30))

    await ledger.hear(corrected("a", 2, (60, 30)))

    account = await ledger.accounts.get(LI)
    assert (ledger.standing("a"), account.total_minutes) == (0, 0)


async def test_a_correction_waits_for_the_hours_it_takes_back() -> None:
    ledger = Ledger()

    with pytest.raises(NotSeenYet):
        await ledger.hear(corrected("a", 2, (178,), 180))

    assert ledger.entries == []


async def test_an_account_stays_small() -> None:
    ledger = Ledger()
    for number in range(200):
        await ledger.hear(confirmed(f"a{number}", 120))

    account = await ledger.accounts.get(LI)

    assert len(account.model_dump_json()) < 2048
    assert account.total_minutes == 200 * 120


@pytest.mark.parametrize("field", ["minutes", "served_on", "member_id", "agreement_id"])
async def test_a_changed_entry_breaks_the_chain_there(field: str) -> None:
    ledger = Ledger()
    for name in "abc":
        await ledger.hear(confirmed(name, 60))
    chain = ledger.chain()
    assert first_broken(chain) is None

    chain[1][field] = 61 if field == "minutes" else "2026-01-01"

    assert first_broken(chain) == chain[1]["entry_id"]


async def test_a_dropped_or_swapped_entry_breaks_the_chain() -> None:
    ledger = Ledger()
    for name in "abc":
        await ledger.hear(confirmed(name, 60))
    chain = ledger.chain()

    assert first_broken([chain[0], chain[2]]) == chain[2]["entry_id"]
    assert first_broken([chain[1], chain[0], chain[2]]) == chain[1]["entry_id"]
    assert first_broken(chain[:2]) is None


MINUTES = st.tuples(st.integers(1, 300), st.integers(0, 300))
LIVES = st.lists(
    st.tuples(st.sampled_from(["li", "wang"]), MINUTES, st.lists(MINUTES, max_size=3)),
    min_size=1,
    max_size=4,
)


def life(
    number: int, member_id: str, first: tuple[int, ...], later: list[tuple[int, ...]]
) -> list[Fact]:
    """An attendance's confirmations in order; a correction may void it."""
    facts: list[Fact] = [confirmed(f"a{number}", *first, member_id=member_id)]
    former = first
    for index, minutes in enumerate(later):
        now = (0, 0) if index == 2 else minutes
        facts.append(corrected(f"a{number}", index + 2, former, *now, member_id=member_id))
        former = now
    return facts


@given(LIVES, st.data())
@settings(max_examples=100, deadline=None)
async def test_posted_less_reversed_is_what_was_last_confirmed(
    lives: list[tuple[str, tuple[int, ...], list[tuple[int, ...]]]], data: st.DataObject
) -> None:
    """Facts of one attendance come in order, those of different ones as they like, all of them

    again at any time after.
    """
    ledger = Ledger()
    told = [life(number, *each) for number, each in enumerate(lives)]
    turns = [number for number, each in enumerate(told) for _ in each]
    waiting = [list(each) for each in told]
    heard: list[Fact] = []

    for number in data.draw(st.permutations(turns)):
        heard.append(waiting[number].pop(0))
        assert await ledger.hear(heard[-1])
        for again in data.draw(st.lists(st.sampled_from(heard), max_size=3)):
            assert not await ledger.hear(again)

    for each in told:
        assert ledger.standing(each[-1].attendance_id) == each[-1].minutes
    for member_id in {"li", "wang"} & {each[0] for each in lives}:
        chain = ledger.chain(member_id)
        account: Account = await ledger.accounts.get(member_id)
        assert first_broken(chain) is None
        assert account.total_minutes == sum(
            each[-1].minutes for each in told if each[-1].member_id == member_id
        )
        assert account.head_hash == chain[-1]["hash"]
