"""The table of a school by grade over a month, term or school year: its lines and its 勾稽."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.cases.belonging import case_about
from kongchuo_desktop.domain.classes import grade_of, stage_of
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.duties.states import CaseSpan
from kongchuo_desktop.domain.facts import ClassRoom, Pupil
from kongchuo_desktop.domain.month_checks import (
    MONTH,
    ClassSum,
    MonthCheck,
    SpanWords,
    month_checks,
)
from kongchuo_desktop.domain.month_checks import TERM as TERM_WORDS
from kongchuo_desktop.domain.month_checks import YEAR as YEAR_WORDS
from kongchuo_desktop.domain.month_table import MonthLine, Move, month_table
from kongchuo_desktop.domain.report_lines import Figures
from kongchuo_desktop.domain.returns import MONTHLY, TERM, YEAR, school_year_said
from kongchuo_desktop.operations.filed_tables import filed_names, filed_table, table_in
from kongchuo_desktop.operations.periods import Period, period_named, school_period
from kongchuo_desktop.operations.pupil_rows import by_pupil
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.world import homes_of, load_calendar, rows_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Movement, Return

T = TypeVar("T")

WORDS: Mapping[str, SpanWords] = {MONTHLY: MONTH, TERM: TERM_WORDS, YEAR: YEAR_WORDS}
"""Kind of return → how its span is spoken of."""
_IN_HAND = frozenset({"absent", "open", "suspected", "dropout", "never_enrolled"})
_AT_HOME = "送教上门"
_SEPTEMBER = 9


@dataclass(frozen=True, slots=True)
class MonthReport:
    """A month, term or school year as the facts have it: its lines, and what does not add up."""

    period: str
    lines: tuple[MonthLine, ...]
    checks: tuple[MonthCheck, ...]


def month_report(store: Store, *, period: str) -> MonthReport:
    """The table of a month (``2026-09``), term or school year up to its last day or today, checked.

    Raises:
        KnownError: ``bad_month``.
    """
    about, calendar = period_named(store, period), load_calendar(store)
    first, last = counted_days(calendar, about)
    last = min(last, store.now().date())
    now = situation(store, day=last)
    lines = span_lines(store, now=now, first=first, last=last)
    before = _before(calendar, about)
    filed = filed_table(store, period=before)
    names = filed_names(store, period=before, figures=filed.figures) if filed else None
    return MonthReport(period, tuple(lines), tuple(month_checks(
        lines, _class_sums(store, now, about, last),
        filed_before=_by_grade(filed.figures) if filed else None,
        names_before=_by_grade(names) if names else None,
        new_year=_begins_year(about), words=WORDS[about.kind])))


def counted_days(calendar: SchoolCalendar, about: Period) -> tuple[date, date]:
    """The days that the table of a month, term or school year counts.

    The holidays belong to the term and year before them, so that what one of them ends with the
    next begins with; a school year runs from 1 September, or from its first term if that is
    earlier.
    """
    if about.kind == MONTHLY:
        return about.first, about.last
    said = school_year_said(about.text)
    assert said is not None
    year, number = said
    spring = calendar.term(year, 2).start
    first = spring if number == "2" else _year_start(calendar, year)
    after = spring if number == "1" else _year_start(calendar, year + 1)
    return first, after - timedelta(days=1)


def _year_start(calendar: SchoolCalendar, year: int) -> date:
    return min(calendar.term(year, 1).start, date(year, _SEPTEMBER, 1))


def _before(calendar: SchoolCalendar, about: Period) -> str:
    """The period of the same kind that was just over."""
    said = school_year_said(about.text)
    if said is None:
        return f"{about.first - timedelta(days=1):%Y-%m}"
    year, number = said
    return school_period(calendar, year - (number != "2"),
                         {"1": "2", "2": "1", "": ""}[number]).text


def _begins_year(about: Period) -> bool:
    said = school_year_said(about.text)
    return about.first.month == _SEPTEMBER if said is None else said[1] != "2"


def _by_grade(lines: Mapping[str, T]) -> dict[int, T]:
    return {int(grade): line for grade, line in lines.items()}


# the lines ------------------------------------------------------------------------------------


def span_lines(store: Store, *, now: Situation, first: date, last: date) -> list[MonthLine]:
    """The lines of a span of days, by grade."""
    pupils, cases = now.world.pupils, list(_spans(now))
    still = {case.pupil for case in cases if case.state in _IN_HAND}
    missing = frozenset(still | {p.id for p in pupils.values() if now.attendance.streak(p)})
    return month_table(
        pupils.values(), moves_of(store), first=first, last=last, grade_on=_grades(now, last),
        missing=missing, grades={_grade(room, last) for room in now.world.classes.values()
                                 if room.entry_year is not None},
        asked={**_of_cases(now, cases, first, last), "still": sorted(still),
               "visits": list(_persuasions(now, cases, first, last)),
               "sessions": [p.id for p in pupils.values()
                            if p.placement == _AT_HOME and p.enrolled_on(last)],
               "focus": [p.id for p in pupils.values()
                         if p.id not in missing and p.enrolled_on(last) and p.tags_on(last)]})


def _persuasions(now: Situation, cases: list[CaseSpan], first: date,
                 last: date) -> Iterator[str]:
    """A child for each visit and call about its case: those that stand in 劝返台账."""
    for name in {case.pupil: None for case in cases}:
        spans = now.judge.cases.of(now.world.pupils[name])
        for fact in now.facts.about("visit", pupil=name):
            if first <= fact.day <= last and case_about(spans, fact.day) in cases:
                yield name


def moves_of(store: Store) -> dict[str, list[Move]]:
    """Pupil → its enrollment changes, oldest first."""
    same = homes_of(store).same
    with store.session() as session:
        moved = by_pupil(rows_of(session, Movement), same)
    return {pupil: [Move(date.fromisoformat(row["day"]), row["kind"] or "",
                         f"{row['other'] or ''}{row['note'] or ''}") for row in rows]
            for pupil, rows in moved.items()}


def _class_sums(store: Store, now: Situation, about: Period, last: date) -> list[ClassSum]:
    """Each class as the school counts it and as it filed the span itself, then who is in none.
    A class is not held against itself."""
    same = homes_of(store).same
    with store.session() as session:
        filed = {same.get(row["unit"], row["unit"]): table_in(row)
                 for row in rows_of(session, Return)
                 if row["kind"] == about.kind and row["period"] == about.text
                 and store.role != "class"}
    members: dict[str, list[str]] = {}
    for pupil in now.world.pupils.values():
        if pupil.enrolled_on(last):
            members.setdefault(pupil.class_on(last), []).append(pupil.id)
    rooms = sorted(now.world.classes.values(), key=lambda room: room.place)
    found = [ClassSum(room.name, tuple(members.pop(room.id, ())),
                      _filed_end(filed.get(room.id))) for room in rooms]
    return [*found, ClassSum("", tuple(name for names in members.values() for name in names))]


def _filed_end(table: Figures | None) -> int | None:
    return sum(line.get("after", 0) for line in table.values()) if table else None


def _spans(now: Situation) -> Iterator[CaseSpan]:
    """Every case in hand, and every one that somebody acted on."""
    cases = now.judge.cases
    for name in sorted(cases.candidates & now.world.pupils.keys()):
        yield from (span for span in cases.of(now.world.pupils[name])
                    if span.acted or span.state != "closed")


def _of_cases(now: Situation, cases: list[CaseSpan], first: date,
              last: date) -> dict[str, list[str]]:
    """Columns of cases; what is summed up is summed over the school year."""
    year = date(now.calendar.school_year(last), 9, 1)
    found: dict[str, list[str]] = {
        "returned": sorted({case.pupil for case in cases
                            if case.returned and first <= case.returned <= last})}
    for state in ("suspected", "dropout"):
        days = {(case.pupil, day) for case in cases for day, was in case.history if was == state}
        found[f"{state}_new"] = sorted({pupil for pupil, day in days if first <= day <= last})
        found[f"{state}_all"] = sorted({pupil for pupil, day in days if year <= day <= last})
    return found


def _grades(now: Situation, last: date) -> Callable[[Pupil, date], int]:
    """The grade of a pupil's class of a day, as the month's end counts grades."""
    def grade(pupil: Pupil, day: date) -> int:
        room = now.world.classes.get(pupil.class_on(day))
        return pupil.grade if room is None or room.entry_year is None else _grade(room, last)
    return grade


def _grade(room: ClassRoom, day: date) -> int:
    if room.entry_year is None:
        return room.grade
    return grade_of(entry_year=room.entry_year, stage=stage_of(room.grade), on=day)
