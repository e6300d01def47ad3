"""One handler per command: load, ask, save."""

from services.pairings.handlers.ending import (
    drop_party,
    end_agreement,
    expire_agreement,
    succeed_party,
    void_agreement,
)
from services.pairings.handlers.offers import detach_offer, take_up_offer
from services.pairings.handlers.signing import (
    open_signing,
    revise_draft,
    send_back,
    sign_agreement,
)

HANDLERS = (
    take_up_offer,
    detach_offer,
    revise_draft,
    open_signing,
    sign_agreement,
    send_back,
    void_agreement,
    end_agreement,
    expire_agreement,
    succeed_party,
    drop_party,
)
