"""The month's table of a school (月报), from enrollment, movements, registers and cases."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from kongchuo_desktop.domain.calendar import month_end
from kongchuo_desktop.domain.classes import grade_of
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.duties.states import CaseSpan
from kongchuo_desktop.domain.facts import Pupil
from kongchuo_desktop.domain.month_table import COLUMNS, MonthLine, Move, month_rows, month_table
from kongchuo_desktop.operations.paper_facts.look import Look
from kongchuo_desktop.operations.pupil_rows import by_pupil
from kongchuo_desktop.operations.world import homes_of, rows_of
from kongchuo_desktop.store.tables import Movement

_IN_HAND = frozenset({"absent", "open", "suspected", "dropout", "never_enrolled"})
_AT_HOME = "送教上门"


def month_lines(look: Look) -> list[MonthLine]:
    """The lines of the month of the paper's day, up to that day."""
    now, last = look.own, min(look.day, month_end(look.day.year, look.day.month))
    first, same = last.replace(day=1), homes_of(look.store).same
    with look.store.session() as session:
        moved = by_pupil(rows_of(session, Movement), same)
    moves = {pupil: [Move(date.fromisoformat(row["day"]), row["kind"] or "",
                          f"{row['other'] or ''}{row['note'] or ''}") for row in rows]
             for pupil, rows in moved.items()}
    pupils, cases = now.world.pupils, list(_spans(now))
    still = {case.pupil for case in cases if case.state in _IN_HAND}
    missing = frozenset(still | {p.id for p in pupils.values() if now.attendance.streak(p)})
    return month_table(
        pupils.values(), moves, first=first, last=last, grade_on=_grades(look, last),
        missing=missing, grades=_grades_taught(look, last),
        asked={**_of_cases(look, cases, first, last), "still": sorted(still),
               "visits": [fact.pupil or "" for fact in now.world.facts
                          if fact.kind == "visit" and first <= fact.day <= last],
               "sessions": [p.id for p in pupils.values()
                            if p.placement == _AT_HOME and p.enrolled_on(last)],
               "focus": [p.id for p in pupils.values()
                         if p.id not in missing and p.enrolled_on(last) and p.tags_on(last)]})


def month_figures(look: Look) -> list[dict[str, Any]]:
    """The lines as they are printed, with the sums of the stages and of all."""
    return list(month_rows({line.grade: {column: line.count(column) for column in COLUMNS}
                            for line in month_lines(look)}))


def _spans(now: Situation) -> Iterator[CaseSpan]:
    """Every case in hand, and every one that somebody acted on."""
    cases = now.judge.cases
    for name in sorted(cases.candidates & now.world.pupils.keys()):
        yield from (span for span in cases.of(now.world.pupils[name])
                    if span.acted or span.state != "closed")


def _of_cases(look: Look, cases: list[CaseSpan], first: date,
              last: date) -> dict[str, list[str]]:
    """Columns of cases; what is summed up is summed over the school year."""
    year = date(look.calendar.school_year(last), 9, 1)
    found: dict[str, list[str]] = {
        "returned": sorted({case.pupil for case in cases
                            if case.returned and first <= case.returned <= last})}
    for state in ("suspected", "dropout"):
        days = {(case.pupil, day) for case in cases for day, was in case.history if was == state}
        found[f"{state}_new"] = sorted({pupil for pupil, day in days if first <= day <= last})
        found[f"{state}_all"] = sorted({pupil for pupil, day in days if year <= day <= last})
    return found


def _grades(look: Look, last: date) -> Callable[[Pupil, date], int]:
    """The grade of a pupil's class of a day, as the month's end counts grades."""
    def grade(pupil: Pupil, day: date) -> int:
        row = look.rooms.get(pupil.class_on(day))
        if row is None or row["entry_year"] is None:
            return pupil.grade
        return grade_of(entry_year=row["entry_year"], stage=row["stage"], on=last)
    return grade


def _grades_taught(look: Look, last: date) -> set[int]:
    rows = (look.rooms.get(room) for room in look.own.world.classes)
    return {grade_of(entry_year=row["entry_year"], stage=row["stage"], on=last)
            for row in rows if row is not None and row["entry_year"] is not None}
