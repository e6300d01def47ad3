"""The ledger behind activities and registrations."""

from tests.integration.activities.conftest import Chain, chain

__all__ = ["Chain", "chain"]
