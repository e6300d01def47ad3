"""What the simulated services are about: jars are filled, emptied by a deadline, and counted."""

from datetime import timedelta
from typing import Any, ClassVar, cast

from libs.kernel import Aggregate, Clock, Command, Event, Repository, Stamp, Tree
from libs.messaging.codec import encoder
from libs.runtime.executor import Executor
from libs.storage.batcher import Batcher
from libs.storage.documents import Kept

SERVICE = "simulated_jars"  # facts are named by their module
EMPTY = "empty"
JARS = "jars"
POISON = 17


class JarFilled(Event):
    """So many grams were added."""

    aggregate: ClassVar[str] = "jar"
    jar_id: str
    grams: int


class JarEmptied(Event):
    """The deadline of one filling is over."""

    aggregate: ClassVar[str] = "jar"
    jar_id: str
    filling: str


class JarCounted(Event):
    """The reader's total after one more fact."""

    aggregate: ClassVar[str] = "tally"
    jar_id: str
    total: int


class Jar(Aggregate):
    """What the writer keeps; ``open`` are the fillings whose deadline is to come."""

    id_field = "jar_id"
    jar_id: str
    open: list[str] = []

    def empty(self, filling: str) -> None:
        """Once for each filling, however often its deadline fires."""
        if filling in self.open:
            self.open.remove(filling)
            self.record(JarEmptied(jar_id=self.jar_id, filling=filling))


class Tally(Aggregate):
    """What the reader adds up: a fact applied twice or never makes it wrong."""

    id_field = "jar_id"
    jar_id: str
    total: int = 0

    def add(self, grams: int) -> None:
        """Counts one fact."""
        self.total += grams
        self.record(JarCounted(jar_id=self.jar_id, total=self.total))


class Fill(Command):
    """Add something, to be emptied after ``seconds``."""

    jar_id: str
    grams: int
    seconds: float

    @property
    def target(self) -> str:
        """The jar."""
        return self.jar_id


class EmptyJar(Command):
    """The deadline of a filling."""

    jar_id: str
    filling: str

    @property
    def target(self) -> str:
        """The jar."""
        return self.jar_id


async def fill(cmd: Fill, jars: Repository[Jar], stamp: Stamp, clock: Clock) -> None:
    """States it, and sets the deadline."""
    jar = await jars.find(cmd.jar_id) or Jar(jar_id=cmd.jar_id)
    jar.record(JarFilled(jar_id=cmd.jar_id, grams=cmd.grams))
    jar.open.append(stamp.command_id)
    due = clock.now() + timedelta(seconds=cmd.seconds)
    jar.schedule(EMPTY, due, key=stamp.command_id)
    await jars.save(jar)


async def empty_jar(cmd: EmptyJar, jars: Repository[Jar]) -> None:
    """Reads the state again: late, early or twice, it is done once."""
    jar = await jars.get(cmd.jar_id)
    jar.empty(cmd.filling)
    await jars.save(jar)


async def empty_without_looking(cmd: EmptyJar, jars: Repository[Jar]) -> None:
    """A planted mistake: whoever holds the lease is believed to be alone."""
    jar = await jars.get(cmd.jar_id)
    jar.record(JarEmptied(jar_id=cmd.jar_id, filling=cmd.filling))
    await jars.save(jar)


def fire(aggregate_id: str, key: str, payload: dict[str, Any]) -> Command:
    """The deadline as a command."""
    del payload
    return EmptyJar(jar_id=aggregate_id, filling=key)


def executor(batcher: Batcher, clock: Clock, emptying: Any = empty_jar) -> Executor:
    """The writer's commands, obeyed as in production."""
    nobody = cast("Tree", None)
    kept = [Kept(Jar, JARS)]
    return Executor(SERVICE, batcher, (fill, emptying), kept, {}, nobody, clock, encoder(SERVICE))
