"""Notices that the log has lost what it held, and has the journal fill it again."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import structlog

from libs.kernel.crashpoints import crashpoint
from libs.messaging.log import LogAdmin, LogUnavailable, Place
from libs.messaging.relay import Relay
from libs.storage.journal import Journal

log = structlog.get_logger()

_LOOK_SECONDS = 2.0
_NOTE = "log.cluster"
_END = "log.end:"


@dataclass(frozen=True, slots=True)
class Topics:
    """The service's own topic, all others it reads or writes, and how they are created."""

    own: str
    others: tuple[str, ...] = ()
    partitions: int = 4
    replication: int = 1

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return (self.own, *self.others)


class ClusterWatch:
    """Looks every two seconds. Lost is: another cluster id than noted beside the journal, an own

    topic that is missing, or one whose end went back. Then topics are made, readers begin at the
    beginning and everything is sent again; consumers drop what they have seen.
    """

    def __init__(
        self,
        admin: LogAdmin,
        journal: Journal,
        relay: Relay,
        topics: Topics,
        restart: Sequence[Callable[[], None]] = (),
    ) -> None:
        """``restart``: each subscriber's ``restart_from_beginning``."""
        self._admin, self._journal, self._relay = admin, journal, relay
        self._topics, self._restart = topics, restart
        self._cluster: str | None = None
        self._ends: dict[Place, int] = {}
        self._noted: dict[Place, int] = {}
        self.state = "unknown"

    async def run(self) -> None:
        """Looks until cancelled; the first look makes the topics."""
        while True:
            await self.look()
            await asyncio.sleep(_LOOK_SECONDS)

    async def look(self) -> bool:
        """One look; whether the log answered and, if it was lost, the refill has begun."""
        try:
            await self._look()
        except LogUnavailable as error:
            self.state = f"away: {error}"
            return False
        except Exception as error:  # noqa: BLE001 - the database may be away; looked at again
            self.state = f"unknown: {type(error).__name__}"
            log.warning("log.watch_failed", error_code=type(error).__name__)
            return False
        self.state = "ok"
        return True

    async def _look(self) -> None:
        cluster = await self._admin.cluster_id()
        if self._cluster is None:
            await self._recall()
        ends = await self._admin.end_offsets(self._topics.names)
        if cluster == self._cluster and self._stands(ends):
            if self._went_back(ends):
                # Another service's topic was made anew; its owner fills it, we read it again.
                self._read_again()
            await self._remember_ends(ends)
            return
        await self._admin.ensure_topics(
            self._topics.names, self._topics.partitions, self._topics.replication
        )
        crashpoint("watch.after_topics")
        noted = await self._journal.note(_NOTE)
        if self._cluster is None and noted == cluster and self._stands(ends):
            self._cluster, self._ends = cluster, ends
        else:
            await self._refill(cluster, noted)

    async def _refill(self, cluster: str, noted: str | None) -> None:
        """Repeated as a whole if it is interrupted: the note is written last."""
        if self._cluster is not None or noted is not None:
            self._read_again()
        count = await self._relay.refill()
        crashpoint("watch.after_refill")
        await self._forget_ends()
        await self._journal.remember(_NOTE, cluster)
        crashpoint("watch.after_note")
        self._cluster = cluster
        if noted is not None:
            log.warning("log.lost", cluster=cluster, before=noted, resent=count)

    def _read_again(self) -> None:
        for restart in self._restart:
            restart()

    def _stands(self, ends: dict[Place, int]) -> bool:
        """The own topic is there, and no shorter than it was."""
        own = {place: end for place, end in ends.items() if place[0] == self._topics.own}
        before = {place: end for place, end in self._ends.items() if place[0] == self._topics.own}
        return bool(own) and all(own.get(place, 0) >= end for place, end in before.items())

    def _went_back(self, ends: dict[Place, int]) -> bool:
        return any(ends.get(place, end) < end for place, end in self._ends.items())

    async def _recall(self) -> None:
        self._ends = {}
        for number in range(self._topics.partitions):
            text = await self._journal.note(f"{_END}{number}")
            if text is not None:
                self._ends[self._topics.own, number] = int(text)
        self._noted = dict(self._ends)

    async def _remember_ends(self, ends: dict[Place, int]) -> None:
        """Writes an own end down when it has grown by an eighth: enough to see it go back."""
        self._ends = ends
        for place, end in ends.items():
            if place[0] == self._topics.own and end > self._noted.get(place, 0) * 1.125:
                await self._journal.remember(f"{_END}{place[1]}", str(end))
                self._noted[place] = end

    async def _forget_ends(self) -> None:
        for place in self._noted:
            await self._journal.remember(f"{_END}{place[1]}", "0")
        self._noted = {}
        self._ends = {}


def resend_topic(prefix: str) -> str:
    """Where missing facts are asked for."""
    return f"{prefix}resend"


def topics_of(prefix: str, service: str, reads: Iterable[str], count: int, copies: int) -> Topics:
    """The topics of ``service``, which reads the facts of the services ``reads``."""
    others = [f"{prefix}{name}" for name in sorted(set(reads) - {service})]
    return Topics(f"{prefix}{service}", (*others, resend_topic(prefix)), count, copies)
