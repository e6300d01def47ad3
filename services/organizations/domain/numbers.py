"""Social credit codes (GB 32100-2015) and division codes (GB/T 2260, GB/T 10114)."""

from typing import Final

from stdnum.cn import uscc as standard
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength

from libs.kernel import FieldFault
from services.organizations.domain.errors import InvalidDivisionCode, InvalidUscc
from services.organizations.domain.kinds import DIVISIONS, is_division

_AUTHORITIES: Final = frozenset("123456789ANY")
_ALPHABET: Final = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
_DIGITS_OF: Final = {"city": 4, "district": 6, "street": 9, "community": 12}


def checked_uscc(number: str) -> str:
    """The code in upper case without blanks; raises InvalidUscc naming what is wrong.

    The library wants eight leading digits and so refuses what the army (A), the agricultural
    departments (N) and others (Y) issue; their codes differ in nothing else.
    """
    compact = standard.compact(number)
    try:
        if compact[:8].isdecimal():
            standard.validate(compact)
        else:
            _validate_lettered(compact)
    except InvalidLength:
        raise _invalid(number, "length") from None
    except InvalidFormat:
        raise _invalid(number, "character") from None
    except InvalidChecksum:
        raise _invalid(number, "check") from None
    if compact[0] not in _AUTHORITIES:
        raise _invalid(number, "authority")
    return str(compact)


def _validate_lettered(number: str) -> None:
    if len(number) != 18:
        raise InvalidLength
    if not _ALPHABET.issuperset(number) or not number[2:8].isdecimal():
        raise InvalidFormat
    if number[17] != standard.calc_check_digit(number[:17]):
        raise InvalidChecksum


def _invalid(number: str, reason: str) -> InvalidUscc:
    fault = FieldFault(
        pointer="/uscc", code=InvalidUscc.code, params={"uscc": number, "reason": reason}
    )
    return InvalidUscc(errors=(fault,), uscc=number, reason=reason)


def check_division_code(kind: str, code: str) -> None:
    """Raises InvalidDivisionCode unless ``code`` has 12 digits, of the level of ``kind``."""
    if not is_division(kind):
        raise _misfit(kind, code, "kind")
    if len(code) != 12 or not (code.isascii() and code.isdecimal()):
        raise _misfit(kind, code, "digits")
    digits = _DIGITS_OF[kind]
    above = _DIGITS_OF[DIVISIONS[DIVISIONS.index(kind) - 1]] if kind != "city" else 0
    if code[digits:].strip("0") or not code[above:digits].strip("0"):
        raise _misfit(kind, code, "level")


def _misfit(kind: str, code: str, reason: str) -> InvalidDivisionCode:
    fault = FieldFault(
        pointer="/division_code",
        code=InvalidDivisionCode.code,
        params={"division_code": code, "kind": kind, "reason": reason},
    )
    return InvalidDivisionCode(errors=(fault,), division_code=code, kind=kind, reason=reason)
