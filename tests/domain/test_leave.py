"""Who approves a leave, which days it excuses, and when school begins again."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy_samples import book, calendar, clause, fact, profile, sep

from kongchuo_desktop.domain import leave
from kongchuo_desktop.domain.facts import OwnFigure
from kongchuo_desktop.domain.leave import Approval, Excuses, approval, reopening, school_figure
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import Pattern, RuleBinding

RULE = '{{ is = "rule", rule = "leave_approver", {} }}'
LADDER = ", ".join(RULE.format(rest) for rest in (
    'value = "head_teacher"', 'value = "office", after = "1 days"',
    'value = "principal", after = "?"',
    'value = "township", if = { class_kind = "补偿班" }'))


def rules() -> list[RuleBinding]:
    return book(profile(clause(LADDER))).effective("T").rules("leave_approver")


def needs(days: int, *, long_from: int | None = None, special: bool = False) -> Approval:
    def figure(asked: Figure) -> Figure:
        return asked.own(str(long_from)) if asked.open and long_from else asked

    def concerns(pattern: Pattern) -> bool:
        return special

    return approval(calendar(), sep(7), sep(7) + timedelta(days=days - 1), rules=rules(),
                    figures=[], figure=figure, concerns=concerns)


@pytest.mark.parametrize(("days", "long_from", "who"), [
    (1, None, "head_teacher"), (2, None, "office"), (30, None, "office"),
    (5, 5, "office"), (6, 5, "principal"),
])
def test_the_longest_length_that_is_exceeded_says_who_approves(
    days: int, long_from: int | None, who: str,
) -> None:
    assert needs(days, long_from=long_from).who == who


def test_a_rule_about_some_classes_goes_before_all_lengths() -> None:
    assert needs(1, special=True).who == "township"


def test_the_schools_figure_reaches_back_and_a_wrong_one_changes_nothing() -> None:
    name = leave.HOLIDAY_FROM
    assert school_figure([], name, sep(1)).value == 3
    later = [OwnFigure(name, "5", sep(10)), OwnFigure(name, "7", sep(20))]
    assert [school_figure(later, name, sep(n)).value for n in (1, 12, 25)] == [5, 5, 7]
    assert school_figure([OwnFigure(name, "很久", sep(1))], name, sep(2)).value == 3


def test_only_what_has_no_excuse_becomes_leave() -> None:
    excuses = Excuses([fact("leave", sep(8), until="2026-09-09", what="病假")])
    pupil = fact("leave", sep(8)).pupil or ""
    assert [excuses.on(pupil, sep(n)) for n in (7, 8, 9, 10)] == ["", "病假", "病假", ""]
    assert [excuses.kind(pupil, sep(8), kind) for kind in ("旷课", "未到待查", "迟到", "事假")] == [
        "病假", "病假", "迟到", "事假"]


@given(day=st.dates(date(2026, 9, 1), date(2027, 7, 10)), least=st.integers(1, 10))
def test_school_begins_again_only_after_so_many_days_without_school(
    day: date, least: int,
) -> None:
    own = [OwnFigure(leave.HOLIDAY_FROM, str(least), date(2026, 9, 1))]
    found = reopening(calendar(), day, own)
    if found is None:
        before = [calendar().in_session(day - timedelta(days=n)) for n in range(1, least + 1)]
        assert not calendar().in_session(day) or any(before)
    else:
        assert calendar().in_session(day)
        assert found.term or found.days_off >= least
        assert not any(calendar().in_session(day - timedelta(days=n))
                       for n in range(1, found.days_off + 1))
