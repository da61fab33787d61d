"""在籍不在校、在校不在籍: nobody is left out, and each explanation is found where it is written."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy_samples import START, book, calendar, clause, fact, profile, pupil, sep, world

from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import ClassRoom, Fact, Mark, Pupil, Span, World
from kongchuo_desktop.domain.reconcile import AWAY, UNLISTED, Apart, Reconciling

TODAY = sep(24)
"""A Thursday."""
NUMBER = frozenset({"student_number"})
TWO_ABSENT = {sep(23): "旷课", sep(24): "旷课"}
BOOK = book(profile(clause('{ is = "note", why = "principle" }')))


def known(*, placement: str = "在校", **more: object) -> Pupil:
    return replace(pupil(placement=placement), known=NUMBER, **more)  # type: ignore[arg-type]


def found(of: World, today: date = TODAY) -> list[Apart]:
    return Reconciling(Situation(BOOK, calendar(), of, today)).all


def apart(*, facts: Iterable[Fact] = (), absent: dict[date, str] | None = None,
          one: Pupil | None = None) -> Apart | None:
    """What is said of the first of two pupils; the other is always in class."""
    rows = found(world(pupils=[one or known(), replace(known(), id="p2")], until=TODAY,
                       absent=TWO_ABSENT if absent is None else absent, facts=facts))
    assert [row for row in rows if row.pupil == "p2"] == []
    return next((row for row in rows if row.pupil == "p1"), None)


def test_who_is_in_class_with_a_number_is_on_no_list() -> None:
    assert apart(absent={}) is None
    assert apart(absent={sep(23): "旷课"}) is None


def test_who_is_away_without_a_word_must_be_explained() -> None:
    row = apart()
    assert row is not None
    assert (row.side, row.state, row.since, row.days) == (AWAY, "owed", sep(23), 2)
    assert "旷课" in row.why


LEAVE = fact("leave", sep(22), since="2026-09-22", until="2026-09-26", what="病假")
AT_HOME = known(placement="送教上门")


@pytest.mark.parametrize(("facts", "word"), [
    ([LEAVE], "病假，2026.9.22至2026.9.26"),
    ([fact("visit", sep(23), mode="home", result="refused")], "个案在办：在办，已联系1次"),
    ([fact("approved", sep(20), what="延缓入学")], "延缓入学已批准"),
    ([fact("awaited", sep(10), what="转学")], "转学，2026.9.10起等接收学校回话"),
    ([fact("confirmed", sep(23), what="去向", why="跟父母去了外地")], "跟父母去了外地"),
    ([fact("confirmed", sep(24), what="去向")], "2026.9.24核实过"),
])
def test_what_is_written_elsewhere_explains(facts: list[Fact], word: str) -> None:
    row = apart(facts=facts)
    assert row is not None
    assert row.state == "told"
    assert word in row.why


@pytest.mark.parametrize("facts", [
    [fact("leave", sep(20), since="2026-09-20", until="2026-09-23", what="病假")],
    [fact("confirmed", sep(22), what="去向", why="上次的事")],
    [fact("confirmed", sep(23), what="异动手续")],
])
def test_what_is_over_or_about_another_time_does_not(facts: list[Fact]) -> None:
    row = apart(facts=facts)
    assert row is not None
    assert row.state == "owed"


def test_a_mark_of_leave_is_an_explanation() -> None:
    row = apart(absent={sep(24): "病假"})
    assert row is not None
    assert (row.state, row.why, row.days) == ("told", "点名写着病假", 1)


def test_a_suspended_child_keeps_its_place_on_the_roll() -> None:
    gone = known(enrolled=(Span(START, sep(9)),))
    row = apart(one=gone, absent={}, facts=[fact("moved", sep(10), what="休学")])
    assert row is not None
    assert (row.side, row.state, row.since, row.why) == (AWAY, "told", sep(10), "休学")
    assert apart(one=gone, absent={}, facts=[fact("moved", sep(10), what="转出")]) is None


@pytest.mark.parametrize(("lessons", "today", "state"), [
    ([sep(20)], TODAY, "told"),
    ([], TODAY, "told"),
    ([], date(2026, 10, 15), "owed"),
    ([sep(10)], date(2026, 10, 15), "owed"),
    ([sep(20)], date(2026, 10, 15), "told"),
])
def test_lessons_at_home_prove_that_a_child_is_taught_there(
    lessons: list[date], today: date, state: str
) -> None:
    of = world(pupils=[AT_HOME], until=today, facts=[fact("session", day) for day in lessons])
    (row,) = found(of, today)
    assert (row.side, row.state) == (AWAY, state)
    assert row.why.startswith("送教上门")


def test_a_special_school_explains_itself() -> None:
    row = apart(one=known(placement="特校"), absent={})
    assert row is not None
    assert (row.state, row.why) == ("told", "在特殊教育学校就读")


def test_a_class_that_keeps_no_register_is_said_to_be_unseen() -> None:
    of = world(pupils=[known(), replace(known(), id="p2", class_id="c2")], until=TODAY)
    of = replace(of, classes={**of.classes, "c2": ClassRoom("c2", "七年级2班", 7)})
    (row,) = found(of)
    assert (row.pupil, row.side, row.state, row.why) == ("p2", AWAY, "unseen", "班里还没有点过名")
    assert found(replace(of, registers=())) == []
    assert found(replace(of, registers_stay=True)) == []


def test_a_superior_without_registers_knows_the_cases() -> None:
    def above(*facts: Fact) -> list[tuple[str, str]]:
        of = world(pupils=[known(), replace(known(), id="p2")], until=TODAY, facts=facts)
        rows = found(replace(of, registers=(), registers_stay=True))
        assert {row.pupil for row in rows} <= {"p1"}
        return [(row.state, row.why) for row in rows]

    opened, back = fact("opened", sep(10)), fact("returned", sep(20))
    said = fact("confirmed", sep(12), what="去向", why="跟父母去了外地")
    assert above(opened) == [("told", "个案在办：在办，还没有联系")]
    assert above(opened, said) == [("told", "跟父母去了外地")]
    assert above(opened, back) == []


def unlisted(one: Pupil, *facts: Fact, today: date = TODAY) -> Apart | None:
    others = [replace(known(), id=name) for name in ("p2", "p3")]
    rows = found(world(pupils=[one, *others], until=today, facts=facts), today)
    return next((row for row in rows if row.pupil == "p1"), None)


GRADE_8 = replace(pupil(grade=8), known=frozenset[str]())


@pytest.mark.parametrize(("one", "facts", "today", "state", "word"), [
    (GRADE_8, [], TODAY, "owed", "没有学籍号"),
    (replace(GRADE_8, grade=7), [], TODAY, "told", "新生，学籍9月末以前建好"),
    (replace(GRADE_8, grade=7), [], date(2026, 10, 8), "owed", "没有学籍号"),
    (GRADE_8, [fact("moved", sep(1), what="借读")], TODAY, "told", "借读，学籍在原学校"),
    (GRADE_8, [fact("moved", sep(10), what="转入")], TODAY, "told", "2026.9.10转入，学籍正在转"),
    (GRADE_8, [fact("moved", sep(1), what="转入")], date(2026, 10, 8), "owed", "没有学籍号"),
    (GRADE_8, [fact("checked", sep(20), what="在校不在籍", why="重复学籍正在清理")], TODAY, "told",
     "重复学籍正在清理"),
    (GRADE_8, [fact("checked", date(2026, 8, 30), what="在校不在籍", why="去年的话")], TODAY,
     "owed", "没有学籍号"),
])
def test_a_child_in_class_without_a_number(one: Pupil, facts: list[Fact], today: date,
                                           state: str, word: str) -> None:
    row = unlisted(one, *facts, today=today)
    assert row is not None
    assert (row.side, row.state, row.why) == (UNLISTED, state, word)


def test_a_class_whose_numbers_nobody_keeps_is_not_asked_for_them() -> None:
    few = [GRADE_8, replace(GRADE_8, id="p2"), replace(known(), id="p3")]
    assert found(world(pupils=few, until=TODAY)) == []


def test_a_new_class_is_asked_for_numbers_where_the_school_keeps_those_of_the_others() -> None:
    new = replace(GRADE_8, grade=7)
    late = date(2026, 10, 8)
    older = [replace(known(), id=name, grade=8, class_id="c9") for name in ("p2", "p3")]
    assert [row.pupil for row in found(world(pupils=[new, *older], until=late), late)
            if row.side == UNLISTED] == ["p1"]
    bare = [replace(one, known=frozenset[str]()) for one in older]
    assert not [row for row in found(world(pupils=[new, *bare], until=late), late)
                if row.side == UNLISTED]


DAYS = calendar().school_days(START, TODAY)


@given(away=st.sets(st.sampled_from(DAYS)), leave=st.sets(st.sampled_from(DAYS)),
       said=st.none() | st.sampled_from(DAYS))
def test_a_slow_walk_over_the_days_finds_the_same(away: set[date], leave: set[date],
                                                  said: date | None) -> None:
    """Day by day back from the last register: there, or not and why."""
    facts = [fact("confirmed", said, what="去向", why="说过了")] if said else []
    of = world(pupils=[known(), replace(known(), id="p2")], until=TODAY, facts=facts)
    marks = [Mark("p1", day, "全天", "病假" if day in leave else "旷课", day)
             for day in sorted(away | leave)]
    registers = [replace(each, absent=frozenset({"p1"} if each.day in away | leave else ()))
                 for each in of.registers]
    rows = found(replace(of, marks=marks, registers=registers))
    missed: list[date] = []
    day = TODAY
    while day in away | leave or (day >= START and day not in DAYS):
        missed += [day] if day in DAYS else []
        day -= timedelta(days=1)
    if not missed:
        assert rows == []
        return
    (row,) = rows
    assert (row.days, row.since) == (len(missed), missed[-1])
    explained = TODAY in leave or (said is not None and said >= missed[-1])
    acted = row.why.startswith("个案")
    assert (row.state == "told") == (explained or acted)
