"""Lists of the school and the bureau: cases, helpers, supervisors, returns, the month, arrivals."""

from datetime import date, datetime
from typing import Any

import pytest
from people import DESK, NOW, TEACHER, Clock
from two_schools import County

from kongchuo_desktop.operations import events, moves, visits
from kongchuo_desktop.operations.attendance import MarkInput, take_register
from kongchuo_desktop.operations.cases import open_case
from kongchuo_desktop.operations.paper_facts.facts import PaperFacts
from kongchuo_desktop.operations.paper_facts.look import Look, Whom
from kongchuo_desktop.operations.paper_facts.month import month_lines
from kongchuo_desktop.operations.returns import units_below
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.supervisors import assign_supervisor
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.papers.form_file import parse_form
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Return

TODAY = NOW.date()
FORM = """id = "asked"
paper = "试"
title = "试"
for = "school"
basis = "试"
[[field]]
name = "f"
from = "{word}"
[[part]]
name = "试"
[[part.block]]
is = "text"
text = "试"
"""


def rows(store: Store, word: str, *, day: date = TODAY,
         whom: Whom | None = None) -> list[dict[str, Any]]:
    form = parse_form(FORM.replace("{word}", word), "试")
    one = whom or Whom()
    found = PaperFacts(store, day=day, user="", form=form, whom=[one]).sources(one)
    return list(found.get(word, []))


def pupils_of(store: Store) -> list[str]:
    return [card.id for card in list_pupils(store)]


def test_a_case_in_hand_stands_with_family_and_helper(class_store: Store) -> None:
    pupil = pupils_of(class_store)[7]
    open_case(class_store, actor=TEACHER, pupil=pupil, day=date(2026, 9, 15), cause="厌学",
              state="dropout")
    visits.add_visit(class_store, actor=TEACHER, visit=visits.VisitInput(
        pupil=pupil, day=date(2026, 9, 16), mode="家访", outcome="拒绝", whereabouts="县城"))
    events.add_event(class_store, actor=TEACHER, kind="assigned", day=TODAY, pupil=pupil,
                     fields={"role": "包保"}, by="陶主任")
    (case,) = rows(class_store, "school.case_rows")
    assert (case["n"], case["class"], case["since"]) == (1, "七年级1班", date(2026, 9, 15))
    assert (case["cause"], case["whereabouts"], case["times"]) == ("厌学", "县城", 1)
    assert (case["helper"], case["state"]) == ("陶主任", "辍学")
    assert case["guardian"]
    (helper,) = rows(class_store, "school.helper_rows")
    assert (helper["role"], helper["name"], helper["area"], helper["pupils"]) == (
        "包保", "陶主任", "七年级1班", case["name"])
    assert rows(class_store, "school.case_rows", day=date(2026, 9, 14)) == []


def test_only_who_is_out_of_school_or_unreached_is_reported_as_such(class_store: Store) -> None:
    out, lost, back = pupils_of(class_store)[:3]
    for pupil in (out, lost, back):
        open_case(class_store, actor=TEACHER, pupil=pupil, day=date(2026, 9, 14),
                  state="dropout" if pupil == out else "open")
    for pupil, outcome, joint in ((lost, "联系不上", ()), (back, "同意", ("村委会",))):
        visits.add_visit(class_store, actor=TEACHER, visit=visits.VisitInput(
            pupil=pupil, day=date(2026, 9, 16), mode="家访", outcome=outcome, joint=joint))
    names = {card.id: card.name for card in list_pupils(class_store)}
    found = rows(class_store, "school.dropout_rows")
    assert {row["name"]: row["note"] for row in found} == {names[out]: "", names[lost]: "联系不上"}
    assert [row["n"] for row in found] == [1, 2]
    assert [len(rows(class_store, "case.joint_visit_rows", whom=Whom(pupil=pupil)))
            for pupil in (lost, back)] == [0, 1]


def test_behind_each_figure_of_the_month_stand_its_pupils(class_store: Store) -> None:
    first, second = pupils_of(class_store)[:2]
    open_case(class_store, actor=TEACHER, pupil=first, day=date(2026, 9, 15), state="dropout")
    moves.move_pupil(class_store, actor=TEACHER, pupil=second, kind="转出", day=TODAY)
    look = Look(class_store, day=TODAY, user="", form=parse_form(FORM.replace(
        "{word}", "today"), "试"), pupils=())
    (line,) = month_lines(look)
    for column in ("dropout_new", "dropout_all", "still", "gap"):
        assert line.pupils[column] == (first,)
    assert line.pupils["out_transfer"] == (second,)
    assert (line.count("before"), line.count("after"), line.count("present")) == (50, 49, 48)


def test_returns_say_whether_they_were_zero(class_store: Store) -> None:
    with class_store.operation("file_return", TEACHER) as write:
        for period, zero, pupils in (("2026-09", True, 50), ("2026-08", False, 49)):
            write.insert(Return, unit=class_store.home, kind="月报", period=period, zero=zero,
                         day="2026-09-30", figures={"pupils": pupils})
    assert rows(class_store, "school.return_rows") == [
        {"period": "2026年8月", "pupils": 49, "day": date(2026, 9, 30), "zero": "否"},
        {"period": "2026年9月", "pupils": 50, "day": date(2026, 9, 30), "zero": "是"}]


def test_a_supervisor_stands_once_with_all_schools(county: County) -> None:
    schools = sorted(units_below(county.bureau))
    assign_supervisor(county.bureau, actor=DESK, units=schools, name="样督导", phone="000-1")
    (line,) = rows(county.bureau, "school.supervisor_rows")
    assert (line["leader"], line["phone"], len(line["schools"].split("、"))) == (
        "样督导", "000-1", len(schools))


@pytest.fixture
def opened(class_store: Store, clock: Clock) -> list[str]:
    """Four children missed the first two days; one came, left, is on leave, or just is not there"""
    four = pupils_of(class_store)[:4]
    (room,) = load_world(class_store).classes
    for day, away in (("2026-09-01", four), ("2026-09-02", four), ("2026-09-03", four[1:])):
        clock.at = datetime.fromisoformat(f"{day}T17:00")
        marks = {pupil: MarkInput("病假" if pupil == four[1] else "旷课") for pupil in away}
        take_register(class_store, actor=TEACHER, class_id=room, day=clock.at.date(), marks=marks)
    moves.move_pupil(class_store, actor=TEACHER, pupil=four[2], kind="转出",
                     day=date(2026, 9, 3), other="河西小学")
    clock.at = NOW
    return four


def test_who_was_due_is_who_came_and_who_did_not(class_store: Store, opened: list[str]) -> None:
    (line,) = rows(class_store, "school.opening_rows")
    assert (line["due"], line["arrived"], line["missing"]) == (50, 47, 3)
    assert (line["transferred"], line["suspended"]) == (1, 0)
    reasons = [line[why] for why in ("transferred", "leave", "suspended", "suspected", "unknown")]
    assert sum(reasons) <= line["missing"]
    missing = rows(class_store, "school.unarrived_rows")
    names = {card.id: card.name for card in list_pupils(class_store, everyone=True)}
    assert {row["name"] for row in missing} == {names[pupil] for pupil in opened[1:]}
    assert next(row for row in missing if row["name"] == names[opened[2]])["cause"] == "转出"


def test_in_the_holidays_nobody_is_due(class_store: Store, opened: list[str]) -> None:
    assert rows(class_store, "school.opening_rows", day=date(2026, 8, 10)) == []
