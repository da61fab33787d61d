"""What a school answers about its rates, and the rates as Excel and on paper."""

import io
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from county_rows import school
from people import DESK, OFFICE, TEACHER, Clock
from pypdf import PdfReader

from kongchuo_desktop.domain.comparison.ages import CUTOFF, FROM, TO, left_open
from kongchuo_desktop.domain.indicators import choices
from kongchuo_desktop.domain.indicators.model import Rate
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import indicator_sheet as sheets
from kongchuo_desktop.operations.comparison import compare
from kongchuo_desktop.operations.comparison_lists import OWN
from kongchuo_desktop.operations.history import undo
from kongchuo_desktop.operations.indicator_answers import (
    age_figures,
    choose,
    leave_as_usual,
    say_ages,
    to_ask,
    write_number,
    year_numbers,
)
from kongchuo_desktop.operations.indicator_paper import indicator_pages
from kongchuo_desktop.operations.indicators import indicator_trend, indicators
from kongchuo_desktop.operations.own_figures import figure_lines, setting_text
from kongchuo_desktop.operations.policies import open_figures, policy_book
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, OwnFigureRow, PupilRow, Unit

DAY = date(2026, 9, 17)
POPULATION = choices.POPULATION + "junior"


def found(store: Store, title: str) -> Rate:
    return next(rate for rate in indicators(store, classes=True) if rate.title == title)


def asked(store: Store) -> list[str]:
    return [reading.key for reading in to_ask(indicators(store))]


def test_each_open_question_is_asked_once_until_it_is_answered(class_store: Store) -> None:
    keys = asked(class_store)
    assert len(keys) == len(set(keys))
    assert choices.DROPOUT_RATE in keys
    assert choices.EXAM_BASE not in keys  # no ninth grade: nothing hangs on it
    choose(class_store, actor=TEACHER, choice=choices.DROPOUT_RATE, option=choices.BY_NET,
           why="县教育局答复")
    rest = [key for key in keys if key != choices.DROPOUT_RATE]
    left = leave_as_usual(class_store, actor=TEACHER, choices=rest)
    assert asked(class_store) == []
    reading = next(r for r in found(class_store, "辍学率").readings if r.key == choices.DROPOUTS)
    assert (reading.chosen, reading.origin, reading.left) == (choices.EVER, "reading", True)
    undo(class_store, actor=TEACHER, op=left.op)
    assert asked(class_store) == rest


def test_only_what_is_offered_can_be_chosen_and_on_a_ground(class_store: Store) -> None:
    with pytest.raises(KnownError) as refused:
        choose(class_store, actor=TEACHER, choice=choices.DROPOUTS, option="随便", why="样例")
    assert refused.value.code == "bad_option"
    with pytest.raises(KnownError) as refused:
        choose(class_store, actor=TEACHER, choice=choices.DROPOUTS, option=choices.STILL, why=" ")
    assert refused.value.code == "no_reason"


# who is of school age -----------------------------------------------------------------------------


def test_the_ages_are_one_answer_for_rates_and_for_comparing(school_store: Store) -> None:
    assert [(one.name, one.value) for one in age_figures(school_store)] == [
        (FROM, 6), (TO, 14), (CUTOFF, 831)]
    assert FROM in asked(school_store)
    say_ages(school_store, actor=OFFICE, values={FROM: "7", TO: "15", CUTOFF: "901"}, why="样例")
    reading = next(r for r in found(school_store, "入学率").readings if r.key == FROM)
    assert (reading.chosen, reading.origin) == ("7—15周岁，算到9月1日", "own")
    assert FROM not in asked(school_store)
    with school_store.operation("import_roster", OFFICE) as write:
        write.insert(PupilRow, name="样甲")
    ages = compare(school_store, lists={"in_school": OWN, "enrolment": OWN}).ages
    assert ages is not None
    assert (ages.least, ages.most, ages.cutoff) == (7, 15, date(2026, 9, 1))


