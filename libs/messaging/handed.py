"""Facts handed over by the commit itself: sent without reading them, if none can precede them."""

from collections import OrderedDict, deque
from collections.abc import Iterable

from libs.messaging.slots import SLOTS
from libs.storage.mongo_rows import slot_of
from libs.storage.records import OutboxRow

_REMEMBERED = 50_000
_WAITING = 20_000


class Handed:
    """What a relay may send at once, and whether it has to look into the journal as well.

    A fact goes straight on only if it is its aggregate's first, or follows the one that this relay
    sent last: then no other process can have stated one in between. All else is read.
    """

    def __init__(self) -> None:
        """Nothing is known of the journal yet: it has to be read."""
        self.unread = True
        self._rows: deque[OutboxRow] = deque()
        self._sent: OrderedDict[str, int] = OrderedDict()

    @property
    def waiting(self) -> bool:
        """Whether facts have been handed over and not been taken."""
        return bool(self._rows)

    def put(self, rows: Iterable[OutboxRow]) -> None:
        """Facts that have just become durable, each aggregate's in order."""
        self._rows.extend(rows)
        if len(self._rows) > _WAITING:
            self.distrust()

    def take(self, slots: frozenset[int] | None, limit: int) -> list[OutboxRow]:
        """The next facts that may be sent; those of slots that others hold are theirs to read."""
        taken: list[OutboxRow] = []
        last: dict[str, int] = {}
        while self._rows and len(taken) < limit:
            row = self._rows.popleft()
            id_ = row.aggregate_id
            if slots is not None and len(slots) < SLOTS and slot_of(id_) not in slots:
                continue
            before = last.get(id_, self._sent.get(id_, 0))
            if row.seq == before + 1:
                taken.append(row)
                last[id_] = row.seq
            elif row.seq > before:
                self.unread = True
        return taken

    def launched(self, rows: Iterable[OutboxRow]) -> None:
        """These are on their way: each aggregate's next may follow them."""
        for row in rows:
            self._sent[row.aggregate_id] = row.seq
            self._sent.move_to_end(row.aggregate_id)
        while len(self._sent) > _REMEMBERED:
            self._sent.popitem(last=False)

    def distrust(self) -> None:
        """Something went another way than thought: whatever is unpublished is read."""
        self._rows.clear()
        self._sent.clear()
        self.unread = True
