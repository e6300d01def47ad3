from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from libs.kernel import Append, Put, Remove, ViewWrite
from libs.storage.records import (
    AggregateChange,
    AnswerRow,
    ChangeSet,
    InboxRow,
    KeyClaim,
    KeyRelease,
    Move,
    OutboxRow,
    RowDelete,
    RowPut,
    TimerRow,
)
from libs.storage.store import (
    AlreadyApplied,
    AnswerExists,
    KeyTaken,
    OutcomeUnknown,
    Store,
    StoreError,
    StoreUnavailable,
    VersionConflict,
)
from tests.integration.ports.conftest import Rooms

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def jar(id_: str, base: int, version: int, **fields: Any) -> ChangeSet:
    change = AggregateChange({"jar_id": id_, **fields}, base, version)
    return ChangeSet(aggregates={("jars", id_): change})


def row(id_: str, aggregate_id: str, seq: int) -> OutboxRow:
    return OutboxRow(id_, aggregate_id, seq, "lab.jar-filled", AT, b"{}", {"ce_actorid": "x"})


async def test_a_saved_aggregate_is_loaded_with_its_version(rooms: Rooms) -> None:
    await rooms.store.commit(jar("a", 0, 2, grams=5, inside={"x": [1, 2]}))
    found = await rooms.store.load("jars", ["a", "b"])
    assert set(found) == {"a"}
    assert found["a"].version == 2
    assert found["a"].document == {"jar_id": "a", "grams": 5, "inside": {"x": [1, 2]}}


@pytest.mark.parametrize(("base", "version"), [(0, 1), (1, 2), (3, 4)])
async def test_a_stale_base_is_a_version_conflict(rooms: Rooms, base: int, version: int) -> None:
    await rooms.store.commit(jar("a", 0, 2))
    with pytest.raises(VersionConflict):
        await rooms.store.commit(jar("a", base, version))
    await rooms.store.commit(jar("a", 2, 3))


async def test_a_missing_aggregate_cannot_be_replaced(rooms: Rooms) -> None:
    with pytest.raises(VersionConflict):
        await rooms.store.commit(jar("a", 1, 2))


async def test_a_place_in_the_history_is_taken_once(rooms: Rooms) -> None:
    await rooms.store.commit(ChangeSet(outbox=[row("e1", "a", 1)]))
    with pytest.raises(VersionConflict):
        await rooms.store.commit(ChangeSet(outbox=[row("e2", "a", 1)]))
    with pytest.raises(VersionConflict):
        await rooms.store.commit(ChangeSet(outbox=[row("e1", "a", 2)]))


async def test_a_clash_anywhere_leaves_nothing_behind(rooms: Rooms) -> None:
    await rooms.store.commit(ChangeSet(keys=[KeyClaim("uscc:1", "a")]))
    both = jar("b", 0, 1)
    both.outbox.append(row("e1", "b", 1))
    both.views.append(Put("shelf", "b", {"x": 1}))
    both.rows.append(RowPut("quarantine", "q", {"state": "open"}))
    both.move("c/lab", "a", 0, 1)
    both.keys.append(KeyClaim("uscc:1", "b"))
    with pytest.raises(KeyTaken):
        await rooms.store.commit(both)
    assert await rooms.store.load("jars", ["b"]) == {}
    assert await rooms.journal.unpublished(None, 10) == []
    assert await rooms.view("shelf") == {}
    assert await rooms.store.positions("c/lab", ["a"]) == {}


