"""Where accounts are kept."""

from libs.storage.documents import Kept
from services.ledger.domain import Account

KEPT = (Kept(Account, "accounts"),)
