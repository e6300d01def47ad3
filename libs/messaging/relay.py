"""The relay: sends what the journal holds and the log has not acknowledged, in order."""

import asyncio
import contextlib
import time
from collections.abc import Iterable, Sequence

import structlog

from libs.kernel.clock import Clock
from libs.kernel.crashpoints import crashpoint
from libs.messaging import metrics
from libs.messaging.adopting import adopting
from libs.messaging.codec import TRACE, message
from libs.messaging.handed import Handed
from libs.messaging.log import Publisher
from libs.messaging.marks import Marks
from libs.messaging.oldest import Oldest
from libs.messaging.slots import SlotShares
from libs.observability.spans import Kind, batch_of, record_work
from libs.storage.journal import Journal, Leases
from libs.storage.parcels import Parcel, parcels_of, whole
from libs.storage.records import OutboxRow

log = structlog.get_logger()

READ = 100  # parcels in a flight
FLIGHTS = 3
_SAFETY_SECONDS = 0.2
_ALONE_SECONDS = 1.0
_BREATH_SECONDS = 0.01
_EAGER_SECONDS = 0.02
_STREAM_SECONDS = 0.1
_LONGEST_PAUSE = 1.0
_MARK_SECONDS = 2.0


class Relay:
    """Reads unpublished parcels, publishes their facts, and forgets them a moment later.

    A crash between the two sends again, as does a fact that the log did not take with the whole of
    its parcel: consumers know what they have seen. No cursor is kept, so a parcel that commits late
    is not skipped. What the own process has just committed is handed over and need not be read;
    the journal is read at the start, after any failure, and now and then – beside other processes
    also while own facts stream, for it is where theirs wait.
    """

    def __init__(
        self,
        journal: Journal,
        leases: Leases | None,
        publisher: Publisher,
        topic: str,
        *,
        owner: str,
        clock: Clock,
    ) -> None:
        """Without ``leases`` this is the only relay of the journal and sends every slot."""
        self._journal, self._publisher, self._topic = journal, publisher, topic
        self._shares = SlotShares(leases, owner) if leases is not None else None
        self.oldest = Oldest(journal, clock)
        self._woken = asyncio.Event()
        self._flying: set[str] = set()
        self._flights: set[asyncio.Task[bool]] = set()
        self._pause = 0.0
        self._handed = Handed()
        self._marks = Marks(journal, self._ended)
        self._launched_at = self._read_at = 0.0
        self._nap = _SAFETY_SECONDS
        self._found = 0
        self._last: Parcel | None = None

    def wake(self) -> None:
        """There is something to send, to be found in the journal."""
        self._handed.unread = True
        self._woken.set()

    def hand_over(self, rows: Iterable[OutboxRow]) -> None:
        """These facts have just been committed by this process (called after each commit)."""
        self._handed.put(parcels_of(rows))
        self._woken.set()

    async def resend(self, aggregate_id: str, from_seq: int) -> int:
        """Sends an aggregate again from ``from_seq`` on; tells how many facts that is."""
        await self._marks.flush()
        count = await self._journal.resend(aggregate_id, from_seq)
        metrics.RESENT.labels("asked").inc(count)
        self.wake()
        return count

    async def refill(self) -> int:
        """Sends everything again, for the log has lost it; tells about how many facts that is.

        What is in flight may be acknowledged by the log that is gone: its facts are in the journal,
        which is sent from its beginning, and a page of an earlier refill moves the new one nowhere.
        """
        count = await self._journal.refill()
        self._handed.distrust()
        metrics.RESENT.labels("refill").inc(count)
        self.wake()
        return count

    async def run(self) -> None:
        """Relays until cancelled; what is in flight is acknowledged first, for a moment."""
        beside = [
            asyncio.create_task(self.oldest.run(), name="relay age"),
            asyncio.create_task(self._marks.run(), name="relay marks"),
            asyncio.create_task(adopting(self._journal, self.wake), name="relay adoption"),
        ]
        if self._shares is not None:
            beside.append(asyncio.create_task(self._shares.run(), name="relay leases"))
        try:
            while True:
                self._woken.clear()
                before = self._found
                try:
                    await self._send()
                except Exception as error:  # noqa: BLE001 - the relay must outlive any fault
                    self._slow_down(type(error).__name__)
                self._nap = min(self._nap * 2, _ALONE_SECONDS if self._alone else _SAFETY_SECONDS)
                if self._found > before:
                    self._nap = _EAGER_SECONDS
                await self._rest()
        finally:
            for task in beside:
                task.cancel()
            await asyncio.shield(self._land(beside))

    @property
    def _slots(self) -> frozenset[int] | None:
        return self._shares.slots if self._shares is not None else None

    @property
    def _alone(self) -> bool:
        """Whether no other process states facts for this relay to find."""
        return self._slots is None

    async def drain(self) -> None:
        """Sends and marks all that is unpublished in the slots held, with a few batches in flight.

        Goes through the journal page by page, and again from its beginning until nothing is left.
        """
        self._handed.unread = True
        await self._send()
        await self._marks.flush()

    async def _send(self) -> None:
        """What was handed over, and what the journal holds if it has to be read."""
        self._last = None
        while True:
            first, second = self._straight, self._read
            if self._hides():
                first, second = second, first
            parcels = await first() or await second()
            if parcels:
                self._launch(parcels)
            if not self._flights and not parcels:
                return
            if not parcels or len(self._flights) >= FLIGHTS:
                await self._one_landed(woken=not parcels)

    def _hides(self) -> bool:
        """Whether the stream of own facts has hidden for a while what only the journal shows."""
        if asyncio.get_running_loop().time() - self._read_at < _STREAM_SECONDS:
            return False
        self._handed.unread = self._handed.unread or (self._handed.waiting and not self._alone)
        return self._handed.unread

    async def _straight(self) -> list[Parcel]:
        """The parcels that may go without being read.

        The first after a silence goes at once; in a steady stream several share a message batch,
        a mark and a delivery.
        """
        if not self._handed.waiting:
            return []
        left = self._launched_at + _BREATH_SECONDS - asyncio.get_running_loop().time()
        if left > 0:
            await asyncio.sleep(left)
        return self._handed.take(self._slots, READ)

    async def _read(self) -> list[Parcel]:
        """The next page if there is one to read; after the last one the first again."""
        slots, unread = self._slots, self._handed.unread
        self._handed.unread = False
        if not unread or (slots is not None and not slots):
            return []
        self._read_at = asyncio.get_running_loop().time()
        flying = frozenset(self._flying)
        found = await self._journal.unpublished(slots, READ, flying, self._last)
        if not found and self._last is not None:
            found = await self._journal.unpublished(slots, READ, flying)
        self._last = found[-1] if found else None
        self._handed.unread = self._handed.unread or bool(found)
        self._found += len(found)
        return found

    def _launch(self, parcels: list[Parcel]) -> None:
        self._flying.update(parcel.id for parcel in parcels)
        self._handed.launched(parcels)
        self._launched_at = asyncio.get_running_loop().time()
        self._flights.add(asyncio.create_task(self._fly(parcels), name="relay flight"))

    async def _one_landed(self, *, woken: bool) -> None:
        """Waits for an acknowledgement (or new facts, if ``woken``). Raises after a failure,

        once everything in flight has come down, so that order is kept when it is read again.
        """
        waits: set[asyncio.Task[bool]] = set(self._flights)
        wake = asyncio.create_task(self._woken.wait()) if woken else None
        try:
            extra = {wake} if wake is not None else set()
            done, _ = await asyncio.wait(waits | extra, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if wake is not None:
                wake.cancel()
        self._woken.clear()
        landed = done & self._flights
        self._flights -= landed
        if all(task.result() for task in landed):
            self._pause = 0.0
            return
        if self._flights:
            await asyncio.wait(self._flights)
            self._flights.clear()
        raise Unacknowledged

    async def _fly(self, parcels: list[Parcel]) -> bool:
        """Publishes, and marks if there is much to mark; whether all went well."""
        begun, sent, marked = time.perf_counter(), list[Parcel](), True
        rows = [row for parcel in parcels for row in parcel.facts]
        try:
            crashpoint("relay.before_publish")
            acknowledged = await self._publisher.publish_batch(
                [message(row, self._topic) for row in rows]
            )
            crashpoint("relay.after_publish")
            sent = whole(parcels, acknowledged)
            self._marks.add(sent)
            metrics.PUBLISHED.inc(len(acknowledged))
            log.debug("event.published", count=len(acknowledged), topic=self._topic)
            marked = not self._marks.due or await self._marks.flush()
            record_work(
                f"relay {self._topic}",
                Kind.PRODUCER,
                time.perf_counter() - begun,
                caused_by=(row.headers.get(TRACE, "") for row in rows),
                attributes=batch_of(self._topic, len(rows)),
                failed=len(acknowledged) < len(rows),
            )
        except Exception as error:  # noqa: BLE001 - what is not acknowledged is read again
            log.warning("relay.flight_failed", error_code=type(error).__name__, detail=str(error))
        finally:
            lost = {parcel.id for parcel in parcels} - {parcel.id for parcel in sent}
            self._flying.difference_update(lost)
        return marked and len(sent) == len(parcels)

    def _ended(self, parcels: Sequence[Parcel], marked: bool) -> None:
        """After a page of a refill there is the next one, or what waited behind it."""
        self._flying.difference_update(parcel.id for parcel in parcels)
        if not marked or any(parcel.page for parcel in parcels):
            self.wake()

    def _slow_down(self, reason: str) -> None:
        self._handed.distrust()
        self._pause = min(max(self._pause * 2, 0.1), _LONGEST_PAUSE)
        log.warning("relay.delayed", topic=self._topic, error_code=reason, pause=self._pause)

    async def _rest(self) -> None:
        """Until woken, or the next look; after a failure a little longer.

        Facts that another replica committed wake nobody here: while there are some, looks are
        frequent.
        """
        if self._pause:
            await asyncio.sleep(self._pause)
        try:
            async with asyncio.timeout(self._nap):
                await self._woken.wait()
        except TimeoutError:
            self._handed.unread = True

    async def _land(self, beside: list[asyncio.Task[None]]) -> None:
        if self._flights:
            await asyncio.wait(self._flights, timeout=3.0)
        for task in self._flights:
            task.cancel()
        await asyncio.gather(*self._flights, *beside, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_MARK_SECONDS):
                await self._marks.flush()


class Unacknowledged(Exception):
    """The log did not acknowledge everything."""