async def test_a_key_is_held_until_its_owner_releases_it(rooms: Rooms) -> None:
    await rooms.store.commit(ChangeSet(keys=[KeyClaim("uscc:1", "a")]))
    assert await rooms.store.owners(["uscc:1", "uscc:2"]) == {"uscc:1": "a"}
    await rooms.store.commit(ChangeSet(keys=[KeyRelease("uscc:1", "b")]))
    with pytest.raises(KeyTaken):
        await rooms.store.commit(ChangeSet(keys=[KeyClaim("uscc:1", "b")]))

    await rooms.store.commit(ChangeSet(keys=[KeyClaim("uscc:1", "b", ("a",))]))
    assert await rooms.store.owners(["uscc:1"]) == {"uscc:1": "b"}
    await rooms.store.commit(ChangeSet(keys=[KeyRelease("uscc:1", "b"), KeyClaim("uscc:1", "c")]))
    assert await rooms.store.owners(["uscc:1"]) == {"uscc:1": "c"}


async def test_a_key_thought_free_clashes_with_whoever_holds_it(rooms: Rooms) -> None:
    await rooms.store.commit(ChangeSet(keys=[KeyClaim("uscc:1", "a", ("a",), free=True)]))

    for owner in ("a", "b"):
        with pytest.raises(KeyTaken):
            await rooms.store.commit(
                ChangeSet(keys=[KeyClaim("uscc:1", owner, (owner,), free=True)])
            )

    assert await rooms.store.owners(["uscc:1"]) == {"uscc:1": "a"}


async def test_a_command_is_answered_once(rooms: Rooms) -> None:
    answer = AnswerRow("k1", "hash", {"value": {"a": 1}}, AT)
    await rooms.store.commit(ChangeSet(answers={"k1": answer}))
    assert await rooms.store.answers(["k1", "k2"]) == {"k1": answer}
    with pytest.raises(AnswerExists):
        await rooms.store.commit(ChangeSet(answers={"k1": answer}))


async def test_an_event_is_applied_once_by_each_consumer(rooms: Rooms) -> None:
    def applied(consumer: str) -> ChangeSet:
        return ChangeSet(inbox=[InboxRow(consumer, "e1", "a", 1, AT)])

    await rooms.store.commit(applied("c/lab"))
    await rooms.store.commit(applied("d/lab"))
    with pytest.raises(AlreadyApplied):
        await rooms.store.commit(applied("c/lab"))


async def test_positions_move_only_from_where_they_stand(rooms: Rooms) -> None:
    def moved(base: int, seq: int) -> ChangeSet:
        return ChangeSet(positions={("c/lab", "a"): Move(base, seq)})

    await rooms.store.commit(moved(0, 1))
    await rooms.store.commit(ChangeSet(positions={("c/lab", "b"): Move(0, 4)}))
    await rooms.store.commit(moved(1, 3))
    assert await rooms.store.positions("c/lab", ["a", "b", "c"]) == {"a": 3, "b": 4}
    assert await rooms.store.positions("d/lab", ["a"]) == {}
    for base, seq in ((0, 1), (2, 3), (1, 2), (1, 5), (4, 5)):
        with pytest.raises(AlreadyApplied):
            await rooms.store.commit(moved(base, seq))
    assert await rooms.store.positions("c/lab", ["a"]) == {"a": 3}


async def test_a_worker_whose_position_is_old_applies_nothing_of_a_batch_that_goes_further(
    rooms: Rooms,
) -> None:
    def batch(*seqs: int) -> ChangeSet:
        changes = ChangeSet(views=[Put("shelf", "a", {"seqs": list(seqs)})])
        for seq in seqs:
            changes.inbox.append(InboxRow("c/lab", f"e{seq}", "a", seq, AT))
            changes.move("c/lab", "a", seq - 1, seq)
        return changes

    await rooms.store.commit(batch(1, 2, 3))
    with pytest.raises(AlreadyApplied):
        await rooms.store.commit(batch(2, 3, 4))

    assert await rooms.store.positions("c/lab", ["a"]) == {"a": 3}
    assert (await rooms.view("shelf"))["a"]["seqs"] == [1, 2, 3]


