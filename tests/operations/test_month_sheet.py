"""The month of a class at its edges: gaps, days called off, halves, lessons, leave, changes."""

from datetime import date, datetime

import pytest
from people import TEACHER, Clock
from registers import MONDAY, TRUANT, TUESDAY, WEDNESDAY, class_of, seat, take

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import (
    attendance,
    calendar,
    leaves,
    month_sheet,
    moves,
    roll_call,
    units,
)
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.month_sheet import Cell, GridRow, MonthGrid
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.store.history import row_history
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Return


def grid_of(store: Store) -> MonthGrid:
    return month_sheet.month_grid(store, class_id=class_of(store), month=MONDAY)


def row_of(store: Store, pupil: str) -> GridRow:
    return next(row for row in grid_of(store).rows if row.pupil == pupil)


def cell(store: Store, pupil: str, day: date) -> Cell:
    return row_of(store, pupil).cells[day.day - 1]


def test_a_day_without_a_register_is_a_gap_and_counts_for_nothing(class_store: Store) -> None:
    pupil = seat(class_store, 9)
    take(class_store, TUESDAY)
    grid = grid_of(class_store)
    assert cell(class_store, pupil, MONDAY) == Cell("gap")
    assert cell(class_store, pupil, date(2026, 9, 13)).state == "off"
    assert cell(class_store, pupil, date(2026, 9, 18)).state == "out"
    assert grid.since == TUESDAY
    assert [day.day for day in grid.missed] == [16, 17]
    assert row_of(class_store, pupil).sums["出勤"] == "1"


def test_a_day_called_off_afterwards_keeps_its_marks_and_counts_for_nothing(
    class_store: Store,
) -> None:
    pupil = seat(class_store, 9)
    take(class_store, MONDAY, {pupil: TRUANT})
    calendar.set_days(class_store, actor=TEACHER, days={MONDAY: (False, "台风")})
    found = cell(class_store, pupil, MONDAY)
    assert (found.state, found.sign) == ("off", "×")
    assert row_of(class_store, pupil).sums["旷课"] == ""
    assert situation(class_store).streak(pupil) is None
    assert roll_call.roll_call(class_store, class_id=class_of(class_store), day=MONDAY,
                               part="全天").kept
    calendar.set_days(class_store, actor=TEACHER, days={MONDAY: (True, "")})
    assert row_of(class_store, pupil).sums["旷课"] == "1"


def test_halves_lessons_and_lateness_add_up(class_store: Store) -> None:
    half, some, late = (seat(class_store, n) for n in (9, 12, 17))
    take(class_store, MONDAY, {half: TRUANT}, "上午")
    take(class_store, MONDAY, part="下午")
    take(class_store, TUESDAY, {half: TRUANT, some: MarkInput("旷课", (1, 2)),
                                late: MarkInput("迟到")})
    assert dict(row_of(class_store, half).sums)["旷课"] == "1.5"
    assert dict(row_of(class_store, half).sums)["出勤"] == "0.5"
    assert (row_of(class_store, some).sums["旷课"], row_of(class_store, some).sums["出勤"]) == (
        "2节", "2")
    assert (row_of(class_store, late).sums["迟到"], row_of(class_store, late).sums["出勤"]) == (
        "1", "2")
    monday, tuesday = (grid_of(class_store).days[d.day - 1] for d in (MONDAY, TUESDAY))
    assert (monday.expected, monday.present) == (50, 50)
    assert (tuesday.expected, tuesday.present) == (50, 49)


def test_leave_written_down_later_is_what_the_day_shows_and_sums(class_store: Store) -> None:
    pupil = seat(class_store, 9)
    take(class_store, MONDAY, {pupil: TRUANT})
    leaves.add_leave(class_store, actor=TEACHER, pupil=pupil, since=MONDAY, until=MONDAY,
                     kind="病假")
    assert cell(class_store, pupil, MONDAY).sign == "○"
    sums = row_of(class_store, pupil).sums
    assert (sums["病假"], sums["旷课"]) == ("1", "")


def test_who_left_in_the_middle_of_the_month_ends_the_day_before(class_store: Store) -> None:
    pupil = seat(class_store, 9)
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        take(class_store, day, {pupil: TRUANT} if day < WEDNESDAY else {})
    moves.move_pupil(class_store, actor=TEACHER, pupil=pupil, kind="转出", day=WEDNESDAY)
    row = row_of(class_store, pupil)
    assert [row.cells[d.day - 1].state for d in (MONDAY, TUESDAY, WEDNESDAY)] == [
        "filed", "filed", "out"]
    assert row.sums["旷课"] == "2"
    assert grid_of(class_store).days[WEDNESDAY.day - 1].expected == 49


