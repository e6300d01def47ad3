"""Named leases: one owner at a time."""

import asyncio

from tests.integration.ports.conftest import Rooms


async def test_a_lease_has_one_owner_at_a_time(rooms: Rooms) -> None:
    first = await rooms.leases.acquire("relay:1", "one", 5)
    assert first is not None
    assert await rooms.leases.acquire("relay:1", "two", 5) is None
    renewed = await rooms.leases.acquire("relay:1", "one", 5)
    assert renewed is not None
    assert renewed.fence == first.fence
    assert renewed.until >= first.until

    await rooms.leases.release("relay:1", "two")
    assert await rooms.leases.acquire("relay:1", "two", 5) is None
    await rooms.leases.release("relay:1", "one")
    second = await rooms.leases.acquire("relay:1", "two", 5)
    assert second is not None
    assert second.fence > first.fence


async def test_an_expired_lease_is_taken_over_with_a_higher_fence(rooms: Rooms) -> None:
    first = await rooms.leases.acquire("relay:1", "one", 0.05)
    await asyncio.sleep(0.2)
    assert await rooms.leases.held("relay:") == []
    second = await rooms.leases.acquire("relay:1", "two", 5)
    assert second is not None
    assert second.fence == first.fence + 1
    assert await rooms.leases.acquire("relay:1", "one", 5) is None


async def test_parallel_takers_get_one_lease(rooms: Rooms) -> None:
    taken = await asyncio.gather(
        *(rooms.leases.acquire("relay:9", f"worker-{number}", 60) for number in range(8))
    )
    assert sum(lease is not None for lease in taken) == 1
    assert len(await rooms.leases.held("relay:")) == 1
    assert await rooms.leases.held("timers") == []


async def test_leases_are_renewed_together_or_one_is_said_to_be_lost(rooms: Rooms) -> None:
    for number in (1, 2):
        assert await rooms.leases.acquire(f"relay:{number}", "one", 0.2)

    assert await rooms.leases.renew(["relay:1", "relay:2"], "one", 60)

    await asyncio.sleep(0.25)
    held = await rooms.leases.held("relay:")
    assert [lease.name for lease in held] == ["relay:1", "relay:2"]
    assert [lease.fence for lease in held] == [1, 1]
    await rooms.leases.release("relay:2", "one")
    assert await rooms.leases.acquire("relay:2", "two", 60)
    assert not await rooms.leases.renew(["relay:1", "relay:2"], "one", 60)
    assert not await rooms.leases.renew(["relay:1", "relay:9"], "one", 60)


async def test_nobody_gives_back_what_another_holds_or_what_nobody_does(rooms: Rooms) -> None:
    await rooms.leases.release("relay:1", "one")
    assert await rooms.leases.held("relay:") == []
    first = await rooms.leases.acquire("relay:1", "one", 5)
    second = await rooms.leases.acquire("relay:2", "two", 5)
    assert await rooms.leases.held("relay:") == [first, second]
    await rooms.leases.release("relay:2", "one")
    assert len(await rooms.leases.held("relay:")) == 2
