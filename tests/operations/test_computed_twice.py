"""Indicators, month, opening and ledgers of a real store, and a slow count of the same facts."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import oracle_month as slow
import pytest
from hypothesis import HealthCheck, given, settings
from oracle_figures import DISABLED, Figures, Found
from oracle_lives import WHOLE, Child, Happened, School, schools
from oracle_store import BEGUN, Lived
from people import OFFICE, PASSWORD, Clock

from kongchuo_desktop.operations.forms import forms_of
from kongchuo_desktop.operations.founding import Founding, found_store
from kongchuo_desktop.operations.indicators import indicators
from kongchuo_desktop.operations.ledgers import open_ledger
from kongchuo_desktop.operations.month_report import month_report
from kongchuo_desktop.operations.paper_facts.look import Look
from kongchuo_desktop.operations.paper_facts.opening import opening_rows
from kongchuo_desktop.operations.periods import school_period
from kongchuo_desktop.operations.world import load_calendar
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Movement

UNTIL = date(2026, 10, 30)


@pytest.fixture(scope="module")
def empty_school(tmp_path_factory: pytest.TempPathFactory, fast_key: KdfCost) -> Path:
    """The closed store of a school that follows D09: a case after three days, no gates."""
    folder = tmp_path_factory.mktemp("twice") / "学校"
    clock = Clock()
    clock.at = clock.at.replace(month=9, day=1, hour=6)
    found_store(folder, Founding(role="school", unit_name="青石镇中心学校", person=OFFICE.name,
                                 unit_code="9901020001", password=PASSWORD, policy="D09"),
                now=clock, cost=fast_key).store.close()
    return folder


def lived(template: Path, school: School) -> Iterator[Lived]:
    with tempfile.TemporaryDirectory() as made:
        folder, clock = Path(made) / "学校", Clock()
        shutil.copytree(template, folder)
        clock.at = clock.at.replace(month=9, day=1, hour=7)
        with Store.open(folder, password=PASSWORD, now=clock) as store:
            yield Lived(store, clock, school)


def of_a_store(school: School) -> School:
    """As a store can hold it: D09 says nothing of 疑似辍学, and who comes by a move is entered."""
    school.suspected = 0
    for child in school.children:
        if child.entered == date.max:
            first = child.happened[0]
            child.entered = first.day
            if first.what == "复学":
                child.happened[0] = replace(first, what="转入")
    school.late = {key: min(school.today, key[1] + timedelta(3)) for key in school.filed
                   if key[1].toordinal() % 11 == 0}
    return school


@given(schools(until=UNTIL, most=4).map(of_a_store))
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
def test_a_lived_school(empty_school: Path, school: School) -> None:
    for life in lived(empty_school, school):
        same_months(life)
        same_opening(life)
        same_ledgers(life)
        same_indicators(life)


def same_months(life: Lived) -> None:
    """The tables of each month, of the term and of the school year, and that all adds up."""
    today, names = life.school.today, life.names
    ends = {f"2026-{month:02}": (date(2026, month, 1), date(2026, month + 1, 1) - timedelta(1))
            for month in range(9, today.month + 1)}
    calendar = load_calendar(life.store)
    ends |= {school_period(calendar, 2026, number).text: (BEGUN, today) for number in ("1", "")}
    for period, (first, last) in ends.items():
        report = month_report(life.store, period=period)
        fast = {(line.grade, column): Counter(names[row] for row in rows)
                for line in report.lines for column, rows in line.pupils.items() if rows}
        assert fast == slow.month_cells(life.school.as_of(min(last, today)), first)
        assert report.checks == ()


def opening_of(life: Lived) -> dict[str, dict[str, int]]:
    """Class → the figures of the opening table."""
    form = next(iter(forms_of(life.store).values()))
    look = Look(life.store, day=life.school.today, user="", form=form, pupils=())
    return {row["class"]: {key: row[key] for key in row if key != "class"}
            for row in opening_rows(look)}


def same_opening(life: Lived) -> None:
    found = opening_of(life)
    wanted = slow.opening(life.school)
    columns = next((list(line) for line in found.values()), [])
    assert found == {room: {key: counted[key] for key in columns}
                     for room, counted in wanted.items()}


def rows(life: Lived, ledger: str, *keys: str, **more: Any) -> Counter[Any]:
    opened = open_ledger(life.store, ledger=ledger, **more)
    found = Counter(tuple(values[key] for key in keys) for values in opened.values)
    return Counter({one[0] if len(keys) == 1 else one: n for one, n in found.items()})


STATES = {"absent": "连续缺勤", "open": "在办", "suspected": "疑似辍学", "dropout": "辍学",
          "never_enrolled": "从未入学", "returned": "复学回访", "closed": "已销号",
          "left": "已离校"}


def same_ledgers(life: Lived) -> None:
    same_on(life, life.school)
    earlier = life.school.today - timedelta(7)
    if earlier >= BEGUN:
        same_on(life, life.school.as_of(earlier), until=earlier)


def same_on(life: Lived, school: School, **more: Any) -> None:
    def opened(ledger: str, *keys: str) -> Counter[Any]:
        return rows(life, ledger, *keys, **more)

    for ledger, stage in (("ledger_cases", ""), ("ledger_cases_primary", "primary"),
                          ("ledger_cases_junior", "junior")):
        assert opened(ledger, "name", "state", "returned", "closed", "times") == Counter({
            (name, STATES[str(state)], *rest): n
            for (name, state, *rest), n in slow.case_rows(school, stage=stage).items()})
    assert opened("ledger_suspects", "name") == slow.state_rows(school, "suspected")
    assert opened("ledger_dropouts", "name") == slow.state_rows(
        school, "dropout", "never_enrolled")
    assert opened("ledger_movements", "day", "kind", "name") == slow.move_rows(school)
    assert opened("ledger_leaves", "from", "until", "kind", "name") == slow.leave_rows(school)
    assert opened("ledger_visits", "day", "name", "mode") == slow.visit_rows(school)
    assert opened("ledger_persuasions", "day", "name", "mode") == slow.persuasion_rows(school)
    assert opened("ledger_absences", "from", "until", "missed", "back", "name") == (
        slow.absence_rows(school))
    assert opened("ledger_left_behind", "name", "class") == slow.tag_rows(school, "留守")
    assert opened("ledger_disabled", "name", "class") == slow.tag_rows(school, *DISABLED)
    assert opened("ledger_unarrived", "name") == slow.unarrived_rows(school)


def same_indicators(life: Lived) -> None:
    figures = Figures(life.school, life.school.today)
    slowly: dict[str, Callable[[], Found]] = {
        "巩固率": figures.retention, "去向掌握率": figures.whereabouts,
        "劝返成功率": figures.persuaded, "出勤率": figures.attendance,
        "流失人数": figures.lost, "中考报考率": figures.exam,
        "辍学人数": lambda: figures.heads(figures.was_out),
        "三年保留率": lambda: figures.cohort(7, 9, adjusted=True),
        "残疾儿童少年入学率.视力残疾": lambda: figures.enrolment(tags=("视力残疾",)),
        "辍学率.primary": lambda: figures.dropout_rate(stage="primary")}
    found = {rate.id: rate for rate in indicators(life.store)}
    for name, count in slowly.items():
        if name in found:
            wanted, rate = count(), found[name]
            assert Counter(life.names[row] for row in rate.numerator.pupils) == wanted.above
            if not rate.missing:
                assert rate.value == wanted.value


# what the two differed about ------------------------------------------------------------------

DAYS = [date(2026, 9, day) for day in (1, 2, 3, 4, 7, 8, 9, 10, 11)]


def school_of(*children: Child, today: date = date(2026, 10, 20)) -> School:
    return School(list(children), {(child.room, day): WHOLE for child in children for day in DAYS},
                  frozenset(), today, suspected=0)


def told(day: int, kind: str, what: str = "", *, month: int = 9) -> Happened:
    return Happened(date(2026, month, day), kind, what)


def test_a_visit_without_a_case_is_no_persuasion(empty_school: Path) -> None:
    """The 劝返人次 of the month are the lines of 劝返台账."""
    school = school_of(Child("样甲", "七1", None, happened=[told(7, "visit", "同意")]),
                       Child("样乙", "七1", None, happened=[
                           told(8, "opened"), told(9, "visit", "同意"), told(10, "call")]))
    for life in lived(empty_school, school):
        lines = month_report(life.store, period="2026-09").lines
        assert sum(line.count("visits") for line in lines) == 2
        assert rows(life, "ledger_persuasions", "name").total() == 2


def test_a_visit_stands_in_one_case_though_the_child_left_and_came(empty_school: Path) -> None:
    school = school_of(Child("样甲", "七1", None, happened=[
        told(7, "opened"), told(10, "move", "转出"), told(9, "move", "转入", month=10),
        told(12, "opened", month=10), told(13, "visit", "拒绝", month=10)]))
    for life in lived(empty_school, school):
        assert rows(life, "ledger_cases", "name").total() == 2
        assert rows(life, "ledger_persuasions", "day") == {date(2026, 10, 13): 1}


def test_a_ledger_of_an_earlier_day_knows_the_class_of_that_day(empty_school: Path) -> None:
    school = school_of(Child("样甲", "六1", None, happened=[
        told(7, "opened"), told(21, "class", "七1")], tags=[("留守", date(2026, 9, 2), None)]))
    for life in lived(empty_school, school):
        then, now = {"until": date(2026, 9, 18)}, {"until": date(2026, 9, 25)}
        for more, room, stage in ((then, "六年级1班", "primary"), (now, "七年级1班", "junior")):
            assert rows(life, f"ledger_cases_{stage}", "name", "class", "grade", **more) == {
                ("样甲", room, room[:3]): 1}
            assert rows(life, "ledger_left_behind", "class", **more) == {room: 1}
        assert not rows(life, "ledger_cases_junior", "name", **then)


def test_how_a_child_left_goes_by_its_day_however_late_it_is_told(empty_school: Path) -> None:
    """The change of class of August is written down after the 休学 of September."""
    child = Child("样甲", "七1", None, happened=[told(1, "move", "休学")])
    for life in lived(empty_school, school_of(child, Child("样乙", "七1", None))):
        with life.store.operation("change_class", OFFICE) as write:
            write.insert(Movement, pupil=life.ids["样甲"], kind="调班", day="2026-08-25",
                         from_class=life.rooms["六1"], class_id=life.rooms["七1"])
        (found,) = opening_of(life).values()
        assert (found["due"], found["arrived"], found["suspended"]) == (2, 1, 1)


def test_who_is_taught_at_home_is_not_missed_when_school_begins(empty_school: Path) -> None:
    school = school_of(Child("样甲", "七1", None), Child("样乙", "七1", None, placement="送教上门"))
    for life in lived(empty_school, school):
        (found,) = opening_of(life).values()
        assert (found["due"], found["arrived"]) == (1, 1)


def test_who_goes_or_comes_on_the_last_day_of_a_month_is_of_that_month(empty_school: Path) -> None:
    school = school_of(Child("样甲", "七1", None, happened=[told(30, "move", "转出")]), Child(
        "样乙", "七1", date(2013, 5, 5), date(2026, 9, 30), happened=[told(30, "move", "转入")]))
    for life in lived(empty_school, school):
        same_months(life)
