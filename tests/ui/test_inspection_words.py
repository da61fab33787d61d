"""How clauses read on 迎检对照: their part of the bar, their chip, whom they concern."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from kongchuo_desktop.domain.inspection.model import (
    ClauseStanding,
    Part,
    Proof,
    ProofState,
    State,
    Statement,
)
from kongchuo_desktop.ui.pages.inspection_words import (
    chip_of,
    concerned,
    first_gap,
    group_of,
    lines_of,
    segments_of,
    spoken,
)

SAID = Statement("manual", "会议记录在教导处第2盒", "陶主任", date(2026, 9, 16))


def proof(name: str, what: str, state: ProofState, day: int | None = None, *,
          pupil: bool = True) -> Proof:
    return Proof(name if pupil else "", name, what, date(2026, 9, day) if day else None, state,
                 name if pupil else None)


def standing(state: State, *proofs: Proof, statement: Statement | None = None,
             found: int = 0, wanted: int = 0) -> ClauseStanding:
    part = Part("R1/x", "文书", "劝学通知书", ("存根", "送达回证"), "班主任", state, proofs)
    return ClauseStanding("XY24", "R1", "学校应当送达", "四(二)1 L63", "四(二)", "劝学通知书",
                    ("存根", "送达回证"), "班主任", state, found, wanted, None, (part,), statement)


@pytest.mark.parametrize(("state", "statement", "group", "chip"), [
    ("complete", None, "complete", ("齐全 2/3", "green")),
    ("lacking", None, "missing", ("缺 1", "red")),
    ("late", None, "missing", ("逾期 1", "red")),
    ("manual", None, "unsaid", ("要写说明", "amber")),
    ("manual", SAID, "said", ("人工填写", "grey")),
    ("inapplicable", SAID, "apart", ("不适用", "grey")),
    ("outside", None, "apart", ("不用系统", "grey")),
    ("none", None, "apart", ("没有发生", "grey")),
])
def test_every_state_has_one_part_of_the_bar_and_a_chip(
    state: State, statement: Statement | None, group: str, chip: tuple[str, str]
) -> None:
    one = standing(state, statement=statement, found=2, wanted=3)
    assert group_of(one) == group
    assert chip_of(one) == chip


def test_the_parts_of_the_bar_add_up_and_zero_is_told() -> None:
    clauses = [standing("complete"), standing("late"), standing("lacking"), standing("none")]
    parts = {part.word: part.count for part in segments_of(clauses)}
    assert parts == {"齐全": 1, "缺材料": 2, "要写说明": 0, "人工填写": 0, "不涉及": 1}


def told(lines: Sequence[object]) -> list[tuple[str, str, str]]:
    return [(line.name, line.state, line.said) for line in lines]  # type: ignore[attr-defined]


def test_who_lacks_something_comes_first_with_what_is_missing() -> None:
    one = standing("late",
                   proof("石小满", "存根", "there", 8), proof("石小满", "回证", "there", 10),
                   proof("赵禾", "存根", "there", 9), proof("赵禾", "没有回证", "lacking", 12),
                   proof("买买提", "没有通知书", "late", 15), proof("乡镇", "等乡镇", "waiting"))
    assert told(lines_of(one)) == [
        ("买买提", "late", "没有通知书"), ("赵禾", "lacking", "没有回证"),
        ("石小满", "there", "存根、回证 9月10日")]
    assert told(lines_of(one, waiting=True)) == [("乡镇", "waiting", "等乡镇")]
    gap = first_gap(one)
    assert gap is not None
    assert gap[1].name == "买买提"


def test_what_is_still_in_time_says_until_when_and_is_no_gap() -> None:
    one = standing("none", proof("赵禾", "没有家访", "ahead", 25))
    assert told(lines_of(one)) == [("赵禾", "ahead", "没有家访 9月25日前")]
    assert first_gap(one) is None


def test_children_are_counted_once_and_what_is_of_the_school_as_things() -> None:
    pupils = lines_of(standing("complete", proof("石小满", "存根", "there", 8),
                               proof("石小满", "回证", "there", 8)))
    assert concerned(pupils, "本学期") == "本学期涉及 1 人"
    school = lines_of(standing("complete", proof("本校", "会议记录", "there", 8, pupil=False)))
    assert concerned(school, "本月") == "本月的材料 1 项"


def test_a_row_is_read_out_whole() -> None:
    words = spoken(replace(standing("lacking", wanted=1), quote="应当送达"))
    assert words == "四(二)1，劝学通知书，要有存根、送达回证，缺 1，应当送达"
