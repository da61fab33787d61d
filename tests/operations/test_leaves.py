"""Leave as schools live it: asked, approved, owed, shortened, withdrawn, and what it excuses."""

from datetime import date, datetime, time

import pytest
from people import TEACHER, Clock
from registers import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, seat, take

from kongchuo_desktop.domain.leave import HEAD_TEACHER_UP_TO, LONGEST, OFFICE_UP_TO, SLIP_WITHIN
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import (
    history,
    leave_slips,
    leaves,
    policies,
)
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.operations.today import duties_of, situation
from kongchuo_desktop.store.store import Store


def ask(store: Store, pupil: str, since: date, until: date, *, by_phone: bool = False,
        role: str = "") -> str:
    return leaves.add_leave(store, actor=TEACHER, pupil=pupil, since=since, until=until,
                            kind="病假", by_phone=by_phone, approver_role=role).id


def own(store: Store, name: str, value: str) -> None:
    policies.set_figure(store, actor=TEACHER, policy="XY24", binding=name, value=value,
                        why="校务会议")


def owed(store: Store) -> list[tuple[str, date | None, int]]:
    return [(d.group, d.due, d.overdue_days) for d in duties_of(store) if d.do == "slip"]


def at(clock: Clock, day: date) -> None:
    clock.at = datetime.combine(day, time(8))


def test_nobody_approves_by_a_rule_that_nobody_made(class_store: Store) -> None:
    pupil = seat(class_store, 9)
    needs = leaves.approval_of(class_store, pupil=pupil, since=MONDAY, until=THURSDAY)
    assert (needs.who, needs.origin) == ("", "unset")


@pytest.mark.parametrize(("until", "who"), [
    (14, "head_teacher"), (15, "office"), (18, "office"), (19, "principal"),
])
def test_the_schools_own_figures_say_who_approves_what_length(
    class_store: Store, until: int, who: str,
) -> None:
    own(class_store, HEAD_TEACHER_UP_TO, "1")
    own(class_store, OFFICE_UP_TO, "5")
    needs = leaves.approval_of(class_store, pupil=seat(class_store, 9), since=MONDAY,
                               until=date(2026, 9, until))
    assert (needs.who, needs.origin) == (who, "own")


def test_a_leave_that_somebody_higher_has_to_approve_says_so_and_is_kept(
    class_store: Store,
) -> None:
    own(class_store, HEAD_TEACHER_UP_TO, "2")
    own(class_store, OFFICE_UP_TO, "7")
    short, long = seat(class_store, 9), seat(class_store, 12)
    ask(class_store, short, MONDAY, TUESDAY, role="head_teacher")
    ask(class_store, long, MONDAY, THURSDAY, role="head_teacher")
    assert {line.pupil: line.unapproved for line in leaves.list_leaves(class_store)} == {
        short: False, long: True}


def test_the_slip_of_a_call_is_owed_from_the_childs_return_and_late_by_the_schools_figure(
    class_store: Store, clock: Clock,
) -> None:
    own(class_store, SLIP_WITHIN, "1")
    pupil = seat(class_store, 9)
    at(clock, MONDAY)
    leave = ask(class_store, pupil, MONDAY, TUESDAY, by_phone=True)
    for day in (MONDAY, TUESDAY):
        at(clock, day)
        take(class_store, day, {pupil: MarkInput("病假")})
        assert owed(class_store) == []
    at(clock, WEDNESDAY)
    take(class_store, WEDNESDAY)
    assert owed(class_store) == [("week", THURSDAY, 0)]
    at(clock, date(2026, 9, 21))
    assert owed(class_store) == [("overdue", THURSDAY, 4)]
    leaves.receive_slip(class_store, actor=TEACHER, leave=leave, day=date(2026, 9, 21))
    assert owed(class_store) == []
    assert leaves.leave_line(class_store, leave).slip == date(2026, 9, 21)


def test_a_slip_answers_its_own_leave_only(class_store: Store) -> None:
    pupil = seat(class_store, 9)
    first = ask(class_store, pupil, date(2026, 9, 7), date(2026, 9, 7), by_phone=True)
    second = ask(class_store, pupil, MONDAY, MONDAY, by_phone=True)
    take(class_store, TUESDAY)
    assert len(owed(class_store)) == 2
    leaves.receive_slip(class_store, actor=TEACHER, leave=first, day=THURSDAY)
    assert [line.id for line in leaves.list_leaves(class_store) if line.owed] == [second]
    assert len(owed(class_store)) == 1


def test_a_child_that_came_early_has_its_leave_ended_the_day_before(
    class_store: Store, clock: Clock,
) -> None:
    pupil = seat(class_store, 9)
    at(clock, MONDAY)
    leave = ask(class_store, pupil, MONDAY, THURSDAY)
    take(class_store, MONDAY, {pupil: MarkInput("病假")})
    at(clock, WEDNESDAY)
    take(class_store, TUESDAY, {pupil: MarkInput("病假")})
    take(class_store, WEDNESDAY)
    assert leaves.leave_line(class_store, leave).came == WEDNESDAY
    leaves.end_leave(class_store, actor=TEACHER, leave=leave, back=WEDNESDAY)
    line = leaves.leave_line(class_store, leave)
    assert (line.until, line.came) == (TUESDAY, None)
    history.undo(class_store, actor=TEACHER)
    assert leaves.leave_line(class_store, leave).until == THURSDAY


def test_a_leave_ended_on_its_first_day_never_was(class_store: Store) -> None:
    leave = ask(class_store, seat(class_store, 9), MONDAY, TUESDAY)
    leaves.end_leave(class_store, actor=TEACHER, leave=leave, back=MONDAY)
    assert leaves.list_leaves(class_store) == []