async def test_moves_of_one_position_in_one_change_become_one(rooms: Rooms) -> None:
    changes, later = ChangeSet(), ChangeSet()
    changes.move("c/lab", "a", 0, 1)
    changes.move("c/lab", "a", 1, 2)
    later.move("c/lab", "a", 2, 3)
    changes.absorb(later)
    changes.absorb(ChangeSet(positions={("c/lab", "a"): Move(0, 1)}))

    await rooms.store.commit(changes)

    assert await rooms.store.positions("c/lab", ["a"]) == {"a": 3}


async def test_views_are_set_added_to_and_removed_in_order(rooms: Rooms) -> None:
    writes = [
        Put("shelf", "a", {"grams": 1, "at.first": "x"}, initial={"kind": "jar"}),
        Put("shelf", "a", {"grams": 2}, initial={"kind": "never"}, unset=("at.first",)),
        Append("shelf", "a", {"tags": "red"}),
        Append("shelf", "a", {"tags": "blue"}),
        Append("shelf", "a", {"tags": "red"}),
        Put("shelf", "b", {"grams": 9}),
        Remove("shelf", "b"),
        Remove("shelf", "never"),
    ]
    await rooms.store.commit(ChangeSet(views=writes))
    assert await rooms.view("shelf") == {
        "a": {"grams": 2, "at": {}, "kind": "jar", "tags": ["red", "blue"]}
    }


async def test_many_writes_at_once_come_to_the_same_as_one_by_one(rooms: Rooms) -> None:
    await rooms.store.commit(ChangeSet(views=[Put("shelf", "old", {"grams": 1})]))
    many = [Put("shelf", f"n{n}", {"grams": n}, initial={"kind": "jar"}) for n in range(9)]
    writes: list[ViewWrite] = [
        *many,
        Put("shelf", "old", {"grams": 2}, initial={"kind": "never"}),
        Put("shelf", "n0", {"grams": 10, "at.first": "x"}, initial={"kind": "never"}),
        Remove("shelf", "n1"),
        Put("shelf", "n1", {"grams": 11}),
        Append("shelf", "tags", {"tags": "a"}),
        Put("shelf", "tags", {"grams": 12}),
        Put("shelf", "deep", {"at.first": "y"}),
        Put("shelf", "bare", initial={"kind": "lid"}),
        Put("shelf", "twice", {"grams": 1}),
        Put("shelf", "twice", {"grams": 2}, unset=("kind",)),
    ]

    await rooms.store.commit(ChangeSet(views=writes))

    assert await rooms.view("shelf") == {
        **{f"n{n}": {"grams": n, "kind": "jar"} for n in range(2, 9)},
        "n0": {"grams": 10, "kind": "jar", "at": {"first": "x"}},
        "n1": {"grams": 11},
        "old": {"grams": 2},
        "tags": {"tags": ["a"], "grams": 12},
        "deep": {"at": {"first": "y"}},
        "bare": {"kind": "lid"},
        "twice": {"grams": 2},
    }


async def test_rows_are_put_and_deleted(rooms: Rooms) -> None:
    await rooms.store.commit(ChangeSet(rows=[RowPut("notes", "n", {"value": "1"})]))
    assert await rooms.journal.note("n") in {"1", None}
    await rooms.store.commit(ChangeSet(rows=[RowDelete("notes", "n")]))
    assert await rooms.journal.note("n") is None


async def test_a_timer_that_was_moved_is_not_removed_by_the_old_one(rooms: Rooms) -> None:
    def timer(due: datetime | None, expected: datetime | None = None) -> ChangeSet:
        return ChangeSet(timers={"t": TimerRow("t", "k", "a", due, {}, expected)})

    later = AT + timedelta(hours=1)
    await rooms.store.commit(timer(AT))
    await rooms.store.commit(timer(later))
    await rooms.store.commit(timer(None, AT))
    assert await _timers(rooms) == ["t"]
    await rooms.store.commit(timer(None, later))
    assert await _timers(rooms) == []


