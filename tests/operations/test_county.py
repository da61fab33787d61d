"""The whole county: figures with their pupils, differences, overdue cases, 督导包校, reminders."""

from datetime import date, datetime
from pathlib import Path

import pytest
from county_rows import FIRST, case, file_return, school, serve_notice
from people import DESK, Clock
from PySide6.QtPdf import QPdfDocument
from python_calamine import load_workbook

from kongchuo_desktop.domain import county
from kongchuo_desktop.domain.cases.views import cases_of, overdue_of
from kongchuo_desktop.domain.county import Counted
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.county import (
    NO_TOWNSHIP,
    county_totals,
    listed,
    overdue_cases,
    save_county_sheet,
    save_overdue_sheet,
)
from kongchuo_desktop.operations.county_checks import checks
from kongchuo_desktop.operations.paper_register import (
    numbers_twice,
    numbers_twice_among,
    paper_register,
)
from kongchuo_desktop.operations.reminders import calls, note_call, reminder_letters
from kongchuo_desktop.operations.returns import returns_of_month
from kongchuo_desktop.operations.returns_year import period_totals, year_grid
from kongchuo_desktop.operations.supervisor_paper import supervisor_pages
from kongchuo_desktop.operations.supervisors import (
    assign_supervisor,
    save_supervisor_sheet,
    supervisors,
)
from kongchuo_desktop.operations.today import situations
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import OwnFigureRow

MONTH = "2026-09"


def _words_of(pdf: bytes, folder: Path) -> str:
    """What the first page says, without spaces."""
    (folder / "纸.pdf").write_bytes(pdf)
    document = QPdfDocument(None)  # type: ignore[call-overload]
    assert document.load(str(folder / "纸.pdf")) == QPdfDocument.Error.None_
    said = "".join(document.getAllText(0).text().split())
    document.close()
    return said


def test_every_figure_is_the_number_of_its_pupils(bureau_store: Store) -> None:
    one, there = school(bureau_store, "青石镇初级中学", township="青石镇", pupils=("样甲", "样乙"))
    school(bureau_store, "青石镇小学", township="青石镇", pupils=("样丙",), stage="primary")
    school(bureau_store, "无镇学校")
    case(bureau_store, one, there["样甲"], visits=2)
    county = county_totals(bureau_store)
    assert [town.name for town in county.townships] == ["青石镇", NO_TOWNSHIP]
    assert [(s.name, s.kind) for s in county.townships[0].schools] == [
        ("青石镇初级中学", "初中"), ("青石镇小学", "小学")]
    assert {figure: county.count(figure) for figure in ("pupils", "cases", "opened", "visits")} == {
        "pupils": 3, "cases": 1, "opened": 1, "visits": 2}
    (line,) = listed(bureau_store, county.pupils("visits"))
    assert (line.name, line.times, line.room) == ("样甲", 2, "青石镇初级中学 七年级1班")


