"""Writes to one row that become one write come to the same."""

from hypothesis import given
from hypothesis import strategies as st

from libs.kernel import Append, Put, Remove, ViewWrite
from libs.storage.view_writes import _by_row
from libs.testing.documents import Document, write_view

IDS = st.sampled_from(["a", "b"])
FIELDS = st.dictionaries(st.sampled_from(["x", "y", "z.deep"]), st.integers(0, 3), max_size=2)
INITIAL = st.dictionaries(st.sampled_from(["w", "v"]), st.integers(0, 3), max_size=1)
LATER = st.dictionaries(st.sampled_from(["w", "y"]), st.integers(4, 6), max_size=2)
WRITES = st.one_of(
    st.builds(Put, st.just("shelf"), IDS, FIELDS, INITIAL),
    st.builds(Put, st.just("shelf"), IDS, LATER),
    st.builds(Put, st.just("shelf"), IDS, FIELDS, unset=st.just(("v",))),
    st.builds(Append, st.just("shelf"), IDS, st.just({"tags": "red"})),
    st.builds(Remove, st.just("shelf"), IDS),
)


def applied(writes: list[ViewWrite], start: dict[str, Document]) -> dict[str, Document]:
    documents = {id_: dict(document) for id_, document in start.items()}
    for write in writes:
        write_view(documents, write)
    return documents


@given(st.lists(WRITES, max_size=8), st.booleans())
def test_fewer_writes_leave_the_same_rows(writes: list[ViewWrite], there: bool) -> None:
    start: dict[str, Document] = {"a": {"x": 9, "w": 9}} if there else {}
    fewer = [write for row in _by_row(writes).values() for write in row]

    assert applied(fewer, start) == applied(writes, start)
    assert len(fewer) <= len(writes)


def test_whole_fields_of_one_row_are_written_at_once() -> None:
    begun = Put("shelf", "a", {"x": 1}, {"w": 1, "v": 1})
    both = _by_row([begun, Put("shelf", "b", {"x": 5}), Put("shelf", "a", {"x": 2, "w": 2})])

    assert both["a"] == [Put("shelf", "a", {"x": 2, "w": 2}, {"v": 1})]
