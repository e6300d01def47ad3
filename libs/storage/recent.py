"""Aggregates as this process wrote them last, so that the next command need not read them."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from libs.storage.records import AggregateChange, AggregateKey, StoredAggregate

_KEPT = 2_000
_WIDE = 1_000


class Recent:
    """Remembered documents are guesses: only a write of them, with its version check, proves one.

    Whatever is merely read, or refused, on a remembered document is judged again on the stored one.
    Beside other processes a guess is often wrong, and costs all who share its commit: then none is
    made.
    """

    def __init__(self, alone: Callable[[], bool] = lambda: True) -> None:
        """Empty; shared by all batchers over one database in a process. ``alone``: whether no other

        process writes there.
        """
        self._alone = alone
        self._kept: OrderedDict[AggregateKey, StoredAggregate] = OrderedDict()

    def get(self, key: AggregateKey) -> StoredAggregate | None:
        """The document as last written here, or None."""
        found = self._kept.get(key) if self._alone() else None
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, written: Mapping[AggregateKey, AggregateChange]) -> None:
        """These have become durable."""
        for key, change in written.items():
            known = self._kept.pop(key, None)
            if known is not None and known.version > change.version:
                self._kept[key] = known
            elif _width(change.document) <= _WIDE:
                self._kept[key] = StoredAggregate(change.document, change.version)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def forget(self, keys: Iterable[AggregateKey]) -> None:
        """Somebody else may have changed these."""
        for key in keys:
            self._kept.pop(key, None)


def _width(document: dict[str, Any]) -> int:
    """Roughly how large a document is: what has long lists is read, not remembered."""
    return sum(len(value) for value in document.values() if isinstance(value, (list, dict, str)))
