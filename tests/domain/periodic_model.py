"""What periods owe, written down a second time: slowly, day by day, straight from policy.md §3."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kongchuo_desktop.domain.calendar import SchoolCalendar

RANGE = (date(2025, 9, 1), date(2028, 8, 31))
"""The days that the model looks at."""


@dataclass(frozen=True)
class Asked:
    """A periodic binding about one child, or (``child`` False) about the school."""

    every: str
    times: int = 1
    by: str = ""
    after: int | None = None
    within: int | None = None
    months: tuple[int, ...] = ()
    child: bool = True
    filed: bool = False
    """A return: it can be made good after its period."""


@dataclass(frozen=True)
class School:
    """What is known on the evening of ``today``; ``acts`` are days, with the period they name."""

    calendar: SchoolCalendar
    today: date
    first: date
    enrolled: tuple[tuple[date, date], ...]
    acts: tuple[tuple[date, str], ...]


@dataclass(frozen=True)
class Owed:
    """One owed period: its days, the last day in time, how often it was done, how it stands."""

    start: date
    end: date
    due: date
    done: int
    state: str


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _label(every: str, calendar: SchoolCalendar) -> Callable[[date], object]:
    def term(day: date) -> object:
        found = calendar.term_of(day)
        return found and (found.school_year, found.term)

    return {
        "day": lambda day: day,
        "week": lambda day: day.isocalendar()[:2],
        "month": lambda day: (day.year, day.month),
        "year": lambda day: day.year,
        "school_year": lambda day: day.year if day.month >= 9 else day.year - 1,
        "term": term,
    }[every]


def owed(asked: Asked, school: School) -> list[Owed]:
    """Every period of the range that owes something, oldest first."""
    label = _label(asked.every, school.calendar)
    periods: dict[object, list[date]] = {}
    for day in _days(*RANGE):
        if label(day) is not None:
            periods.setdefault(label(day), []).append(day)
    found = [_owed(asked, school, days) for days in periods.values()]
    return [period for period in found if period]


def _owed(asked: Asked, school: School, days: list[date]) -> Owed | None:
    in_session = [day for day in days if school.calendar.in_session(day)]
    if not in_session or (asked.months and days[0].month not in asked.months):
        return None
    due = _due(asked, days, in_session)
    if due is None or due < school.first:
        return None
    if asked.child and not _here(school, in_session[0]):
        return None
    done = min(asked.times, sum(_counts(act, named, days) and act <= school.today
                                for act, named in school.acts))
    arises = days[0] if asked.after is None else days[0] + timedelta(days=asked.after + 1)
    if done == asked.times:
        state = "met"
    elif asked.child and not _here(school, min(due, school.today)):
        state = "ended"
    elif arises > school.today:
        state = "coming"
    else:
        state = "open" if school.today <= days[-1] or asked.filed else "missed"
    return Owed(days[0], days[-1], due, done, state)


def _due(asked: Asked, days: list[date], in_session: list[date]) -> date | None:
    if asked.within is not None:
        return days[0] + timedelta(days=asked.within)
    if not asked.by:
        return in_session[-1]
    month, _, number = asked.by.rpartition("-")
    for day in days:
        month_over = (day + timedelta(days=1)).month != day.month
        if (not month or day.month == int(month)) and (
                day.day == int(number) or (month_over and day.day < int(number))):
            return day
    return None


def _counts(act: date, named: str, days: list[date]) -> bool:
    """An act is for the period that it names by its first day, else for the one of its day."""
    return (date.fromisoformat(named) if named else act) in days


def _here(school: School, day: date) -> bool:
    return any(first <= day <= last for first, last in school.enrolled)


def due_now(asked: Asked, school: School) -> tuple[date, int] | None:
    """What 今日 asks for: the due day, and how many periods of the school year were missed."""
    if asked.child and not _here(school, school.today):
        return None
    today = school.today
    year = date(today.year if today.month >= 9 else today.year - 1, 9, 1)
    all_owed: Sequence[Owed] = owed(asked, school)
    now = [p for p in all_owed if p.start <= today <= p.end and p.state == "open"]
    missed = [p for p in all_owed if p.end < today and p.end >= max(year, school.first)
              and p.state in ("open", "missed")]
    if asked.filed and missed:
        return missed[0].due, len(missed)
    return (now[0].due, len(missed)) if now else None
