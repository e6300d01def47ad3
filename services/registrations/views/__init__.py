"""What is read of members and registrations, and how personal data is sealed."""

from services.registrations.views.queries import MemberQueries, RegistrationQueries
from services.registrations.views.receipts import Receipts
from services.registrations.views.sealing import FieldSealer, field_sealer
from services.registrations.views.shapes import (
    MemberDetail,
    MemberName,
    RegistrationDetail,
)

__all__ = [
    "FieldSealer",
    "MemberDetail",
    "MemberName",
    "MemberQueries",
    "Receipts",
    "RegistrationDetail",
    "RegistrationQueries",
    "field_sealer",
]
