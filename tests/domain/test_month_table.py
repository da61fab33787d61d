"""The month's table balances whatever happened, and behind each figure stand its pupils."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain.facts import Pupil, Span
from kongchuo_desktop.domain.month_table import (
    CAME,
    LEFT,
    MonthLine,
    Move,
    month_rows,
    month_table,
)

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)
KINDS = ("报到", "转入", "转出", "休学", "复学", "借读", "调班", "其他离校", "死亡", "毕业")
ENTERS, LEAVES = {"报到", "转入", "复学", "借读"}, {"转出", "休学", "其他离校", "死亡", "毕业"}


def spans(entered: date | None, moves: Sequence[Move]) -> tuple[Span, ...]:
    """Days enrolled, walked through day by day."""
    here, since, found = True, entered or date.min, []
    for move in moves:
        if move.kind in LEAVES and here:
            found += [Span(since, move.day - timedelta(1))] if move.day > since else []
            here = False
        elif move.kind in ENTERS and not here:
            here, since = True, move.day
    return tuple([*found, Span(since)] if here else found)


days = st.dates(date(2026, 8, 20), date(2026, 10, 10))
moved = st.lists(st.builds(Move, days, st.sampled_from(KINDS), st.sampled_from(["", "出国"])),
                 max_size=5).map(lambda found: sorted(found, key=lambda move: move.day))


@st.composite
def schools(draw: st.DrawFn) -> tuple[list[Pupil], dict[str, list[Move]]]:
    pupils, moves = [], {}
    for n in range(draw(st.integers(0, 8))):
        name = f"p{n}"
        moves[name] = draw(moved)
        entered = draw(st.none() | days)
        change = draw(st.none() | days)
        pupils.append(Pupil(
            name, name, "b" if change else "a", draw(st.integers(1, 9)),
            spans(entered, moves[name]), ((change, "a"),) if change else ()))
    return pupils, moves


def table(pupils: list[Pupil], moves: dict[str, list[Move]],
          missing: frozenset[str] = frozenset()) -> list[MonthLine]:
    rooms = {"a": 6, "b": 7}
    return month_table(pupils, moves, first=FIRST, last=LAST, missing=missing,
                       grade_on=lambda pupil, day: rooms[pupil.class_on(day)])


@given(schools(), st.sets(st.sampled_from([f"p{n}" for n in range(8)])))
def test_every_line_balances(school: tuple[list[Pupil], dict[str, list[Move]]],
                             away: set[str]) -> None:
    pupils, moves = school
    lines = table(pupils, moves, frozenset(away))
    for line in lines:
        came, left = (sum(map(line.count, columns)) for columns in (CAME, LEFT))
        assert line.count("before") + came - left == line.count("after")
        assert line.count("present") + line.count("gap") == line.count("after")
        assert set(line.pupils.get("gap", ())) <= away
    enrolled = [pupil.id for pupil in pupils if pupil.enrolled_on(LAST)]
    assert sorted(one for line in lines for one in line.pupils.get("after", ())) == enrolled


@given(schools())
def test_the_sums_are_those_of_the_grades(
        school: tuple[list[Pupil], dict[str, list[Move]]]) -> None:
    lines = table(*school)
    rows = {row["grade"]: row for row in month_rows({
        line.grade: {column: line.count(column) for column in (*CAME, *LEFT, "before", "after")}
        for line in lines})}
    total = rows["合计"]
    for column in ("before", "after", *CAME, *LEFT):
        assert total[column] == sum(line.count(column) for line in lines)
        assert total[column] == sum(int(rows[name][column]) for name in ("小学小计", "初中小计")
                                    if name in rows)


def one(*moves: Move, entered: date | None = None) -> dict[str, int]:
    (line,) = table([Pupil("p", "甲", "a", 6, spans(entered, moves))], {"p": list(moves)})
    return {column: line.count(column) for column in line.pupils}


def test_each_way_in_and_out_has_its_column() -> None:
    day = date(2026, 9, 10)
    ways = {"转出": "out_transfer", "休学": "out_suspended", "死亡": "out_died",
            "毕业": "out_graduated", "其他离校": "out_other"}
    for kind, column in ways.items():
        assert one(Move(day, kind)) == {"before": 1, column: 1}
    assert one(Move(day, "其他离校", "随父母出国")) == {"before": 1, "out_abroad": 1}
    back = {"before": 1, "out_suspended": 1, "in_returned": 1, "after": 1, "present": 1}
    assert one(Move(day, "休学"), Move(date(2026, 9, 20), "复学")) == back
    assert one(entered=day) == {"in_new": 1, "after": 1, "present": 1}


def test_who_goes_up_a_grade_in_the_holidays_did_not_move() -> None:
    pupil = Pupil("p", "甲", "b", 7, (Span(date.min),), ((date(2026, 9, 1), "a"),))
    (line,) = table([pupil], {"p": [Move(date(2026, 9, 1), "调班")]})
    assert (line.grade, line.count("before"), line.count("after")) == (7, 1, 1)


def test_a_grade_without_pupils_prints_zeros() -> None:
    lines = month_table([], {}, first=FIRST, last=LAST, grade_on=lambda pupil, day: 1,
                        grades=[1, 2])
    rows = month_rows({line.grade: {} for line in lines})
    assert [row["grade"] for row in rows] == ["一年级", "二年级", "小学小计", "合计"]
    assert {value for row in rows for key, value in row.items() if key != "grade"} == {0}
