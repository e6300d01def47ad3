"""An aggregate or the whole journal once more, and what a version without parcels left."""

from datetime import timedelta

from libs.storage.parcels import RESENT, SLOTS, Parcel
from tests.integration.ports.conftest import Rooms
from tests.integration.ports.test_journal import AT, facts, numbers, row, written


async def test_an_aggregate_is_sent_again_from_any_point(rooms: Rooms) -> None:
    await written(rooms, row("a", 1), row("a", 2), row("a", 3), row("b", 1))
    await rooms.journal.mark_published(await rooms.journal.unpublished(None, 10))
    assert await rooms.journal.resend("a", 2) == 2
    assert await rooms.journal.resend("c", 1) == 0
    again = await rooms.journal.unpublished(None, 10)
    assert facts(again) == [row("a", 2), row("a", 3)]
    await rooms.journal.mark_published(again)
    assert await rooms.journal.unpublished(None, 10) == []


async def test_who_asks_again_while_facts_wait_does_not_pile_them_up(rooms: Rooms) -> None:
    await written(rooms, *(row("a", seq) for seq in range(1, 4)))
    await rooms.journal.mark_published(await rooms.journal.unpublished(None, 10))

    for from_seq in (2, 2, 1, 3):
        await rooms.journal.resend("a", from_seq)
    assert numbers(await rooms.journal.unpublished(None, 10)) == {"a": [1, 2, 3]}

    await written(rooms, row("a", 4))
    assert await rooms.journal.resend("a", 3) == 2
    assert numbers(await rooms.journal.unpublished(None, 10)) == {"a": [1, 2, 3, 4, 4]}


async def test_who_asks_for_an_aggregate_leaves_those_alone_whose_ids_begin_alike(
    rooms: Rooms,
) -> None:
    await written(rooms, row("a", 1), row("a:1", 1))
    await rooms.journal.mark_published(await rooms.journal.unpublished(None, 10))
    assert await rooms.journal.resend("a:1", 1) == 1
    assert await rooms.journal.resend("a", 1) == 1
    assert numbers(await rooms.journal.unpublished(None, 10)) == {"a": [1], "a:1": [1]}


async def test_a_long_history_is_sent_again_in_several_parcels(rooms: Rooms) -> None:
    await written(rooms, *(row("a", seq) for seq in range(1, RESENT + 2)))
    await rooms.journal.mark_published(await rooms.journal.unpublished(None, 10))
    assert await rooms.journal.resend("a", 1) == RESENT + 1
    first, second = await rooms.journal.unpublished(None, 10)
    assert (len(first.facts), len(second.facts)) == (RESENT, 1)
    assert numbers([first, second]) == {"a": list(range(1, RESENT + 2))}


async def test_facts_that_are_sent_again_come_before_newer_ones(rooms: Rooms) -> None:
    await written(rooms, row("a", 1), row("a", 2))
    await rooms.journal.mark_published(await rooms.journal.unpublished(None, 10))
    await written(rooms, row("a", 3))
    await rooms.journal.resend("a", 1)
    assert numbers(await rooms.journal.unpublished(None, 10)) == {"a": [1, 2, 3, 3]}


async def test_what_is_sent_again_waits_since_it_was_asked_for(rooms: Rooms) -> None:
    await written(rooms, row("a", 1, AT - timedelta(days=300)))
    await rooms.journal.mark_published(await rooms.journal.unpublished(None, 10))
    for begin in (rooms.journal.resend("a", 1), rooms.journal.refill()):
        await begin
        waits_since = await rooms.journal.oldest_unpublished_at()
        assert waits_since is not None
        assert waits_since > AT
        await rooms.journal.mark_published(await rooms.journal.unpublished(None, 10))


async def refilled(rooms: Rooms) -> list[Parcel]:
    """All that waits, acknowledged page by page as it comes."""
    seen: list[Parcel] = []
    for _ in range(20):
        found = await rooms.journal.unpublished(None, 10)
        if not found:
            return seen
        seen += found
        await rooms.journal.mark_published(found)
    raise AssertionError("it comes round again and again")


