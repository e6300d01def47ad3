"""One handler per command: load, ask, save."""

from services.organizations.handlers.registry import (
    Registered,
    amend_organization,
    approve_organization,
    change_division_code,
    import_organization,
    propose_organization,
    register_organization,
    reject_organization,
    rename_organization,
)
from services.organizations.handlers.structure import (
    close_organization,
    merge_organization,
    move_organization,
    move_to_custodian,
    split_organization,
)

__all__ = ["HANDLERS", "Registered"]

HANDLERS = (
    register_organization,
    import_organization,
    propose_organization,
    approve_organization,
    reject_organization,
    rename_organization,
    amend_organization,
    change_division_code,
    move_organization,
    move_to_custodian,
    merge_organization,
    split_organization,
    close_organization,
)
