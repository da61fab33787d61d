"""Each class over a week or a month: who is there at its end, who came, left and was visited."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import RowMapping

from kongchuo_desktop.domain.facts import LEAVE, NOT_IN_CLASS, ClassRoom, Fact, Pupil
from kongchuo_desktop.domain.leave import Excuses
from kongchuo_desktop.operations.paper_facts.look import Look
from kongchuo_desktop.operations.paper_facts.school_words import count_sex
from kongchuo_desktop.operations.pupil_rows import ENTERS_SCHOOL, LEAVES_SCHOOL
from kongchuo_desktop.operations.world import homes_of, rows_of
from kongchuo_desktop.store.tables import Movement

_AT_END = ("present", "leave", "absent", "elsewhere")


@dataclass(frozen=True, slots=True)
class _Moved:
    """One enrollment change of the span."""

    pupil: Pupil
    day: date
    kind: str


def week_of(day: date) -> tuple[date, date]:
    """From the Monday of a day's week to the day."""
    return day - timedelta(days=day.weekday()), day


def month_of(day: date) -> tuple[date, date]:
    """From the first of a day's month to the day."""
    return day.replace(day=1), day


def class_lines(look: Look, first: date, last: date) -> list[dict[str, Any]]:
    """One row a class, by grade and name, with the columns of ``school.week_rows``.

    Who is present and who not is of the last day of the span on which the class took a register;
    without one these columns are empty.
    """
    rooms = sorted(look.own.world.classes.values(), key=lambda room: room.place)
    look.join(p.id for p in look.own.world.pupils.values() if p.enrolled_on(look.day))
    moved, excuses = list(_moves(look, first, last)), Excuses(look.own.world.facts)
    told = [fact for fact in look.own.world.facts if first <= fact.day <= last]
    return [{"name": room.name, "head_teacher": room.head_teacher,
             "size": len(look.members(room.id)), "boys": count_sex(look, room.id, "男"),
             "girls": count_sex(look, room.id, "女"),
             **_at_end(look, room, first, last, excuses),
             **_changes([one for one in moved if one.pupil.class_on(one.day) == room.id]),
             **_acts(look, room, told)} for room in rooms]


def _at_end(look: Look, room: ClassRoom, first: date, last: date,
            excuses: Excuses) -> dict[str, Any]:
    filed = [day for day in look.own.attendance.filed_days(room.id) if first <= day <= last]
    if not filed:
        return dict.fromkeys(_AT_END, "")
    found = dict.fromkeys(_AT_END, 0)
    for pupil in look.members(room.id):
        if pupil.enrolled_on(filed[-1]):
            found[_where(look, pupil, filed[-1], excuses)] += 1
    return found


def _where(look: Look, pupil: Pupil, day: date, excuses: Excuses) -> str:
    """Which of the columns counts a pupil on a day; who missed only lessons was present."""
    def away(*kinds: frozenset[str]) -> bool:
        return any(missed.day == day and missed.whole
                   for missed in look.own.attendance.absent_days(pupil, *kinds))

    if pupil.placement in NOT_IN_CLASS:
        return "elsewhere"
    if excuses.on(pupil.id, day) or away(LEAVE):
        return "leave"
    return "absent" if away() else "present"


def _moves(look: Look, first: date, last: date) -> Iterator[_Moved]:
    same, pupils = homes_of(look.store).same, look.own.world.pupils
    with look.store.session() as session:
        rows: list[RowMapping] = list(rows_of(session, Movement))
    for row in sorted(rows, key=lambda row: (row["day"], row["recorded"], row["row"])):
        day, pupil = date.fromisoformat(row["day"]), pupils.get(same.get(row["pupil"],
                                                                         row["pupil"]))
        if pupil is not None and first <= day <= last:
            yield _Moved(pupil, day, row["kind"] or "")


def _changes(moved: list[_Moved]) -> Mapping[str, Any]:
    told = [one for one in moved if one.kind in ENTERS_SCHOOL | LEAVES_SCHOOL]
    return {"came": sum(one.kind in ENTERS_SCHOOL for one in told),
            "left": sum(one.kind in LEAVES_SCHOOL for one in told),
            "moves": "、".join(f"{one.pupil.name}{one.kind}" for one in told)}


def _acts(look: Look, room: ClassRoom, told: list[Fact]) -> Mapping[str, int]:
    pupils = look.own.world.pupils
    here = [fact for fact in told if (pupil := pupils.get(fact.pupil or ""))
            and pupil.class_on(fact.day) == room.id]
    return {"returned": len({fact.pupil for fact in here if fact.kind == "returned"}),
            "visits": sum(fact.kind == "visit" and fact.fields.get("mode") == "home"
                          for fact in here)}
