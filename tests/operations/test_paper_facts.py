"""What papers print comes from what was written down, up to the paper's day, and nothing else."""

from datetime import date, datetime
from typing import Any

import pytest
from people import NOW, TEACHER, Clock
from photos import picture
from statements import counted

from kongchuo_desktop.domain.charts.model import Chart
from kongchuo_desktop.operations import attachments, events, leaves, moves, papers, units, visits
from kongchuo_desktop.operations.attendance import MarkInput, take_register
from kongchuo_desktop.operations.late_return import record_unreturned
from kongchuo_desktop.operations.paper_choices import about_visit, visits_to_choose
from kongchuo_desktop.operations.paper_facts.facts import WORDS, PaperFacts
from kongchuo_desktop.operations.paper_facts.look import Whom
from kongchuo_desktop.operations.paper_facts.school_words import government_of
from kongchuo_desktop.operations.roster import edit_pupil, list_pupils
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.form_file import parse_form
from kongchuo_desktop.papers.made_rows import WHOSE
from kongchuo_desktop.papers.sources import CHARTS, DATES, DAYS, ROW_DATES, ROWS, SOURCES
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, Enrollment

TODAY = NOW.date()


def form_of(*words: str) -> Form:
    fields = "".join(f'[[field]]\nname = "f{n}"\nfrom = "{word}"\n'
                     for n, word in enumerate(words))
    return parse_form(
        'id = "asked"\npaper = "劝学通知书"\ntitle = "试"\nfor = "case"\nbasis = "试"\n'
        f'{fields}\n[[part]]\nname = "试"\n[[part.block]]\nis = "text"\ntext = "{{f0}}"\n', "试")


def facts(store: Store, whom: Whom, *words: str, day: date = TODAY) -> dict[str, Any]:
    """The words asked for, with their values."""
    read = PaperFacts(store, day=day, user="周老师", form=form_of(*words), whom=[whom])
    return read.sources(whom)


def pupils_of(store: Store) -> list[str]:
    return [card.id for card in list_pupils(store)]


def absent(store: Store, clock: Clock, pupil: str, *days: str) -> None:
    for day in days:
        clock.at = datetime.fromisoformat(f"{day}T17:00")
        (room,) = load_world(store).classes
        take_register(store, actor=TEACHER, class_id=room, day=clock.at.date(),
                      marks={pupil: MarkInput("旷课")} if pupil else {})


@pytest.fixture
def missed(class_store: Store, clock: Clock) -> str:
    """A child who is away since 9月14日, called, visited twice, with notice and report issued."""
    pupil = pupils_of(class_store)[3]
    absent(class_store, clock, pupil, "2026-09-14", "2026-09-15", "2026-09-16")
    for day, mode, outcome in (("2026-09-14", "电话", "联系不上"), ("2026-09-15", "家访", "有条件"),
                               ("2026-09-16", "家访", "同意")):
        visits.add_visit(class_store, actor=TEACHER, visit=visits.VisitInput(
            pupil=pupil, day=date.fromisoformat(day), mode=mode, outcome=outcome,
            by=("周老师",), joint=("村委会",) if mode == "家访" else (), met="某某（父亲）",
            cause="外出打工" if outcome == "有条件" else "", note=f"{outcome}的话",
            promised=date(2026, 9, 20) if outcome == "同意" else None))
    events.add_event(class_store, actor=TEACHER, kind="assigned", day=date(2026, 9, 15),
                     pupil=pupil, fields={"role": "包保"}, by="陶主任")
    clock.at = NOW
    return pupil


def test_every_word_of_the_forms_has_its_fact() -> None:
    assert set(WORDS) == set(SOURCES)


@pytest.mark.parametrize(("township", "government"), [
    ("青石镇", "青石镇人民政府"), ("河东街道", "河东街道办事处"), ("", ""),
    ("青石镇人民政府", "青石镇人民政府"), ("河东街道办事处", "河东街道办事处"),
])
def test_a_township_is_written_to_by_the_name_of_its_government(
    township: str, government: str
) -> None:
    assert government_of(township) == government


def test_dates_are_dates_and_lists_have_their_columns(class_store: Store, missed: str) -> None:
    papers.issue_papers(class_store, actor=TEACHER, form_id="persuasion_notice", pupils=[missed],
                        day=TODAY)
    found = facts(class_store, Whom(pupil=missed), *SOURCES)
    for word, value in found.items():
        if word in DATES:
            assert isinstance(value, date), word
        elif word in DAYS:
            assert all(isinstance(day, date) for day in value), word
        elif word in ROWS:
            for row in value:
                assert set(row) - {WHOSE} == set(ROWS[word]), word
                assert all(row[key] is None or row[key] == "" or isinstance(row[key], date)
                           for key in ROW_DATES & set(row)), word
        elif word in CHARTS:
            assert isinstance(value, Chart), word
            assert value.id == word.removeprefix("chart.")
        else:
            assert isinstance(value, str | int), word


