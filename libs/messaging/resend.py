"""A consumer that misses facts asks the owning service's journal to send them again."""

import asyncio
from collections import OrderedDict

import orjson
import structlog

from libs.kernel.crashpoints import crashpoint
from libs.messaging.log import Delivery, Message, Place, Publisher, Subscriber
from libs.messaging.relay import Relay

log = structlog.get_logger()

_PATIENCE_SECONDS = 10.0
_REMEMBERED = 10_000
_AGAIN_SECONDS = 1.0

EVERYTHING = ""
"""In the place of an aggregate: the whole journal."""


class ResendRequests:
    """Publishes requests to the resend topic; the same one at most every ten seconds."""

    def __init__(self, publisher: Publisher, topic: str) -> None:
        """``topic`` is read by the ResendListener of every service."""
        self._publisher, self._topic = publisher, topic
        self._asked: OrderedDict[tuple[str, str, int], float] = OrderedDict()

    async def __call__(self, service: str, aggregate_id: str, from_seq: int) -> bool:
        """Asks ``service`` for an aggregate's facts from ``from_seq`` on, or for EVERYTHING.

        Whether it was asked, now or a moment ago.
        """
        now = asyncio.get_running_loop().time()
        key = (service, aggregate_id, from_seq)
        if now - self._asked.get(key, -_PATIENCE_SECONDS) < _PATIENCE_SECONDS:
            return True
        self._asked[key] = now
        self._asked.move_to_end(key)
        while len(self._asked) > _REMEMBERED:
            self._asked.popitem(last=False)
        body = {"service": service, "aggregate_id": aggregate_id, "from_seq": from_seq}
        sent = await self._publisher.publish_batch(
            [Message(self._topic, aggregate_id or service, orjson.dumps(body))]
        )
        crashpoint("resend.after_ask")
        if not sent:
            del self._asked[key]
        log.info(
            "event.asked_again",
            aggregate=service,
            aggregate_id=aggregate_id,
            from_seq=from_seq,
            outcome="sent" if sent else "delayed",
        )
        return bool(sent)


class ResendListener:
    """Obeys requests to this service. Old ones are skipped: who still misses something asks on."""

    def __init__(self, service: str, subscriber: Subscriber, relay: Relay) -> None:
        """``subscriber`` reads the resend topic in a group of this service alone."""
        self._service, self._subscriber, self._relay = service, subscriber, relay

    async def run(self) -> None:
        """Listens until cancelled."""
        await self._subscriber.open(self)
        try:
            while True:
                await self._obey(await self._subscriber.poll(100, 1.0))
        finally:
            await asyncio.shield(self._subscriber.close())

    async def _obey(self, found: dict[Place, list[Delivery]]) -> None:
        wanted: dict[str, int] = {}
        for delivery in (each for deliveries in found.values() for each in deliveries):
            request = self._request(delivery)
            if request is not None:
                id_, from_seq = request
                wanted[id_] = min(from_seq, wanted.get(id_, from_seq))
        if EVERYTHING in wanted:
            await self._resend_all()
            wanted = {}
        for id_, from_seq in wanted.items():
            await self._resend(id_, from_seq)
        if found:
            ends = {place: deliveries[-1].offset + 1 for place, deliveries in found.items()}
            crashpoint("resend.before_offsets")
            await self._subscriber.commit(ends)

    def _request(self, delivery: Delivery) -> tuple[str, int] | None:
        try:
            body = orjson.loads(delivery.value)
            if body["service"] != self._service:
                return None
            return str(body["aggregate_id"]), int(body["from_seq"])
        except (ValueError, KeyError, TypeError) as fault:
            log.warning("resend.unreadable", error_code=type(fault).__name__)
            return None

    async def _resend(self, aggregate_id: str, from_seq: int) -> None:
        try:
            count = await self._relay.resend(aggregate_id, from_seq)
        except Exception as error:  # noqa: BLE001 - whoever misses the facts asks again
            log.warning("resend.failed", error_code=type(error).__name__)
            return
        crashpoint("resend.after_reset")
        log.info("event.resent", aggregate_id=aggregate_id, from_seq=from_seq, count=count)

    async def _resend_all(self) -> None:
        """Nobody asks twice for everything: it is done before the request counts as read."""
        while True:
            try:
                count = await self._relay.refill()
            except Exception as error:  # noqa: BLE001 - the database may be away; tried again
                log.warning("resend.failed", error_code=type(error).__name__)
                await asyncio.sleep(_AGAIN_SECONDS)
            else:
                log.warning("journal.resent", count=count)
                return

    async def assigned(self, places: frozenset[Place]) -> None:
        """Nothing is remembered between partitions."""

    async def revoked(self, places: frozenset[Place]) -> None:
        """Nothing is remembered between partitions."""

    async def lost(self, places: frozenset[Place]) -> None:
        """Whoever still misses something asks again."""
