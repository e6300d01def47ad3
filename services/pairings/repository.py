"""Where agreements are stored and how they are found."""

from libs.storage.documents import Index, Kept
from services.pairings.domain import Agreement

AGREEMENTS = "agreements"

KEPT = (
    Kept(
        Agreement,
        AGREEMENTS,
        indexes=(Index("party_ids"), Index("parties_hash"), Index("offers.offer_id")),
    ),
)
