"""The month's table of a school: its lines, its 勾稽, and what changed since it was filed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kongchuo_desktop.domain.calendar import month_end
from kongchuo_desktop.domain.classes import grade_of, stage_of
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.duties.states import CaseSpan
from kongchuo_desktop.domain.facts import ClassRoom, Pupil
from kongchuo_desktop.domain.month_checks import (
    Change,
    ClassSum,
    MonthCheck,
    Names,
    Table,
    changed_since,
    month_checks,
    table_of,
)
from kongchuo_desktop.domain.month_table import MonthLine, Move, month_table
from kongchuo_desktop.operations.homes import own_rows
from kongchuo_desktop.operations.periods import MONTHLY
from kongchuo_desktop.operations.pupil_rows import by_pupil
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.trust import own_class
from kongchuo_desktop.operations.world import homes_of, rows_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Movement, Return

TABLE = "table"
"""The figure of a return that is its whole table: grade → column → number."""
_NAMES = "month_names"
_IN_HAND = frozenset({"absent", "open", "suspected", "dropout", "never_enrolled"})
_AT_HOME = "送教上门"
_SEPTEMBER = 9


@dataclass(frozen=True, slots=True)
class MonthReport:
    """A month as the facts have it: its lines, and what does not add up.

    ``changes`` is what is another number now than when the month was filed; empty where it was
    not filed or nothing changed.
    """

    period: str
    lines: tuple[MonthLine, ...]
    checks: tuple[MonthCheck, ...]
    changes: tuple[Change, ...]


def month_report(store: Store, *, period: str) -> MonthReport:
    """The table of a month (``2026-09``) up to its last day or today, checked."""
    first = date.fromisoformat(f"{period}-01")
    last = min(month_end(first.year, first.month), store.now().date())
    now = situation(store, day=last)
    lines = month_lines(store, now=now, last=last)
    before = f"{first - timedelta(days=1):%Y-%m}"
    filed = filed_table(store, period=period)
    return MonthReport(
        period, tuple(lines),
        tuple(month_checks(lines, _class_sums(store, now, period, last),
                           filed_before=filed_table(store, period=before),
                           names_before=_names(store, before),
                           new_year=first.month == _SEPTEMBER)),
        tuple(changed_since(lines, filed, _names(store, period))) if filed is not None else ())


def filed_table(store: Store, *, period: str) -> Table | None:
    """The table that the store itself filed for a month; None where it filed none."""
    room = own_class(store)
    with store.session() as session:
        rows = [row for row in own_rows(session, store.home, Return)
                if row["kind"] == MONTHLY and row["period"] == period
                and row["unit"] == (room.row if room else row["home"])
                and (row["figures"] or {}).get(TABLE)]
    if not rows:
        return None
    latest = max(rows, key=lambda row: (row["day"], row["recorded"], row["tips"]))
    return {int(grade): dict(line) for grade, line in latest["figures"][TABLE].items()}


def table_to_file(store: Store, *, period: str) -> dict[str, dict[str, int]]:
    """The table of a month as a return carries it; whom it counts is kept on this computer, so
    that it can be said by name what changed since."""
    lines = month_report(store, period=period).lines
    store.local(_NAMES).set(period, {
        str(line.grade): {column: list(found) for column, found in line.pupils.items()}
        for line in lines})
    return {str(grade): {column: number for column, number in line.items() if number}
            for grade, line in table_of(lines).items()}


def _names(store: Store, period: str) -> Names | None:
    kept = store.local(_NAMES).get(period)
    return {int(grade): line for grade, line in kept.items()} if kept else None


# the lines ------------------------------------------------------------------------------------


def month_lines(store: Store, *, now: Situation, last: date) -> list[MonthLine]:
    """The lines of the month of a day, up to that day, by grade."""
    first = last.replace(day=1)
    pupils, cases = now.world.pupils, list(_spans(now))
    still = {case.pupil for case in cases if case.state in _IN_HAND}
    missing = frozenset(still | {p.id for p in pupils.values() if now.attendance.streak(p)})
    return month_table(
        pupils.values(), moves_of(store), first=first, last=last, grade_on=_grades(now, last),
        missing=missing, grades={_grade(room, last) for room in now.world.classes.values()
                                 if room.entry_year is not None},
        asked={**_of_cases(now, cases, first, last), "still": sorted(still),
               "visits": [fact.pupil or "" for fact in now.world.facts
                          if fact.kind == "visit" and first <= fact.day <= last],
               "sessions": [p.id for p in pupils.values()
                            if p.placement == _AT_HOME and p.enrolled_on(last)],
               "focus": [p.id for p in pupils.values()
                         if p.id not in missing and p.enrolled_on(last) and p.tags_on(last)]})


def moves_of(store: Store) -> dict[str, list[Move]]:
    """Pupil → its enrollment changes, oldest first."""
    same = homes_of(store).same
    with store.session() as session:
        moved = by_pupil(rows_of(session, Movement), same)
    return {pupil: [Move(date.fromisoformat(row["day"]), row["kind"] or "",
                         f"{row['other'] or ''}{row['note'] or ''}") for row in rows]
            for pupil, rows in moved.items()}


def _class_sums(store: Store, now: Situation, period: str, last: date) -> list[ClassSum]:
    """Each class as the school counts it and as it filed the month itself, then who is in none.
    A class is not held against itself."""
    same = homes_of(store).same
    with store.session() as session:
        filed = {same.get(row["unit"], row["unit"]): row["figures"] or {}
                 for row in rows_of(session, Return)
                 if row["kind"] == MONTHLY and row["period"] == period
                 and store.role != "class"}
    members: dict[str, list[str]] = {}
    for pupil in now.world.pupils.values():
        if pupil.enrolled_on(last):
            members.setdefault(pupil.class_on(last), []).append(pupil.id)
    rooms = sorted(now.world.classes.values(), key=lambda room: (room.grade, room.name))
    found = [ClassSum(room.name, tuple(members.pop(room.id, ())),
                      _filed_end(filed.get(room.id, {}))) for room in rooms]
    return [*found, ClassSum("", tuple(name for names in members.values() for name in names))]


def _filed_end(figures: Mapping[str, Any]) -> int | None:
    table = figures.get(TABLE)
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
