"""What a return is about: a month, a term or a school year, and the days that it counts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.calendar import SchoolCalendar, month_end
from kongchuo_desktop.domain.returns import MONTHLY
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange.names import AT_ANY_TIME as AT_ANY_TIME
from kongchuo_desktop.exchange.names import period_words
from kongchuo_desktop.operations.world import load_calendar
from kongchuo_desktop.store.store import Store

TERM, YEAR = "学期报", "学年报"
_YEAR = re.compile(r"(20\d\d)-(20\d\d)(?:-([12]))?")


@dataclass(frozen=True, slots=True)
class Period:
    """``text`` as it is written down: ``2026-09``, ``2026-2027-1`` or ``2026-2027``; its first and
    last day are both included."""

    kind: str
    text: str
    first: date
    last: date

    @property
    def words(self) -> str:
        return period_words(self.text)


def months_offered(today: date) -> list[Period]:
    """The month before, which may still be handed over, and the one that runs."""
    before = date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)
    return [_month_of(before), _month_of(today)]


def periods_offered(store: Store) -> Mapping[str, Sequence[Period]]:
    """Kind → what may be handed over now, the newest last: the latest two that have begun.

    A class hands over months; terms and years are its school's to sum up.
    """
    today = store.now().date()
    now = _month_of(today)
    months = {MONTHLY: months_offered(today)}
    always = {AT_ANY_TIME: [Period(AT_ANY_TIME, "", now.first, now.last)]}
    if store.role == "class":
        return months | always
    calendar = load_calendar(store)
    years = [calendar.school_year(today) + more for more in (-1, 0, 1)]
    terms = [_year(calendar, year, str(number)) for year in years for number in (1, 2)]
    whole = [_year(calendar, year, "") for year in years]
    return months | {kind: [one for one in found if one.first <= today][-2:]
                     for kind, found in ((TERM, terms), (YEAR, whole))} | always


def read_period(store: Store, text: str) -> Period:
    """A period that has begun; terms are the unit's own.

    Raises:
        KnownError: ``bad_month``, ``future_month``.
    """
    found = _term_or_year(store, text) or _month(text)
    if found is None:
        raise KnownError("bad_month", f"“{text}”不是月份。",
                         todo="写成2026-09这样；学期写2026-2027-1，学年写2026-2027。")
    if found.first > store.now().date():
        raise KnownError("future_month", f"{found.words}还没有到，不能报送。",
                         kept="没有改动。", todo="核对月份。")
    return found


def _month(text: str) -> Period | None:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return _month_of(first)


def _month_of(day: date) -> Period:
    return Period(MONTHLY, f"{day:%Y-%m}", day.replace(day=1), month_end(day.year, day.month))


def _term_or_year(store: Store, text: str) -> Period | None:
    said = _YEAR.fullmatch(text)
    if said is None or int(said[2]) != int(said[1]) + 1:
        return None
    return _year(load_calendar(store), int(said[1]), said[3] or "")


def _year(calendar: SchoolCalendar, year: int, number: str) -> Period:
    """A school year, or the term of it with this number."""
    terms = [calendar.term(year, int(one)) for one in number or "12"]
    text = "-".join(filter(None, (str(year), str(year + 1), number)))
    return Period(TERM if number else YEAR, text, terms[0].start, terms[-1].end)
