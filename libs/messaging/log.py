"""The port to the log: two narrow ends of it and its administration.

Kafka (``kafka_publisher``, ``kafka_subscriber``, ``kafka_admin``) and the in-memory twin of
``libs.testing.log`` implement it and pass one suite. At least once, in order per partition, a key
always in the same partition; nothing more is expected of a log.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

Headers = tuple[tuple[str, bytes], ...]
Place = tuple[str, int]
"""(topic, partition)."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something to send; ``key`` decides its partition and with it its order."""

    topic: str
    key: str
    value: bytes
    headers: Headers = ()


class Delivery(NamedTuple):
    """Something received; ``at`` is when the producer stamped it."""

    topic: str
    partition: int
    offset: int
    key: str
    value: bytes
    headers: Headers
    at: datetime

    @property
    def place(self) -> Place:
        """Where it was read."""
        return self.topic, self.partition


class LogUnavailable(Exception):
    """The log could not be reached in time; what was asked may be asked again."""


class Publisher(Protocol):
    """The sending end."""

    async def publish_batch(self, messages: Sequence[Message]) -> frozenset[int]:
        """Sends in the given order; returns the indexes that the log has acknowledged.

        The rest has an unknown outcome and must be sent again. Calls may overlap: what was asked
        first is sent first. Never raises for a log that is away.
        """
        ...


class Rebalanced(Protocol):
    """Hears which partitions come and go; both are awaited before the log goes on."""

    async def assigned(self, places: frozenset[Place]) -> None:
        """These are read from now on."""
        ...

    async def revoked(self, places: frozenset[Place]) -> None:
        """These belong to somebody else in a moment: finish and commit."""
        ...

    async def lost(self, places: frozenset[Place]) -> None:
        """What came next in these is gone unread (retention); what is still held follows.

        Raises LogUnavailable to be told again.
        """
        ...


class Subscriber(Protocol):
    """The receiving end of one consumer group. Offsets move only by explicit commits."""

    async def open(self, listener: Rebalanced) -> None:
        """Names who is to hear of partitions; joining happens in ``poll``."""
        ...

    async def close(self) -> None:
        """Leaves the group."""
        ...

    async def poll(self, limit: int, wait: float) -> dict[Place, list[Delivery]]:
        """Up to ``limit`` deliveries, each partition in its turn; waits up to ``wait`` seconds for

        the first.

        Empty while the log is away: it reconnects by itself, for ever.
        """
        ...

    async def commit(self, offsets: Mapping[Place, int]) -> None:
        """Notes the next offset to be read, by partition. A lost assignment is not an error."""
        ...

    def pause(self, places: Iterable[Place]) -> None:
        """Delivers nothing of these until resumed; membership goes on."""
        ...

    def resume(self, places: Iterable[Place]) -> None:
        """Delivers them again."""
        ...

    def assignment(self) -> frozenset[Place]:
        """What this member reads at present."""
        ...

    def restart_from_beginning(self) -> None:
        """Joins anew and reads every partition from its first offset (the log was replaced)."""
        ...


class LogAdmin(Protocol):
    """Administration. Each call raises LogUnavailable when the log does not answer in time."""

    async def cluster_id(self) -> str:
        """The identity of the log; another one means that everything in it is gone."""
        ...

    async def ensure_topics(self, names: Iterable[str], partitions: int, replication: int) -> None:
        """Creates the topics that are missing."""
        ...

    async def end_offsets(self, topics: Iterable[str]) -> dict[Place, int]:
        """The next offset of every partition of those topics that exist."""
        ...
