"""The school calendar: which days are in session, terms, weeks, and counting school days.

What a school says about a day wins over everything; then come its terms; then the national
holidays and make-up days as the State Council announced them. Where a year is not announced yet
or a term is not set, the calendar guesses and says so (policy.md §3).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from chinese_calendar import Holiday, holidays, workdays

from kongchuo_desktop.domain.classes import school_year_of

UNANNOUNCED: Final = "未公布"
"""Note of a day in a year whose holidays are not announced yet."""

_ONE_DAY: Final = timedelta(days=1)
_ANNOUNCED_YEARS: Final = range(min(holidays).year, max(holidays).year + 1)
_NAMES: Final[Mapping[str, str]] = {holiday.value: holiday.chinese for holiday in Holiday}

# 全国年节及纪念日放假办法 (2024-11-10) §2: the days off that fall on the same date every year.
# They hold before a year's arrangement is announced; what is unknown is the shifting around them.
_FIXED: Final[Mapping[tuple[int, int], str]] = {
    (1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节",
    (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节",
}

# No law fixes the terms; these are the usual ones, used until a school sets its own.
_AUTUMN_GUESS: Final = ((9, 1), (1, 20))
_SPRING_GUESS: Final = ((3, 1), (7, 10))


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar.

    ``note`` says why the day is as it is (国庆节, 国庆节调休上课, 周末, 寒假, or the school's own
    words) and is empty for an ordinary school day; ``announced`` is False while the national
    arrangement of its year is not known.
    """

    date: date
    in_session: bool
    note: str = ""
    announced: bool = True


@dataclass(frozen=True, slots=True)
class TermDates:
    """First and last day of a term, both included.

    ``school_year`` is the year of the September it began in, ``term`` is 1 (autumn) or 2 (spring);
    ``guess`` is True where the school has not set the term.
    """

    school_year: int
    term: int
    start: date
    end: date
    guess: bool = False

    def covers(self, day: date) -> bool:
        return self.start <= day <= self.end


class National(NamedTuple):
    """What the national arrangement says of a day."""

    works: bool
    note: str
    announced: bool


def national_day(day: date) -> National:
    """The national arrangement of a day, by ``chinesecalendar`` for the years it knows."""
    if day in workdays:
        return National(True, f"{_NAMES[workdays[day]]}调休上课", True)
    if day in holidays:
        return National(False, _NAMES[holidays[day]], True)
    announced = day.year in _ANNOUNCED_YEARS
    fixed = None if announced else _FIXED.get((day.month, day.day))
    if fixed:
        return National(False, fixed, False)
    if day.weekday() >= 5:
        return National(False, "周末", announced)
    return National(True, "" if announced else UNANNOUNCED, announced)


def guessed_term(school_year: int, term: int) -> TermDates:
    """The usual dates of a term that a school has not set: 1 Sept to 20 Jan, 1 March to 10 July."""
    first, last = _AUTUMN_GUESS if term == 1 else _SPRING_GUESS
    start_year = school_year if term == 1 else school_year + 1
    return TermDates(school_year, term, date(start_year, *first), date(school_year + 1, *last),
                     guess=True)


class SchoolCalendar:
    """The calendar of one unit; immutable, answers are cached.

    Args:
        overrides: what the school itself says of a day: ``(in_session, note)``.
        terms: the terms the school has set; for others ``guessed_term`` stands in.
        national: the national arrangement of a day.
    """

    def __init__(
        self,
        overrides: Mapping[date, tuple[bool, str]] | None = None,
        terms: Sequence[TermDates] = (),
        national: Callable[[date], National] = national_day,
    ) -> None:
        self._overrides = dict(overrides or {})
        self._terms = {(term.school_year, term.term): term for term in terms}
        self._national = national
        self._days: dict[date, Day] = {}
        self._sessions: dict[int, tuple[date, ...]] = {}

    def day(self, day: date) -> Day:
        """Whether a day is in session, and why."""
        known = self._days.get(day)
        if known is None:
            known = self._days[day] = self._judge(day)
        return known

    def in_session(self, day: date) -> bool:
        return self.day(day).in_session

    def month(self, year: int, month: int) -> list[Day]:
        """All days of a month, first to last."""
        return [self.day(day) for day in _each(date(year, month, 1), month_end(year, month))]

    def school_days(self, first: date, last: date) -> list[date]:
        """The days in session from ``first`` to ``last``, both included."""
        found: list[date] = []
        for year in range(school_year_of(first), school_year_of(last) + 1):
            days = self._in_session_of(year)
            found += days[bisect_left(days, first):bisect_right(days, last)]
        return found

    def count(self, first: date, last: date) -> int:
        """How many days from ``first`` to ``last``, both included, are in session."""
        total = 0
        for year in range(school_year_of(first), school_year_of(last) + 1):
            days = self._in_session_of(year)
            total += max(0, bisect_right(days, last) - bisect_left(days, first))
        return total

    def add_school_days(self, day: date, number: int) -> date:
        """The ``number``-th day in session after ``day``; ``day`` itself for 0 (policy.md §3).

        Raises:
            ValueError: ``number`` is negative.
        """
        if number < 0:
            raise ValueError("number of school days must not be negative")
        if number == 0:
            return day
        year = school_year_of(day)
        while True:
            days = self._in_session_of(year)
            after = bisect_right(days, day)
            if number <= len(days) - after:
                return days[after + number - 1]
            number -= len(days) - after
            year += 1

    def school_year(self, day: date) -> int:
        """The year in which the school year of ``day`` began; it runs from 1 September."""
        return school_year_of(day)

    def term(self, school_year: int, number: int) -> TermDates:
        """Term 1 (autumn) or 2 (spring) of a school year, as set or as guessed."""
        return self._terms.get((school_year, number)) or guessed_term(school_year, number)

    def term_of(self, day: date) -> TermDates | None:
        """The term a day lies in, None in the holidays."""
        year = school_year_of(day)
        # A term that the school begins in August still belongs to the coming school year.
        near = [self.term(y, n) for y, n in ((year, 1), (year, 2), (year + 1, 1))]
        covering = [term for term in near if term.covers(day)]
        return min(covering, key=lambda term: term.guess, default=None)

    def week(self, day: date) -> int | None:
        """The number of the week (Monday to Sunday) within the term, None outside terms.

        Week 1 is the week of the term's first day in session: 1 September may be a Sunday.
        """
        term = self.term_of(day)
        if term is None:
            return None
        first = next(iter(self.school_days(term.start, term.end)), term.start)
        return max(1, (monday(day) - monday(first)).days // 7 + 1)

    def _judge(self, day: date) -> Day:
        national = self._national(day)
        own = self._overrides.get(day)
        if own is not None:
            in_session, note = own
            words = note or ("学校安排上课" if in_session else "学校安排放假")
            return Day(day, in_session, words, national.announced)
        if self.term_of(day) is None:
            return Day(day, False, self._vacation(day), national.announced)
        return Day(day, national.works, national.note, national.announced)

    def _vacation(self, day: date) -> str:
        year = school_year_of(day)
        between = self.term(year, 1).start <= day < self.term(year, 2).start
        return "寒假" if between else "暑假"

    def _in_session_of(self, school_year: int) -> tuple[date, ...]:
        known = self._sessions.get(school_year)
        if known is None:
            span = _each(date(school_year, 9, 1), date(school_year + 1, 8, 31))
            known = tuple(day for day in span if self.in_session(day))
            self._sessions[school_year] = known
        return known


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - _ONE_DAY


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
