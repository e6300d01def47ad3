"""Receipt numbers from leased blocks."""

from datetime import date

from libs.storage.documents import Reader
from libs.storage.numbers import NumberBlocks

RECEIPT = "01"
"""The two digits that say: a receipt of registration."""


class Receipts:
    """The ReceiptNumbers of this process."""

    def __init__(self, reader: Reader) -> None:
        """Leases its first block when first asked."""
        self._blocks = NumberBlocks(reader, RECEIPT)

    async def take(self, district: str, on: date) -> str:
        """See ReceiptNumbers.take."""
        return await self._blocks.take(district, on)
