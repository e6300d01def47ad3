"""Words that needs and resources share: themes, measures, cycles, and what a title may show."""

import re
import unicodedata
from datetime import datetime
from decimal import Decimal

from contracts.codes import CATEGORIES, QUANTITY_UNITS
from libs.kernel import BEIJING, FieldFault
from services.needs.domain.errors import BadQuantity, TextUnmasked, UnknownCategory, UnknownUnit

_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s.·\-‐‑‒–—]+(?=\d)")
_NUMBERS = (
    ("identity", re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])|(?<!\d)\d{15}(?!\d)")),
    ("phone", re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}[2-9]\d{6,7}(?!\d)")),
)


def check_category(category_code: str) -> None:
    """Raises UnknownCategory."""
    if category_code not in CATEGORIES:
        params = {"category_code": category_code}
        fault = FieldFault(pointer="/category_code", code=UnknownCategory.code, params=params)
        raise UnknownCategory(errors=(fault,), category_code=category_code)


def check_unit(unit_code: str) -> None:
    """Raises UnknownUnit."""
    if unit_code not in QUANTITY_UNITS:
        params = {"unit_code": unit_code}
        fault = FieldFault(pointer="/unit_code", code=UnknownUnit.code, params=params)
        raise UnknownUnit(errors=(fault,), unit_code=unit_code)


def check_quantity(qty: Decimal, pointer: str) -> None:
    """Raises BadQuantity."""
    if qty <= 0:
        raise BadQuantity(errors=(FieldFault(pointer=pointer, code=BadQuantity.code),))


def check_masked(title: str) -> None:
    """Raises TextUnmasked when ``title`` shows a phone or identity number."""
    plain = _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", title))
    for kind, pattern in _NUMBERS:
        if pattern.search(plain):
            fault = FieldFault(pointer="/title", code=f"{TextUnmasked.code}.{kind}")
            raise TextUnmasked(errors=(fault,))


def cycle_of(instant: datetime) -> str:
    """The half-year in which ``instant`` falls in Beijing, as ``2026H2``."""
    local = instant.astimezone(BEIJING)
    return f"{local.year}H{1 if local.month <= 6 else 2}"


def same_words(title: str) -> str:
    """A title reduced to what makes two of them the same: letters and digits, case folded."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