async def test_a_refill_sends_the_journal_page_by_page_and_newer_facts_behind_it(
    rooms: Rooms,
) -> None:
    rooms.pages(2)
    await written(rooms, *(row("a", seq) for seq in (1, 2, 3)), row("b", 1), row("b", 2))
    await rooms.journal.mark_published(await rooms.journal.unpublished(None, 10))
    assert await rooms.journal.refill() == 5
    (page,) = await rooms.journal.unpublished(None, 10)
    assert facts([page]) == [row("a", 1), row("a", 2)]
    await rooms.journal.mark_published([page])
    await written(rooms, row("b", 3))

    assert numbers(await refilled(rooms)) == {"a": [3], "b": [1, 2, 3, 3]}
    assert await rooms.journal.oldest_unpublished_at() is None


async def test_while_a_page_is_in_flight_or_anothers_nothing_else_is_sent(rooms: Rooms) -> None:
    await written(rooms, row("a", 1))
    await rooms.journal.refill()
    (page,) = await rooms.journal.unpublished([0], 10)
    assert await rooms.journal.unpublished(None, 10, {page.id}) == []
    assert await rooms.journal.unpublished(range(1, SLOTS), 10) == []


async def test_a_refill_of_pages_that_end_with_the_journal_ends_too(rooms: Rooms) -> None:
    rooms.pages(2)
    await written(rooms, row("a", 1), row("a", 2))
    await rooms.journal.mark_published(await rooms.journal.unpublished(None, 10))
    await rooms.journal.refill()
    assert numbers(await refilled(rooms)) == {"a": [1, 2]}


async def test_a_refill_goes_on_behind_the_last_page_whose_sender_lived_to_tell(
    rooms: Rooms,
) -> None:
    rooms.pages(2)
    await written(rooms, *(row("a", seq) for seq in range(1, 6)))
    await rooms.journal.mark_published(await rooms.journal.unpublished(None, 10))
    await rooms.journal.refill()
    await rooms.journal.mark_published(await rooms.journal.unpublished(None, 10))
    await rooms.journal.unpublished(None, 10)  # sent, and nobody heard of it any more

    assert numbers(await refilled(rooms)) == {"a": [3, 4, 5]}


async def test_a_page_that_the_lost_log_acknowledged_moves_no_later_refill(rooms: Rooms) -> None:
    rooms.pages(2)
    await written(rooms, *(row("a", seq) for seq in range(1, 6)))
    await rooms.journal.mark_published(await rooms.journal.unpublished(None, 10))
    await rooms.journal.refill()
    overtaken = await rooms.journal.unpublished(None, 10)

    await refilled(rooms)
    await rooms.journal.refill()
    await rooms.journal.mark_published(overtaken)

    assert numbers(await refilled(rooms)) == {"a": [1, 2, 3, 4, 5]}


async def test_what_the_lost_log_acknowledged_is_in_the_refill(rooms: Rooms) -> None:
    await written(rooms, row("a", 1), row("b", 1))
    in_flight = await rooms.journal.unpublished(None, 10)

    await rooms.journal.refill()
    await rooms.journal.mark_published(in_flight)

    assert numbers(await refilled(rooms)) == {"a": [1], "b": [1]}
    assert await rooms.journal.unpublished(None, 10) == []


async def test_what_an_earlier_version_left_unpublished_is_sent_before_newer_facts(
    rooms: Rooms,
) -> None:
    earlier = [row("a", seq) for seq in (1, 2, 3)] + [row("b", 1)]
    await rooms.earlier(earlier)
    await written(rooms, row("a", 4))

    assert await rooms.journal.adopt() == 4
    assert await rooms.journal.adopt() == 0
    assert numbers(await refilled(rooms)) == {"a": [1, 2, 3, 4], "b": [1]}