def test_only_a_school_of_which_something_came_is_counted_again(
    bureau_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, there = school(bureau_store, "甲校", pupils=("样甲",))
    school(bureau_store, "乙校", pupils=("样乙",))
    counted: list[str] = []
    told: list[tuple[int, int]] = []

    def count(now: Situation, first: date) -> Counted:
        counted.append(now.world.unit)
        return county.counted(now, first)

    monkeypatch.setattr("kongchuo_desktop.operations.county.counted", count)
    county_totals(bureau_store, told=lambda done, total, word: told.append((done, total)))
    assert (sorted(counted), told[-2:]) == (["乙校", "甲校"], [(1, 2), (2, 2)])
    counted.clear()
    case(bureau_store, one, there["样甲"])
    assert county_totals(bureau_store).count("cases") == 1
    assert counted == ["甲校"]


def test_two_schools_may_give_one_number(bureau_store: Store) -> None:
    units = [school(bureau_store, name, pupils=(name,)) for name in ("甲校", "乙校")]
    for unit, there in units:
        serve_notice(bureau_store, unit, *there.values())
    papers = paper_register(bureau_store)
    assert len({paper.number for paper in papers}) == 1
    assert numbers_twice(papers) == frozenset()
    assert numbers_twice_among(bureau_store, [paper.id for paper in papers]) == frozenset()


def test_a_past_month_is_as_it_stood_on_its_last_day(bureau_store: Store, clock: Clock) -> None:
    unit, there = school(bureau_store, "甲校", pupils=("样甲",))
    clock.at = datetime.fromisoformat("2026-10-20T08:00")
    case(bureau_store, unit, there["样甲"], day=date(2026, 10, 12))
    assert county_totals(bureau_store, period="2026-09").count("cases") == 0
    assert county_totals(bureau_store, period="2026-10").count("cases") == 1


def test_what_is_filed_and_what_the_rows_say_are_laid_side_by_side(
    bureau_store: Store, clock: Clock
) -> None:
    honest, first = school(bureau_store, "甲校", pupils=("样甲",))
    wrong, second = school(bureau_store, "乙校", pupils=("样乙", "样丙"))
    case(bureau_store, honest, first["样甲"])
    case(bureau_store, wrong, second["样乙"])
    file_return(bureau_store, honest, day=FIRST, pupils=1)
    file_return(bureau_store, wrong, day=date(2026, 9, 17), pupils=1, cases=2, visits=1)
    found = checks(bureau_store, period=MONTH)
    assert [(c.school, c.sentence) for c in found] == [
        ("乙校", "在籍：报1人，名单里2人"), ("乙校", "在办个案：报2人，名单里1人")]
    assert found[1].pupils == (second["样乙"],)
    assert "刚缺勤" in found[1].hint
    assert found[0].hint == ""


def test_what_is_written_after_the_return_is_no_error_of_it(
    bureau_store: Store, clock: Clock
) -> None:
    unit, there = school(bureau_store, "甲校", pupils=("样甲",))
    file_return(bureau_store, unit, day=date(2026, 9, 17), cases=0, visits=0)
    clock.at = datetime.fromisoformat("2026-09-25T08:00")
    case(bureau_store, unit, there["样甲"], day=FIRST)
    assert checks(bureau_store, period=MONTH) == []
    file_return(bureau_store, unit, day=date(2026, 9, 25), cases=0, visits=0)
    assert [c.figure for c in checks(bureau_store, period=MONTH)] == ["cases", "visits"]


def test_cases_over_their_limit_stand_by_township(bureau_store: Store, clock: Clock,
                                                  tmp_path: Path) -> None:
    """The limit is the school's own: at another school the same case is over none."""
    unit, there = school(bureau_store, "甲校", township="白水乡", pupils=("样甲", "样乙"))
    other, those = school(bureau_store, "乙校", township="白水乡", pupils=("样丙",))
    with bureau_store.operation("set_figure", DESK) as write:
        write.insert(OwnFigureRow, home=unit, binding="R110/report.within", value="2 days",
                     since="2026-09-01", why="校务会议决定")
    case(bureau_store, other, those["样丙"])
    serve_notice(bureau_store, other, those["样丙"], day=clock.at.date())
    case(bureau_store, unit, there["样甲"])
    serve_notice(bureau_store, unit, there["样甲"], day=clock.at.date())
    assert overdue_cases(bureau_store) == []
    clock.at = datetime.fromisoformat("2026-12-01T08:00")
    (found,) = overdue_cases(bureau_store)
    assert (found.township, found.school, found.case.name) == ("白水乡", "甲校", "样甲")
    assert found.case.overdue_days > 0
    for now in situations(bureau_store):
        assert overdue_of(now) == [view for view in cases_of(now) if view.overdue_days]
    path = save_overdue_sheet(bureau_store, cases=[found], path=tmp_path / "超期.xlsx")
    rows = load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert any(row[:4] == ["白水乡", "甲校", found.room, "样甲"] for row in rows)


def test_who_answers_for_a_school_is_a_dated_fact(bureau_store: Store, clock: Clock,
                                                  tmp_path: Path) -> None:
    one, _ = school(bureau_store, "甲校")
    two, _ = school(bureau_store, "乙校")
    assign_supervisor(bureau_store, actor=DESK, units=[one, two], name="莫老师", phone="000")
    clock.at = datetime.fromisoformat("2026-09-18T08:00")
    assign_supervisor(bureau_store, actor=DESK, units=[two], name="韦老师")
    found = supervisors(bureau_store)
    assert {unit: (p.name, p.since.day) for unit, p in found.items()} == {
        one: ("莫老师", 17), two: ("韦老师", 18)}
    assign_supervisor(bureau_store, actor=DESK, units=[one], name="")
    assert set(supervisors(bureau_store)) == {two}
    with pytest.raises(KnownError) as refused:
        assign_supervisor(bureau_store, actor=DESK, units=[bureau_store.home], name="莫老师")
    assert refused.value.code == "unknown_unit"
    path = save_supervisor_sheet(bureau_store, path=tmp_path / "督导.xlsx")
    rows = load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert [row[:2] for row in rows if row[0] in ("甲校", "乙校")] == [["乙校", "韦老师"],
                                                                  ["甲校", ""]]


def test_the_table_of_who_answers_is_signed_and_sealed(
    bureau_store: Store, clock: Clock, tmp_path: Path, qapp: object
) -> None:
    units = [school(bureau_store, name)[0] for name in ("甲校", "乙校", "丙校")]
    assign_supervisor(bureau_store, actor=DESK, units=units[:2], name="韦老师", office="普教科")
    said = _words_of(supervisor_pages(bureau_store, day=clock.at.date()), tmp_path)
    # The title is the document's own.
    assert "控辍保学工作局领导及科室督导包校安排表" in said
    assert "韦老师普教科2乙校、甲校" in said
    assert "还没有指定督导的学校：丙校。" in said
    assert "局长签字" in said
    assert "教育局盖章" in said


def test_a_call_is_noted_beside_the_school(bureau_store: Store, clock: Clock) -> None:
    unit, _ = school(bureau_store, "甲校")
    note_call(bureau_store, actor=DESK, unit=unit, period=MONTH, said="明天送来")
    found = calls(bureau_store)[unit]
    assert (found.period, found.day, found.by, found.said) == (
        MONTH, clock.at.date(), DESK.name, "明天送来")


def test_a_page_for_each_school_that_is_silent(bureau_store: Store, clock: Clock) -> None:
    units = [school(bureau_store, name)[0] for name in ("甲校", "乙校")]
    pdf = reminder_letters(bureau_store, units=units, period=MONTH, day=clock.at.date())
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 2
    with pytest.raises(KnownError) as refused:
        reminder_letters(bureau_store, units=[], period=MONTH, day=clock.at.date())
    assert refused.value.code == "nobody_to_remind"


def test_late_is_what_came_after_the_documents_day(bureau_store: Store, clock: Clock) -> None:
    clock.at = datetime.fromisoformat("2026-11-20T08:00")
    in_time, _ = school(bureau_store, "甲校")
    late, _ = school(bureau_store, "乙校")
    silent, _ = school(bureau_store, "丙校")
    # The last school day of October is the 30th: the month ends on a Saturday.
    file_return(bureau_store, in_time, day=date(2026, 10, 30), period="2026-10", cases=0)
    file_return(bureau_store, late, day=date(2026, 10, 31), period="2026-10", cases=0)
    found = {r.unit: r for r in returns_of_month(bureau_store, period="2026-10")}
    assert [found[unit].late for unit in (in_time, late)] == [False, True]
    assert found[silent].silence is not None


def test_a_past_school_year_is_shown_as_a_grid_of_its_own(bureau_store: Store,
                                                          clock: Clock) -> None:
    unit, _ = school(bureau_store, "甲校")
    file_return(bureau_store, unit, day=date(2026, 9, 17), cases=0, pupils=30)
    clock.at = datetime.fromisoformat("2027-09-20T08:00")
    now = year_grid(bureau_store, day=clock.at.date())
    before = year_grid(bureau_store, day=clock.at.date(), school_year=2026)
    assert (now.school_year, now.years) == (2027, (2027, 2026))
    assert before.periods[0] == "2026-09"
    assert before.periods[-1] == "2027-07"
    assert before.lines[0].cells[0].state == "zero"
    assert (before.lines[0].kind, before.lines[0].pupils) == ("初中", 30)


def test_a_period_that_no_calendar_has_stands_in_nobodys_way(bureau_store: Store,
                                                              clock: Clock) -> None:
    unit, _ = school(bureau_store, "甲校")
    for period in ("9999-12", "9999-10000", "0001-01", "0000-0001-1"):
        file_return(bureau_store, unit, day=date(2026, 9, 17), period=period, cases=0)
        for kind in ("月报", "学期报", "学年报"):
            assert year_grid(bureau_store, day=clock.at.date(), kind=kind).lines


def test_terms_and_years_have_grids_of_their_own(bureau_store: Store, clock: Clock) -> None:
    clock.at = datetime.fromisoformat("2026-09-02T08:00")
    filed, _ = school(bureau_store, "甲校")
    silent, _ = school(bureau_store, "乙校")
    file_return(bureau_store, filed, day=date(2027, 3, 1), period="2026-2027-1", cases=2)
    file_return(bureau_store, filed, day=date(2027, 8, 1), period="2026-2027", cases=0)
    terms = year_grid(bureau_store, day=date(2027, 3, 10), kind="学期报")
    assert terms.periods == ("2026-2027-1", "2026-2027-2")
    assert {line.unit: [cell.state for cell in line.cells] for line in terms.lines} == {
        filed: ["filed", "pending"], silent: ["missing", "pending"]}
    years = year_grid(bureau_store, day=date(2027, 9, 10), kind="学年报")
    assert years.periods == ("2026-2027", "2027-2028")
    assert {line.unit: [cell.state for cell in line.cells] for line in years.lines} == {
        filed: ["zero", "pending"], silent: ["missing", "pending"]}
    assert period_totals(years, "2026-2027").missing == 1
    # Months are not mixed up with them.
    assert {cell.state for line in year_grid(bureau_store, day=date(2027, 3, 10)).lines
            for cell in line.cells} == {"missing", "pending"}


def test_the_reminder_names_the_term(bureau_store: Store, clock: Clock, tmp_path: Path,
                                     qapp: object) -> None:
    unit, _ = school(bureau_store, "甲校")
    pdf = reminder_letters(bureau_store, units=[unit], period="2026-2027-1",
                           day=clock.at.date())
    said = _words_of(pdf, tmp_path)
    assert "学期报催报单" in said
    assert "2026—2027学年第一学期控辍保学学期报" in said


def test_the_sheet_of_the_county_adds_up(bureau_store: Store, tmp_path: Path) -> None:
    for name, pupils in (("甲校", ("样甲", "样乙")), ("乙校", ("样丙",))):
        school(bureau_store, name, township="白水乡", pupils=pupils)
    path = save_county_sheet(bureau_store, county=county_totals(bureau_store),
                             path=tmp_path / "全县.xlsx")
    rows = load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert {row[1]: row[3] for row in rows if row[0] in ("白水乡", "合计")} == {
        "甲校": 2, "乙校": 1, "2所": 3}