def test_a_wrong_day_of_the_year_changes_nothing(school_store: Store) -> None:
    with pytest.raises(KnownError) as refused:
        say_ages(school_store, actor=OFFICE, values={FROM: "6", TO: "15", CUTOFF: "832"},
                 why="样例")
    assert refused.value.code == "bad_figure"
    assert [one.value for one in age_figures(school_store)] == [6, 14, 831]


def test_ages_left_at_the_usual_are_asked_no_more(school_store: Store) -> None:
    leave_as_usual(school_store, actor=OFFICE, choices=[FROM])
    assert FROM not in asked(school_store)
    line = next(f for f in figure_lines(school_store, policy="XY24") if f.binding == FROM)
    assert (line.origin, setting_text(line, line.past[0])) == ("unset", "照通常的算")


def test_what_a_document_leaves_open_is_asked_under_its_name_alone(school_store: Store) -> None:
    figures = left_open(policy_book(school_store).effective("D12"))
    assert figures[FROM].name != FROM
    assert figures[CUTOFF].name == CUTOFF
    names = [one.binding for one in open_figures(school_store, policy="D12")]
    assert figures[FROM].name in names
    assert FROM not in names
    assert FROM in [one.binding for one in open_figures(school_store, policy="XY24")]


def test_a_bureau_looks_at_all_by_its_own_ages(bureau_store: Store) -> None:
    one, _ = school(bureau_store, "甲校", pupils=("样甲",))
    with bureau_store.operation("set_figure", DESK) as write:
        for name, value in ((FROM, "3"), (TO, "20"), (CUTOFF, "101")):
            write.insert(OwnFigureRow, home=one, binding=name, value=value, since="2026-09-01",
                         why="样例")
    reading = next(r for r in found(bureau_store, "入学率").readings if r.key == FROM)
    assert (reading.chosen, reading.origin) == ("6—14周岁，算到8月31日", "reading")


# numbers of a year --------------------------------------------------------------------------------


def test_a_number_holds_for_its_school_year(class_store: Store, clock: Clock) -> None:
    (asked_for,) = year_numbers(class_store, names=[POPULATION], day=DAY)
    assert (asked_for.value, asked_for.year) == (None, "2026—2027学年")
    write_number(class_store, actor=TEACHER, name=POPULATION, value="60", why="派出所名单")
    (written,) = year_numbers(class_store, names=[POPULATION], day=DAY)
    assert (written.value, written.by, written.why) == (60, TEACHER.name, "派出所名单")
    write_number(class_store, actor=TEACHER, name=POPULATION, value="", why="写错了")
    (back,) = year_numbers(class_store, names=[POPULATION], day=DAY)
    assert (back.value, back.by) == (None, "")
    write_number(class_store, actor=TEACHER, name=POPULATION, value="61", why="派出所名单")
    clock.at = datetime.fromisoformat("2027-09-17T08:00")
    (next_year,) = year_numbers(class_store, names=[POPULATION], day=clock.at.date())
    assert next_year.value is None


def test_a_rate_names_the_numbers_that_it_may_use(school_store: Store) -> None:
    room = next(iter(load_world(school_store).classes))
    with school_store.operation("import_roster", OFFICE) as write:
        write.insert(PupilRow, name="样甲", class_id=room)
    assert found(school_store, "入学率").numbers == ()
    assert found(school_store, "初中入学率").numbers == (POPULATION,)


# each level and its months ------------------------------------------------------------------------


