"""Members 党员/志愿者: enrolled once, their personal data sealed."""

import unicodedata
from datetime import date
from typing import ClassVar, Protocol, Self

from pydantic import BaseModel, ConfigDict
from stdnum.cn import ric
from stdnum.exceptions import ValidationError as WrongNumber

from contracts.events.registrations import MemberEnrolled
from contracts.types import MemberId, MemberKind, OrgId
from libs.kernel import Aggregate, FieldFault
from services.registrations.domain.errors import AlreadyEnrolled, InvalidIdentity

BRANCHES = frozenset({"branch", "joint_branch", "temporary_branch"})
"""Kinds of organizations that keep a roll."""
UNITS = frozenset({"unit", "social_organization", "merchant"})
"""Kinds of organizations where members work."""
_DOTS = frozenset("·•・‧.")
_MARK = 4


class Sealer(Protocol):
    """Keeps personal data unreadable at rest; what is sealed opens only at its own place."""

    def seal(self, value: str, *, member_id: str, field: str) -> str:
        """``value`` for the ``field`` of one member, encrypted; twice never gives the same."""
        ...

    def open(self, sealed: str, *, member_id: str, field: str) -> str:
        """The value; raises ValueError for another place, another key or a changed text."""
        ...

    def index(self, field: str, value: str) -> str:
        """A keyed fingerprint: equal values of a ``field`` give equal ones, and nothing else."""
        ...


class Person(BaseModel):
    """Who a member is, in the clear: held in memory only while it is asked for."""

    model_config = ConfigDict(frozen=True)

    name: str
    identity_no: str
    phone: str | None = None

    @property
    def masked_identity(self) -> str:
        """The number without birthday and order."""
        return f"{self.identity_no[:6]}********{self.identity_no[-4:]}"

    @property
    def masked_phone(self) -> str | None:
        """The number without its middle."""
        return None if self.phone is None else f"{self.phone[:3]}****{self.phone[-4:]}"


def identity_number(text: str, today: date) -> str:
    """The 18 characters of a resident identity number; raises InvalidIdentity.

    Abolished areas stay in old numbers, so the first six digits are not looked up.
    """
    number = ric.compact(text)
    try:
        right = (
            len(number) == 18
            and number.isascii()
            and number[:17].isdigit()
            and number[17] == ric.calc_check_digit(number)
            and ric.get_birth_date(number) <= today
        )
    except WrongNumber:
        right = False
    if not right:
        fault = FieldFault(pointer="/identity_no", code=InvalidIdentity.code)
        raise InvalidIdentity(errors=(fault,))
    return number


def folded_name(name: str) -> str:
    """A name as it is looked for: one width and case, without spaces and the dots between parts."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in text if not char.isspace() and char not in _DOTS)


def name_marks(folded: str, sealer: Sealer) -> tuple[str, ...]:
    """What a folded name is found by: a keyed mark for each two characters in a row.

    The marks are so short that many pieces share one: they narrow the search and tell little.
    """
    pieces = {folded[start : start + 2] for start in range(max(1, len(folded) - 1))}
    return tuple(sorted({sealer.index("name", piece)[:_MARK] for piece in pieces}))


class Member(Aggregate):
    """One person on the roll of exactly one branch."""

    id_field: ClassVar[str] = "member_id"

    member_id: MemberId
    kind: MemberKind
    branch_id: OrgId
    unit_id: OrgId | None
    enrolled_on: date
    name_sealed: str
    identity_sealed: str
    identity_index: str
    phone_sealed: str | None
    phone_index: str | None
    name_marks: tuple[str, ...] = ()

    @classmethod
    def enrol(
        cls,
        member_id: MemberId,
        person: Person,
        sealer: Sealer,
        *,
        kind: MemberKind,
        branch_id: OrgId,
        unit_id: OrgId | None,
        on: date,
    ) -> Self:
        """A new member; refused at save when the identity number is enrolled already."""

        def sealed(field: str, value: str) -> str:
            return sealer.seal(value, member_id=member_id, field=field)

        phone = person.phone
        member = cls(
            member_id=member_id,
            kind=kind,
            branch_id=branch_id,
            unit_id=unit_id,
            enrolled_on=on,
            name_sealed=sealed("name", person.name),
            identity_sealed=sealed("identity", person.identity_no),
            identity_index=sealer.index("identity", person.identity_no),
            phone_sealed=None if phone is None else sealed("phone", phone),
            phone_index=None if phone is None else sealer.index("phone", phone),
            name_marks=name_marks(folded_name(person.name), sealer),
        )
        member.claim("identity", member.identity_index, AlreadyEnrolled())
        member.record(
            MemberEnrolled(
                member_id=member_id,
                kind=kind,
                branch_id=branch_id,
                unit_id=unit_id,
                enrolled_on=on,
            )
        )
        return member

    def person(self, sealer: Sealer) -> Person:
        """Who this is, opened."""

        def opened(field: str, value: str) -> str:
            return sealer.open(value, member_id=self.member_id, field=field)

        return Person(
            name=opened("name", self.name_sealed),
            identity_no=opened("identity", self.identity_sealed),
            phone=None if self.phone_sealed is None else opened("phone", self.phone_sealed),
        )
