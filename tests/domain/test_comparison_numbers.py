"""The list of number problems: each kind found, counted, and nothing said of a right number."""

from dataclasses import replace

import pytest
from comparison_county import children

from kongchuo_desktop.domain.comparison.numbers import KINDS, counts, number_problems
from kongchuo_desktop.domain.comparison.person import Person

CHILD = children(1, 4)[0]
NUMBER = CHILD.number
OTHER_SEX = "女" if CHILD.sex == "男" else "男"


def wrong(number: str) -> str:
    return str((int(number) + 1) % 10) if number != "X" else "1"


@pytest.mark.parametrize(("changed", "kind"), [
    ({"number": ""}, "missing"), ({"number": "无"}, "missing"), ({"number": " - "}, "missing"),
    ({"number": "990102820903401", "birth": "", "sex": ""}, "fifteen"),
    ({"number": NUMBER[:15] + "000"}, "mangled"), ({"number": "9.90102E+17"}, "mangled"),
    ({"number": NUMBER[:-1]}, "length"), ({"number": NUMBER + "1"}, "length"),
    ({"number": NUMBER[:9] + "O" + NUMBER[10:]}, "characters"),
    ({"number": NUMBER[:10] + "1399" + NUMBER[14:]}, "birth"),
    ({"number": NUMBER[:-1] + wrong(NUMBER[-1])}, "check"),
    ({"birth": "1999-01-01"}, "birth_differs"), ({"birth": "1999-01"}, "birth_differs"),
    ({"sex": OTHER_SEX}, "sex_differs"),
])
def test_each_problem_is_named(changed: dict[str, str], kind: str) -> None:
    (found,) = number_problems([replace(CHILD, **changed)])
    assert (found.kind, found.person.name) == (kind, CHILD.name)
    assert found.sentence.endswith("。")


@pytest.mark.parametrize("changed", [
    {}, {"number": NUMBER.lower()}, {"number": f"'{NUMBER}"}, {"birth": ""},
    {"birth": CHILD.birth[:7]}, {"sex": ""}, {"sex": "不详"},
    {"number": "", "student_number": "G" + NUMBER},
])
def test_nothing_is_said_of_a_right_number(changed: dict[str, str]) -> None:
    assert number_problems([replace(CHILD, **changed)]) == []


def test_one_number_on_several_lines_is_one_child_twice_or_several_children() -> None:
    lines = [CHILD, replace(CHILD, key="twice"), Person("other", "司空无期", NUMBER)]
    found = {(p.kind, p.person.key): p.others for p in number_problems(lines)}
    assert found == {
        ("repeated", CHILD.key): ("twice",), ("repeated", "twice"): (CHILD.key,),
        ("shared", CHILD.key): ("other",), ("shared", "twice"): ("other",),
        ("shared", "other"): (CHILD.key, "twice")}


def test_counts_stand_in_the_order_of_the_kinds() -> None:
    lines = [replace(CHILD, key="a", sex=OTHER_SEX), replace(CHILD, key="b", number=""),
             replace(CHILD, key="c", number="")]
    found = counts(number_problems(lines))
    assert found == {"missing": 2, "sex_differs": 1}
    assert list(found) == [kind for kind in KINDS if kind in found]
