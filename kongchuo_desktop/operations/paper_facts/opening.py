"""Who came when school began again and who did not, by class (开学工作统计报表)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kongchuo_desktop.domain.facts import NOT_IN_CLASS, ClassRoom, Fact, Pupil
from kongchuo_desktop.domain.leave import Excuses
from kongchuo_desktop.domain.opening_checks import REASONS, TITLES
from kongchuo_desktop.domain.report_lines import ReportLine
from kongchuo_desktop.operations.late_return import LEDGER
from kongchuo_desktop.operations.paper_facts.look import Look
from kongchuo_desktop.operations.pupil_rows import LEAVES_SCHOOL

_GONE: Mapping[str, str] = {"转出": "transferred", "休学": "suspended"}
_SUSPECTED = frozenset({"suspected", "dropout"})
_GRADUATED = "毕业"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One child that was due; ``why`` is one of ``REASONS`` or empty where none of them fits."""

    pupil: Pupil
    room: ClassRoom
    arrived: bool
    why: str = ""
    cause: str = ""
    whereabouts: str = ""


def arrivals(look: Look) -> list[Arrival]:
    """All who were due on the first school day of the term, by class and seat.

    Due is who is enrolled on that day, and who was enrolled on the last day of school before it
    and has left since other than by graduating; not who is taught at home or in a special school.
    None in the holidays.
    """
    now, (opened, due) = look.own, _due(look)
    look.join(pupil.id for pupil in due)
    found, excuses = [], Excuses(now.world.facts)
    for pupil in due:
        room = now.world.classes.get(pupil.class_on(opened))
        one = _arrival(look, pupil, room, opened, excuses) if room else None
        if one is not None:
            found.append(one)
    return sorted(found, key=lambda one: (one.room.place, one.pupil.seat or 10_000,
                                          one.pupil.name))


def _due(look: Look) -> tuple[date, list[Pupil]]:
    """The first school day of the term, and who was due on it."""
    term = look.calendar.term_of(look.day)
    days = look.calendar.school_days(term.start, look.day) if term else []
    if not days:
        return look.day, []
    before = _last_day_before(look, days[0])
    return days[0], [pupil for pupil in look.own.world.pupils.values()
                     if pupil.placement not in NOT_IN_CLASS and (
                         pupil.enrolled_on(days[0]) or pupil.enrolled_on(before))]


def without_class(look: Look) -> list[str]:
    """Who was due and is still enrolled, but belongs to no class, so that no line counts them."""
    opened, due = _due(look)
    rooms = look.own.world.classes
    return [pupil.id for pupil in due
            if pupil.enrolled_on(opened) and pupil.class_on(opened) not in rooms]


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
        # By its day, however late it was written down.
        left = [str(move.fields["what"]) for move in now.facts.about("moved", pupil=pupil.id)
                if move.fields.get("what") in LEAVES_SCHOOL][-1:]
        if left == [_GRADUATED]:
            return None
        how = "".join(left)
        return Arrival(pupil, room, False, _GONE.get(how, ""), cause or how, where)
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


def unseen_classes(look: Look) -> set[str]:
    """Classes that took no register since the term began."""
    opened, _ = _due(look)
    return {room for room in look.own.world.classes
            if not any(day >= opened for day in look.own.attendance.filed_days(room))}


def opening_lines(look: Look) -> list[ReportLine]:
    """One line a class: who was due, who came, and why each of the others did not."""
    rooms: dict[str, list[Arrival]] = {}
    for one in arrivals(look):
        rooms.setdefault(one.room.id, []).append(one)
    return [ReportLine(key, found[0].room.name, {
        "due": _ids(found), "arrived": _ids(one for one in found if one.arrived),
        "missing": _ids(one for one in found if not one.arrived),
        **{why: _ids(one for one in found if one.why == why) for why in REASONS}})
        for key, found in rooms.items()]


def _ids(found: Iterable[Arrival]) -> tuple[str, ...]:
    return tuple(one.pupil.id for one in found)


def opening_rows(look: Look) -> list[dict[str, Any]]:
    """The lines as they are printed; 应到 is 已到 and 未到, whose known reasons stand beside it."""
    return [{"class": line.title, **{column: line.count(column) for column in TITLES}}
            for line in opening_lines(look)]
