"""勾稽 of a month's table: it holds whatever happened, and what breaks it is named."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain.facts import Pupil, Span
from kongchuo_desktop.domain.month_checks import (
    MONTH,
    TERM,
    YEAR,
    ClassSum,
    MonthCheck,
    month_checks,
    report_lines,
    table_of,
)
from kongchuo_desktop.domain.month_table import MonthLine, Move, month_table
from kongchuo_desktop.domain.report_lines import changed_since, figures_of, names_of

TITLES = MONTH.titles
KINDS = ("报到", "转入", "转出", "休学", "复学", "借读", "调班", "其他离校", "死亡", "毕业")
ENTERS, LEAVES = {"报到", "转入", "复学", "借读"}, {"转出", "休学", "其他离校", "死亡", "毕业"}
MONTHS = [(date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 10, 31)),
          (date(2026, 11, 1), date(2026, 11, 30))]
ROOMS = {"a": 6, "b": 7}

days = st.dates(date(2026, 8, 20), date(2026, 12, 5))
moved = st.lists(st.builds(Move, days, st.sampled_from(KINDS)), max_size=6).map(
    lambda found: sorted(found, key=lambda move: move.day))


def spans(moves: Sequence[Move]) -> tuple[Span, ...]:
    here, since, found = True, date.min, []
    for move in moves:
        if move.kind in LEAVES and here:
            found += [Span(since, move.day - timedelta(1))] if move.day > since else []
            here = False
        elif move.kind in ENTERS and not here:
            here, since = True, move.day
    return tuple([*found, Span(since)] if here else found)


@st.composite
def schools(draw: st.DrawFn) -> tuple[list[Pupil], dict[str, list[Move]]]:
    moves = {f"p{n}": draw(moved) for n in range(draw(st.integers(0, 8)))}
    return [Pupil(name, name, draw(st.sampled_from("ab")), 6, spans(mine))
            for name, mine in moves.items()], moves


def lines(pupils: list[Pupil], moves: dict[str, list[Move]], month: int,
          missing: frozenset[str] = frozenset()) -> list[MonthLine]:
    first, last = MONTHS[month]
    return month_table(pupils, moves, first=first, last=last, missing=missing,
                       grade_on=lambda pupil, day: ROOMS[pupil.class_on(day)])


def classes(pupils: list[Pupil], month: int) -> list[ClassSum]:
    last = MONTHS[month][1]
    return [ClassSum(room, tuple(p.id for p in pupils if p.class_id == room
                                 and p.enrolled_on(last))) for room in ROOMS]


@given(schools(), st.sets(st.sampled_from([f"p{n}" for n in range(8)])))
def test_nothing_is_ever_wrong_with_what_the_facts_give(
        school: tuple[list[Pupil], dict[str, list[Move]]], away: set[str]) -> None:
    pupils, _ = school
    before = None
    for month in range(len(MONTHS)):
        now = lines(*school, month, frozenset(away))
        assert month_checks(
            now, classes(pupils, month),
            filed_before=table_of(before) if before is not None else None,
            names_before={one.grade: one.pupils for one in before} if before else None) == []
        shown = report_lines(now)
        assert changed_since(shown, figures_of(shown, TITLES), TITLES,
                             names=names_of(shown)) == []
        before = now


def line(grade: int = 7, **pupils: tuple[str, ...]) -> MonthLine:
    return MonthLine(grade, pupils)


def test_each_check_names_by_whom_it_fails() -> None:
    table = [line(before=("a", "b"), in_transfer=("c",), after=("a", "b"), present=("a",))]
    assert month_checks(table, [ClassSum("甲班", ("a",), 2), ClassSum("", ("b",))]) == [
        MonthCheck("balance", "七年级：上月末2＋增加1－减少0，不等于本月末2", ("c",)),
        MonthCheck("present", "七年级：在校1＋在籍不在校0，不等于在籍2", ("b",)),
        MonthCheck("classes", "本月末：各班合计1，全校2", ("b",)),
        MonthCheck("classes", "甲班：班里报本月末2，学校的名单1", ("a",))]


def test_the_month_begins_as_the_one_before_was_filed() -> None:
    table = [line(before=("a", "b"), after=("a", "b"), present=("a", "b"))]
    rooms = [ClassSum("甲班", ("a", "b"))]
    filed = {7: {"after": 3}}
    assert month_checks(table, rooms, filed_before=filed) == [
        MonthCheck("carried", "七年级：这个月的上月末2，上个月报的本月末3")]
    (found,) = month_checks(table, rooms, filed_before=filed,
                            names_before={7: {"after": ("a", "b", "c")}})
    assert found.pupils == ("c",)
    # As many as were filed, but another child.
    (found,) = month_checks(table, rooms, filed_before={7: {"after": 2}},
                            names_before={7: {"after": ("a", "c")}})
    assert sorted(found.pupils) == ["b", "c"]
    # In September all have gone up a grade.
    up = {6: {"after": 2}}
    assert month_checks(table, rooms, filed_before=up, new_year=True) == []
    assert len(month_checks(table, rooms, filed_before=up)) == 2


def test_what_changed_since_a_table_was_filed() -> None:
    filed = report_lines([line(before=("a", "b"), out_transfer=("b",), after=("a",))])
    now = report_lines([line(before=("a", "b"), after=("a", "b"))])
    figures = figures_of(filed, TITLES)
    found = changed_since(now, figures, TITLES, names=names_of(filed))
    assert [(c.sentence, c.came, c.gone) for c in found] == [
        ("七年级转出：报1，现在0", (), ("b",)), ("七年级本月末：报1，现在2", ("b",), ())]
    unnamed = changed_since(now, figures, TITLES)
    assert [(c.filed, c.now, c.came, c.gone) for c in unnamed] == [(1, 0, (), ()), (1, 2, (), ())]


def test_as_many_as_were_filed_but_others_are_a_change_and_a_grade_that_went_is_one_too() -> None:
    filed = report_lines([line(after=("a",)), line(8, after=("c",))])
    (swapped, gone) = changed_since(
        report_lines([line(after=("b",))]), figures_of(filed, TITLES), TITLES,
        gone={"8": "八年级"}, names=names_of(filed))
    assert (swapped.sentence, swapped.came, swapped.gone) == (
        "七年级本月末：还是1，换了人", ("b",), ("a",))
    assert gone.sentence == "八年级本月末：报1，现在0"


def test_a_term_and_a_year_are_spoken_of_as_such() -> None:
    table = [line(before=("a",), after=())]
    (check,) = month_checks(table, [], words=TERM)
    assert check.sentence == "七年级：上学期末1＋增加0－减少0，不等于本学期末0"
    assert YEAR.titles["dropout_new"] == "本学年辍学"
