"""勾稽 of who came when a term began, and what the periods of its return are."""

from datetime import date

import pytest

from kongchuo_desktop.domain.calendar import SchoolCalendar, TermDates
from kongchuo_desktop.domain.month_checks import MonthCheck
from kongchuo_desktop.domain.opening_checks import opening_checks
from kongchuo_desktop.domain.report_lines import ReportLine
from kongchuo_desktop.domain.returns import ReturnRules, kind_of, opening_end
from kongchuo_desktop.exchange.names import period_words, what_words
from kongchuo_desktop.operations.periods import period_of, short_period


def line(**pupils: tuple[str, ...]) -> ReportLine:
    return ReportLine("r", "一年级1班", pupils)


def test_a_class_adds_up_when_all_came_or_it_is_known_why_not() -> None:
    assert list(opening_checks([
        line(due=("a", "b"), arrived=("a",), missing=("b",), leave=("b",)),
        line(due=("a",), arrived=("a",)), line()])) == []


@pytest.mark.parametrize(("found", "check"), [
    (line(due=("a", "b"), arrived=("a",)),
     MonthCheck("arrived", "一年级1班：已到1＋未到0，不等于应到2", ("b",))),
    (line(due=("a",), arrived=("a",), missing=("a",), unknown=("a",)),
     MonthCheck("arrived", "一年级1班：已到1＋未到1，不等于应到1", ("a",))),
    (line(due=("a", "b"), missing=("a", "b"), unknown=("a",)),
     MonthCheck("reasons", "一年级1班：未到2，写得进表里五种情况的1，还有1人是别的情况", ("b",))),
])
def test_who_makes_the_difference_is_named(found: ReportLine, check: MonthCheck) -> None:
    assert list(opening_checks([found])) == [check]


def test_who_is_in_no_class_and_a_class_that_nobody_looked_into_are_said() -> None:
    found = list(opening_checks([line(due=("a",), missing=("a",), unknown=("a",))], ["z", "y"],
                                unseen={"r"}))
    assert found == [
        MonthCheck("registers", "一年级1班：开学以来没有点过名，已到的数不出来", ("a",)),
        MonthCheck("classes", "还有2人应当到校，没有写班级，表里没有数", ("y", "z"))]


def test_the_beginning_of_a_term_is_a_period_of_its_own() -> None:
    text, calendar = "2026-2027-1-start", SchoolCalendar()
    about = period_of(calendar, text)
    assert about is not None
    assert (about.kind, about.text, about.first, about.last) == (
        "开学报", text, date(2026, 9, 1), date(2026, 9, 30))
    assert (kind_of(text), period_words(text), short_period(text), what_words("开学报", text)) == (
        "开学报", "2026—2027学年第一学期开学", "第一学期开学", "2026—2027学年第一学期开学报")
    assert [period_of(calendar, wrong) for wrong in (
        "2026-2027-start", "2026-2027-3-start", "2026-09-start", "2026-2027-1-end")] == [None] * 4
    assert ReturnRules((), calendar).due(text).day == date(2026, 9, 30)
    # One that is over within a month ends with it.
    assert opening_end(TermDates(2026, 1, date(2026, 9, 1), date(2026, 9, 10))) == date(2026, 9, 10)