async def _timers(rooms: Rooms) -> list[str]:
    if hasattr(rooms.store, "timers"):
        return list(rooms.store.timers)
    return list(await rooms.view("timers"))


async def test_what_is_due_comes_in_the_order_of_its_instants(rooms: Rooms) -> None:
    def timer(name: str, minutes: int) -> TimerRow:
        return TimerRow(name, "k", "a", AT + timedelta(minutes=minutes), {"n": minutes})

    timers = {name: timer(name, minutes) for name, minutes in (("c", 3), ("a", 1), ("b", 2))}
    await rooms.store.commit(ChangeSet(timers=timers))

    assert await rooms.deadlines.due(AT, 10) == []
    by = AT + timedelta(minutes=2)
    found = await rooms.deadlines.due(by, 10)
    assert [(one.id, one.due_at, one.payload) for one in found] == [
        ("a", AT + timedelta(minutes=1), {"n": 1}),
        ("b", by, {"n": 2}),
    ]
    assert [one.expected for one in found] == [one.due_at for one in found]
    assert [one.id for one in await rooms.deadlines.due(by, 1)] == ["a"]
    assert [one.id for one in await rooms.deadlines.due(by, 10, ["a"])] == ["b"]


async def test_the_same_place_twice_in_one_change_is_refused_whole(rooms: Rooms) -> None:
    twice = ChangeSet(outbox=[row("e1", "a", 1), row("e2", "a", 1)])
    with pytest.raises(VersionConflict):
        await rooms.store.commit(twice)
    applied = [InboxRow("c/lab", "e1", "a", seq, AT) for seq in (1, 2)]
    with pytest.raises(AlreadyApplied):
        await rooms.store.commit(ChangeSet(inbox=applied))
    assert await rooms.journal.unpublished(None, 10) == []


async def test_a_rehearsal_leaves_nothing_and_refuses_what_a_commit_would(rooms: Rooms) -> None:
    change = jar("a", 0, 1)
    change.outbox.append(row("e1", "a", 1))
    change.views.append(Put("shelf", "a", {"x": 1}))
    change.keys.append(KeyClaim("uscc:1", "a"))

    await rooms.store.rehearse(change)

    assert await rooms.store.load("jars", ["a"]) == {}
    assert await rooms.journal.unpublished(None, 10) == []
    assert await rooms.view("shelf") == {}
    assert await rooms.store.owners(["uscc:1"]) == {}
    await rooms.store.commit(change)
    with pytest.raises(VersionConflict):
        await rooms.store.rehearse(jar("a", 0, 1))
    with pytest.raises(KeyTaken):
        await rooms.store.rehearse(ChangeSet(keys=[KeyClaim("uscc:1", "b")]))


async def test_nothing_asked_for_is_nothing_found(rooms: Rooms) -> None:
    assert await rooms.store.load("jars", ["a"]) == {}
    assert await rooms.store.answers(["k"]) == {}
    assert await rooms.store.owners(["uscc:1"]) == {}
    assert await rooms.store.positions("c/lab", ["a"]) == {}
    await rooms.store.commit(ChangeSet())


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.load("jars", ["a"]),
        lambda store: store.answers(["k"]),
        lambda store: store.owners(["uscc:1"]),
        lambda store: store.positions("c/lab", ["a"]),
        lambda store: store.commit(jar("a", 0, 1)),
    ],
    ids=["load", "answers", "owners", "positions", "commit"],
)
async def test_a_database_that_is_away_is_told_as_unavailable(far_store: Store, ask: Any) -> None:
    with pytest.raises(StoreUnavailable):
        await ask(far_store)


async def test_every_failure_is_a_store_error() -> None:
    failures = (VersionConflict, KeyTaken, AnswerExists, AlreadyApplied, StoreUnavailable)
    for clash in (*failures, OutcomeUnknown):
        assert issubclass(clash, StoreError)
    assert issubclass(OutcomeUnknown, StoreUnavailable)
