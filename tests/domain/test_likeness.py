"""Which records are taken for one child."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.likeness import find_alike, shared_numbers

NUMBER = "990102201309034" + "01"
NUMBER += identity.check_digit(NUMBER)
OLD = "990102820903401"
NEW = identity.modernize(OLD) or ""


def _why(one: dict[str, Any], other: dict[str, Any]) -> str:
    return "".join(found.why for found in find_alike({"a": one, "b": other}))


def _slip(number: str, at: int) -> str:
    return number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1:]


@pytest.mark.parametrize(("one", "other", "why"), [
    ({"name": "王小明", "identity_number": NUMBER}, {"name": "王 小明", "identity_number": NUMBER},
     "证件号和姓名都相同"),
    ({"name": "王小明", "identity_number": OLD}, {"name": "王小明", "identity_number": NEW},
     "证件号和姓名都相同"),
    ({"name": "王小明", "identity_number": NUMBER}, {"name": "王晓明", "identity_number": NUMBER},
     "证件号相同，姓名不同"),
    ({"name": "王小明", "student_number": "G" + NUMBER},
     {"name": "王小明", "student_number": "g" + NUMBER}, "学籍号和姓名都相同"),
    ({"name": "王小明", "identity_number": NUMBER},
     {"name": "王小明", "identity_number": _slip(NUMBER, 9)}, "姓名相同，证件号只差一位"),
    ({"name": "王小明", "birth_date": "2013-09-03"}, {"name": "王小明", "birth_date": "2013-09-03"},
     "姓名和出生日期相同"),
    ({"name": "王小明", "guardian1_phone": "189-0000-4471"},
     {"name": "王小明", "guardian2_phone": "18900004471"}, "姓名和监护人电话相同"),
])
def test_two_records_of_one_child(one: dict[str, Any], other: dict[str, Any], why: str) -> None:
    assert _why(one, other) == why


@pytest.mark.parametrize(("one", "other"), [
    ({"name": "王小明"}, {"name": "王小明"}),
    ({"name": "王小明", "birth_date": "2013-09"}, {"name": "王小明", "birth_date": "2013-09"}),
    ({"name": "王小明", "student_number": "无"}, {"name": "李大冬", "student_number": "无"}),
    ({"name": "王小明", "identity_number": NUMBER},
     {"name": "王小红", "identity_number": _slip(NUMBER, 16)}),
    ({"name": "王小明", "guardian1_phone": "18900004471"},
     {"name": "王小红", "guardian1_phone": "18900004471"}),
])
def test_brothers_namesakes_and_empty_numbers_are_no_reason(
        one: dict[str, Any], other: dict[str, Any]) -> None:
    assert _why(one, other) == ""


@given(at=st.integers(0, 16))
def test_any_single_slip_is_found_and_both_ways_round(at: int) -> None:
    wrong = {"name": "王小明", "identity_number": _slip(NUMBER, at)}
    right = {"name": "王小明", "identity_number": NUMBER}
    assert _why(wrong, right) == _why(right, wrong) == "姓名相同，证件号只差一位"


def test_neighbours_changed_over_are_one_slip() -> None:
    at = next(i for i in range(16) if NUMBER[i] != NUMBER[i + 1])
    swapped = NUMBER[:at] + NUMBER[at + 1] + NUMBER[at] + NUMBER[at + 2:]
    assert "只差一位" in _why({"name": "王小明", "identity_number": swapped},
                          {"name": "王小明", "identity_number": NUMBER})


def test_the_surest_pair_comes_first_and_a_number_held_twice_names_the_other() -> None:
    records = {
        "a": {"name": "王小明", "birth_date": "2013-09-03"},
        "b": {"name": "王小明", "birth_date": "2013-09-03", "identity_number": NUMBER},
        "c": {"name": "李大冬", "identity_number": NUMBER},
        "d": {"name": "王小明", "identity_number": NUMBER},
    }
    assert [(f.one, f.other, f.certain) for f in find_alike(records)] == [
        ("b", "d", True), ("b", "c", False), ("c", "d", False), ("a", "b", False)]
    assert shared_numbers(records) == {
        "b": {"identity_number": "c"}, "c": {"identity_number": "b"},
        "d": {"identity_number": "b"}}