def test_a_case_is_told_from_its_absence_and_visits(class_store: Store, missed: str) -> None:
    found = facts(class_store, Whom(pupil=missed), "case.absent_since", "case.absent_days",
                  "case.visits", "case.calls", "case.cause", "case.visitors", "case.times",
                  "case.helper", "visit.day", "visit.times", "visit.promised", "visit.note",
                  "case.visit_rows", "case.work_rows")
    assert (found["case.absent_since"], found["case.absent_days"]) == (date(2026, 9, 14), 3)
    assert found["case.visits"] == [date(2026, 9, 15), date(2026, 9, 16)]
    assert found["case.calls"] == [date(2026, 9, 14)]
    assert (found["case.cause"], found["case.visitors"]) == ("外出打工", "周老师、村委会")
    assert (found["case.times"], found["case.helper"]) == (2, "陶主任")
    assert (found["visit.day"], found["visit.times"]) == (date(2026, 9, 16), 2)
    assert (found["visit.promised"], found["visit.note"]) == (date(2026, 9, 20), "同意的话")
    assert [(row["mode"], row["n"]) for row in found["case.visit_rows"]] == [
        ("电话", 1), ("家访", 1), ("家访", 2)]
    assert [row["what"] for row in found["case.work_rows"]] == [
        "电话第1次", "家访第1次", "家访第2次"]


def test_another_visit_may_be_meant_with_its_photos(class_store: Store, missed: str) -> None:
    (row,) = [v["n"] for v in facts(class_store, Whom(pupil=missed), "case.visit_rows")[
        "case.visit_rows"] if v["day"] == date(2026, 9, 15)]
    assert (about_visit(form_of("visit.day")), about_visit(form_of("case.visits"))) == (True, False)
    first = visit_of(class_store, missed, "2026-09-15")
    attachments.add_pictures(class_store, actor=TEACHER, target=first,
                             pictures=[picture(), picture("门口.jpg", colour="red")])
    found = facts(class_store, Whom(pupil=missed, visit=first), "visit.day", "visit.times",
                  "visit.outcome", "visit.photo_rows")
    assert (found["visit.day"], found["visit.outcome"]) == (date(2026, 9, 15), "有条件")
    assert found["visit.times"] == row == 1
    assert [photo["photo"][:2] for photo in found["visit.photo_rows"]] == [b"\xff\xd8"] * 2
    assert "visit.photo_rows" not in facts(class_store, Whom(pupil=missed), "visit.photo_rows")


def visit_of(store: Store, pupil: str, day: str) -> str:
    found = visits_to_choose(store, form=form_of("visit.day"), pupil=pupil, day=TODAY)
    assert [one.day for one in found] == sorted((one.day for one in found), reverse=True)
    return next(one.id for one in found if one.day.isoformat() == day)


def test_nothing_that_happened_after_the_papers_day_is_in_it(class_store: Store,
                                                             missed: str) -> None:
    found = facts(class_store, Whom(pupil=missed), "case.visits", "visit.day", "case.helper",
                  "pupil.timeline_rows", day=date(2026, 9, 14))
    assert found == {"visit.day": date(2026, 9, 14), "pupil.timeline_rows": [
        {"day": date(2026, 9, 14), "what": "电话第1次", "who": "周老师",
         "result": "联系不上：联系不上的话"}]}


def test_a_notice_is_found_again_with_its_service(class_store: Store, missed: str) -> None:
    papers.issue_papers(class_store, actor=TEACHER, form_id="persuasion_notice", pupils=[missed],
                        day=TODAY)
    (paper,) = papers.issue_papers(class_store, actor=TEACHER, form_id="persuasion_notice",
                                   pupils=[missed], day=TODAY).papers
    papers.deliver_paper(class_store, actor=TEACHER, paper=paper.id, day=TODAY, how="直接", to="某")
    words = ("case.notice_number", "case.notice_day", "case.notice_served", "case.paper_rows")
    found = facts(class_store, Whom(pupil=missed), *words)
    assert found["case.notice_number"] == paper.number
    assert (found["case.notice_day"], found["case.notice_served"]) == (TODAY, TODAY)
    assert [row["state"] for row in found["case.paper_rows"]] == ["未送达", "送达"]
    papers.void_paper(class_store, actor=TEACHER, paper=paper.id, why="错了")
    found = facts(class_store, Whom(pupil=missed), *words, "pupil.paper_rows")
    assert "case.notice_served" not in found
    assert [row["state"] for row in found["pupil.paper_rows"]] == ["未送达", "已作废"]


