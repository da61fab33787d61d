"""What a return is about: a month, a term, its beginning or a school year, and their days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.calendar import SchoolCalendar, month_end
from kongchuo_desktop.domain.returns import AT_START, kind_of, opening_end, school_year_said
from kongchuo_desktop.domain.returns import MONTHLY as MONTHLY
from kongchuo_desktop.domain.returns import OPENING as OPENING
from kongchuo_desktop.domain.returns import TERM as TERM
from kongchuo_desktop.domain.returns import YEAR as YEAR
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange.names import AT_ANY_TIME as AT_ANY_TIME
from kongchuo_desktop.exchange.names import period_words
from kongchuo_desktop.operations.world import load_calendar
from kongchuo_desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Period:
    """``text`` as it is written down: ``2026-09``, ``2026-2027-1-start``, ``2026-2027-1`` or
    ``2026-2027``; its first and last day are both included."""

    kind: str
    text: str
    first: date
    last: date

    @property
    def words(self) -> str:
        return period_words(self.text)


def short_period(text: str) -> str:
    """``9月``, ``第一学期``, ``第一学期开学`` or ``2026—2027学年``: the head of a grid's column."""
    words = period_words(text)
    said = school_year_said(text)
    if said is None:
        return words.partition("年")[2]
    return words.partition("学年")[2] or words


def months_offered(today: date) -> list[Period]:
    """The month before, which may still be handed over, and the one that runs."""
    before = date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)
    return [month_of(before), month_of(today)]


def at_any_time(today: date) -> Period:
    """What goes up between returns: its figures are those of the month that runs."""
    month = month_of(today)
    return Period(AT_ANY_TIME, "", month.first, month.last)


def periods_offered(store: Store) -> Mapping[str, Sequence[Period]]:
    """Kind → what may be handed over now, the newest last: the latest two that have begun.

    A class hands over months; terms and years are its school's to sum up.
    """
    today = store.now().date()
    months = {MONTHLY: months_offered(today)}
    always = {AT_ANY_TIME: [at_any_time(today)]}
    if store.role == "class":
        return months | always
    calendar = load_calendar(store)
    years = [calendar.school_year(today) + more for more in (-1, 0, 1)]
    terms = [school_period(calendar, year, str(number)) for year in years for number in (1, 2)]
    openings = [opening_period(calendar, year, str(number)) for year in years for number in (1, 2)]
    whole = [school_period(calendar, year) for year in years]
    return months | {
        kind: [one for one in found if one.first <= today][-2:]
        for kind, found in ((OPENING, openings), (TERM, terms), (YEAR, whole))} | always


def read_period(store: Store, text: str) -> Period:
    """A period that has begun; terms are the unit's own.

    Raises:
        KnownError: ``bad_month``, ``future_month``.
    """
    found = period_named(store, text)
    if found.first > store.now().date():
        raise KnownError("future_month", f"{found.words}还没有到，不能报送。",
                         kept="没有改动。", todo="核对月份。")
    return found


def period_named(store: Store, text: str) -> Period:
    """A month, term, its beginning or a school year, begun or not.

    Raises:
        KnownError: ``bad_month``.
    """
    found = period_of(load_calendar(store), text)
    if found is None:
        raise KnownError("bad_month", f"“{text}”不是月份、学期或学年。", kept="没有改动。",
                         todo="月份写成2026-09这样，学期写2026-2027-1，开学写2026-2027-1-start，"
                              "学年写2026-2027。")
    return found


def period_of(calendar: SchoolCalendar, text: str) -> Period | None:
    """What ``2026-09``, ``2026-2027-1-start``, ``2026-2027-1`` or ``2026-2027`` means; None for
    anything else."""
    said = school_year_said(text)
    if said is None:
        return _month(text)
    return (opening_period if kind_of(text) == OPENING else school_period)(calendar, *said)


def _month(text: str) -> Period | None:
    try:
        return month_of(date.fromisoformat(f"{text}-01"))
    except ValueError:
        return None


def month_of(day: date) -> Period:
    """The month of a day."""
    return Period(MONTHLY, f"{day:%Y-%m}", day.replace(day=1), month_end(day.year, day.month))


def school_period(calendar: SchoolCalendar, year: int, number: str = "") -> Period:
    """A school year, or the term of it with this number."""
    terms = [calendar.term(year, int(one)) for one in number or "12"]
    text = "-".join(filter(None, (str(year), str(year + 1), number)))
    return Period(TERM if number else YEAR, text, terms[0].start, terms[-1].end)


def opening_period(calendar: SchoolCalendar, year: int, number: str) -> Period:
    """The beginning of a term."""
    term = school_period(calendar, year, number)
    return Period(OPENING, term.text + AT_START, term.first,
                  opening_end(calendar.term(year, int(number))))
