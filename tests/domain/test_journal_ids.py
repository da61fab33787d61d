"""Row ids of natural keys, the normal form, and the canonical ids of joined records."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain.journal import (
    canonical_ids,
    join_tips,
    normal_form,
    normal_value,
    random_row_id,
    random_run,
    row_id,
    split_tips,
)

HOME = "a" * 32


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("阿依古丽·买买提", "阿依古丽・买 买提"),
        ("阿依古丽·买买提", "阿依古丽•买买提"),
        ("李 冬", "李\u3000冬"),
        ("七（1）班", "七(1)班"),
        ("１３８００００００01", "138-0000-0001"),
        ("(0851) 8765-4321", "085187654321"),
        ("ＡＢＣ", "ABC"),
    ],
)
def test_differences_that_are_none(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)
    assert normal_value(one) == normal_value(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张三", "张三丰"), ("2026-01-11", "20260111"), ("3-4", "34"), ("李冬", "李东"),
        ("13800000001", "13800000002"), ("abc", "ABC"),
    ],
)
def test_differences_that_are_some(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


def test_values_of_different_types_differ() -> None:
    assert len({normal_value(v) for v in (1, True, "1", None, [1], [True], {"a": 1})}) == 7
    assert normal_value(["张 三"]) == normal_value(["张三"])


@given(st.text())
def test_the_normal_form_is_its_own(text: str) -> None:
    assert normal_form(normal_form(text)) == normal_form(text)


def test_two_machines_give_a_row_one_id() -> None:
    assert row_id(HOME, "pupil", ["99010220130101001x", "阿依古丽・买买提"]) == row_id(
        HOME, "pupil", ["99010220130101001X", "阿依古丽·买买提"]
    )
    assert re.fullmatch("[0-9a-f]{32}", row_id(HOME, "mark", [HOME, "2026-09-01", "全天"]))


def test_home_table_and_parts_of_the_key_tell_rows_apart() -> None:
    ids = {
        row_id(HOME, "mark", ["ab", "c"]), row_id(HOME, "mark", ["a", "bc"]),
        row_id(HOME, "tag", ["ab", "c"]), row_id("b" * 32, "mark", ["ab", "c"]),
        row_id(HOME, "mark", ["abc"]),
    }
    assert len(ids) == 5


def test_the_id_of_a_row_never_changes_with_the_program() -> None:
    # Machines of all versions must agree: this value is for ever.
    assert row_id("", "unit", ["9901020001"]) == "f30277054e6f576faf730a5e376063d1"


def test_random_identities() -> None:
    assert re.fullmatch("[0-9a-f]{16}", random_run())
    assert re.fullmatch("[0-9a-f]{32}", random_row_id())
    assert random_run() != random_run()


@given(st.lists(st.tuples(st.sampled_from(["a" * 16, "b" * 16]), st.integers(1, 20)), unique=True))
def test_tips_are_text_and_back(tips: list[tuple[str, int]]) -> None:
    assert split_tips(join_tips(tips)) == tuple(sorted(tips))


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")))
def test_canonical_is_the_least_of_the_component(same_as: dict[str, str]) -> None:
    groups = [{row} for row in "abcdefgh"]
    for one, other in same_as.items():
        touching = [group for group in groups if group & {one, other}]
        groups = [group for group in groups if group not in touching]
        groups.append(set().union(*touching))
    expected = {row: min(group) for group in groups if len(group) > 1 for row in group}
    assert canonical_ids(same_as) == expected