def test_the_second_guardian_stands_second(class_store: Store) -> None:
    card = list_pupils(class_store)[0]
    edit_pupil(class_store, actor=TEACHER, pupil=card.id, prior=card.tips, values={
        "guardian1_name": "", "guardian2_name": "某奶奶", "guardian2_relation": "祖母"})
    found = facts(class_store, Whom(pupil=card.id), "guardian.name", "guardian.relation",
                  "guardian2.name")
    assert found == {"guardian.name": "某奶奶", "guardian.relation": "祖母"}


@pytest.mark.parametrize(("told", "printed"), [
    ("3", "3公里"), ("0.5", "0.5公里"), ("3里路", "3里路"), (None, None)])
def test_a_bare_number_of_the_way_to_school_is_of_kilometres(
    class_store: Store, told: str | None, printed: str | None
) -> None:
    pupil = pupils_of(class_store)[1]
    with class_store.operation("edit_pupil", TEACHER) as write:
        write.insert(Enrollment, pupil=pupil, distance=told)
    found = facts(class_store, Whom(pupil=pupil), "pupil.distance")
    assert found.get("pupil.distance") == printed


def test_movements_and_leave_stand_in_their_lists(class_store: Store) -> None:
    pupil = pupils_of(class_store)[1]
    leaves.add_leave(class_store, actor=TEACHER, pupil=pupil, since=date(2026, 9, 10),
                     until=date(2026, 9, 11), kind="病假", by_phone=False, note="感冒")
    moves.move_pupil(class_store, actor=TEACHER, pupil=pupil, kind="转出", day=TODAY,
                     other="河西小学")
    found = facts(class_store, Whom(pupil=pupil), "pupil.movement_rows", "pupil.leave_rows")
    assert [(row["day"], row["kind"], row["other"]) for row in found["pupil.movement_rows"]] == [
        (TODAY, "转出", "河西小学")]
    (leave,) = found["pupil.leave_rows"]
    assert (leave["since"], leave["until"], leave["kind"]) == (
        date(2026, 9, 10), date(2026, 9, 11), "病假")


def test_months_of_attendance_add_up(class_store: Store, clock: Clock, missed: str) -> None:
    (month,) = facts(class_store, Whom(pupil=missed), "pupil.month_rows")["pupil.month_rows"]
    assert (month["month"], month["due"], month["present"], month["absent"], month["leave"]) == (
        "2026年9月", 3, 0, 3, 0)


def test_the_months_table_counts_the_case(class_store: Store, missed: str) -> None:
    rows = facts(class_store, Whom(), "school.month_rows")["school.month_rows"]
    assert [row["grade"] for row in rows] == ["七年级", "初中小计", "合计"]
    total = rows[-1]
    assert (total["after"], total["present"], total["gap"], total["visits"], total["still"]) == (
        50, 49, 1, 3, 1)


def test_who_did_not_come_at_the_opening_is_counted_and_named(class_store: Store, clock: Clock
                                                              ) -> None:
    pupil = pupils_of(class_store)[5]
    absent(class_store, clock, pupil, "2026-09-01", "2026-09-02")
    record_unreturned(class_store, actor=TEACHER, pupil=pupil, day=date(2026, 9, 2),
                      cause="随父母外出", whereabouts="县城")
    clock.at = NOW
    found = facts(class_store, Whom(), "school.opening_rows", "school.unarrived_rows")
    (room,) = found["school.opening_rows"]
    assert (room["class"], room["due"], room["arrived"], room["missing"]) == (
        "七年级1班", 50, 49, 1)
    (child,) = found["school.unarrived_rows"]
    assert (child["cause"], child["whereabouts"], child["n"]) == ("随父母外出", "县城", 1)


def test_a_class_list_goes_by_seat(class_store: Store) -> None:
    found = facts(class_store, Whom(), "class.pupil_rows", "class.size", "class.boys",
                  "class.girls")
    rows = found["class.pupil_rows"]
    assert [row["n"] for row in rows] == list(range(1, 51))
    seats = [row["seat"] for row in rows if row["seat"]]
    assert seats == sorted(seats)
    assert found["class.boys"] + found["class.girls"] == found["class.size"] == 50


