"""Runs and thresholds of absence, against the sentences of policy.md §4."""

from collections.abc import Mapping
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from policy_samples import START, calendar, fact, pupil, sep, world

from kongchuo_desktop.domain.absence import Attendance
from kongchuo_desktop.domain.facts import Mark, Register, Span, World
from kongchuo_desktop.domain.thresholds import AbsenceRule, Reached

TODAY = sep(30)
THREE = AbsenceRule(3)


def reached(made: World, rule: AbsenceRule = THREE, today: date = TODAY,
            off: tuple[date, ...] = ()) -> list[Reached]:
    return Attendance(made, calendar(off), today).thresholds(made.pupils["p1"], rule)


def absent(*days: int) -> Mapping[date, str]:
    return {sep(day): "旷课" for day in days}


def test_a_threshold_is_reached_on_the_day_itself() -> None:
    (found,) = reached(world(absent=absent(7, 8, 9), until=sep(9)), today=sep(9))
    assert (found.start, found.day, found.counted, found.ended) == (sep(7), sep(9), 3, None)


def test_one_day_less_does_not_reach_it() -> None:
    assert reached(world(absent=absent(7, 8), until=TODAY)) == []


def test_once_per_run_however_long_it_lasts() -> None:
    (found,) = reached(world(absent=absent(7, 8, 9, 10, 11, 14), until=sep(15)))
    assert (found.day, found.counted, found.ended) == (sep(9), 6, sep(15))


def test_days_out_of_session_neither_count_nor_break() -> None:
    # 11 September 2026 is a Friday, Monday is off, so Tuesday is the second day.
    off = (sep(14),)
    made = world(absent=absent(11, 15, 16), until=sep(16), off=off)
    (found,) = reached(made, off=off)
    assert (found.day, found.counted) == (sep(16), 3)


def test_a_day_without_a_register_neither_counts_nor_breaks_and_is_named() -> None:
    made = world(absent=absent(7, 9, 10), unfiled=[sep(8)], until=sep(10))
    (found,) = reached(made, today=sep(10))
    assert (found.day, found.unfiled) == (sep(10), (sep(8),))


def test_presence_in_any_part_breaks() -> None:
    made = world(absent=absent(7, 8, 9), until=sep(9))
    parts = [Register("c1", sep(8), part, gone, 1, sep(8))
             for part, gone in (("上午", frozenset({"p1"})), ("下午", frozenset[str]()))]
    registers = [r for r in made.registers if r.day != sep(8)] + parts
    marks = [m for m in made.marks if m.day != sep(8)] + [
        Mark("p1", sep(8), "上午", "旷课", sep(8))]
    split = World(made.unit, made.pupils, made.classes, registers, marks)
    assert reached(split) == []
    whole = World(made.unit, made.pupils, made.classes, registers,
                  [*marks, Mark("p1", sep(8), "下午", "旷课", sep(8))])
    assert len(reached(whole)) == 1


def test_leave_that_is_recorded_later_counts_from_its_own_dates() -> None:
    without = world(absent=absent(7, 8, 9), until=sep(9))
    leave = fact("leave", sep(8), recorded=sep(20), until="2026-09-08")
    with_leave = world(absent=absent(7, 8, 9), until=sep(9), facts=[leave])
    assert len(reached(without)) == 1
    assert reached(with_leave) == []


def test_a_leave_mark_breaks_like_presence() -> None:
    marks = {**absent(7, 8, 10), sep(9): "病假"}
    assert reached(world(absent=marks, until=sep(10))) == []


def test_an_absence_nobody_explained_yet_is_unexcused() -> None:
    marks = {sep(7): "未到待查", sep(8): "旷课", sep(9): "未到待查"}
    assert len(reached(world(absent=marks, until=sep(9)))) == 1


def test_transfer_out_and_back_breaks_a_run() -> None:
    away = pupil(enrolled=(Span(START, sep(8)), Span(sep(10))))
    assert reached(world(pupils=[away], absent=absent(7, 8, 10), unfiled=[sep(9)],
                         until=sep(10))) == []
    stayed = world(absent=absent(7, 8, 10), unfiled=[sep(9)], until=sep(10))
    assert len(reached(stayed)) == 1


def test_lessons_are_counted_inside_the_period_that_the_clause_names() -> None:
    made = world(absent=absent(7, 8), until=sep(9))
    marks = [Mark("p1", sep(7), "全天", "旷课", sep(7), (1, 2)),
             Mark("p1", sep(8), "全天", "旷课", sep(8), (3, 4))]
    lessons = World(made.unit, made.pupils, made.classes, made.registers, marks)
    assert reached(lessons, AbsenceRule(4, "lesson", "day")) == []
    (week,) = reached(lessons, AbsenceRule(4, "lesson", "week"))
    assert (week.day, week.counted) == (sep(8), 4)


def test_a_day_without_parts_counts_as_the_lessons_of_the_class() -> None:
    (found,) = reached(world(absent=absent(7), until=sep(7)), AbsenceRule(4, "lesson", "day"))
    assert found.counted == 7


def test_from_an_act_only_the_days_after_it_count() -> None:
    made = world(absent=absent(7, 8, 9, 10, 11), until=sep(11))
    assert reached(made, AbsenceRule(3, from_days=(sep(9),)), today=sep(11)) == []
    (found,) = reached(made, AbsenceRule(3, from_days=(sep(8),)), today=sep(11))
    assert found.day == sep(11)
    assert reached(made, AbsenceRule(3, from_days=())) == []


def test_the_recorded_day_is_that_of_the_latest_mark_that_was_needed() -> None:
    late = {sep(8): sep(15), sep(10): sep(20)}
    (found,) = reached(world(absent=absent(7, 8, 9, 10), until=sep(10), late=late))
    assert found.recorded == sep(15)


def test_a_streak_lasts_until_the_pupil_is_seen() -> None:
    made = world(absent=absent(7, 8), until=sep(8))
    run = Attendance(made, calendar(), sep(8)).streak(made.pupils["p1"])
    assert run is not None
    assert len(run.days) == 2
    back = world(absent=absent(7, 8), until=sep(9))
    assert Attendance(back, calendar(), sep(9)).streak(back.pupils["p1"]) is None


marked_days = st.sets(st.integers(1, 30).map(sep).filter(lambda d: d.weekday() < 5))


@given(marked_days, marked_days, st.integers(1, 6))
def test_a_slow_count_agrees(missed: set[date], unfiled: set[date], limit: int) -> None:
    made = world(absent=dict.fromkeys(missed, "旷课"), unfiled=unfiled, until=TODAY)
    expected, streak = [], 0
    for day in (START + timedelta(days=n) for n in range(30)):
        if day.weekday() >= 5 or day in unfiled:
            continue
        streak = streak + 1 if day in missed else 0
        if streak == limit:
            expected.append(day)
    assert [r.day for r in reached(made, AbsenceRule(limit))] == expected


@given(marked_days, st.integers(1, 30).map(sep), st.integers(1, 5))
def test_presence_never_lengthens_the_run_it_falls_into(missed: set[date], seen: date,
                                                        limit: int) -> None:
    before = reached(world(absent=dict.fromkeys(missed, "旷课"), until=TODAY), AbsenceRule(limit))
    after = reached(world(absent=dict.fromkeys(missed - {seen}, "旷课"), until=TODAY),
                    AbsenceRule(limit))
    first = min((r.day for r in before), default=date.max)
    assert min((r.day for r in after), default=date.max) >= first
    assert max((r.counted for r in after), default=0) <= max((r.counted for r in before),
                                                             default=0)
