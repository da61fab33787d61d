"""Enrollment changes and 调班: whose register speaks of a pupil on which day."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

import pytest
from people import OFFICE, TEACHER, Clock

from kongchuo_desktop.domain.absence import Attendance
from kongchuo_desktop.domain.thresholds import AbsenceRule
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import (
    attendance,
    calendar,
    founding,
    history,
    importing,
    moves,
    roster,
)
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.operations.dossier import dossier
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.sheets.writer import write_roster
from kongchuo_desktop.store.store import Store

FIRST = date(2026, 9, 21)
"""A Monday."""


@dataclass
class Rooms:
    """Two classes of one school; ``pupils`` are of the first, by seat."""

    store: Store
    clock: Clock
    old: str
    new: str
    pupils: list[str] = field(default_factory=list)

    def at(self, day: date) -> None:
        self.clock.at = datetime.combine(day, time(18))

    def file(self, room: str, day: date, *absent: str) -> None:
        self.at(day)
        attendance.take_register(self.store, actor=TEACHER, class_id=room, day=day,
                                 marks={pupil: MarkInput("旷课") for pupil in absent})

    def change(self, day: date, *pupils: str, **more: object) -> None:
        self.at(max(day, self.clock.at.date()))
        moves.change_class(self.store, actor=TEACHER, pupils=pupils, class_id=self.new, day=day,
                           **more)  # type: ignore[arg-type]

    def names(self, room: str, day: date) -> set[str]:
        return {p.id for p in attendance.roll(load_world(self.store), room, day)[0]}

    def card(self, pupil: str) -> roster.PupilCard:
        return next(c for c in roster.list_pupils(self.store, everyone=True) if c.id == pupil)


@pytest.fixture
def rooms(class_store: Store, clock: Clock) -> Rooms:
    old = next(iter(load_world(class_store).classes))
    founding.add_class(class_store, actor=TEACHER, label="七年级2班")
    (new,) = set(load_world(class_store).classes) - {old}
    cards = [c for c in roster.list_pupils(class_store) if c.values.get("seat")]
    made = Rooms(class_store, clock, old, new,
                 [c.id for c in sorted(cards, key=lambda c: c.values["seat"])])
    made.at(FIRST)
    return made


def test_the_old_class_until_the_day_before_the_new_from_the_day(rooms: Rooms) -> None:
    pupil = rooms.pupils[0]
    rooms.change(date(2026, 9, 23), pupil)
    assert pupil in rooms.names(rooms.old, date(2026, 9, 22))
    assert pupil not in rooms.names(rooms.new, date(2026, 9, 22))
    assert pupil in rooms.names(rooms.new, date(2026, 9, 23))
    assert pupil not in rooms.names(rooms.old, date(2026, 9, 23))
    assert rooms.card(pupil).class_name == "七年级2班"
    assert "调班" in {h.title for h in dossier(rooms.store, pupil=pupil).happened}


def test_a_mark_of_the_old_class_can_still_be_corrected_there(rooms: Rooms) -> None:
    pupil = rooms.pupils[0]
    rooms.file(rooms.old, FIRST, pupil)
    rooms.change(date(2026, 9, 22), pupil)
    attendance.correct_mark(rooms.store, actor=TEACHER, pupil=pupil, day=FIRST,
                            mark=MarkInput("病假"))
    (mark,) = load_world(rooms.store).marks
    assert mark.kind == "病假"
    (register,) = load_world(rooms.store).registers
    assert (register.class_id, register.absent) == (rooms.old, frozenset({pupil}))


def test_a_run_of_absence_goes_on_across_the_change_and_a_holiday(rooms: Rooms) -> None:
    pupil = rooms.pupils[0]
    calendar.set_days(rooms.store, actor=TEACHER,
                      days={date(2026, 9, 23): (False, "校运会后放假")})
    rooms.file(rooms.old, date(2026, 9, 21), pupil)
    rooms.file(rooms.old, date(2026, 9, 22), pupil)
    rooms.change(date(2026, 9, 24), pupil)
    rule = AbsenceRule(3)

    def reached() -> list[date]:
        now = situation(rooms.store)
        person = now.world.pupils[pupil]
        return [r.day for r in Attendance(now.world, now.calendar, now.today).thresholds(
            person, rule)]

    assert reached() == []
    # Exactly at the limit: the third school day is the first in the new class.
    rooms.file(rooms.new, date(2026, 9, 24), pupil)
    assert reached() == [date(2026, 9, 24)]
    streak = situation(rooms.store).streak(pupil)
    assert streak is not None
    assert [d.day.day for d in streak.days] == [21, 22, 24]
    # The old class goes on filing without him: that says nothing of him any more.
    rooms.file(rooms.old, date(2026, 9, 24))
    assert situation(rooms.store).streak(pupil) is not None
    rooms.file(rooms.new, date(2026, 9, 28))
    assert situation(rooms.store).streak(pupil) is None
    assert situation(rooms.store).attendance.present_days(
        load_world(rooms.store).pupils[pupil], FIRST) == [date(2026, 9, 28)]


def test_days_of_presence_are_counted_in_the_class_of_the_day(rooms: Rooms) -> None:
    pupil = rooms.pupils[0]
    rooms.file(rooms.old, date(2026, 9, 21))
    rooms.change(date(2026, 9, 22), pupil)
    rooms.file(rooms.old, date(2026, 9, 22))
    rooms.file(rooms.new, date(2026, 9, 23))
    now = situation(rooms.store)
    person = now.world.pupils[pupil]
    assert now.attendance.present_days(person, FIRST) == [date(2026, 9, 21), date(2026, 9, 23)]
    assert now.attendance.in_class_since(person, FIRST) == date(2026, 9, 21)


def test_several_at_once_with_seats_that_follow(rooms: Rooms) -> None:
    chosen = rooms.pupils[:3]
    rooms.change(FIRST, chosen[0], seats={chosen[0]: 7})
    assert moves.free_seats(rooms.store, class_id=rooms.new, count=2) == [8, 9]
    rooms.change(FIRST, *chosen[1:], seats={chosen[1]: 8})
    assert [rooms.card(p).values.get("seat") for p in chosen] == [7, 8, None]
    with pytest.raises(KnownError) as refused:
        rooms.change(FIRST, rooms.pupils[3], seats={rooms.pupils[3]: 8})
    assert refused.value.code == "seat_taken"
    assert rooms.card(rooms.pupils[3]).class_name == "七年级1班"


def test_undo_puts_all_of_them_back(rooms: Rooms) -> None:
    before = [rooms.card(p).values for p in rooms.pupils[:3]]
    rooms.change(FIRST, *rooms.pupils[:3])
    history.undo(rooms.store, actor=TEACHER)
    assert [rooms.card(p).values for p in rooms.pupils[:3]] == before
    assert all(p.before == () for p in load_world(rooms.store).pupils.values())


def test_a_change_written_down_late_stands_between(rooms: Rooms) -> None:
    pupil = rooms.pupils[0]
    founding.add_class(rooms.store, actor=TEACHER, label="七年级3班")
    (third,) = set(load_world(rooms.store).classes) - {rooms.old, rooms.new}
    rooms.at(date(2026, 9, 28))
    for room, day in ((third, date(2026, 9, 25)), (rooms.new, date(2026, 9, 22))):
        moves.change_class(rooms.store, actor=TEACHER, pupils=[pupil], class_id=room, day=day)
    person = load_world(rooms.store).pupils[pupil]
    assert [person.class_on(date(2026, 9, day)) for day in (21, 22, 24, 25)] == [
        rooms.old, rooms.new, rooms.new, third]


def test_a_sheet_that_names_another_class_changes_it_from_today(
        school_store: Store, clock: Clock) -> None:
    old = next(iter(load_world(school_store).classes))
    founding.add_class(school_store, actor=OFFICE, label="七年级2班")
    child = {"name": "王小明", "birth_date": "2013-09-03"}
    pupil = roster.add_pupil(school_store, actor=OFFICE, class_id=old, values=child).id
    clock.at = datetime.combine(FIRST, time(8))
    attendance.take_register(school_store, actor=OFFICE, class_id=old, day=FIRST,
                             marks={pupil: MarkInput("旷课")})
    clock.at = datetime.combine(date(2026, 9, 22), time(8))
    data = write_roster([{**child, "class": "七年级2班"}], title="花名册",
                        unit="青石镇中心学校", day=FIRST)
    plan = importing.plan_roster(school_store, data=data, name="分班.xlsx").plan
    importing.commit_roster(school_store, actor=OFFICE, plan=plan)
    world = load_world(school_store)
    person = world.pupils[pupil]
    assert (person.class_on(FIRST), world.classes[person.class_id].name) == (old, "七年级2班")
    absent = situation(school_store).attendance.absent_days(person)
    assert [d.day for d in absent] == [FIRST]


@pytest.mark.parametrize("kind", ["转出", "休学", "毕业"])
def test_what_has_not_happened_is_not_written_down(rooms: Rooms, kind: str) -> None:
    with pytest.raises(KnownError) as refused:
        moves.move_pupil(rooms.store, actor=TEACHER, pupil=rooms.pupils[0], kind=kind,
                         day=date(2026, 9, 22))
    assert refused.value.code == "future_date"
    with pytest.raises(KnownError):
        moves.change_class(rooms.store, actor=TEACHER, pupils=rooms.pupils[:1],
                           class_id=rooms.new, day=date(2026, 9, 22))


def test_out_and_back_into_another_class(rooms: Rooms) -> None:
    pupil = rooms.pupils[0]
    moves.move_pupil(rooms.store, actor=TEACHER, pupil=pupil, kind="休学", day=FIRST)
    rooms.at(date(2026, 9, 24))
    moves.move_pupil(rooms.store, actor=TEACHER, pupil=pupil, kind="复学",
                     day=date(2026, 9, 24), class_id=rooms.new, seat=3)
    assert [pupil in rooms.names(room, date(2026, 9, day)) for day, room in (
        (18, rooms.old), (21, rooms.old), (23, rooms.new), (24, rooms.new), (24, rooms.old),
    )] == [True, False, False, True, False]
    assert rooms.card(pupil).values["seat"] == 3


@pytest.mark.parametrize(("done", "kind", "code"), [
    ((), "复学", "still_enrolled"), (("转出",), "休学", "not_enrolled"),
    (("转出",), "转出", "not_enrolled"), (("休学",), "休学", "not_enrolled"),
])
def test_moves_that_contradict_what_is_written(rooms: Rooms, done: tuple[str, ...], kind: str,
                                               code: str) -> None:
    for word in done:
        moves.move_pupil(rooms.store, actor=TEACHER, pupil=rooms.pupils[0], kind=word, day=FIRST)
    with pytest.raises(KnownError) as refused:
        moves.move_pupil(rooms.store, actor=TEACHER, pupil=rooms.pupils[0], kind=kind, day=FIRST)
    assert refused.value.code == code


def test_on_leave_of_absence_a_pupil_may_still_change_school(rooms: Rooms) -> None:
    for kind in ("休学", "转出"):
        moves.move_pupil(rooms.store, actor=TEACHER, pupil=rooms.pupils[0], kind=kind, day=FIRST)
    assert moves.last_move(rooms.store, pupil=rooms.pupils[0]) == "转出"


def test_who_has_left_or_is_there_already_changes_no_class(rooms: Rooms) -> None:
    gone, there = rooms.pupils[:2]
    moves.move_pupil(rooms.store, actor=TEACHER, pupil=gone, kind="转出", day=FIRST)
    rooms.change(FIRST, there)
    for pupil, code in ((gone, "not_enrolled"), (there, "same_class")):
        with pytest.raises(KnownError) as refused:
            rooms.change(FIRST, rooms.pupils[3], pupil)
        assert refused.value.code == code
    assert rooms.card(rooms.pupils[3]).class_name == "七年级1班"