WORDS_OF_A_NOTICE = ("pupil.name", "guardian.name", "case.visits", "case.notice_day", "visit.note",
                     "pupil.tag_rows", "case.work_rows", "pupil.disability")


def test_a_batch_reads_each_table_once(class_store: Store) -> None:
    def statements(number: int) -> int:
        whom = [Whom(pupil=pupil) for pupil in pupils_of(class_store)[:number]]
        with counted() as sent:
            read = PaperFacts(class_store, day=TODAY, user="", form=form_of(*WORDS_OF_A_NOTICE),
                              whom=whom)
            for one in whom:
                read.sources(one)
        return len(sent)

    statements(1)
    assert statements(50) == statements(2) > 0


def test_a_form_that_names_no_visits_reads_none(class_store: Store) -> None:
    whom = Whom(pupil=pupils_of(class_store)[0])
    facts(class_store, whom, "pupil.name")
    with counted() as sent:
        facts(class_store, whom, "pupil.name", "guardian.phone")
    assert sent
    assert not [text for text in sent if "FROM visit" in text or "FROM event" in text]


def test_a_class_is_counted_over_its_week(class_store: Store, missed: str) -> None:
    """Away on Wednesday, the last register of the week; one on leave, one taught at home, one
    gone."""
    sick, home, gone = (pupil for pupil in pupils_of(class_store)[10:13])
    leaves.add_leave(class_store, actor=TEACHER, pupil=sick, since=date(2026, 9, 16),
                     until=date(2026, 9, 18), kind="病假")
    cards = {card.id: card for card in list_pupils(class_store)}
    edit_pupil(class_store, actor=TEACHER, pupil=home, prior=cards[home].tips,
               values={"placement": "送教上门"})
    moves.move_pupil(class_store, actor=TEACHER, pupil=gone, day=date(2026, 9, 15), kind="转出")
    found = facts(class_store, Whom(), "school.week_rows", "week.start", "week.end")
    (row,) = found["school.week_rows"]
    assert (found["week.start"], found["week.end"]) == (date(2026, 9, 14), TODAY)
    assert {key: row[key] for key in (
        "size", "present", "leave", "absent", "elsewhere", "came", "left", "moves", "visits",
        "returned")} == {
        "size": 49, "present": 46, "leave": 1, "absent": 1, "elsewhere": 1, "came": 0, "left": 1,
        "moves": f"{cards[gone].name}转出", "visits": 2, "returned": 0}


def test_a_week_without_a_register_says_nothing_of_who_came(class_store: Store, missed: str
                                                            ) -> None:
    (row,) = facts(class_store, Whom(), "school.week_rows",
                   day=date(2026, 9, 11))["school.week_rows"]
    assert (row["size"], row["present"], row["absent"], row["visits"]) == (50, "", "", 0)
    (month,) = facts(class_store, Whom(), "school.class_month_rows")["school.class_month_rows"]
    assert (month["present"], month["absent"], month["visits"]) == (49, 1, 2)


def test_a_case_tells_what_was_done_this_week(class_store: Store, missed: str) -> None:
    (row,) = facts(class_store, Whom(), "school.case_rows")["school.case_rows"]
    assert row["week"] == "9月14日电话：联系不上；9月15日家访：有条件；9月16日家访：同意"


def test_who_answers_for_a_child_has_the_telephone_of_the_roster(
    class_store: Store, missed: str
) -> None:
    assert "case.helper_phone" not in facts(class_store, Whom(pupil=missed), "case.helper_phone")
    (room,) = load_world(class_store).classes
    with class_store.session() as session:
        (row,) = living(session, ClassGroup)
    units.edit_class(class_store, actor=TEACHER, class_id=room, prior=row.tips,
                     head_teacher="陶主任", phone="000-7654321")
    found = facts(class_store, Whom(pupil=missed), "case.helper_phone", "school.helper_rows")
    assert found["case.helper_phone"] == "000-7654321"
    assert [row["phone"] for row in found["school.helper_rows"]] == ["000-7654321"]


def test_who_begins_a_stage_is_counted_at_the_opening(class_store: Store, clock: Clock) -> None:
    pupil = pupils_of(class_store)[5]
    absent(class_store, clock, pupil, "2026-09-01", "2026-09-02")
    clock.at = NOW
    words = [f"school.{grade}_grade_{what}" for grade in ("first", "seventh")
             for what in ("due", "arrived")]
    assert facts(class_store, Whom(), *words) == {
        "school.seventh_grade_due": 50, "school.seventh_grade_arrived": 49}