def test_a_withdrawn_leave_excuses_nothing(class_store: Store) -> None:
    pupil = seat(class_store, 9)
    leave = ask(class_store, pupil, MONDAY, WEDNESDAY)
    take(class_store, MONDAY, {pupil: MarkInput("旷课")})
    person = situation(class_store).world.pupils[pupil]
    assert situation(class_store).attendance.runs(person) == []
    with pytest.raises(KnownError, match="没有写为什么"):
        leaves.withdraw_leave(class_store, actor=TEACHER, leave=leave, why=" ")
    leaves.withdraw_leave(class_store, actor=TEACHER, leave=leave, why="登记错了人")
    assert [len(run.days) for run in situation(class_store).attendance.runs(person)] == [1]


def test_absence_after_a_leave_counts_from_the_first_school_day_after_it(
    class_store: Store, clock: Clock,
) -> None:
    pupil = seat(class_store, 9)
    friday, monday, tuesday = (date(2026, 9, n) for n in (11, 14, 15))
    leave = ask(class_store, pupil, date(2026, 9, 10), date(2026, 9, 12))
    assert leaves.leave_line(class_store, leave).school_days == 2
    take(class_store, friday, {pupil: MarkInput("旷课")})
    for day in (monday, tuesday):
        take(class_store, day, {pupil: MarkInput("旷课")})
    run = situation(class_store).streak(pupil)
    assert run is not None
    assert [d.day for d in run.days] == [monday, tuesday]


@pytest.mark.parametrize(("since", "until"), [(14, 14), (16, 20), (10, 14), (1, 30)])
def test_a_day_is_excused_once(class_store: Store, since: int, until: int) -> None:
    pupil = seat(class_store, 9)
    ask(class_store, pupil, MONDAY, WEDNESDAY)
    with pytest.raises(KnownError) as refused:
        ask(class_store, pupil, date(2026, 9, since), date(2026, 9, until))
    assert refused.value.code == "overlap"
    assert len(leaves.list_leaves(class_store)) == 1


def test_a_leave_is_made_longer_in_place(class_store: Store) -> None:
    pupil = seat(class_store, 9)
    leave = ask(class_store, pupil, MONDAY, TUESDAY)
    ask(class_store, pupil, date(2026, 9, 21), date(2026, 9, 21))
    leaves.change_leave(class_store, actor=TEACHER, leave=leave, since=MONDAY, until=THURSDAY,
                        kind="事假")
    line = leaves.leave_line(class_store, leave)
    assert (line.until, line.kind, line.days) == (THURSDAY, "事假", 4)
    with pytest.raises(KnownError, match="已经登记"):
        leaves.change_leave(class_store, actor=TEACHER, leave=leave, since=MONDAY,
                            until=date(2026, 9, 21), kind="事假")


def test_the_longest_leave_is_the_schools_to_say(class_store: Store) -> None:
    pupil = seat(class_store, 9)
    own(class_store, LONGEST, "10")
    with pytest.raises(KnownError) as refused:
        ask(class_store, pupil, date(2026, 9, 7), date(2026, 9, 17))
    assert refused.value.code == "too_long"
    ask(class_store, pupil, date(2026, 9, 8), date(2026, 9, 17))


def test_marks_of_leave_that_nobody_wrote_down_are_listed(class_store: Store) -> None:
    pupil, known = seat(class_store, 9), seat(class_store, 12)
    ask(class_store, known, MONDAY, MONDAY)
    for day in (MONDAY, TUESDAY):
        take(class_store, day, {pupil: MarkInput("事假"), known: MarkInput("病假")})
    found = leave_slips.unwritten(class_store, since=date(2026, 9, 1))
    assert {(line.pupil, line.kind, line.days) for line in found} == {
        (pupil, "事假", (MONDAY, TUESDAY)), (known, "病假", (TUESDAY,))}


def test_the_slip_prints_who_has_to_sign(class_store: Store) -> None:
    own(class_store, HEAD_TEACHER_UP_TO, "1")
    own(class_store, OFFICE_UP_TO, "5")
    leave = ask(class_store, seat(class_store, 9), MONDAY, TUESDAY)
    line = leaves.leave_line(class_store, leave)
    assert leave_slips.slip_values(line)["approver"] == "教导处"
    assert leave_slips.leave_paper(class_store, leave=leave, user="周老师")[:5] == b"%PDF-"


COUNTY = """id = "T"
title = "样本方案"
kind = "county"

[[clause]]
id = "二"
quote = "学生在放假返校时不能按时到校，应由监护人请假"
where = "二"
bind = [{ is = "rule", rule = "late_return_asker", value = "guardian" }]
"""


def test_where_the_profile_says_so_a_guardian_alone_excuses_who_comes_back_late(
    class_store: Store, clock: Clock,
) -> None:
    back = date(2026, 10, 8)
    at(clock, back)

    def asked(number: int, by: str, day: date = back) -> str:
        return leaves.add_leave(class_store, actor=TEACHER, pupil=seat(class_store, number),
                                since=day, until=day, kind="事假", asked_by=by).id

    asked(1, "本人")
    folder = class_store.folder / policies.OWN_FOLDER
    folder.mkdir()
    (folder / "t.toml").write_text(COUNTY, encoding="utf-8")
    policies.use_policy(class_store, actor=TEACHER, policy="T")
    with pytest.raises(KnownError) as refused:
        asked(2, "本人")
    assert refused.value.code == "guardian_only"
    assert "10月8日国庆节返校" in refused.value.sentence
    kept = asked(2, "监护人")
    with pytest.raises(KnownError, match="监护人"):
        leaves.change_leave(class_store, actor=TEACHER, leave=kept, since=back, until=back,
                            kind="事假", asked_by="代请")
    asked(3, "")
    asked(4, "本人", date(2026, 10, 9))
