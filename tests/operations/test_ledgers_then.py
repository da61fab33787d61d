"""Ledgers, reports and papers of an earlier day call each class as it was called on that day."""

from collections.abc import Mapping
from datetime import date, datetime

import pytest
from county_rows import case
from county_rows import school as village
from people import OFFICE, Clock

from kongchuo_desktop.operations.forms import forms_of
from kongchuo_desktop.operations.ledger_groups import regrouped
from kongchuo_desktop.operations.ledgers import Ledger, open_ledger
from kongchuo_desktop.operations.month_sheet import month_grid
from kongchuo_desktop.operations.paper_facts.facts import WORDS
from kongchuo_desktop.operations.paper_facts.look import About, Look, Whom
from kongchuo_desktop.operations.reports import open_report
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, Event, PupilRow

THEN, NOW = date(2026, 10, 9), date(2027, 10, 11)
CLASSES = {"甲": (2026, 1, "junior", None), "乙": (2026, 2, "junior", None),
           "丙": (2026, 10, "junior", None), "丁": (2025, 1, "junior", None),
           "戊": (2024, 1, "primary", None), "己": (2025, 2, "junior", "启航班")}
"""Of each class the mark that its only pupil bears, its year, number and stage, its own name."""


@pytest.fixture
def rooms(school_store: Store, clock: Clock) -> Mapping[str, str]:
    """Six classes, told in a bad order, of a pupil with a case each, a year later; by mark."""
    clock.at = datetime.fromisoformat(f"{THEN}T09:00")
    found = {room.name: room.id for room in load_world(school_store).classes.values()}
    made = {"甲": found["七年级1班"]}
    with school_store.operation("add_class", OFFICE) as write:
        for mark, (year, number, stage, name) in reversed(CLASSES.items()):
            if mark != "甲":
                made[mark] = write.insert(ClassGroup, home=school_store.home, entry_year=year,
                                          number=number, stage=stage,
                                          **({"name": name} if name else {}))
        pupils = [write.insert(PupilRow, home=school_store.home, name=f"样{mark}", class_id=room,
                               entered="2026-09-01") for mark, room in made.items()]
    for pupil in pupils:
        case(school_store, school_store.home, pupil, day=date(2026, 9, 14))
    clock.at = datetime.fromisoformat(f"{NOW}T09:00")
    return made


def heads(ledger: Ledger) -> list[str]:
    return [group.title.partition("（")[0] for group in ledger.groups]


LAST_YEAR = ["三年级1班", "七年级1班", "七年级2班", "七年级10班", "八年级1班", "启航班"]
THIS_YEAR = ["四年级1班", "八年级1班", "八年级2班", "八年级10班", "九年级1班", "启航班"]


@pytest.mark.parametrize(("day", "called"), [(THEN, LAST_YEAR), (NOW, THIS_YEAR),
                                             (date(2027, 8, 31), LAST_YEAR),
                                             (date(2027, 9, 1), THIS_YEAR)])
def test_groups_bear_the_names_of_the_day_in_their_order(
    school_store: Store, rooms: Mapping[str, str], day: date, called: list[str]
) -> None:
    everybody = open_ledger(school_store, ledger="ledger_school_age", until=day)
    assert heads(everybody) == called
    assert [row["class"] for row in everybody.values] == called
    told = open_ledger(school_store, ledger="ledger_persuasions", since=date(2026, 9, 1),
                       until=day)
    assert sorted(row["class"] for row in told.values) == sorted(called)
    assert heads(regrouped(school_store, told, "class")) == called


def test_one_class_bears_the_name_of_the_day(
    school_store: Store, rooms: Mapping[str, str]
) -> None:
    spans = [open_ledger(school_store, ledger="ledger_school_age", until=day,
                         within=rooms["丁"]).span for day in (THEN, NOW)]
    assert [span.partition("　")[0] for span in spans] == ["八年级1班", "九年级1班"]


@pytest.mark.parametrize(("day", "name", "grade"), [(THEN, "七年级2班", "七年级"),
                                                    (NOW, "八年级2班", "八年级")])
def test_a_paper_bears_the_name_of_its_day(
    school_store: Store, rooms: Mapping[str, str], day: date, name: str, grade: str
) -> None:
    pupil = next(one.id for one in load_world(school_store).pupils.values()
                 if one.class_id == rooms["乙"])
    look = Look(school_store, day=day, user="", pupils=[pupil],
                form=forms_of(school_store)["persuasion_notice"])
    copy = About(look, Whom(pupil=pupil))
    assert [WORDS[word](copy) for word in ("pupil.class_name", "pupil.grade")] == [name, grade]


def test_reports_and_sheets_of_last_year_bear_its_names(
    school_store: Store, rooms: Mapping[str, str]
) -> None:
    grid = month_grid(school_store, class_id=rooms["甲"], month=date(2026, 10, 1))
    assert grid.class_name == "七年级1班"
    opening = open_report(school_store, period="2026-2027-1-start")
    assert [row.title for row in opening.rows if row.key in rooms.values()] == LAST_YEAR


def test_what_is_written_meanwhile_does_not_bring_this_years_names_back(
    school_store: Store, rooms: Mapping[str, str]
) -> None:
    before = situation(school_store, day=THEN)
    pupil = next(iter(before.world.pupils))
    with school_store.operation("add_event", OFFICE) as write:
        write.insert(Event, home=school_store.home, kind="talked", pupil=pupil,
                     day=THEN.isoformat())
    now = situation(school_store, day=THEN)
    assert now is not before
    for found in (before, now):
        assert {room.name for room in found.world.classes.values()} == set(LAST_YEAR)
        assert sorted(one.grade for one in found.world.pupils.values()) == [3, 7, 7, 7, 8, 8]
    assert situation(school_store, day=NOW).world is load_world(school_store)


def test_names_of_pupils_and_schools_stand_by_their_sound(bureau_store: Store) -> None:
    named = ["安样", "陈样", "单样", "解样", "曾样", "张样"]
    for name in ("中山学校", "白水学校", "临河学校"):
        unit, there = village(bureau_store, name, pupils=named[::-1])
        for pupil in there.values():
            case(bureau_store, unit, pupil, day=date(2026, 9, 10))
    told = open_ledger(bureau_store, ledger="ledger_persuasions")
    assert [row["name"] for row in told.values] == [name for name in named for _ in range(3)]
    by_class = open_ledger(bureau_store, ledger="ledger_cases")
    assert heads(by_class) == [f"{name} 七年级1班" for name in (
        "白水学校", "临河学校", "中山学校")]
    for group in by_class.groups:
        assert len(group.rows) == len(named)
