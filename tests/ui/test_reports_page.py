"""报表: figures that open their pupils, what was filed and changed since, print and Excel, keys."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from joined import MakeContext, exchange_window, hand_over, join_class, take_in
from lived import LONG, Elsewhere, Lived, window_with
from people import DESK, OFFICE, TEACHER, Clock
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.joining import make_kit
from kongchuo_desktop.operations.moves import move_pupil
from kongchuo_desktop.operations.packages import seal_package
from kongchuo_desktop.operations.roster import add_pupil, list_pupils
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.bureau import GridPage
from kongchuo_desktop.ui.pages.bureau_table import FIRST
from kongchuo_desktop.ui.pages.reports import ReportsPage
from kongchuo_desktop.ui.parts.lines import LINE
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.theme import Theme

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]
SILENT = "白水乡岭脚民族联合寄宿制九年一贯实验学校"


@pytest.fixture
def printed() -> list[Sequence[bytes]]:
    """What went to the printer."""
    return []


@pytest.fixture
def make(printed: list[Sequence[bytes]], tmp_path: Path) -> Callable[[AppContext], ReportsPage]:
    return lambda ctx: ReportsPage(
        ctx, printer=lambda pdfs, copies: printed.append(pdfs),
        save_path=lambda parent, title, name, kinds: tmp_path / name)


@pytest.fixture
def window(lived_ctx: AppContext, lived: Lived, idle: Idle, qtbot: QtBot,
           make: Callable[[AppContext], ReportsPage]) -> Iterator[MainWindow]:
    window = window_with(lived_ctx, today=make, pupil=Elsewhere, returns=Elsewhere)
    qtbot.addWidget(window)
    idle()
    yield window
    window.hide()


@pytest.fixture
def reports(window: MainWindow) -> ReportsPage:
    found = window.page()
    assert isinstance(found, ReportsPage)
    return found


def keys_of(page: ReportsPage) -> list[str]:
    return [column.key for column in page.table.model_.columns]


def go(page: ReportsPage, row: int, key: str) -> None:
    """The arrow keys bring the cell under the keyboard."""
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Home)
    while page.table.currentIndex().row() < row:
        QTest.keyClick(page.table, Qt.Key.Key_Down)
    while page.table.currentIndex().row() > row:
        QTest.keyClick(page.table, Qt.Key.Key_Up)
    while keys_of(page)[page.table.currentIndex().column()] != key:
        QTest.keyClick(page.table, Qt.Key.Key_Right)


def texts(page: ReportsPage) -> dict[str, list[str]]:
    model = page.table.model_
    return {line.title: [model.text(line, at) for at in range(1, model.columnCount())]
            for line in model.lines}


def notes(page: ReportsPage) -> list[str]:
    model = page.notes.notes
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def listed(page: ReportsPage) -> list[str]:
    return [line.name for line in page.behind.model.all_lines()]


def test_the_table_has_the_heads_of_the_form_and_every_zero(reports: ReportsPage) -> None:
    model = reports.table.model_
    assert [column.over for column in model.columns][2:12] == ["增加"] * 4 + ["减少"] * 6
    assert model.headerData(1, Qt.Orientation.Horizontal) == "上月末\n在籍"
    found = texts(reports)
    assert list(found) == ["七年级", "初中小计", "合计"]
    assert found["七年级"] == found["合计"]
    assert found["合计"].count("0") >= 15
    assert reports.bar.state.text() == "还没有报"
    assert notes(reports)[0] == "勾稽：都对得上"
    assert not reports.bar.changed.isVisible()


def test_enter_on_a_number_lists_its_pupils_and_enter_there_opens_the_card(
    reports: ReportsPage, window: MainWindow, lived: Lived, idle: Idle
) -> None:
    go(reports, 0, "still")
    QTest.keyClick(reports.table, Qt.Key.Key_Return)
    idle()
    count = int(texts(reports)["七年级"][keys_of(reports).index("still") - 1])
    assert len(listed(reports)) == count > 1
    assert LONG in listed(reports)
    assert reports.behind.name.text() == f"七年级 · 仍未复学：{count}"
    focus = QApplication.focusWidget()
    assert focus is reports.behind.table
    while focus.currentIndex().data(LINE).pupil != lived.id(24):
        QTest.keyClick(focus, Qt.Key.Key_Down)
    QTest.keyClick(focus, Qt.Key.Key_Return)
    page = window.page()
    assert isinstance(page, Elsewhere)
    assert page.args == {"pupil": lived.id(24)}


def test_esc_puts_the_list_away_and_the_keyboard_is_back_in_its_cell(
    reports: ReportsPage, idle: Idle
) -> None:
    go(reports, 0, "present")
    QTest.keyClick(reports.table, Qt.Key.Key_Return)
    idle()
    assert reports.behind.isVisible()
    QTest.keyClick(reports.behind.table, Qt.Key.Key_Escape)
    assert not reports.behind.isVisible()
    assert reports.table.hasFocus()
    assert keys_of(reports)[reports.table.currentIndex().column()] == "present"
    assert not reports.close_inner()


def test_a_zero_says_that_there_is_nobody(reports: ReportsPage, idle: Idle) -> None:
    go(reports, 0, "out_died")
    QTest.keyClick(reports.table, Qt.Key.Key_Return)
    idle()
    assert listed(reports) == []
    assert reports.behind.said.text() == "没有。"


def test_the_other_kinds_and_periods_are_a_key_away(reports: ReportsPage, idle: Idle) -> None:
    assert reports.bar.periods.currentText() == "9月"
    reports.table.setFocus()
    QTest.keyClick(reports.table, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert reports.bar.periods.currentText() == "8月"
    QTest.keyClick(reports.table, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    idle()
    reports.bar.kinds.setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    idle()
    assert reports.bar.periods.currentText() == "第一学期"
    assert list(texts(reports)) == ["七年级1班", "合计"]
    assert reports.bar.state.text() == "由学校报"
    assert not reports.file.isVisible()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    idle()
    assert reports.table.model_.headerData(1, Qt.Orientation.Horizontal) == "上学期末\n在籍"


def test_what_is_shown_is_printed_and_saved(
    reports: ReportsPage, idle: Idle, printed: list[Sequence[bytes]], tmp_path: Path
) -> None:
    reports.table.setFocus()
    QTest.keyClick(reports.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    idle()
    ((pdf,),) = printed
    document = pypdfium2.PdfDocument(pdf)
    assert "2026年9月控辍保学月报" in "".join(
        document[0].get_textpage().get_text_range().split())
    document.close()
    QTest.keyClick(reports.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    idle()
    (path,) = tmp_path.glob("*.xlsx")
    assert path.name == "青石镇中心学校-2026年9月月报.xlsx"
    page = openpyxl.load_workbook(path).active
    assert page["A1"].value == "2026年9月控辍保学月报"


# 报了以后 ----------------------------------------------------------------------------------------


@pytest.fixture
def school(joined_school: Store, make_context: MakeContext, idle: Idle, qtbot: QtBot, clock: Clock,
           make: Callable[[AppContext], ReportsPage]) -> Iterator[tuple[Store, MainWindow]]:
    """A school with pupils of two grades that filed September, and its window."""
    rooms = [*load_world(joined_school).classes,
             add_class(joined_school, actor=OFFICE, label="一年级1班").id]
    for room in rooms:
        for n in range(4):
            add_pupil(joined_school, actor=OFFICE, class_id=room,
                      values={"name": f"样{n}{room[:2]}"})
    clock.at = datetime.fromisoformat("2026-09-30T16:00")
    seal_package(joined_school, actor=OFFICE, period="2026-09")
    window = exchange_window(make_context(joined_school, OFFICE), "reports", reports=make)
    qtbot.addWidget(window)
    idle()
    yield joined_school, window
    window.hide()


def test_what_was_filed_stays_and_each_change_opens_who_it_is(
    school: tuple[Store, MainWindow], idle: Idle
) -> None:
    store, window = school
    page = window.page()
    assert isinstance(page, ReportsPage)
    assert page.bar.state.text() == "报了0，9月30日"
    assert not page.file.isVisible()
    before = texts(page)
    gone = list_pupils(store)[0]
    page.ctx.perform(lambda: move_pupil(store, actor=OFFICE, pupil=gone.id, kind="转出",
                                        day=date(2026, 9, 28)))
    idle()
    assert texts(page) == before
    assert page.bar.changed.text() == "报了以后变了3处"
    assert [words.partition("：")[2].partition("：")[2] for words in notes(page)[1:]] == [
        "报0，现在1，1人", "报4，现在3，1人", "报4，现在3，1人"]
    page.notes.setFocus()
    QTest.keyClick(page.notes, Qt.Key.Key_Down)
    QTest.keyClick(page.notes, Qt.Key.Key_Return)
    idle()
    assert listed(page) == [gone.name]
    assert page.behind.said.text() == "现在多算的1人。"
    QTest.keyClick(page.behind.table, Qt.Key.Key_Escape)
    page.bar.views.setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    at = keys_of(page).index("out_transfer") - 1
    assert (before["合计"][at], texts(page)["合计"][at]) == ("0", "1")


def test_filing_again_leads_to_the_returns_with_the_same_period(
    school: tuple[Store, MainWindow], idle: Idle
) -> None:
    store, window = school
    page = window.page()
    assert isinstance(page, ReportsPage)
    move_pupil(store, actor=OFFICE, pupil=next(iter(load_world(store).pupils)), kind="转出",
               day=date(2026, 9, 28))
    page.refresh(None)
    idle()
    assert page.file.text() == "重新报送"
    page.table.clearFocus()
    page.file.setFocus()
    QTest.keyClick(page.file, Qt.Key.Key_Return)
    assert window.page() is not page
    assert getattr(window.page(), "args", None) == {"period": "2026-09"}


# 下面报的 ----------------------------------------------------------------------------------------


@pytest.fixture
def desk(school: tuple[Store, MainWindow], bureau_store: Store, make_context: MakeContext,
         tmp_path: Path, clock: Clock, qtbot: QtBot, idle: Idle,
         make: Callable[[AppContext], ReportsPage]) -> Iterator[MainWindow]:
    """A bureau in October: one school filed September, another one nothing."""
    make_kit(bureau_store, actor=DESK, folder=tmp_path, school=SILENT)
    take_in(bureau_store, DESK, hand_over(school[0], OFFICE, tmp_path, clock, "2026-09"))
    clock.at += timedelta(days=8)
    window = exchange_window(make_context(bureau_store, DESK), "grid", grid=GridPage, reports=make)
    qtbot.addWidget(window)
    idle()
    yield window
    window.hide()


def test_from_the_grid_the_filed_table_opens_and_who_did_not_file_has_no_figure(
    desk: MainWindow, idle: Idle
) -> None:
    grid = desk.page()
    assert isinstance(grid, GridPage)
    row = next(at for at, line in enumerate(grid.model.lines) if line.name != SILENT)
    grid.table.setCurrentIndex(grid.model.index(row, FIRST))
    assert grid.details.look.isVisible()
    QTest.mouseClick(grid.details.look, Qt.MouseButton.LeftButton)
    idle()
    page = desk.page()
    assert isinstance(page, ReportsPage)
    assert list(texts(page)) == ["一年级", "七年级", "小学小计", "初中小计", "合计"]
    assert page.said.text() == "青石镇中心学校报了0，这是报的数。"
    assert not page.print.isVisible()
    page.bar.units.setFocus()
    QTest.keyClick(page.bar.units, Qt.Key.Key_Home)
    page.bar.units.activated.emit(0)
    idle()
    found = texts(page)
    assert set(found[SILENT][1:]) == {""}
    assert found[SILENT][0] == "未报（视为0）"
    assert found["青石镇中心学校"][:2] == ["报了0", "8"]
    assert found["合计（报了的1所）"][1] == "8"
    assert page.said.text() == (
        "应报2所，报了1所，其中报0的1所；没有报的1所，按文件视为0，不算进合计。")


def test_enter_on_a_school_opens_its_table_and_the_grades_of_all_are_summed(
    desk: MainWindow, idle: Idle
) -> None:
    desk.open_page("reports", period="2026-09")
    idle()
    page = desk.page()
    assert isinstance(page, ReportsPage)
    page.bar.views.setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert list(texts(page)) == ["一年级", "七年级", "小学小计", "初中小计", "合计"]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    row = list(texts(page)).index("青石镇中心学校")
    go(page, row, "after")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    idle()
    assert page.bar.units.currentText() == "青石镇中心学校"
    go(page, 0, "after")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    idle()
    assert listed(page) == []
    assert page.behind.said.text() == "名单在学校：这里只有在办学生的资料。"


def test_a_school_sees_what_its_class_filed(
    school_store: Store, class_store: Store, make_context: MakeContext, tmp_path: Path,
    clock: Clock, qtbot: QtBot, idle: Idle, make: Callable[[AppContext], ReportsPage]
) -> None:
    join_class(school_store, class_store, tmp_path)
    take_in(school_store, OFFICE, hand_over(class_store, TEACHER, tmp_path, clock))
    (room,) = load_world(school_store).classes
    window = exchange_window(make_context(school_store, OFFICE), "reports", reports=make)
    qtbot.addWidget(window)
    window.open_page("reports", period="2026-09", unit=room)
    idle()
    page = window.page()
    assert isinstance(page, ReportsPage)
    assert texts(page)["七年级"][0] == "50"
    assert [page.bar.units.itemText(at) for at in range(page.bar.units.count())] == [
        "本校", "下面报的", "七年级1班"]
    window.hide()


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_word_is_cut_at_any_size(
    school: tuple[Store, MainWindow], fits: Fits, theme: Theme, idle: Idle, size: tuple[int, int],
    scheme: str
) -> None:
    store, window = school
    window.resize(*size)
    theme.switch(scheme=scheme)
    page = window.page()
    assert isinstance(page, ReportsPage)
    move_pupil(store, actor=OFFICE, pupil=next(iter(load_world(store).pupils)), kind="转出",
               day=date(2026, 9, 28))
    page.refresh(None)
    idle()
    for kind in ("月报", "开学报", "学期报", "学年报"):
        page.bar.kind.emit(kind)
        idle()
        QApplication.processEvents()
        assert not window.grab().isNull()
        fits(page)
        head, table = page.table.head, page.table
        for at, column in enumerate(table.model_.columns):
            assert head.sectionSize(at) >= head.needs(column.head)
