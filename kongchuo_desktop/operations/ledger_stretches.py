"""The months, terms and school years that a ledger can be opened for, the newest first."""

from dataclasses import dataclass
from datetime import date, timedelta

from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.operations.words import month_text
from kongchuo_desktop.operations.world import load_calendar
from kongchuo_desktop.papers.made_rows import Stretch
from kongchuo_desktop.store.store import Store

_MONTHS, _YEARS = 13, 3
_TERMS = {1: "第一学期", 2: "第二学期"}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch that has begun; ``last`` is today where it is not over yet."""

    stretch: Stretch
    title: str
    first: date
    last: date


def ledger_periods(store: Store, *, own: Stretch) -> list[Period]:
    """What may be looked at, those of a ledger's ``own`` kind first; nothing where it says how
    things stand on a day."""
    if own == "day":
        return []
    calendar, today = load_calendar(store), store.now().date()
    found = [*_months(today), *_terms(calendar, today), *_years(calendar, today)]
    return sorted(found, key=lambda period: period.stretch != own)


def _months(today: date) -> list[Period]:
    found, last = [], today
    for _ in range(_MONTHS):
        first = last.replace(day=1)
        found.append(Period("month", month_text(f"{first:%Y-%m}"), first, last))
        last = first - timedelta(days=1)
    return found


def _terms(calendar: SchoolCalendar, today: date) -> list[Period]:
    """A term that begins in August is one of the school year to come."""
    year = calendar.school_year(today)
    terms = [calendar.term(y, n) for y in range(year + 1, year - _YEARS, -1) for n in (2, 1)]
    return [Period("term", f"{_year_words(term.school_year)}{_TERMS[term.term]}", term.start,
                   min(term.end, today)) for term in terms if term.start <= today]


def _years(calendar: SchoolCalendar, today: date) -> list[Period]:
    year = calendar.school_year(today)
    return [Period("school_year", _year_words(y), date(y, 9, 1), min(date(y + 1, 8, 31), today))
            for y in range(year, year - _YEARS, -1)]


def _year_words(year: int) -> str:
    return f"{year}—{year + 1}学年"
