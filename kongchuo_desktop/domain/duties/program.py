"""The program's own lines: registers not taken and leave slips owed; no clause stands behind."""

from collections.abc import Iterator
from datetime import date, timedelta

from kongchuo_desktop.domain.absence import Attendance
from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.duties.facts import Facts
from kongchuo_desktop.domain.duties.model import Duty, group_of
from kongchuo_desktop.domain.duties.words import short_date
from kongchuo_desktop.domain.facts import ClassRoom, Fact, World
from kongchuo_desktop.domain.leave import slip_due


def program_lines(world: World, calendar: SchoolCalendar, attendance: Attendance, facts: Facts,
                  today: date) -> Iterator[Duty]:
    """Registers of today and of earlier school days since the class's first; slips owed."""
    taught = {p.class_on(today) for p in world.pupils.values() if p.enrolled_on(today)}
    for room in sorted(world.classes.values(), key=lambda room: room.place):
        if room.id in taught:
            yield from _registers(room, calendar, attendance, today)
    yield from _slips(world, calendar, attendance, facts, today)


def _registers(room: ClassRoom, calendar: SchoolCalendar, attendance: Attendance,
               today: date) -> Iterator[Duty]:
    filed = attendance.filed_days(room.id)
    if calendar.in_session(today) and today not in filed[-1:]:
        yield Duty(
            id=f"register:{room.id}:{today.isoformat()}", binding="register", do="register",
            each="class", subject=room.id, name=room.name, reason="考勤还没有提交",
            ask="应当天点名", group="today", due=today, class_id=room.id, who="head_teacher",
            since=today)
    if not filed:
        return
    known = set(filed)
    term = calendar.term_of(today)
    since = max(filed[0], term.start) if term else filed[0]
    gaps = [day for day in calendar.school_days(since, today - timedelta(days=1))
            if day not in known]
    if gaps:
        named = "、".join(short_date(day, today) for day in gaps[:3])
        reason = f"{named}等{len(gaps)}天没有点名" if len(gaps) > 3 else f"{named}没有点名"
        yield Duty(
            id=f"register:{room.id}:{gaps[0].isoformat()}", binding="register", do="register",
            each="class", subject=room.id, name=room.name, reason=reason,
            ask="应补点名，或者登记放假", group="overdue", due=gaps[0],
            overdue_days=(today - gaps[0]).days, class_id=room.id, who="head_teacher",
            missed=len(gaps), since=gaps[0])


def _slips(world: World, calendar: SchoolCalendar, attendance: Attendance, facts: Facts,
           today: date) -> Iterator[Duty]:
    """Leave asked for by telephone, with the child back and no slip handed in (R045)."""
    for fact in facts.by_kind.get("leave", ()):
        pupil = world.pupils.get(fact.pupil or "")
        if pupil is None or not fact.fields.get("by_phone") or not pupil.enrolled_on(today):
            continue
        until = fact.fields.get("until")
        last = date.fromisoformat(str(until)) if until else fact.day
        back = next(iter(attendance.present_days(pupil, fact.day)), None)
        if last >= today and back is None:
            continue
        if any(slip_of(slip, fact) for slip in facts.about("slip", pupil=pupil.id)):
            continue
        due = slip_due(calendar, back or last + timedelta(days=1), world.figures)
        late = max(0, (today - max(due, fact.recorded)).days) if due else 0
        yield Duty(
            id=f"slip:{fact.id}", binding="slip", do="slip", each="pupil", subject=pupil.id,
            name=pupil.name, reason=f"{short_date(fact.day, today)}电话请假",
            ask="应补交假条" if due else "可以补交假条",
            group=group_of(due, late, today), due=due, overdue_days=late, pupil=pupil.id,
            class_id=pupil.class_id, who="guardian", paper="假条", since=fact.day,
            origin="own" if due else "document")


def slip_of(slip: Fact, leave: Fact) -> bool:
    """Whether a slip is this leave's: the one named in it, else any handed in since it began."""
    named = slip.fields.get("leave")
    return named == leave.id if named else slip.day >= leave.day