def test_months_of_a_township_and_of_a_school_alone(bureau_store: Store) -> None:
    one, first = school(bureau_store, "甲校", township="青石镇", pupils=("样甲", "样乙"))
    school(bureau_store, "乙校", township="白水乡", pupils=("样丙",))
    put = {f"辍学率.junior@{of}": indicator_trend(bureau_store, indicator=f"辍学率.junior@{of}")
           for of in (one, "青石镇")}
    for months in put.values():
        ((_, rate),) = months
        assert set(rate.denominator.pupils) == set(first.values())  # type: ignore[union-attr]
    assert put[f"辍学率.junior@{one}"][0][1].scope == "school"
    assert indicator_trend(bureau_store, indicator="辍学率.junior@丙乡") == []
    assert indicator_trend(bureau_store, indicator="辍学率.junior", stopped=lambda: True) == []
    ((_, whole),) = indicator_trend(bureau_store, indicator="辍学率.junior")
    assert whole.denominator is not None
    assert whole.denominator.count == 3


def test_a_bureau_may_write_the_first_grade_of_nine_years_ago(bureau_store: Store) -> None:
    with bureau_store.operation("make_kit", DESK, undoable=False) as write:
        unit = write.insert(Unit, name="甲校", kind="school", parent=bureau_store.home)
        room = write.insert(ClassGroup, home=unit, entry_year=2024, number=1, stage="junior")
        write.insert_many(PupilRow, [{"home": unit, "name": name, "class_id": room}
                                     for name in ("样甲", "样乙")])
    rate = found(bureau_store, "九年义务教育巩固率")
    assert rate.numbers == (choices.INTAKE + "nine",)
    write_number(bureau_store, actor=DESK, name=choices.INTAKE + "nine", value="4", why="旧册")
    assert found(bureau_store, "九年义务教育巩固率").value == Fraction(1, 2)


# out of the program -------------------------------------------------------------------------------


def cells(data: bytes, sheet: str) -> list[list[object]]:
    page = openpyxl.load_workbook(io.BytesIO(data))[sheet]
    return [[cell.value for cell in row] for row in page]


def test_the_sheet_has_both_sides_and_names_only_if_asked(class_store: Store) -> None:
    rates = indicators(class_store)
    dropout = next(rate for rate in rates if rate.title == "去向掌握率")
    plain = sheets.indicator_sheet(class_store, rates=rates)
    assert openpyxl.load_workbook(io.BytesIO(plain)).sheetnames == ["各班"]
    row = next(row for row in cells(plain, "各班") if "去向掌握率" in row)
    assert row[4:6] == [dropout.numerator.count, dropout.denominator.count]  # type: ignore[union-attr]
    assert "≥100%（含）" in row
    kept = next(rate for rate in rates if rate.title == "巩固率")
    named = cells(sheets.indicator_sheet(class_store, rates=rates, named=[kept]), "名单")
    listed = [row for row in named if row[2] == "巩固率"]
    assert len(listed) == len(set(kept.denominator.pupils))  # type: ignore[union-attr]
    assert {tuple(row[5:7]) for row in listed} == {("√", "√")}


def test_more_names_than_a_sheet_bears_are_refused(
    class_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_NAMES", 10)
    rates = indicators(class_store)
    with pytest.raises(KnownError) as refused:
        sheets.indicator_sheet(class_store, rates=rates, named=rates)
    assert refused.value.code == "too_many_names"


def test_the_paper_names_what_its_notes_are_about(class_store: Store, tmp_path: Path) -> None:
    pdf = indicator_pages(class_store, rates=indicators(class_store), day=DAY)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "出勤率：这段时间没有点名记录" in text.replace("\n", "")
    assert "填报单位" in text


def test_of_several_units_the_indicator_stands_over_them(bureau_store: Store) -> None:
    school(bureau_store, "甲校", township="青石镇", pupils=("样甲",))
    school(bureau_store, "乙校", township="青石镇", pupils=("样乙",))
    rates = [rate for rate in indicators(bureau_store) if rate.scope == "school"]
    pdf = indicator_pages(bureau_store, rates=rates, day=DAY)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert text.count("出勤率：到校人次") == 1
    assert text.count("甲校") == len({rate.id.partition("@")[0] for rate in rates})
