"""Parcels: what still has to be sent, in the portions in which it was stated."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from zlib import crc32

from libs.storage.records import OutboxRow

SLOTS: Final = 8
"""Into so many parcels a transaction's facts fall at most: a batch of 128 commands is sent,

acknowledged and forgotten as 8 documents. As many processes of a service can send; one more has
no slot, and its facts are found by those that have.
"""

REFILL: Final = "refill"
"""The parcel that stands for the whole journal while it is sent again, page by page."""

RESENT: Final = 500
"""Facts of one aggregate in a parcel that was asked for."""
PAGE: Final = 1_000
"""Facts in a page of a refill."""
LARGEST = 8 * 1024 * 1024
_AROUND: Final = 1_024
"""Bytes of a parcel's payloads, and what each fact has around its own: a document holds 16 MiB."""


@dataclass(frozen=True, slots=True)
class Page:
    """How far a refill has come: behind the fact ``after``, and over with this page if ``last``.

    ``round`` tells one refill from the next.
    """

    round: str
    after: tuple[str, int] | None
    last: bool


@dataclass(frozen=True, slots=True)
class Parcel:
    """Facts of one slot that are sent together, and forgotten once the log has all of them.

    ``turn`` is its place in the order of sending as the journal keeps it; a parcel that was just
    committed does not know it. The refill's parcel has a ``page``.
    """

    id: str
    slot: int
    facts: tuple[OutboxRow, ...]
    turn: tuple[Any, ...] = ()
    page: Page | None = None


def slot_of(aggregate_id: str) -> int:
    """The relay slot (0–7) that carries an aggregate's facts."""
    return crc32(aggregate_id.encode()) % SLOTS


def parcels_of(rows: Iterable[OutboxRow]) -> list[Parcel]:
    """The facts of one transaction as parcels: the same ones whoever asks.

    Those of one slot follow each other; there are several only where one would be too large.
    """
    slots: dict[int, list[OutboxRow]] = {}
    for row in rows:
        slots.setdefault(slot_of(row.aggregate_id), []).append(row)
    return [
        Parcel(facts[0].id, slot, tuple(facts))
        for slot, of_slot in slots.items()
        for facts in pieces(of_slot, len(of_slot))
    ]


def again(aggregate_id: str, rows: Iterable[OutboxRow]) -> list[Parcel]:
    """An aggregate's facts as parcels to be sent once more; the same facts make the same ones."""
    return [
        Parcel(
            f"{again_prefix(aggregate_id)}{facts[0].seq}-{facts[-1].seq}",
            slot_of(aggregate_id),
            tuple(facts),
        )
        for facts in pieces(rows, RESENT)
    ]


def again_prefix(aggregate_id: str) -> str:
    """How the ids of all parcels begin in which this aggregate is sent once more."""
    return f"again:{aggregate_id}:"


def firsts(aggregate_id: str, parcel_ids: Iterable[str]) -> dict[str, int]:
    """Those of the parcels in which this aggregate is sent once more, with their first numbers."""
    prefix = again_prefix(aggregate_id)
    rests = {id_: id_.removeprefix(prefix) for id_ in parcel_ids if id_.startswith(prefix)}
    # What goes on with another colon is of an aggregate whose id only begins like this one's.
    return {id_: int(rest.partition("-")[0]) for id_, rest in rests.items() if ":" not in rest}


def pieces(rows: Iterable[OutboxRow], most: int) -> Iterator[list[OutboxRow]]:
    """The rows in order, in pieces of at most ``most`` that a document can hold."""
    piece: list[OutboxRow] = []
    size = 0
    for row in rows:
        weight = len(row.body) + _AROUND
        if piece and (len(piece) >= most or size + weight > LARGEST):
            yield piece
            piece, size = [], 0
        piece.append(row)
        size += weight
    if piece:
        yield piece


def whole(parcels: Iterable[Parcel], acknowledged: Collection[int]) -> list[Parcel]:
    """The parcels of which every fact is acknowledged, facts numbered through all of them."""
    found: list[Parcel] = []
    begin = 0
    for parcel in parcels:
        end = begin + len(parcel.facts)
        if all(number in acknowledged for number in range(begin, end)):
            found.append(parcel)
        begin = end
    return found
