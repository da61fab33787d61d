"""Filing and correcting registers through the operations."""

from datetime import date, timedelta

import pytest
from people import NOW, TEACHER, Clock

from kongchuo_desktop.domain.facts import World
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import calendar, history
from kongchuo_desktop.operations.attendance import (
    Filed,
    MarkInput,
    correct_mark,
    roll,
    take_register,
)
from kongchuo_desktop.operations.moves import move_pupil
from kongchuo_desktop.operations.roll_call import roll_call
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.history import row_history
from kongchuo_desktop.store.store import Store

TODAY = NOW.date()


def _class(store: Store) -> str:
    return next(iter(load_world(store).classes))


def _pupils(store: Store) -> list[str]:
    return sorted(load_world(store).pupils)


def _file(store: Store, marks: dict[str, MarkInput], *, day: date = TODAY, part: str = "全天",
          replace: bool = False) -> Filed:
    return take_register(store, actor=TEACHER, class_id=_class(store), day=day, part=part,
                         marks=marks, replace=replace)


def _register(world: World) -> frozenset[str]:
    (register,) = world.registers
    return register.absent


def test_silence_is_presence_and_late_is_present(class_store: Store) -> None:
    away, late, sick = _pupils(class_store)[:3]
    filed = _file(class_store, {away: MarkInput("旷课"), late: MarkInput("迟到"),
                                sick: MarkInput("病假")})
    assert (filed.present, filed.absent, filed.corrected) == (48, 2, 0)
    assert _register(load_world(class_store)) == {away, sick}


def test_filed_twice_is_refused_and_nothing_moves(class_store: Store) -> None:
    away = _pupils(class_store)[0]
    _file(class_store, {away: MarkInput("旷课")})
    before = load_world(class_store)
    with pytest.raises(KnownError) as refused:
        _file(class_store, {})
    assert refused.value.code == "register_filed"
    assert load_world(class_store) == before


def test_replacing_turns_who_is_not_named_present_and_counts_it(class_store: Store) -> None:
    first, second = _pupils(class_store)[:2]
    _file(class_store, {first: MarkInput("旷课")})
    filed = _file(class_store, {second: MarkInput("事假")}, replace=True)
    assert (filed.absent, filed.corrected) == (1, 2)
    world = load_world(class_store)
    assert _register(world) == {second}
    assert {m.pupil: m.kind for m in world.marks} == {first: "出勤", second: "事假"}


def test_a_correction_keeps_both_values_in_the_history(class_store: Store) -> None:
    away = _pupils(class_store)[0]
    _file(class_store, {away: MarkInput("旷课")})
    done = correct_mark(class_store, actor=TEACHER, pupil=away, day=TODAY, mark=MarkInput("病假"))
    with class_store.reading() as connection:
        kinds = [item.entry.set["kind"] for item in row_history(connection, [done.id])]
    assert kinds == ["病假", "旷课"]
    assert _register(load_world(class_store)) == {away}
    correct_mark(class_store, actor=TEACHER, pupil=away, day=TODAY, mark=MarkInput("出勤"))
    assert _register(load_world(class_store)) == frozenset()


def test_undo_takes_a_filing_back_as_a_whole(class_store: Store) -> None:
    _file(class_store, {p: MarkInput("旷课") for p in _pupils(class_store)[:3]})
    history.undo(class_store, actor=TEACHER)
    world = load_world(class_store)
    assert (list(world.registers), list(world.marks)) == ([], [])
    assert _file(class_store, {}).absent == 0


@pytest.mark.parametrize(("day", "code"), [
    (TODAY + timedelta(days=1), "future_date"),
    (date(2026, 9, 13), "no_session"),
])
def test_days_that_cannot_have_a_register(class_store: Store, day: date, code: str) -> None:
    with pytest.raises(KnownError) as refused:
        _file(class_store, {}, day=day)
    assert refused.value.code == code
    assert not load_world(class_store).registers


def test_a_make_up_day_can_be_filed_once_the_calendar_says_so(class_store: Store) -> None:
    sunday = date(2026, 9, 13)
    calendar.set_days(class_store, actor=TEACHER, days={sunday: (True, "补课")})
    assert _file(class_store, {}, day=sunday).present == 50


def test_unknown_kind_and_stranger_are_refused(class_store: Store) -> None:
    one = _pupils(class_store)[0]
    for marks, code in (({one: MarkInput("早恋")}, "unknown_kind"),
                        ({"0" * 32: MarkInput("旷课")}, "not_in_class")):
        with pytest.raises(KnownError) as refused:
            _file(class_store, marks)
        assert refused.value.code == code


def test_who_moved_away_is_not_expected_from_that_day(class_store: Store, clock: Clock) -> None:
    gone = _pupils(class_store)[0]
    move_pupil(class_store, actor=TEACHER, pupil=gone, kind="转出", day=TODAY)
    expected = [len(roll(load_world(class_store), _class(class_store), day)[0])
                for day in (TODAY - timedelta(days=1), TODAY)]
    assert expected == [50, 49]


def test_parts_are_filed_one_by_one(class_store: Store) -> None:
    away = _pupils(class_store)[0]
    _file(class_store, {away: MarkInput("旷课")}, part="上午")
    _file(class_store, {}, part="下午")
    seen = roll_call(class_store, class_id=_class(class_store), day=TODAY, part="上午")
    assert seen.marks == {away: MarkInput("旷课")}
    assert sorted(r.part for r in load_world(class_store).registers) == ["上午", "下午"]
