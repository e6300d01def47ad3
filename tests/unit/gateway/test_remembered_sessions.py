"""What a gateway remembers of sessions is never older than what it knows to have changed."""

from datetime import UTC, datetime

import pytest

from contracts.types import OrgId, UserId
from libs.storage.records import AggregateChange, ChangeSet
from services.gateway import remembered
from services.gateway.domain import User
from services.gateway.remembered import Remembered

ENDS = datetime(2099, 1, 1, tzinfo=UTC)


def user() -> User:
    return User(user_id=UserId("u"), login="wang", password_hash="x", name="王", home_id=OrgId("o"))


def change(collection: str) -> ChangeSet:
    return ChangeSet(aggregates={(collection, "u"): AggregateChange({}, 1, 2)})


def test_what_was_read_a_moment_ago_is_remembered_as_long_as_nobody_else_serves() -> None:
    alone = True
    memory = Remembered(lambda: alone)
    memory.keep("s", user(), ENDS, memory.turn)

    known = memory.get("s")
    assert known is not None
    assert (known.user.login, known.expires_at) == ("wang", ENDS)
    alone = False
    assert memory.get("s") is None


def test_it_is_read_again_after_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Remembered(lambda: True)
    memory.keep("s", user(), ENDS, memory.turn)
    later = remembered.time.monotonic() + 1.01
    monkeypatch.setattr(remembered.time, "monotonic", lambda: later)

    assert memory.get("s") is None


def test_a_commit_that_changes_an_account_spoils_it_and_what_is_being_read() -> None:
    memory = Remembered(lambda: True)
    memory.keep("s", user(), ENDS, memory.turn)
    memory.committed(change("members"))
    assert memory.get("s") is not None
    reading_since = memory.turn

    memory.committed(change("users"))

    assert memory.get("s") is None
    memory.keep("s", user(), ENDS, reading_since)
    assert memory.get("s") is None
