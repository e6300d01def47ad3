"""Kinds of organizations, and which may stand under which."""

from typing import Final, Literal

Line = Literal["territory", "affiliation"]
"""属地 (by area) or 隶属 (by command)."""

LINES: Final[tuple[Line, Line]] = ("territory", "affiliation")

DIVISIONS: Final = ("city", "district", "street", "community")
"""By rank; everything else ranks below the last."""

LEADING: Final = frozenset(
    {"work_committee", "committee", "general_branch", "park_committee", "area_committee"}
)
"""Party organizations that may have others under them."""

_BRANCHES = frozenset({"branch", "joint_branch", "temporary_branch"})
_PARTY = LEADING | _BRANCHES
_UNITS = frozenset({"unit", "social_organization", "merchant"})

KINDS: Final = frozenset(DIVISIONS) | _PARTY | _UNITS

_NEEDS_TERRITORY = frozenset({"street", "community"})


def is_division(kind: str) -> bool:
    """City, district, street or community: what may have a division code and an area."""
    return kind in DIVISIONS


def is_unit(kind: str) -> bool:
    """What may have members' work places: not a party organization, not a division."""
    return kind in _UNITS


def is_party(kind: str) -> bool:
    """Committee, general branch or branch of the party, of any sort."""
    return kind in _PARTY


def rank(kind: str) -> int:
    """Place in the order of areas, 0 for a city."""
    return DIVISIONS.index(kind) if kind in DIVISIONS else len(DIVISIONS)


def same_class(one: str, other: str) -> bool:
    """Whether one may be merged into, or split into, the other."""
    if is_division(one) or is_division(other):
        return one == other
    return (one in _PARTY) == (other in _PARTY)


def fits(line: Line, kind: str, superior: str) -> bool:
    """Whether ``kind`` may stand under ``superior`` in that relation."""
    if line == "territory":
        return is_division(superior) and rank(superior) < rank(kind)
    if is_division(superior):
        return rank(superior) < rank(kind)
    if superior == "general_branch":
        return kind in _BRANCHES
    if superior in LEADING:
        return kind != "city"
    return superior in _UNITS and kind in _UNITS


def lacks_superior(kind: str, *, territory: bool, affiliation: bool) -> bool:
    """Whether an organization of this kind could not be found from above."""
    if kind in _NEEDS_TERRITORY:
        return not territory
    if kind in {"city", "district"}:
        return False
    return not (territory or affiliation)
