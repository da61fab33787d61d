"""Who came when school began again and who did not, by class (开学工作统计报表)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kongchuo_desktop.domain.facts import ClassRoom, Fact, Pupil
from kongchuo_desktop.domain.leave import Excuses
from kongchuo_desktop.operations.late_return import LEDGER
from kongchuo_desktop.operations.paper_facts.look import Look
from kongchuo_desktop.store.tables import Movement

COLUMNS = ("transferred", "leave", "suspended", "suspected", "unknown")
_GONE: Mapping[str, str] = {"转出": "transferred", "休学": "suspended"}
_SUSPECTED = frozenset({"suspected", "dropout"})
_GRADUATED = "毕业"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One child that was due; ``why`` is one of ``COLUMNS`` or empty where none of them fits."""

    pupil: Pupil
    room: ClassRoom
    arrived: bool
    why: str = ""
    cause: str = ""
    whereabouts: str = ""


def arrivals(look: Look) -> list[Arrival]:
    """All who were due on the first school day of the term, by class and seat.

    Due is who is enrolled on that day, and who was enrolled on the last day of school before it
    and has left since other than by graduating. None in the holidays.
    """
    now, term = look.own, look.calendar.term_of(look.day)
    days = look.calendar.school_days(term.start, look.day) if term else []
    if not days:
        return []
    opened = days[0]
    before = _last_day_before(look, opened)
    due = [pupil for pupil in now.world.pupils.values()
           if pupil.enrolled_on(opened) or pupil.enrolled_on(before)]
    look.join(pupil.id for pupil in due)
    found, excuses = [], Excuses(now.world.facts)
    for pupil in due:
        room = now.world.classes.get(pupil.class_on(opened))
        one = _arrival(look, pupil, room, opened, excuses) if room else None
        if one is not None:
            found.append(one)
    return sorted(found, key=lambda one: (one.room.grade, one.room.name, one.pupil.seat or 10_000,
                                          one.pupil.name))


def _last_day_before(look: Look, day: date) -> date:
    """The last school day before, a year back at most."""
    days = look.calendar.school_days(day - timedelta(days=366), day - timedelta(days=1))
    return days[-1] if days else day


def _arrival(look: Look, pupil: Pupil, room: ClassRoom, opened: date,
             excuses: Excuses) -> Arrival | None:
    now = look.own
    if now.attendance.present_days(pupil, opened):
        return Arrival(pupil, room, True)
    told: list[Fact] = [fact for fact in now.facts.about("recorded", pupil=pupil.id)
                        if fact.fields.get("ledger") == LEDGER and fact.day >= opened]
    fields = told[-1].fields if told else {}
    cause, where = str(fields.get("cause") or ""), str(fields.get("whereabouts") or "")
    if not pupil.enrolled_on(look.day):
        kinds = [row["kind"] for row in look.rows(Movement, pupil.id)]
        left = kinds[-1] if kinds else ""
        if left == _GRADUATED:
            return None
        return Arrival(pupil, room, False, _GONE.get(left, ""), cause or left, where)
    case = now.judge.cases.current(pupil)
    if case is not None and case.state in _SUSPECTED:
        why = "suspected"
    elif excuses.on(pupil.id, opened):
        why = "leave"
    else:
        why = "" if where else "unknown"
    return Arrival(pupil, room, False, why, cause, where)


def newcomers(look: Look, grade: int) -> tuple[int, int] | None:
    """How many were due in a grade that begins a stage, and how many came; None where the school
    has no such grade, and in the second term, when nobody enters it."""
    term = look.calendar.term_of(look.day)
    found = [one.arrived for one in arrivals(look) if one.room.grade == grade]
    return (len(found), sum(found)) if found and term and term.term == 1 else None


def opening_rows(look: Look) -> list[dict[str, Any]]:
    """One row a class; 应到 is 已到 and 未到, whose known reasons stand beside it."""
    rooms: dict[str, list[Arrival]] = {}
    for one in arrivals(look):
        rooms.setdefault(one.room.id, []).append(one)
    rows = []
    for found in rooms.values():
        missing = [one for one in found if not one.arrived]
        rows.append({"class": found[0].room.name, "due": len(found),
                     "arrived": len(found) - len(missing), "missing": len(missing),
                     **{why: sum(one.why == why for one in missing) for why in COLUMNS}})
    return rows
