"""The reports of those below: what was filed, what was filed as zero, what was not filed."""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from joined_stores import Bench
from people import DESK, OFFICE, Clock

from kongchuo_desktop.operations.attendance import MarkInput, take_register
from kongchuo_desktop.operations.cases import open_case
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.packages import export_package
from kongchuo_desktop.operations.periods import period_named
from kongchuo_desktop.operations.reports import GRADES
from kongchuo_desktop.operations.reports_below import (
    known_behind,
    reports_below,
    save_below,
    unit_rows,
)
from kongchuo_desktop.operations.roster import add_pupil
from kongchuo_desktop.operations.taking_in import import_package
from kongchuo_desktop.operations.world import load_calendar
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Return

MONTH, START = "2026-09", "2026-2027-1-start"
NAMES = ("河东小学", "河西小学", "岭上小学", "云岭初中")


@pytest.fixture
def four(bench: Bench, clock: Clock) -> tuple[Store, dict[str, Store], str]:
    """A bureau and four schools: 河东 with a case and 河西 without one filed; of 岭上 a package of
    a computer that nobody knows waits; 云岭 filed nothing. The child of the case comes last."""
    bureau = bench.found("bureau", "bureau", unit_name="云岭县教育局", class_label="")
    schools = {}
    for n, name in enumerate(NAMES):
        school = bench.found(f"s{n}", "school", unit_name=name)
        bench.join(school, bench.kit(bureau, school=name, school_code=f"990102000{n}"))
        room = add_class(school, actor=OFFICE, label=f"{'一二三七'[n]}年级1班").id
        pupils = [add_pupil(school, actor=OFFICE, class_id=room,
                            values={"name": f"样{n}{child}"}).id for child in range(3 + n)]
        for day in load_calendar(school).school_days(date(2026, 9, 10), date(2026, 9, 17)):
            marks = {} if n else {pupils[0]: MarkInput("旷课")}
            take_register(school, actor=OFFICE, class_id=room, day=day, marks=marks)
        schools[name] = school
        if n == 0:
            truant = pupils[0]
            open_case(school, actor=OFFICE, pupil=truant, day=date(2026, 9, 17))
    for name in NAMES[:2]:
        bench.take(bureau, bench.up(schools[name]))
    found = import_package(bureau, actor=DESK, path=bench.up(schools[NAMES[2]]))
    assert found.status == "waiting"
    return bureau, schools, truant


def test_a_zero_that_was_filed_and_silence_never_stand_in_one_sum(
    four: tuple[Store, dict[str, Store], str], clock: Clock, tmp_path: Path
) -> None:
    bureau, _, _ = four
    clock.at = datetime.fromisoformat("2026-10-08T09:00")
    report = reports_below(bureau, period=MONTH)
    assert {unit.name: (unit.state, unit.says) for unit in report.units} == {
        "河东小学": ("filed", "已报"), "河西小学": ("zero", "报了0"),
        "岭上小学": ("unverified", "未验"), "云岭初中": ("missing", "未报（视为0）")}
    assert {unit.name for unit in report.units if unit.figures is not None} == {
        "河东小学", "河西小学"}
    *rows, whole = report.by_unit()
    assert [(row.title, row.count("after"), row.count("gap")) for row in rows] == [
        ("河东小学", 3, 1), ("河西小学", 4, 0)]
    assert (whole.title, whole.count("after"), whole.count("gap")) == ("合计（报了的2所）", 7, 1)
    assert [(row.title, row.count("after")) for row in report.by_grade()] == [
        ("一年级", 3), ("二年级", 4), ("小学小计", 7), ("合计", 7)]
    assert report.sentence == ("应报4所，报了2所，其中报0的1所；没有报的1所，按文件视为0，"
                               "不算进合计；1所还没有对核对码")
    path = save_below(bureau, report, path=tmp_path / "各校.xlsx")
    lines = [[cell.value for cell in line]
             for line in openpyxl.load_workbook(path).active.iter_rows()]
    table = {line[0]: line[1:] for line in lines}
    assert table["云岭初中"][0] == "未报（视为0）"
    assert set(table["云岭初中"][1:]) == {None}
    assert set(table["岭上小学"][1:]) == {None}
    assert table["河西小学"][0] == "报了0"
    assert all(isinstance(number, int) for number in table["河西小学"][1:])
    assert table["合计（报了的2所）"][1] == 7


def test_what_one_school_filed_stands_grade_by_grade_with_the_children_that_are_known(
    four: tuple[Store, dict[str, Store], str]
) -> None:
    bureau, _, truant = four
    report = reports_below(bureau, period=MONTH)
    unit = next(unit for unit in report.units if unit.name == "河东小学")
    rows = unit_rows(bureau, report.about, unit)
    assert [(row.title, row.count("still"), row.pupils) for row in rows] == [
        ("一年级", 1, None), ("小学小计", 1, None), ("合计", 1, None)]
    for key in ("1", ""):
        assert known_behind(bureau, report.about, unit.unit, key, "still") == (truant,)
    assert known_behind(bureau, report.about, unit.unit, "2", "still") == ()
    # Of children without a case a bureau has too little to count them.
    assert known_behind(bureau, report.about, unit.unit, "1", "after") == ()


def test_a_table_by_class_is_filed_too_and_names_the_classes(
    four: tuple[Store, dict[str, Store], str], bench: Bench
) -> None:
    bureau, schools, _ = four
    school = schools["河东小学"]
    bench.take(bureau, export_package(school, actor=OFFICE, period=START,
                                      folder=bench.folder).path)
    report = reports_below(bureau, period=START)
    unit = next(unit for unit in report.units if unit.name == "河东小学")
    rows = unit_rows(bureau, period_named(bureau, START), unit)
    assert [(row.title, row.count("due"), row.count("arrived")) for row in rows] == [
        ("一年级1班", 3, 2), ("合计", 3, 2)]


def test_a_return_of_an_older_program_is_filed_without_a_table(
    four: tuple[Store, dict[str, Store], str], clock: Clock
) -> None:
    bureau, schools, _ = four
    unit = next(one.unit for one in reports_below(bureau, period=MONTH).units
                if one.name == "云岭初中")
    with bureau.operation("file_return", DESK, undoable=False) as write:
        write.insert(Return, unit=unit, home=unit, kind="月报", period=MONTH, day="2026-09-17",
                     zero=True, figures={"pupils": 6})
    report = reports_below(bureau, period=MONTH)
    assert report.sentence.endswith("1所报的时候没有带表")
    assert "合计（带表的2所）" in [row.title for row in report.by_unit()]
    assert set(GRADES.values()) >= {row.title for row in report.by_grade()[:2]}
    assert schools["云岭初中"].home == unit


def test_where_nobody_filed_a_table_there_is_no_sum_of_nothing(
    four: tuple[Store, dict[str, Store], str], tmp_path: Path
) -> None:
    bureau, _, _ = four
    report = reports_below(bureau, period="2026-05")
    assert report.units
    assert report.by_unit() == []
    assert save_below(bureau, report, path=tmp_path / "合计.xlsx").exists()
