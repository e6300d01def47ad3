"""Who sees everything begins at the highest division there is, be it a city or one street."""

import pytest

from contracts.tree import OrgDirectory
from libs.kernel import NotFound
from services.gateway.pages.board import top_of


def a_directory(*kinds: str) -> OrgDirectory:
    directory = OrgDirectory()
    for number, kind in enumerate(kinds):
        row = {"_id": f"{kind}-{number}", "kind": kind, "name": kind, "status": "active", "seq": 1}
        directory.put(row)
    return directory


@pytest.mark.parametrize(
    ("kinds", "top"),
    [
        (("unit", "community", "street", "district", "city"), "city-4"),
        (("unit", "community", "district", "street"), "district-2"),
        (("unit", "community"), "community-1"),
    ],
)
def test_the_board_of_all_is_the_highest_divisions(kinds: tuple[str, ...], top: str) -> None:
    assert top_of(a_directory(*kinds)) == top


def test_without_a_division_there_is_no_board() -> None:
    with pytest.raises(NotFound):
        top_of(a_directory("unit"))
