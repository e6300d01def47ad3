"""Whatever is wrong with a request is told by field and rule, in Chinese and in English."""

import re
from typing import Any, ClassVar, get_args

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import core_schema

from contracts.types import Instant, Term
from libs.kernel import Command, FieldFault, SeenText
from libs.web.problems import field_faults, problem_texts, text_of, text_of_fault

CHINESE = re.compile("[\u4e00-\u9fff]")


class Rename(Command):
    """A command as any other."""

    requires: ClassVar[tuple[str, ...]] = ("unit",)

    name: str
    parts: tuple[str, ...] = ()
    term: Term | None = None


@pytest.mark.parametrize("rule", get_args(core_schema.ErrorType))
def test_every_rule_that_a_field_can_break_is_told_in_both_languages(rule: str) -> None:
    fault = FieldFault(pointer="/name", code=f"field.{rule}")

    assert CHINESE.search(text_of_fault(fault, {}, "zh"))
    assert re.fullmatch(r"[A-Z][ -~]+\.", text_of_fault(fault, {}, "en").replace("—", "-"))


@pytest.mark.parametrize(
    ("kind", "given", "rule"),
    [
        (Instant, "9999-12-31T23:45:00Z", "field.year_out_of_reach"),
        (Instant, "2026-02-31T09:00:00Z", "field.datetime_from_date_parsing"),
        (Term, {"from_on": "1600-01-01", "to_on": "2026-01-01"}, "field.year_out_of_reach"),
        (SeenText, "a\x00b", "field.unseen_character"),
        (Rename, {"name": None}, "field.string_type"),
        (Rename, [], "field.model_type"),
    ],
)
def test_a_common_fault_has_a_text_of_its_own(kind: Any, given: object, rule: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(given)

    assert [fault.code for fault in field_faults(refused.value)] == [rule]
    assert rule in problem_texts()


@pytest.mark.parametrize("unseen", ["\x00", "\x1b", "\u200b", "\u202e", "\ufeff"])
def test_a_command_takes_no_text_with_characters_that_nobody_sees(unseen: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Rename.model_validate({"name": f"演示{unseen}医院", "parts": ["好", unseen]})

    faults = field_faults(refused.value)
    assert [fault.pointer for fault in faults] == ["/name", "/parts/1"]
    assert {fault.code for fault in faults} == {"field.unseen_character"}


def test_a_text_may_have_lines() -> None:
    assert Rename(name="第一行\n第二行\t完").name == "第一行\n第二行\t完"


def test_a_field_is_told_with_what_the_whole_refusal_says() -> None:
    fault = FieldFault(pointer="/community_id", code="needs.not-a-community")

    assert "“演示医院”" in text_of_fault(fault, {"name": "演示医院"}, "zh")


@pytest.mark.parametrize(
    ("code", "params", "told"),
    [
        ("invalid", {"count": 1}, "1 place needs a change; nothing was saved."),
        ("invalid", {"count": 2}, "2 places need a change; nothing was saved."),
        ("gateway.wrong-password", {"tries_left": 1}, "Name or password is wrong; 1 try left."),
        (
            "needs.nothing-to-match",
            {"cycle_key": "2026H2", "need_count": 1, "resource_count": 0},
            (
                "Cycle 2026H2 has 1 open need and 0 free resources; both are needed. "
                "Publish needs and list resources first."
            ),
        ),
    ],
)
def test_english_counts_one_and_many(code: str, params: dict[str, Any], told: str) -> None:
    assert text_of(code, params, "en", "") == told


GLUED = re.compile(r"\{\w+\} (?!belongs|has)[a-z-]*[a-z]{2}s\b")


def test_no_english_text_glues_a_number_to_a_word_of_many() -> None:
    texts = {code: told["en"] for code, told in problem_texts().items()}

    assert {code: found for code, text in texts.items() if (found := GLUED.findall(text))} == {}
