"""Numbers for people: unique and checkable, leased in blocks so that nobody waits for a counter."""

from collections import deque
from datetime import date
from typing import cast

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError
from stdnum.iso7064 import mod_11_10

from libs.kernel.crashpoints import crashpoint
from libs.storage.database import Document
from libs.storage.documents import Reader

BLOCK = 100
_SERIALS = 10_000_000


def number_of(district: str, kind: str, year: int, serial: int) -> str:
    """District (6 digits), kind (2), year (2), serial (7), check digit (ISO 7064 mod 11,10)."""
    body = f"{district:0<6.6}{kind:0>2.2}{year % 100:02d}{serial % _SERIALS:07d}"
    return body + str(mod_11_10.calc_check_digit(body))


def is_number(text: str) -> bool:
    """Whether the text has the length of a number and its check digit fits."""
    return len(text) == 18 and text.isdigit() and mod_11_10.is_valid(text)


class NumberBlocks:
    """Numbers of one kind, from blocks of 100 leased per process: unique, with gaps.

    A number taken by a command that fails afterwards is never given again.
    """

    def __init__(self, reader: Reader, kind: str) -> None:
        """``kind``: two digits that say what is numbered."""
        self._rows = reader._db.collection("numbers")
        self._kind = kind
        self._left: dict[str, deque[int]] = {}

    async def take(self, district: str, on: date) -> str:
        """The next number of ``district`` (the first six digits of a division code) that year."""
        name = f"{district:0<6.6}-{self._kind}-{on.year}"
        left = self._left.setdefault(name, deque())
        while not left:
            left.extend(await self._lease(name))
        return number_of(district, self._kind, on.year, left.popleft())

    async def _lease(self, name: str) -> range:
        try:
            row = await self._rows.find_one_and_update(
                {"_id": name},
                {"$inc": {"leased": BLOCK}},
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError:
            # Two processes created the row at once: now it exists.
            return await self._lease(name)
        crashpoint("numbers.after_lease")
        last = int(cast("Document", row)["leased"])
        return range(last - BLOCK + 1, last + 1)
