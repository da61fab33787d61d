"""What roll call and roster know of a class: drafts, days of absence, what filing brings."""

from datetime import date, datetime

import pytest
from people import TEACHER, Clock
from registers import MONDAY, THURSDAY, TRUANT, TUESDAY, WEDNESDAY, class_of, seat, take

from kongchuo_desktop.operations import (
    leaves,
    month_sheet,
    moves,
    roll_call,
    standing,
)
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.operations.policies import use_policy
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store


def look(store: Store, marks: dict[str, MarkInput]) -> dict[str, roll_call.Outlook]:
    return roll_call.outlook(store, class_id=class_of(store), day=THURSDAY, part="全天",
                             marks=marks)


def test_filing_is_counted_before_it_is_done(class_store: Store) -> None:
    pupil = seat(class_store, 21)
    for day in (TUESDAY, WEDNESDAY):
        take(class_store, day, {pupil: TRUANT})
    assert look(class_store, {pupil: TRUANT})[pupil].days == 3
    assert [r.day for r in load_world(class_store).registers] == [TUESDAY, WEDNESDAY]


def test_what_filing_brings_is_named_as_such(class_store: Store, clock: Clock) -> None:
    use_policy(class_store, actor=TEACHER, policy="D09")
    clock.at = datetime.fromisoformat("2026-09-21T08:00")
    pupil = seat(class_store, 21)
    monday = clock.at.date()
    days = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, date(2026, 9, 18))
    for day in days:
        take(class_store, day, {pupil: TRUANT})
    found = roll_call.outlook(class_store, class_id=class_of(class_store), day=monday,
                              part="全天", marks={pupil: TRUANT})[pupil]
    assert found.days == len(days) + 1
    assert found.words


def test_late_pupils_have_no_day_of_absence(class_store: Store) -> None:
    pupil = seat(class_store, 17)
    assert look(class_store, {pupil: MarkInput("迟到", (1,))})[pupil] == roll_call.Outlook(
        0, "第1节后到")


def test_a_slip_that_ran_out_yesterday_is_told(class_store: Store) -> None:
    pupil = seat(class_store, 46)
    leaves.add_leave(class_store, actor=TEACHER, pupil=pupil, since=MONDAY, until=WEDNESDAY,
                     kind="病假")
    call = roll_call.roll_call(class_store, class_id=class_of(class_store), day=THURSDAY,
                               part="全天")
    assert next(p.note for p in call.pupils if p.id == pupil) == "病假昨天到期"
    assert pupil not in call.marks


def test_leave_shows_in_a_draft_unless_the_child_came_and_the_filed_register_goes_before_both(
    class_store: Store,
) -> None:
    pupil, other, class_id = seat(class_store, 9), seat(class_store, 12), class_of(class_store)
    leaves.add_leave(class_store, actor=TEACHER, pupil=pupil, since=THURSDAY, until=THURSDAY,
                     kind="病假")

    def marks() -> dict[str, str]:
        call = roll_call.roll_call(class_store, class_id=class_id, day=THURSDAY, part="全天")
        return {p: m.kind for p, m in call.marks.items()}

    assert marks() == {pupil: "病假"}
    roll_call.keep_marks(class_store, class_id=class_id, day=THURSDAY, part="全天",
                         marks={other: TRUANT})
    assert marks() == {pupil: "病假", other: "旷课"}
    roll_call.keep_marks(class_store, class_id=class_id, day=THURSDAY, part="全天",
                         marks={other: TRUANT, pupil: MarkInput("出勤")})
    assert marks() == {other: "旷课"}
    take(class_store, THURSDAY, {})
    assert marks() == {}


@pytest.mark.parametrize(
    ("lessons", "kind", "words"),
    [((), "旷课", ""), ((4, 3), "", "第3、4节"), ((1, 2), "迟到", "第2节后到"),
     ((6, 7), "早退", "第6节前走")],
)
def test_lessons_in_words(lessons: tuple[int, ...], kind: str, words: str) -> None:
    assert roll_call.lesson_words(lessons, kind) == words


def test_the_roster_says_how_everybody_stands_today(class_store: Store) -> None:
    truant, sick, late = (seat(class_store, n) for n in (21, 9, 17))
    take(class_store, WEDNESDAY, {truant: TRUANT})
    take(class_store, THURSDAY, {truant: TRUANT, sick: MarkInput("病假"),
                                 late: MarkInput("迟到")})
    moves.move_pupil(class_store, actor=TEACHER, pupil=seat(class_store, 3), kind="转出",
                      day=THURSDAY)
    lines = {line.card.id: line for line in standing.roster_lines(class_store)}
    assert (lines[truant].today, lines[sick].today, lines[late].today) == (
        "旷课 第2天", "病假", "迟到")
    gone = next(line for line in lines.values() if not line.card.enrolled)
    assert gone.today == "转出"
    assert sum(line.today == standing.IN_CLASS for line in lines.values()) == 46


def test_the_roster_believes_the_register_and_leave_written_later(class_store: Store) -> None:
    came, excused, away = (seat(class_store, n) for n in (9, 12, 21))
    for pupil in (came, away):
        leaves.add_leave(class_store, actor=TEACHER, pupil=pupil, since=THURSDAY, until=THURSDAY,
                         kind="病假")
    take(class_store, THURSDAY, {excused: TRUANT, away: MarkInput("病假")})
    leaves.add_leave(class_store, actor=TEACHER, pupil=excused, since=THURSDAY, until=THURSDAY,
                     kind="事假")
    lines = {line.card.id: line.today for line in standing.roster_lines(class_store)}
    assert (lines[came], lines[excused], lines[away]) == (standing.IN_CLASS, "事假", "病假")


def test_the_months_sheet_leaves_days_empty_that_were_not_filed(class_store: Store) -> None:
    pupil, class_id = seat(class_store, 21), class_of(class_store)
    take(class_store, WEDNESDAY, {pupil: TRUANT})
    grid = month_sheet.month_grid(class_store, class_id=class_id, month=THURSDAY)
    rows = {row["name"]: row for row in month_sheet.sheet_values(grid)["pupils"]}
    assert len(rows) == 50 + 2
    assert rows["买买提·阿卜杜拉"]["d16"] == "×"
    assert (rows["买买提·阿卜杜拉"]["t1"], rows["安文博"]["t0"]) == ("1", "1")
    assert (rows["安文博"]["d16"], rows["安文博"]["d17"]) == ("√", month_sheet.NO_REGISTER)
    assert "d20" not in rows["安文博"]
    assert (rows["应到人数"]["d16"], rows["到校人数"]["d16"]) == ("50", "49")
    assert "d17" not in rows["到校人数"]
    assert month_sheet.month_sheet(class_store, class_id=class_id, month=THURSDAY)[:5] == b"%PDF-"