def test_a_correction_in_the_grid_covers_all_parts_and_keeps_both_values(
    class_store: Store,
) -> None:
    pupil = seat(class_store, 9)
    take(class_store, MONDAY, {pupil: TRUANT}, "上午")
    take(class_store, MONDAY, part="下午")
    done = attendance.correct_day(class_store, actor=TEACHER, pupil=pupil, day=MONDAY,
                                  mark=MarkInput("病假"))
    assert row_of(class_store, pupil).sums["病假"] == "1"
    with class_store.reading() as connection:
        kinds = {item.entry.set.get("kind") for item in row_history(connection, done.rows)}
    assert {"旷课", "病假"} <= kinds


def test_a_month_that_was_reported_says_so_and_can_still_be_corrected(
    class_store: Store, clock: Clock,
) -> None:
    pupil = seat(class_store, 9)
    take(class_store, MONDAY)
    clock.at = datetime.fromisoformat("2026-10-08T09:00")
    assert not grid_of(class_store).reported
    with class_store.operation("file_return", TEACHER) as write:
        write.insert(Return, unit=class_of(class_store), kind="月报", period="2026-09",
                     day="2026-10-08", zero=True)
    assert grid_of(class_store).reported
    attendance.correct_day(class_store, actor=TEACHER, pupil=pupil, day=MONDAY, mark=TRUANT)
    assert row_of(class_store, pupil).sums["旷课"] == "1"


@pytest.mark.parametrize(("first", "second"), [("全天", "上午"), ("下午", "全天")])
def test_a_day_is_filed_as_a_whole_or_by_halves(
    class_store: Store, first: str, second: str,
) -> None:
    take(class_store, MONDAY, part=first)
    with pytest.raises(KnownError) as refused:
        take(class_store, MONDAY, part=second)
    assert refused.value.code == "other_parts"


def test_lessons_of_a_day_stay_as_they_were_when_it_was_filed(class_store: Store) -> None:
    pupil, room = seat(class_store, 9), class_of(class_store)
    take(class_store, MONDAY, {pupil: TRUANT})
    row = units.class_row(class_store, class_id=room)
    assert row is not None
    units.edit_class(class_store, actor=TEACHER, class_id=room, prior=row.tips, lessons=5)
    person = situation(class_store).world.pupils[pupil]
    assert [d.lessons for d in situation(class_store).attendance.absent_days(person)] == [7]
    take(class_store, TUESDAY, {pupil: TRUANT})
    person = situation(class_store).world.pupils[pupil]
    assert [d.lessons for d in situation(class_store).attendance.absent_days(person)] == [7, 5]
    with pytest.raises(KnownError) as refused:
        take(class_store, WEDNESDAY, {pupil: MarkInput("旷课", (6,))})
    assert refused.value.code == "bad_lesson"


def test_a_class_without_pupils_has_an_empty_month(class_store: Store) -> None:
    add_class(class_store, actor=TEACHER, label="八年级2班")
    rooms = {name: room for room, name in roll_call.class_choices(class_store)}
    grid = month_sheet.month_grid(class_store, class_id=rooms["八年级2班"], month=MONDAY)
    assert (grid.rows, grid.missed) == ((), [])


def test_after_a_change_of_class_each_class_shows_its_own_days(class_store: Store) -> None:
    pupil, old = seat(class_store, 9), class_of(class_store)
    add_class(class_store, actor=TEACHER, label="七年级2班")
    new = next(room for room, name in roll_call.class_choices(class_store) if name == "七年级2班")
    take(class_store, MONDAY, {pupil: TRUANT})
    moves.change_class(class_store, actor=TEACHER, pupils=[pupil], class_id=new, day=TUESDAY)
    attendance.take_register(class_store, actor=TEACHER, class_id=new, day=TUESDAY,
                             marks={pupil: TRUANT})
    sums, states = {}, {}
    for room in (old, new):
        grid = month_sheet.month_grid(class_store, class_id=room, month=MONDAY)
        row = next(row for row in grid.rows if row.pupil == pupil)
        sums[room] = row.sums["旷课"]
        states[room] = [row.cells[d.day - 1].state for d in (MONDAY, TUESDAY)]
    assert sums == {old: "1", new: "1"}
    assert states == {old: ["filed", "out"], new: ["out", "filed"]}
    run = situation(class_store).streak(pupil)
    assert run is not None
    assert len(run.days) == 2
