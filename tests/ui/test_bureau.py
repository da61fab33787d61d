"""各校月报: five states told apart, totals that filter, keys, kits and the Excel sheet."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from joined import MakeContext, exchange_window, hand_over, take_in
from people import DESK, OFFICE, Clock
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from python_calamine import load_workbook
from typing_in import type_into

from kongchuo_desktop.exchange.kits import read_kit
from kongchuo_desktop.operations.drives import Stick
from kongchuo_desktop.operations.joining import make_kit
from kongchuo_desktop.operations.returns import returns_of_month
from kongchuo_desktop.operations.returns_year import period_totals
from kongchuo_desktop.operations.taking_in import import_package
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.pages.bureau import GridPage
from kongchuo_desktop.ui.pages.bureau_table import CELL, FIRST, CellSign
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.theme import Theme

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]
SILENT = "白水乡岭脚民族联合寄宿制九年一贯实验学校"
AT = datetime.fromisoformat("2026-11-05T09:20")
"""September and October are over, November runs."""


@pytest.fixture
def filed(joined_school: Store, bureau_store: Store, tmp_path: Path, clock: Clock) -> None:
    """青石镇 filed September in time and October late; SILENT joined and filed nothing."""
    make_kit(bureau_store, actor=DESK, folder=tmp_path, school=SILENT)
    clock.at = datetime.fromisoformat("2026-09-29T16:00")
    take_in(bureau_store, DESK, hand_over(joined_school, OFFICE, tmp_path, clock, "2026-09"))
    clock.at = AT
    take_in(bureau_store, DESK, hand_over(joined_school, OFFICE, tmp_path, clock, "2026-10"))


@pytest.fixture
def window(bureau_store: Store, make_context: MakeContext, usb: Path, idle: Idle,
           qtbot: QtBot) -> Iterator[MainWindow]:
    find = [Stick(usb, "优盘", 16 << 30, 14 << 30)]
    window = exchange_window(make_context(bureau_store, DESK), "today",
                             grid=lambda c: GridPage(c, find=lambda: find))
    qtbot.addWidget(window)
    yield window
    window.hide()


@pytest.fixture
def page(window: MainWindow, filed: None, idle: Idle) -> GridPage:
    window.open_page("grid")
    idle()
    found = window.page()
    assert isinstance(found, GridPage)
    return found


def states(page: GridPage) -> dict[str, list[str]]:
    return {line.name: [cell.state for cell in line.cells] for line in page.model.lines}


def test_a_filed_zero_a_late_one_and_silence_are_three_things(page: GridPage) -> None:
    assert states(page) == {"青石镇中心学校": ["zero", "late", "pending"],
                            SILENT: ["missing", "missing", "pending"]}
    spoken = {page.model.index(row, FIRST).data(Qt.ItemDataRole.AccessibleTextRole)
              for row in range(2)}
    assert spoken == {"青石镇中心学校，9月，0", f"{SILENT}，9月，未报"}


@pytest.mark.parametrize(("state", "count", "width", "words"), [
    ("filed", "3", 44, "3 人"), ("filed", "1286", 44, "1286"), ("late", "1", 62, "1 迟报"),
    ("late", "1", 44, "1"), ("zero", "0", 44, "0"), ("missing", "0", 44, "未报"),
])
def test_a_sign_says_its_word_where_there_is_room(theme: Theme, state: str, count: str,
                                                  width: int, words: str) -> None:
    sign = CellSign(rect=QRect(0, 0, width, 23), state=state, count=count)
    assert sign.words(theme) == words


def test_the_totals_add_up_and_filter(page: GridPage, idle: Idle) -> None:
    assert page.grid is not None
    totals = period_totals(page.grid, "2026-10")
    assert totals.filed + totals.missing + totals.pending + totals.unverified == totals.due == 2
    assert (totals.late, totals.zero) == (1, 1)
    assert page.totals.period.text() == "10月"
    page.totals.totals["missing"].click()
    assert list(states(page)) == [SILENT]
    page.totals.totals["late"].click()
    assert list(states(page)) == ["青石镇中心学校"]
    assert page.clear_search()
    assert len(states(page)) == 2


def test_the_keys_walk_the_months(page: GridPage) -> None:
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(0, FIRST + 1))
    QTest.keyClick(page.table, Qt.Key.Key_Home)
    assert page.table.currentIndex().column() == FIRST
    QTest.keyClick(page.table, Qt.Key.Key_Left)
    assert page.table.currentIndex().column() == FIRST
    QTest.keyClick(page.table, Qt.Key.Key_End)
    assert page.table.currentIndex().data(CELL).period == "2026-11"
    assert page.details.period.text() == "2026年11月"
    assert page.totals.period.text() == "11月"


def test_enter_on_silence_offers_to_fetch_the_package(page: GridPage, window: MainWindow) -> None:
    row = [line.name for line in page.model.lines].index(SILENT)
    page.table.setCurrentIndex(page.model.index(row, FIRST))
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.details.fetch.hasFocus()
    QTest.keyClick(page, Qt.Key.Key_Return)
    assert window.page_key() == "inbox"


def test_an_unverified_package_is_accepted_from_its_cell(
    window: MainWindow, joined_school: Store, bureau_store: Store, tmp_path: Path, clock: Clock,
    idle: Idle
) -> None:
    sent = hand_over(joined_school, OFFICE, tmp_path, clock)
    import_package(bureau_store, actor=DESK, path=sent.path)
    window.open_page("grid")
    idle()
    page = window.page()
    assert isinstance(page, GridPage)
    assert states(page) == {"青石镇中心学校": ["unverified"]}
    assert window.sidebar.items["inbox"].badge().count == 1
    page.details.accept.click()
    dialog = window.sheet()
    assert isinstance(dialog, ConfirmDialog)
    dialog.accept()
    idle()
    assert [r.verified for r in returns_of_month(bureau_store, period="2026-09")] == [True]
    assert states(page) == {"青石镇中心学校": ["zero"]}


def test_terms_and_years_are_chosen_beside_the_months(page: GridPage, window: MainWindow,
                                                      idle: Idle, fits: Fits) -> None:
    page.kinds.choose("学期报")
    page.kinds.activated.emit(page.kinds.currentIndex())
    idle()
    assert page.header.title.text() == "各校学期报"
    assert page.table.currentIndex().data(CELL).period == "2026-2027-1"
    assert states(page) == {"青石镇中心学校": ["pending"], SILENT: ["pending"]}
    assert page.totals.period.text() == "第一学期"
    assert "这个学期还没有过完" in page.details.words.text()
    fits(window)
    page.kinds.choose("学年报")
    page.kinds.activated.emit(page.kinds.currentIndex())
    idle()
    assert page.model.headerData(FIRST, Qt.Orientation.Horizontal) == "2026—2027学年"
    assert page.years.isHidden()
    window.open_page("grid", period="2026-10", unit=page.model.lines[0].unit)
    idle()
    assert page.header.title.text() == "各校月报"
    assert page.table.currentIndex().data(CELL).period == "2026-10"


def test_a_bureau_without_schools_starts_with_a_kit(
    window: MainWindow, usb: Path, idle: Idle
) -> None:
    window.open_page("grid")
    idle()
    page = window.page()
    assert isinstance(page, GridPage)
    assert page.empty.isVisible()
    page.make_kit()
    idle()
    form = window.sheet()
    assert isinstance(form, FormDialog)
    form.send.click()
    idle()
    assert form.fields["school"].error()
    school = form.fields["school"].editor
    assert isinstance(school, LineInput)
    type_into(school, "石桥镇初级中学")
    form.send.click()
    idle()
    (kit,) = usb.iterdir()
    assert read_kit(kit.read_bytes()).kit.unit.name == "石桥镇初级中学"


def test_the_sheet_says_what_the_grid_says(page: GridPage, tmp_path: Path, idle: Idle) -> None:
    path = tmp_path / "月报.xlsx"
    page.ask_file = lambda name: path
    page.export.click()
    idle()
    rows = load_workbook(str(path)).get_sheet_by_index(0).to_python()
    lines = {row[0]: row[4:] for row in rows if row[0] in states(page)}
    assert lines["青石镇中心学校"] == ["0", "0（迟报）", "还没到期"]
    assert lines[SILENT] == ["未报", "未报", "还没到期"]


def test_a_school_sees_its_classes(
    school_store: Store, make_context: MakeContext, idle: Idle, qtbot: QtBot
) -> None:
    page = GridPage(make_context(school_store, OFFICE))
    qtbot.addWidget(page)
    page.refresh(None)
    idle()
    assert page.header.title.text() == "各班月报"
    assert page.kinds.isHidden()
    assert states(page) == {"七年级1班": ["pending"]}


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
@pytest.mark.parametrize("large", [False, True])
def test_everything_fits(
    page: GridPage, window: MainWindow, size: tuple[int, int], large: bool, fits: Fits, idle: Idle
) -> None:
    window.ctx.theme.switch(large=large)
    window.resize(*size)
    idle()
    QApplication.processEvents()
    fits(window)
    page._enter()
    QApplication.processEvents()
    fits(window)
    assert page.close_inner() == page.narrow
