"""The whole school on one day, and who did not come back when school began again."""

from datetime import date, datetime, time

from people import NOW, OFFICE, TEACHER, Clock
from registers import TRUANT, class_of, seat, take

from kongchuo_desktop.domain.leave import HOLIDAY_FROM, Reopening
from kongchuo_desktop.operations import attendance, leaves, policies, roll_call
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.operations.late_return import late_returns, record_unreturned
from kongchuo_desktop.operations.school_day import school_day
from kongchuo_desktop.operations.today import duties_of
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store

TODAY = NOW.date()
OPENED, HOLIDAY_OVER = date(2026, 9, 1), date(2026, 10, 8)


def at(clock: Clock, day: date) -> None:
    clock.at = datetime.combine(day, time(8, 5))


def test_the_pupils_of_all_classes_are_those_of_each(class_store: Store) -> None:
    world, room = load_world(class_store), class_of(class_store)
    assert attendance.rolls(world, TODAY) == {room: attendance.roll(world, room, TODAY)}
    assert len(attendance.roll(world, room, TODAY)[0]) == 50


def test_a_class_that_has_not_filed_is_unknown_and_never_full(class_store: Store) -> None:
    (room,) = school_day(class_store, day=TODAY).classes
    assert (room.filed, room.present, room.expected) == (False, None, 50)
    assert [c.name for c in school_day(class_store, day=TODAY).unfiled] == [room.name]
    take(class_store, TODAY)
    found = school_day(class_store, day=TODAY)
    (room,) = found.classes
    assert (room.filed, room.present, room.away) == (True, 50, ())
    assert found.unfiled == []


def test_kinds_who_and_when_stand_by_the_class(class_store: Store, clock: Clock) -> None:
    at(clock, TODAY)
    truant, sick, late = (seat(class_store, n) for n in (9, 12, 17))
    take(class_store, TODAY, {truant: TRUANT, sick: MarkInput("病假"), late: MarkInput("迟到")})
    found = school_day(class_store, day=TODAY)
    (room,) = found.classes
    assert (room.present, found.expected_filed) == (48, 50)
    assert [(one.pupil, one.kind) for one in room.away] == [
        (truant, "旷课"), (sick, "病假"), (late, "迟到")]
    (filing,) = room.filings
    assert (filing.part, filing.by) == ("全天", TEACHER.name)
    assert filing.at.timestamp() == clock.at.astimezone().timestamp() or filing.at.minute == 5


def test_a_correction_does_not_move_the_time_of_filing(class_store: Store, clock: Clock) -> None:
    at(clock, TODAY)
    take(class_store, TODAY)
    first = school_day(class_store, day=TODAY).classes[0].filings
    clock.at = datetime.combine(TODAY, time(15))
    attendance.correct_mark(class_store, actor=OFFICE, pupil=seat(class_store, 9), day=TODAY,
                            mark=TRUANT)
    room = school_day(class_store, day=TODAY).classes[0]
    assert room.filings == first
    assert room.counts["旷课"] == 1


def test_leave_written_down_later_counts_as_leave(class_store: Store) -> None:
    pupil = seat(class_store, 9)
    take(class_store, TODAY, {pupil: TRUANT})
    leaves.add_leave(class_store, actor=TEACHER, pupil=pupil, since=TODAY, until=TODAY,
                     kind="事假")
    assert school_day(class_store, day=TODAY).counts == {"事假": 1}


def test_children_come_back_on_a_terms_first_day_and_after_a_long_holiday(
    class_store: Store,
) -> None:
    def reopening_on(day: date) -> Reopening | None:
        class_id = roll_call.class_choices(class_store)[0][0]
        return roll_call.roll_call(class_store, class_id=class_id, day=day, part="全天").reopening

    opened = reopening_on(OPENED)
    assert opened is not None
    assert (opened.after, opened.term) == ("开学", True)
    over = reopening_on(HOLIDAY_OVER)
    assert over is not None
    assert (over.after, over.term, over.days_off) == ("国庆节", False, 7)
    assert reopening_on(date(2026, 9, 14)) is None
    policies.set_figure(class_store, actor=TEACHER, policy="XY24", binding=HOLIDAY_FROM,
                        value="8", why="校务会议")
    assert reopening_on(HOLIDAY_OVER) is None


def test_who_did_not_come_back_is_listed_until_the_register_sees_him(
    class_store: Store, clock: Clock,
) -> None:
    gone, back = seat(class_store, 9), seat(class_store, 12)
    at(clock, HOLIDAY_OVER)
    found = late_returns(class_store)
    assert found is not None
    assert (found.pupils, len(found.unfiled)) == ((), 1)
    take(class_store, HOLIDAY_OVER, {gone: MarkInput("未到待查"), back: MarkInput("事假")})
    friday = date(2026, 10, 9)
    at(clock, friday)
    take(class_store, friday, {gone: TRUANT})
    found = late_returns(class_store)
    assert found is not None
    assert [(one.pupil, one.kind, one.back) for one in found.pupils] == [
        (gone, "未到待查", None), (back, "事假", friday)]


def test_the_entry_in_the_register_starts_what_the_document_asks_for(
    class_store: Store, clock: Clock,
) -> None:
    pupil = seat(class_store, 9)
    at(clock, HOLIDAY_OVER)
    take(class_store, HOLIDAY_OVER, {pupil: MarkInput("未到待查")})
    before = {d.id for d in duties_of(class_store) if d.pupil == pupil}
    record_unreturned(class_store, actor=TEACHER, pupil=pupil, day=HOLIDAY_OVER, cause="外出打工",
                      whereabouts="务工")
    started = {d.do for d in duties_of(class_store) if d.pupil == pupil and d.id not in before}
    assert started == {"visit", "paper"}
    found = late_returns(class_store)
    assert found is not None
    (line,) = found.pupils
    assert (line.told, line.cause, line.whereabouts) == (True, "外出打工", "务工")


def test_leave_that_was_written_later_says_why_a_child_did_not_come_back(
    class_store: Store, clock: Clock,
) -> None:
    at(clock, HOLIDAY_OVER)
    pupil = seat(class_store, 5)
    take(class_store, HOLIDAY_OVER, {pupil: MarkInput("旷课")})
    before = late_returns(class_store)
    leaves.add_leave(class_store, actor=TEACHER, pupil=pupil, since=HOLIDAY_OVER,
                     until=HOLIDAY_OVER, kind="事假")
    after = late_returns(class_store)
    assert before is not None
    assert after is not None
    assert [[line.kind for line in found.pupils] for found in (before, after)] == [
        ["旷课"], ["事假"]]
