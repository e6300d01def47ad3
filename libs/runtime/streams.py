"""Everything of a process that touches the log: relay, consumer, resend, watch, parking."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from libs.kernel import Event, EventMeta, new_id
from libs.messaging.cluster_watch import ClusterWatch, resend_topic, topics_of
from libs.messaging.consumer import Consumer
from libs.messaging.inbox import Inbox
from libs.messaging.kafka_admin import KafkaAdmin
from libs.messaging.kafka_publisher import KafkaPublisher
from libs.messaging.kafka_subscriber import KafkaSubscriber
from libs.messaging.parking import Parking
from libs.messaging.relay import Relay
from libs.messaging.resend import ResendListener, ResendRequests
from libs.runtime.rebuild import Rebuild
from libs.runtime.tasks import Tasks
from libs.storage.documents import View
from libs.storage.mongo_parked import MongoParkedRows
from libs.storage.work import Layer

if TYPE_CHECKING:
    from libs.runtime.service import Running


class Streams:
    """Built with the process, opened with its lifespan."""

    def __init__(self, running: "Running") -> None:
        """Nothing is connected yet."""
        self._running = running
        service, settings = running.service, running.service.settings
        name, bootstrap = service.name, settings.kafka_bootstrap
        prefix, owner = settings.topic_prefix, running.owner
        reads = sorted(running.applying.services)
        topics = topics_of(prefix, name, reads, settings.partitions, settings.replication)
        self.publisher = KafkaPublisher(bootstrap, f"{name}-relay")
        self.admin = KafkaAdmin(bootstrap, f"{name}-watch")
        self.subscriber = KafkaSubscriber(
            bootstrap, f"{prefix}{name}", [f"{prefix}{read}" for read in reads], name
        )
        asking = resend_topic(prefix)
        self.relay = Relay(
            running.journal,
            running.leases,
            self.publisher,
            topics.own,
            owner=owner,
            clock=service.clock,
        )
        self.rows = MongoParkedRows(running.database)
        self.inbox = Inbox(
            name,
            running.applier,
            running.store,
            self.rows,
            self._apply,
            running.applying.types,
            service.clock,
        )
        self.inbox.gate.hurry = running.breath.hurry
        self.inbox.gate.alone = lambda: running.replicas.alone
        self._asks = ResendRequests(self.publisher, asking)
        self.consumer = Consumer(
            self.subscriber, self.inbox, self._asks, self.admin, running.breath
        )
        self.parking = Parking(self.inbox, self.rows, service.clock, self._mended)
        self.listener = ResendListener(
            name,
            KafkaSubscriber(
                bootstrap, f"{prefix}{name}.resend", [asking], f"{name}-resend", patience=1.0
            ),
            self.relay,
        )
        self.watch = ClusterWatch(
            self.admin,
            running.journal,
            self.relay,
            topics,
            restart=(self.subscriber.restart_from_beginning,),
        )

    @property
    def overloaded(self) -> bool:
        """Facts wait too long to be published."""
        return self.relay.oldest.overloaded

    def _mended(self) -> None:
        self._running.replicas.mend()

    def close_with(self, stack: AsyncExitStack) -> None:
        """Has the connections closed once the loops that use them are over."""
        stack.push_async_callback(self.admin.close)
        stack.push_async_callback(self.publisher.close)

    async def open(self, tasks: Tasks) -> None:
        """Starts every loop. The log may be away: the loops wait for it."""
        await self.watch.look()
        tasks.start("watch", self.watch.run())
        tasks.start("relay", self.relay.run())
        tasks.start("consumer", self.consumer.run())
        tasks.start("resend", self.listener.run())
        tasks.start("parking", self.parking.run())

    def rebuild(self, outdated: Sequence[View]) -> Rebuild:
        """A build of views whose version has risen, reading the log in a group of its own."""
        running = self._running
        settings, name = running.service.settings, running.service.name
        reads = sorted(running.applying.services)
        topics = [f"{settings.topic_prefix}{read}" for read in reads]
        group = f"{settings.topic_prefix}{name}.rebuild.{new_id()}"
        return Rebuild(
            outdated=outdated,
            views=running.views,
            database=running.database,
            batcher=running.applier,
            replicas=running.replicas,
            applying=running.applying,
            subscriber=KafkaSubscriber(settings.kafka_bootstrap, group, topics, f"{name}-rebuild"),
            admin=self.admin,
            topics=topics,
            ask=self._asks,
            consumer=name,
        )

    async def _apply(self, layer: Layer, event: Event, meta: EventMeta) -> None:
        """A process that stood still first learns which views are live."""
        await self._running.replicas.fresh()
        await self._running.applying(layer, event, meta)

    async def checks(self) -> dict[str, str]:
        """State of the log and of each stopped partition."""
        found = {"log": self.watch.state}
        stopped = {
            place: state
            for place, state in self.consumer.states().items()
            if state.startswith("stopped")
        }
        found["consumer"] = "ok" if not stopped else "stopped: " + ", ".join(sorted(stopped))
        found["relay"] = "ok" if not self.overloaded else f"behind {self.relay.oldest.age:.0f} s"
        return found
