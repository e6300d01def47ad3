"""Parcels handed over by the commit itself: sent without a read, if nothing can precede them."""

from collections import OrderedDict, deque
from collections.abc import Iterable

from libs.storage.parcels import Parcel

_REMEMBERED = 50_000
_WAITING = 20_000


class Handed:
    """What a relay may send at once, and whether it has to look into the journal as well.

    A fact goes straight on only if it is its aggregate's first, or follows the one that this relay
    sent last: then no other process can have stated one in between. A parcel goes straight on if
    all its facts may. All else is read.
    """

    def __init__(self) -> None:
        """Nothing is known of the journal yet: it has to be read."""
        self.unread = True
        self._parcels: deque[Parcel] = deque()
        self._facts = 0
        self._sent: OrderedDict[str, int] = OrderedDict()

    @property
    def waiting(self) -> bool:
        """Whether parcels have been handed over and not been taken."""
        return bool(self._parcels)

    def put(self, parcels: Iterable[Parcel]) -> None:
        """Parcels that have just become durable, each aggregate's facts in order."""
        for parcel in parcels:
            self._parcels.append(parcel)
            self._facts += len(parcel.facts)
        if self._facts > _WAITING:
            self.distrust()

    def take(self, slots: frozenset[int] | None, limit: int) -> list[Parcel]:
        """The next parcels that may be sent; those of slots that others hold are theirs to read."""
        taken: list[Parcel] = []
        last: dict[str, int] = {}
        while self._parcels and len(taken) < limit:
            parcel = self._parcels.popleft()
            self._facts -= len(parcel.facts)
            if slots is not None and parcel.slot not in slots:
                continue
            if self._follows(parcel, last):
                taken.append(parcel)
                last.update((row.aggregate_id, row.seq) for row in parcel.facts)
        return taken

    def _follows(self, parcel: Parcel, last: dict[str, int]) -> bool:
        """Whether it may go. One that does not is read, or has been read and sent already."""
        heads: dict[str, int] = {}
        for row in parcel.facts:
            id_ = row.aggregate_id
            before = heads.get(id_) or last.get(id_) or self._sent.get(id_, 0)
            if row.seq > before + 1:
                self.unread = True
                return False
            if row.seq == before + 1:
                heads[id_] = row.seq
        return bool(heads)

    def launched(self, parcels: Iterable[Parcel]) -> None:
        """These are on their way: each aggregate's next fact may follow them."""
        for parcel in parcels:
            for row in parcel.facts:
                self._sent[row.aggregate_id] = row.seq
                self._sent.move_to_end(row.aggregate_id)
        while len(self._sent) > _REMEMBERED:
            self._sent.popitem(last=False)

    def distrust(self) -> None:
        """Something went another way than thought: whatever is unpublished is read."""
        self._parcels.clear()
        self._facts = 0
        self._sent.clear()
        self.unread = True
