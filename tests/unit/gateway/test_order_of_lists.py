"""Long lists are read page by page along an index, not sorted as a whole for each page."""

import pytest

from libs.kernel import Invalid
from services.gateway.pages.cutting import Cut
from services.gateway.pages.figures import each_way
from services.gateway.views import VIEWS

LONG = {
    "members": "enrolled_at",
    "registrations": "reported_at",
    "needs": "entered_at",
    "agreements": "drafted_at",
    "sessions": "window.start_at",
    "entries": "served_on",
}


@pytest.mark.parametrize(("view", "column"), LONG.items())
def test_a_long_list_has_an_index_in_its_usual_order(view: str, column: str) -> None:
    keys = {index.keys for found in VIEWS if found.name == view for index in found.indexes}

    for sort in (column, f"-{column}"):
        order = Cut(sort=sort).order("-other", (column,))
        assert {direction for _, direction in order} == {-1 if sort.startswith("-") else 1}
        assert tuple(name for name, _ in order) in keys


def test_an_order_that_a_list_does_not_have_is_refused() -> None:
    assert Cut().order("-made_at", ("title",)) == [("made_at", -1), ("_id", -1)]
    with pytest.raises(Invalid) as refusal:
        Cut(sort="-shoe").order("-made_at", ("title", "made_at"))
    (fault,) = refusal.value.errors
    assert (fault.pointer, fault.params) == ("/query/sort", {"expected": "title, made_at"})


def test_alternatives_are_asked_each_with_all_that_is_told() -> None:
    told = {"at": {"$gt": 1}}
    assert each_way({}, told) == told
    assert each_way({"a": 1}, told) == {"$and": [{"a": 1}, told]}
    assert each_way({"$or": [{"a": 1}, {"b": 2}]}, told) == {
        "$or": [{"$and": [{"a": 1}, told]}, {"$and": [{"b": 2}, told]}]
    }
