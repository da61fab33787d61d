"""One month of an invented school, the same for every profile: who stayed away, what was done.

The term begins on Tuesday 1 September 2026; Sunday 20 September is a school day, 25 to 27 September
and 1 to 7 October are holidays. Nobody sets a figure of the school's own, so that a profile
asks for what its document says and for nothing else.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.duties.situation import Duty
from kongchuo_desktop.domain.duties.situation import duties as due_on
from kongchuo_desktop.domain.facts import (
    ClassRoom,
    Fact,
    FactValue,
    Mark,
    PolicyUse,
    Pupil,
    Register,
    Span,
    Tagged,
    World,
)
from kongchuo_desktop.domain.policy.book import PolicyBook

CALENDAR = SchoolCalendar()
FIRST = date(2026, 9, 1)
LOOKS = tuple(date.fromisoformat(day) for day in (
    "2026-09-02", "2026-09-11", "2026-09-16", "2026-09-22", "2026-09-30", "2026-10-21"))
"""The days on which the list of a profile is compared with its table."""

_LAST = LOOKS[-1]
_SINCE = date(2025, 9, 1)
_ROOMS = {"c3": ClassRoom("c3", "三年级2班", 3), "c7": ClassRoom("c7", "七年级1班", 7)}
_KNOWN = frozenset({"student_number", "identity_number", "guardian", "phone", "address",
                    "birth_date", "household"})


def _day(month: int, number: int) -> date:
    return date(2026, month, number)


def _school_days(first: date, last: date) -> Iterator[date]:
    return iter(CALENDAR.school_days(first, last))


def _pupil(name: str, room: str, tags: Iterable[str] = (), *, since: date = _SINCE,
           enrolled: tuple[Span, ...] = (), placement: str = "在校") -> Pupil:
    return Pupil(name, name, room, _ROOMS[room].grade, enrolled or (Span(since),),
                 birth=date(2013 if room == "c7" else 2017, 5, 5), placement=placement,
                 known=_KNOWN, tags=tuple(Tagged(tag, Span(since)) for tag in tags))


PUPILS = (
    # Truant for good from Monday the 14th, after two lessons each on the 9th and the 10th.
    _pupil("甲", "c7", ["建档立卡"]),
    # One whole day, Thursday the 10th; back the next day; nobody called.
    _pupil("乙", "c3"),
    # A week of approved sick leave, then three school days without excuse, back on the 23rd.
    _pupil("丙", "c7"),
    # Always there; the head teacher noted a sign of 厌学 on the 15th.
    _pupil("丁", "c7", ["留守", "重点生", "学困"]),
    # Taught at home; two sessions, on the 8th and the 22nd.
    _pupil("戊", "c3", ["残疾", "重度残疾"], placement="送教上门"),
    # New in grade seven and never arrived; on the 14th the school says that it is a dropout.
    _pupil("己", "c7", ["新生"], since=FIRST),
    # Transferred out on the 11th, back on the 21st; absent on the 9th, the 10th and the 21st.
    _pupil("庚", "c3", enrolled=(Span(_SINCE, _day(9, 10)), Span(_day(9, 21)))),
    # Dropped out in June, back since the second day of term.
    _pupil("辛", "c7", ["复学生"]),
)

_TRUANT: dict[str, list[date]] = {
    "甲": [*_school_days(_day(9, 14), _LAST)],
    "乙": [_day(9, 10)],
    "丙": [_day(9, 20), _day(9, 21), _day(9, 22)],
    "庚": [_day(9, 9), _day(9, 10), _day(9, 21)],
}
_UNSEEN = {"己": [*_school_days(FIRST, _LAST)], "辛": [FIRST]}
_SICK = {"丙": [*_school_days(_day(9, 14), _day(9, 18))]}
_LESSONS = {"甲": {_day(9, 9): (3, 4), _day(9, 10): (6, 7)}}


def _fact(kind: str, day: date, pupil: str | None = None, **fields: FactValue) -> Fact:
    return Fact(f"{kind}-{day}-{pupil}-{sorted(fields.items())}", kind, day, day, pupil=pupil,
                fields=fields)


FACTS = (
    _fact("opened", _day(6, 10), "辛", state="dropout", cause="厌学"),
    _fact("visit", _day(6, 12), "辛", mode="家访", outcome="拒绝"),
    _fact("returned", _day(9, 2), "辛", how="劝返"),
    _fact("checked", _day(9, 3), what="返校排查"),
    _fact("filed", _day(9, 4), what="周报", to="township"),
    _fact("session", _day(9, 8), "戊", by="班主任"),
    _fact("moved", _day(9, 11), "庚", what="转出"),
    _fact("meeting", _day(9, 11), what="碰头会"),
    _fact("opened", _day(9, 14), "己", state="dropout", cause="外出打工"),
    _fact("visit", _day(9, 14), "甲", mode="电话", outcome="联系不上"),
    _fact("leave", _day(9, 14), "丙", what="病假", until="2026-09-18"),
    _fact("sign", _day(9, 15), "丁", what="厌学"),
    _fact("visit", _day(9, 16), "甲", mode="家访", outcome="拒绝"),
    _fact("visit", _day(9, 18), "甲", mode="家访", outcome="拒绝",
          joint=("村委会", "镇政府"), cause="厌学"),
    _fact("issued", _day(9, 18), "甲", paper="劝学通知书", to="guardian"),
    _fact("served", _day(9, 19), "甲", paper="劝学通知书", to="guardian"),
    _fact("moved", _day(9, 21), "庚", what="转入"),
    _fact("visit", _day(9, 22), "甲", mode="家访", outcome="拒绝"),
    _fact("session", _day(9, 22), "戊", by="班主任"),
    _fact("returned", _day(9, 23), "丙", how="家访"),
)


def _marks() -> Iterator[Mark]:
    for kind, away in (("旷课", _TRUANT), ("未到待查", _UNSEEN), ("病假", _SICK)):
        for name, days in away.items():
            for day in days:
                yield Mark(name, day, "全天", kind, day)
    for name, missed in _LESSONS.items():
        for day, lessons in missed.items():
            yield Mark(name, day, "全天", "旷课", day, lessons=lessons)


def _registers(marks: Iterable[Mark]) -> Iterator[Register]:
    away: dict[tuple[str, date], set[str]] = {}
    rooms = {pupil.id: pupil.class_id for pupil in PUPILS}
    for mark in marks:
        away.setdefault((rooms[mark.pupil], mark.day), set()).add(mark.pupil)
    for day in _school_days(FIRST, _LAST):
        for room in _ROOMS:
            here = sum(p.class_id == room and p.enrolled_on(day) for p in PUPILS)
            yield Register(room, day, "全天", frozenset(away.get((room, day), ())), here, day,
                           lessons=7)


def world(policy: str, today: date) -> World:
    """What the school knew on the evening of ``today``, following one profile."""
    marks = list(_marks())
    return World(
        unit="试验学校", pupils={pupil.id: pupil for pupil in PUPILS}, classes=_ROOMS,
        registers=[r for r in _registers(marks) if r.day <= today],
        marks=[m for m in marks if m.day <= today],
        facts=[f for f in FACTS if f.day <= today],
        uses=(PolicyUse(policy, FIRST - timedelta(days=365)),))


def line(duty: Duty) -> str:
    """``R110 甲 paper 2026-09-27``: clause, subject, act and last day in time (— without one);
    then 迟n when n days late and 待 when another body must act."""
    assert duty.clause is not None
    words = [duty.clause.id, duty.name, duty.do, duty.due.isoformat() if duty.due else "—"]
    if duty.overdue_days:
        words.append(f"迟{duty.overdue_days}")
    if duty.watch:
        words.append("待")
    return " ".join(words)


def lines(book: PolicyBook, policy: str, today: date) -> set[str]:
    """The list of one profile on one evening; the program's own lines are not the profile's."""
    found = due_on(book, CALENDAR, world(policy, today), today)
    return {line(duty) for duty in found if duty.clause is not None}
