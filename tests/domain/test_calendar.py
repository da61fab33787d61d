"""The school calendar against the announced year 2026, guesses, school changes, and counting."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain.calendar import (
    UNANNOUNCED,
    SchoolCalendar,
    TermDates,
    national_day,
)

AUTUMN = TermDates(2026, 1, date(2026, 9, 1), date(2027, 1, 22))
SPRING = TermDates(2025, 2, date(2026, 2, 27), date(2026, 7, 10))

days = st.dates(date(2023, 9, 1), date(2029, 6, 30))
calendars = st.builds(
    SchoolCalendar,
    st.dictionaries(days, st.tuples(st.booleans(), st.just("")), max_size=8),
    st.sampled_from([(), (AUTUMN,), (AUTUMN, SPRING)]),
)


def test_a_school_day_is_nothing_to_explain() -> None:
    day = SchoolCalendar().day(date(2026, 9, 7))
    assert (day.in_session, day.note, day.announced) == (True, "", True)


@pytest.mark.parametrize(
    ("day", "in_session", "note"),
    [
        (date(2026, 10, 1), False, "国庆节"),
        (date(2026, 10, 10), True, "国庆节调休上课"),  # a Saturday
        (date(2026, 9, 20), True, "国庆节调休上课"),  # a Sunday
        (date(2026, 9, 19), False, "周末"),
        (date(2026, 2, 16), False, "寒假"),
        (date(2026, 8, 3), False, "暑假"),
    ],
)
def test_the_announced_year(day: date, in_session: bool, note: str) -> None:
    found = SchoolCalendar().day(day)
    assert (found.in_session, found.note) == (in_session, note)


def test_a_year_not_announced_is_a_guess_that_says_so() -> None:
    calendar = SchoolCalendar()
    weekday, holiday = calendar.day(date(2027, 10, 8)), calendar.day(date(2027, 10, 1))
    assert (weekday.in_session, weekday.note, weekday.announced) == (True, UNANNOUNCED, False)
    assert (holiday.in_session, holiday.note, holiday.announced) == (False, "国庆节", False)


def test_terms_are_guessed_until_set() -> None:
    assert SchoolCalendar().term(2026, 1).guess
    assert SchoolCalendar(terms=[AUTUMN]).term(2026, 1) == AUTUMN
    assert SchoolCalendar(terms=[AUTUMN]).term(2026, 2).guess


def test_a_term_that_starts_in_august_belongs_to_the_coming_school_year() -> None:
    early = TermDates(2026, 1, date(2026, 8, 27), date(2027, 1, 15))
    calendar = SchoolCalendar(terms=[early])
    assert calendar.term_of(date(2026, 8, 28)) == early
    assert calendar.in_session(date(2026, 8, 28))
    assert calendar.school_days(date(2026, 8, 20), date(2026, 9, 2)) == [
        date(2026, 8, 27), date(2026, 8, 28), date(2026, 8, 31), date(2026, 9, 1),
        date(2026, 9, 2),
    ]


def test_the_school_has_the_last_word() -> None:
    calendar = SchoolCalendar({
        date(2026, 9, 8): (False, "暴雨停课"),
        date(2026, 9, 12): (True, ""),
        date(2026, 8, 29): (True, "新生报到"),
    })
    assert calendar.day(date(2026, 9, 8)).note == "暴雨停课"
    assert not calendar.in_session(date(2026, 9, 8))
    assert calendar.day(date(2026, 9, 12)).note == "学校安排上课"
    assert calendar.in_session(date(2026, 8, 29)), "even outside terms"


def test_national_holiday_in_the_middle_is_stepped_over() -> None:
    calendar = SchoolCalendar()
    assert calendar.add_school_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert calendar.add_school_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert calendar.count(date(2026, 9, 30), date(2026, 10, 10)) == 4


def test_adding_school_days_crosses_the_summer() -> None:
    assert SchoolCalendar().add_school_days(date(2026, 7, 10), 1) == date(2026, 9, 1)


def test_negative_school_days_are_a_bug() -> None:
    with pytest.raises(ValueError, match="negative"):
        SchoolCalendar().add_school_days(date(2026, 9, 1), -1)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 9, 1), 1),  # a Tuesday
        (date(2026, 9, 6), 1),
        (date(2026, 9, 7), 2),
        (date(2026, 8, 31), None),
        (date(2024, 9, 1), 1),  # a Sunday: teaching starts on Monday
        (date(2024, 9, 2), 1),
        (date(2024, 9, 9), 2),
    ],
)
def test_weeks_of_the_term(day: date, week: int | None) -> None:
    assert SchoolCalendar().week(day) == week


def test_month_shows_every_day_once() -> None:
    shown = [day.date for day in SchoolCalendar().month(2028, 2)]
    assert shown == [date(2028, 2, n) for n in range(1, 30)]
    assert len(SchoolCalendar().month(2026, 12)) == 31


def test_school_year_runs_from_september() -> None:
    calendar = SchoolCalendar()
    assert calendar.school_year(date(2027, 8, 31)) == 2026
    assert calendar.school_year(date(2027, 9, 1)) == 2027


@given(calendars, days, st.integers(0, 400))
def test_count_lists_exactly_the_days_in_session(
    calendar: SchoolCalendar, first: date, length: int
) -> None:
    last = first + timedelta(days=length)
    slow = [day for n in range(length + 1)
            if calendar.day(day := first + timedelta(days=n)).in_session]
    assert calendar.school_days(first, last) == slow
    assert calendar.count(first, last) == len(slow)


@given(calendars, days, st.integers(1, 250))
def test_adding_is_the_inverse_of_counting(
    calendar: SchoolCalendar, day: date, number: int
) -> None:
    reached = calendar.add_school_days(day, number)
    assert calendar.in_session(reached)
    assert calendar.count(day + timedelta(days=1), reached) == number


@given(calendars, days)
def test_a_day_in_session_is_in_a_term_or_the_school_said_so(
    calendar: SchoolCalendar, day: date
) -> None:
    found = calendar.day(day)
    if found.in_session and found.note != "学校安排上课":
        assert calendar.week(day) is not None
        assert found.announced == national_day(day).announced


def test_an_empty_stretch_has_no_days() -> None:
    calendar = SchoolCalendar()
    assert calendar.count(date(2026, 9, 9), date(2026, 9, 8)) == 0
    assert calendar.school_days(date(2027, 9, 9), date(2026, 9, 8)) == []
