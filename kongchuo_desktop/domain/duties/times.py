"""Days, patience, due dates and periods of duties (policy.md §3)."""

from dataclasses import dataclass
from datetime import date, timedelta

from kongchuo_desktop.domain.calendar import SchoolCalendar, monday, month_end
from kongchuo_desktop.domain.policy.figures import Figure

_A_WEEK = timedelta(days=7)


def add(calendar: SchoolCalendar, day: date, span: Figure) -> date:
    """Day n after ``day``, which is day 0: the last day in time (§3).

    A month ends on the same day of a later month, or on that month's last day.
    """
    number = span.value or 0
    if span.unit == "school days":
        return calendar.add_school_days(day, number)
    if span.unit == "weeks":
        return day + timedelta(days=7 * number)
    if span.unit == "months":
        month = day.month - 1 + number
        year, month = day.year + month // 12, month % 12 + 1
        return date(year, month, min(day.day, month_end(year, month).day))
    return day + timedelta(days=number)


@dataclass(frozen=True, slots=True)
class Period:
    """A week, month, term or year: its days and its first and last day in session."""

    start: date
    end: date
    first: date
    last: date

    @property
    def key(self) -> str:
        """``2026-09`` for a month, else the first day: what a return's period is called."""
        is_month = self.start.day == 1 and self.end == month_end(self.start.year, self.start.month)
        return self.start.isoformat()[:7] if is_month else self.start.isoformat()

    def holds(self, named: str) -> bool:
        """Whether what a return calls its period lies in this one, also after the calendar was
        corrected: the days of a week or term may have moved. A month is none of a week's."""
        is_month = len(named) == len("2026-09")
        try:
            first = date.fromisoformat(f"{named}-01" if is_month else named)
        except ValueError:
            return False
        if not is_month:
            return self.start <= first <= self.end
        last = month_end(first.year, first.month)
        return self.end - self.start > _A_WEEK and first <= self.end and self.start <= last


class Periods:
    """The periods of one calendar; one without a school day does not exist."""

    def __init__(self, calendar: SchoolCalendar) -> None:
        self._calendar = calendar
        self._known: dict[tuple[date, date], Period | None] = {}
        self._lists: dict[tuple[object, ...], list[Period]] = {}

    def of(self, every: str, day: date, months: tuple[int, ...] = ()) -> Period | None:
        """The period that ``day`` lies in, None where nothing is owed."""
        bounds = self._bounds(every, day)
        if bounds is None or (months and bounds[0].month not in months):
            return None
        if bounds not in self._known:
            days = self._calendar.school_days(*bounds)
            self._known[bounds] = Period(*bounds, days[0], days[-1]) if days else None
        return self._known[bounds]

    def before(self, every: str, day: date, since: date,
               months: tuple[int, ...] = ()) -> list[Period]:
        """The periods of this school year that ended before ``day``'s, from ``since`` on."""
        key = ("before", every, day, since, months)
        if key in self._lists:
            return self._lists[key]
        year_start = date(self._calendar.school_year(day), 9, 1)
        found: list[Period] = []
        bounds = self._bounds(every, day)
        last = (bounds[0] if bounds else day) - timedelta(days=1)
        while last >= max(since, year_start):
            period = self.of(every, last, months)
            if period is not None:
                found.append(period)
            around = self._bounds(every, last)
            last = (around[0] if around else last) - timedelta(days=1)
        self._lists[key] = found[::-1]
        return self._lists[key]

    def between(self, every: str, since: date, until: date,
                months: tuple[int, ...] = ()) -> list[Period]:
        """The periods that touch a span of days, oldest first."""
        key = ("between", every, since, until, months)
        if key in self._lists:
            return self._lists[key]
        found = self._lists[key] = []
        day = since
        while day <= until:
            period = self.of(every, day, months)
            if period is not None:
                found.append(period)
            around = self._bounds(every, day)
            day = (around[1] if around else day) + timedelta(days=1)
        return found

    def _bounds(self, every: str, day: date) -> tuple[date, date] | None:
        if every == "day":
            return day, day
        if every == "week":
            return monday(day), monday(day) + timedelta(days=6)
        if every == "month":
            return day.replace(day=1), month_end(day.year, day.month)
        if every == "year":
            return date(day.year, 1, 1), date(day.year, 12, 31)
        if every == "school_year":
            year = self._calendar.school_year(day)
            return date(year, 9, 1), date(year + 1, 8, 31)
        term = self._calendar.term_of(day)
        return (term.start, term.end) if term else None


def day_in(period: Period, by: str) -> date | None:
    """The date ``09-30`` or the day of the month ``28`` inside a period; None if it has none."""
    for year, month in _months(period):
        wanted_month, _, wanted_day = by.rpartition("-")
        if wanted_month and int(wanted_month) != month:
            continue
        day = date(year, month, min(int(wanted_day), month_end(year, month).day))
        if period.start <= day <= period.end:
            return day
    return None


def next_day(start: date, by: str) -> date:
    """The first 09-30 (or day 28 of a month) at or after ``start``; 02-30 is February's last."""
    wanted_month, _, wanted_day = by.rpartition("-")
    year, month = start.year, start.month
    while True:
        day = date(year, month, min(int(wanted_day), month_end(year, month).day))
        if day >= start and wanted_month in ("", f"{month:02}"):
            return day
        year, month = year + month // 12, month % 12 + 1


def _months(period: Period) -> list[tuple[int, int]]:
    count = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month
    first = period.start.year * 12 + period.start.month - 1
    return [((first + i) // 12, (first + i) % 12 + 1) for i in range(count + 1)]
