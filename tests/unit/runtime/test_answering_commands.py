"""A command is obeyed once for its id, however often it is asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date
from typing import ClassVar

import pytest
from structlog.testing import CapturingLogger

from contracts.events.organizations import OrganizationRenamed
from contracts.tree import Directory, OrgDirectory
from contracts.types import OrgId, Role
from libs.kernel import (
    EVERYWHERE,
    Access,
    Aggregate,
    Command,
    FakeClock,
    Forbidden,
    Grant,
    NotFound,
    Repository,
    RuleBroken,
    Stamp,
)
from libs.messaging.codec import encoder
from libs.observability.spans import Span, send_to
from libs.runtime.executor import Executor, KeyReused
from libs.storage.batcher import Batcher
from libs.storage.documents import Kept
from libs.testing.store import MemoryStore


class Place(Aggregate):
    """Something with a name."""

    id_field: ClassVar[str] = "place_id"

    place_id: str
    name: str = ""


class RenamePlace(Command):
    """Give a place a name."""

    requires: ClassVar[tuple[str, ...]] = (Role.STREET,)

    place_id: str
    name: str

    @property
    def target(self) -> str:
        """The place."""
        return self.place_id


class TooLong(RuleBroken):
    """The name is too long."""

    code = "test.too-long"


async def rename_place(cmd: RenamePlace, places: Repository[Place], access: Access) -> str:
    access.require(cmd, "street")
    place = await places.find(cmd.place_id) or Place(place_id=cmd.place_id)
    if len(cmd.name) > 10:
        raise TooLong(name=cmd.name)
    place.name = cmd.name
    day = date(2026, 11, 23)
    place.record(OrganizationRenamed(org_id=OrgId(cmd.place_id), name=cmd.name, effective_on=day))
    await places.save(place)
    return cmd.name


@pytest.fixture
async def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
async def executor(store: MemoryStore) -> AsyncIterator[Executor]:
    batcher = Batcher(store)
    batcher.start()
    directory = OrgDirectory()
    yield Executor(
        "organizations",
        batcher,
        (rename_place,),
        (Kept(Place, "places"),),
        {Directory: directory},
        directory,
        FakeClock(),
        encoder("organizations"),
    )
    await batcher.stop()


def stamp(command_id: str = "k1", role: str = Role.STREET, scope: str = EVERYWHERE) -> Stamp:
    grants = (Grant(role=role, scope_id=scope),)
    return Stamp(command_id=command_id, actor_id="chen", grants=grants)


async def test_the_same_id_twice_is_answered_alike_and_has_one_effect(
    executor: Executor, store: MemoryStore
) -> None:
    command = RenamePlace(place_id="p", name="one")

    first = await executor.execute(command, stamp())
    second = await executor.execute(command, stamp())

    assert (first.value, first.tokens) == (second.value, second.tokens)
    assert first.tokens == {"organizations:p": 1}
    assert len(store.outbox) == 1


async def test_the_same_id_fifty_times_at_once_has_one_effect(
    executor: Executor, store: MemoryStore
) -> None:
    command = RenamePlace(place_id="p", name="one")

    answers = await asyncio.gather(*(executor.execute(command, stamp()) for _ in range(50)))

    assert {answer.value for answer in answers} == {"one"}
    assert len(store.outbox) == 1


async def test_the_same_id_with_another_body_is_refused(executor: Executor) -> None:
    await executor.execute(RenamePlace(place_id="p", name="one"), stamp())

    with pytest.raises(KeyReused):
        await executor.execute(RenamePlace(place_id="p", name="two"), stamp())


async def test_a_refusal_is_an_answer_and_is_repeated(
    executor: Executor, store: MemoryStore
) -> None:
    command = RenamePlace(place_id="p", name="much too long a name")

    for _ in range(2):
        with pytest.raises(RuleBroken) as refused:
            await executor.execute(command, stamp())
        assert refused.value.code == "test.too-long"
        assert refused.value.params == {"name": "much too long a name"}

    assert len(store.stored_answers) == 1
    assert not store.outbox


async def test_who_sees_nothing_is_told_that_there_is_nothing(
    executor: Executor, store: MemoryStore
) -> None:
    with pytest.raises(NotFound):
        await executor.execute(RenamePlace(place_id="p", name="one"), stamp(scope="another street"))

    assert not store.outbox


async def test_who_sees_without_the_role_is_forbidden(executor: Executor) -> None:
    with pytest.raises(Forbidden):
        await executor.execute(RenamePlace(place_id="p", name="one"), stamp(role=Role.UNIT))


async def test_a_handler_that_wants_what_nobody_gives_is_refused_at_start() -> None:
    async def greedy(cmd: RenamePlace, places: Repository[Place], other: FakeClock) -> None: ...

    with pytest.raises(TypeError, match="nothing to inject"):
        Executor(
            "organizations",
            Batcher(MemoryStore()),
            (greedy,),
            (Kept(Place, "places"),),
            {},
            OrgDirectory(),
            FakeClock(),
            encoder("organizations"),
        )


async def test_a_command_is_a_span_of_its_requests_trace_and_names_it_in_the_log(
    executor: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
    spans: list[Span] = []
    lines = CapturingLogger()
    monkeypatch.setattr("libs.runtime.executor.log", lines)
    send_to(spans.append)
    try:
        for number, name in enumerate(("one", "far too long a name")):
            asked = stamp(f"k{number}").model_copy(update={"traceparent": parent})
            with suppress(TooLong):
                await executor.execute(RenamePlace(place_id="p", name=name), asked)
    finally:
        send_to(None)

    assert [(s.trace_id, s.parent_id, s.name) for s in spans] == [
        ("a" * 32, "b" * 16, "RenamePlace")
    ] * 2
    assert [s.attributes["gongjian.outcome"] for s in spans] == ["handled", "test.too-long"]
    assert not any(span.failed for span in spans)
    assert [line.kwargs["trace_id"] for line in lines.calls] == ["a" * 32] * 2
