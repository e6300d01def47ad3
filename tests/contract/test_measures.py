"""The published language on the wire."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from contracts.codes import CATEGORIES, ROLES
from contracts.types import Code, Instant, Quantity, Score, Term, Window
from contracts.vocabulary import Vocabulary
from deploy.contracts.typescript import vocabularies

INSTANT = TypeAdapter(Instant)
QUANTITY = TypeAdapter(Quantity)


BEIJING = timezone(timedelta(hours=8))


IN_REACH = st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 31), timezones=st.just(BEIJING))  # noqa: DTZ001


@given(IN_REACH)
def test_instants_are_written_in_utc_with_milliseconds_and_read_back(at: datetime) -> None:
    text = INSTANT.dump_python(INSTANT.validate_python(at), mode="json")

    assert text.endswith("Z")
    assert len(text) == len("2026-11-23T06:32:08.120Z")
    assert timedelta() <= at - datetime.fromisoformat(text) < timedelta(milliseconds=1)
    assert INSTANT.validate_python(text) == datetime.fromisoformat(text)


@pytest.mark.parametrize(
    "wrong",
    ["2026-11-23T06:32:08", "0001-01-01T00:00:00+08:00", "9999-12-31T23:45:00Z", "soon"],
)
def test_a_time_without_zone_or_out_of_reach_is_no_instant(wrong: str) -> None:
    with pytest.raises(ValidationError):
        INSTANT.validate_python(wrong)


@given(st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2))
def test_quantities_are_text_with_two_places_and_lose_nothing(qty: Decimal) -> None:
    text = QUANTITY.dump_python(QUANTITY.validate_python(qty), mode="json")

    assert text == f"{qty:.2f}"
    assert QUANTITY.validate_python(text) == qty


@pytest.mark.parametrize("wrong", ["-1", "0.001", "NaN", "10000000000.00"])
def test_a_quantity_is_not_negative_and_has_two_places_at_most(wrong: str) -> None:
    with pytest.raises(ValidationError):
        QUANTITY.validate_python(Decimal(wrong))


@pytest.mark.parametrize("wrong", ["-0.01", "100.01", "81.444"])
def test_a_score_lies_between_0_and_100(wrong: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Score).validate_python(Decimal(wrong))


@pytest.mark.parametrize("wrong", ["", "Law", "a b", "法律", "x" * 61])
def test_a_code_is_a_short_word_in_small_letters(wrong: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Code).validate_python(wrong)


def test_windows_are_half_open() -> None:
    at = datetime(2026, 11, 28, 1, tzinfo=UTC)
    morning = Window(start_at=at, end_at=at + timedelta(hours=3))
    after = Window(start_at=morning.end_at, end_at=at + timedelta(hours=5))

    assert morning.contains(at)
    assert not morning.contains(morning.end_at)
    assert not morning.overlaps(after)
    assert morning.overlaps(Window(start_at=at, end_at=at + timedelta(minutes=1)))


def test_terms_hold_on_their_last_day() -> None:
    term = Term.model_validate({"from_on": "2026-11-25", "to_on": "2027-11-24"})

    assert term.contains(term.to_on)
    assert not term.contains(term.to_on + timedelta(days=1))


@pytest.mark.parametrize("wrong", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_that_somebody_names_leaves_room_for_reckoning(wrong: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Term.model_validate({"from_on": "2026-11-25", "to_on": wrong})

    assert [fault["loc"] for fault in refused.value.errors()] == [("to_on",)]


def test_unknown_codes_read_as_other() -> None:
    assert CATEGORIES.zh("health") == "健康医疗"
    assert CATEGORIES.zh("brand_new") == "其他"
    assert ROLES.en("brand_new") == "Other"


@pytest.mark.parametrize("vocabulary", vocabularies(), ids=lambda one: one.name)
def test_every_code_is_well_formed_and_named_in_both_languages(vocabulary: Vocabulary) -> None:
    for code, (zh, en) in vocabulary.labels.items():
        assert TypeAdapter(Code).validate_python(code) == code
        assert any("\u4e00" <= letter <= "\u9fff" for letter in zh)
        assert en.isascii()
