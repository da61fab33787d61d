"""The table of 台账 moved sideways, put together otherwise, with all of its columns or few."""

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from county_rows import case, school
from joined import MakeContext, exchange_window
from ledger_page import choose, column, heads, names
from people import DESK
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from typing_in import type_into

from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.ui.pages.ledgers import LedgersPage
from kongchuo_desktop.ui.pages.ledgers_columns import ColumnsForm
from kongchuo_desktop.ui.pages.ledgers_model import Kind, LedgerCells
from kongchuo_desktop.ui.parts.dialogs import ChooseDialog
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tokens import Px

Idle = Callable[[], None]
CASES, VISITS, EVERYONE = "ledger_cases", "ledger_persuasions", "ledger_school_age"
SCHOOLS = {"甲校": ("青石镇", ("赵样", "钱样")), "乙校": ("白水乡", ("阿样", "孙样", "卜样"))}
PHONE = "13900000001"


@pytest.fixture
def window(bureau_store: Store, make_context: MakeContext, idle: Idle, qtbot: QtBot,
           tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """A bureau with two schools in two townships, each pupil with a case and a visit."""
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    for name, (township, pupils) in SCHOOLS.items():
        unit, there = school(bureau_store, name, township=township, pupils=pupils)
        for pupil in there.values():
            case(bureau_store, unit, pupil)
    cards = list_pupils(bureau_store)
    with bureau_store.operation("edit_pupil", DESK) as write:
        for card in cards:
            write.update(PupilRow, card.id, prior=card.tips, guardian1_name="样某",
                         guardian1_phone=PHONE)
    window = exchange_window(
        make_context(bureau_store, DESK), "today",
        today=lambda ctx: LedgersPage(
            ctx, save_path=lambda parent, title, name, kinds: tmp_path / name))
    qtbot.addWidget(window)
    idle()
    yield window
    window.hide()


@pytest.fixture
def ledgers(window: MainWindow, idle: Idle) -> LedgersPage:
    page = window.page()
    assert isinstance(page, LedgersPage)
    choose(page, CASES, idle)
    return page


def titles(page: LedgersPage) -> list[str]:
    return [line.text for line in page.view.model.lines if line.kind is Kind.HEAD]


def group_by(page: LedgersPage, words: str, idle: Idle) -> None:
    """Choose with the keyboard, as a person does who has no mouse."""
    box = page.bar.groups
    box.setFocus()
    while box.currentText() != words:
        before = box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() > before
        idle()


def test_the_name_stays_in_sight_while_the_rest_is_moved(ledgers: LedgersPage) -> None:
    table, bar = ledgers.view.table, ledgers.view.table.horizontalScrollBar()
    assert table.over.isHidden()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum() // 2)
    name = column(ledgers, "姓名")
    assert table.over.isVisible()
    assert ledgers.view.totals.over.isVisible()
    edge = table.over.width()
    assert edge == sum(table.columnWidth(at) for at in range(name + 1))
    assert table.over.visualRect(table.model().index(1, name)).right() < edge
    bar.setValue(0)
    assert table.over.isHidden()


def test_the_words_over_a_group_stay_whole_while_the_rest_is_moved(ledgers: LedgersPage) -> None:
    table = ledgers.view.table
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    head, cells = table.model().index(0, 0), table.itemDelegate()
    assert isinstance(cells, LedgerCells)
    (said,) = cells.items_of(head, table.visualRect(head))
    (same,) = cells.items_of(head, table.over.visualRect(head))
    assert said.text == same.text == titles(ledgers)[0]
    assert said.rect.left() == same.rect.left() > 0


def test_the_keyboard_never_goes_under_what_stays(ledgers: LedgersPage) -> None:
    table, last = ledgers.view.table, len(heads(ledgers)) - 1
    table.setFocus()
    table.setCurrentIndex(table.model().index(1, last))
    for _ in range(last - column(ledgers, "姓名") - 1):
        QTest.keyClick(table, Qt.Key.Key_Left)
        cell = table.visualRect(table.currentIndex())
        assert not table.over.isVisible() or cell.left() >= table.over.width() or (
            cell.width() > table.viewport().width() - table.over.width())
    table.setCurrentIndex(table.model().index(1, last))
    moved = table.horizontalScrollBar().value()
    table.setCurrentIndex(table.model().index(1, column(ledgers, "姓名")))
    assert table.horizontalScrollBar().value() == moved > 0


def test_what_stays_is_clicked_opened_and_sorted_like_the_rest(
    ledgers: LedgersPage, window: MainWindow, idle: Idle
) -> None:
    table, name = ledgers.view.table, column(ledgers, "姓名")
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    over = table.over
    place = over.visualRect(table.model().index(1, name)).center()
    QTest.mouseClick(over.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, name)
    assert table.hasFocus()
    head = over.horizontalHeader()
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(
        head.sectionViewportPosition(name) + Px.INSIDE, head.height() // 2))
    assert table.horizontalHeader().sortIndicatorSection() == name
    assert [line for line in names(ledgers) if line in ("阿样", "孙样", "卜样")] == [
        "阿样", "卜样", "孙样"]
    opened: list[str] = []
    ledgers.view.pupil.connect(opened.append)
    QTest.mouseClick(over.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(over.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert len(opened) == 1


def test_numbers_and_their_heads_stand_at_the_right(ledgers: LedgersPage) -> None:
    model, right = ledgers.view.model, Qt.AlignmentFlag.AlignRight
    for head in ("序号", "劝返次数"):
        at = column(ledgers, head)
        for found in (model.headerData(at, Qt.Orientation.Horizontal,
                                       Qt.ItemDataRole.TextAlignmentRole),
                      model.index(1, at).data(Qt.ItemDataRole.TextAlignmentRole)):
            assert found & right
    assert model.headerData(column(ledgers, "姓名"), Qt.Orientation.Horizontal,
                            Qt.ItemDataRole.TextAlignmentRole) is None


def test_what_the_heads_of_groups_say_already_is_left_away_at_first(
    ledgers: LedgersPage, window: MainWindow, idle: Idle
) -> None:
    said = {"学校", "年级", "年级班", "备注"}
    assert not said & set(heads(ledgers))
    group_by(ledgers, "按乡镇分组", idle)
    assert set(heads(ledgers)) & said == {"学校", "年级", "年级班"}
    group_by(ledgers, "按学校分组", idle)
    assert set(heads(ledgers)) & said == {"年级", "年级班"}
    ledgers.choose_columns()
    (form,) = window.findChildren(ColumnsForm)
    assert not form.boxes["备注"].isChecked()
    form.boxes["学校"].click()
    form.boxes["性别"].click()
    form.send.click()
    assert set(heads(ledgers)) & {*said, "性别"} == {"学校", "年级", "年级班"}
    choose(ledgers, VISITS, idle)
    choose(ledgers, CASES, idle)
    assert "学校" in heads(ledgers)
    assert "性别" not in heads(ledgers)


def test_a_bureau_puts_them_together_by_township_and_opens_a_sum(
    ledgers: LedgersPage, idle: Idle
) -> None:
    assert titles(ledgers) == ["甲校 七年级1班（2人）", "乙校 七年级1班（3人）"]
    group_by(ledgers, "按乡镇分组", idle)
    assert titles(ledgers) == ["白水乡（3人）", "青石镇（2人）"]
    model, times = ledgers.view.model, column(ledgers, "劝返次数")
    sums = [model.text(line, times) for line in model.lines if line.kind is Kind.SUM]
    assert sums == ["3", "2"]
    last = max(row for row, line in enumerate(model.lines) if line.kind is Kind.SUM)
    ledgers.view.table.setCurrentIndex(model.index(last, times))
    QTest.keyClick(ledgers.view.table, Qt.Key.Key_Return)
    assert names(ledgers) == ["钱样", "赵样"]
    assert ledgers.view.sums.text(ledgers.view.sums.lines[0], times) == "2"
    group_by(ledgers, "不分组", idle)
    assert ledgers.bar.figure.isHidden()
    assert len(names(ledgers)) == 5
    choose(ledgers, VISITS, idle)
    assert ledgers.bar.groups.currentText() == "不分组"
    assert titles(ledgers) == []


def test_what_is_typed_is_found_within_other_groups_too(ledgers: LedgersPage, idle: Idle) -> None:
    group_by(ledgers, "按乡镇分组", idle)
    type_into(ledgers.bar.search, "qy")
    assert names(ledgers) == ["钱样"]
    assert titles(ledgers) == ["青石镇（1人）"]
    assert ledgers.view.count.text() == "5条里的1条"
    assert ledgers.view.pupils.text() == "1名学生"


@pytest.mark.parametrize("how", ["masked", "whole"])
def test_a_file_is_written_as_it_was_asked_for_in_the_groups_that_are_shown(
    ledgers: LedgersPage, window: MainWindow, tmp_path: Path, idle: Idle, how: str
) -> None:
    group_by(ledgers, "按乡镇分组", idle)
    ledgers.excel.click()
    ask = window.sheet()
    assert isinstance(ask, ChooseDialog)
    ask.cards.choose(how)
    ask.enter()
    idle()
    (sheet,) = tmp_path.glob("*台账*.xlsx")
    said = {str(cell.value) for row in openpyxl.load_workbook(sheet).worksheets[0] for cell in row}
    assert {"白水乡（3人）", "青石镇（2人）", "学校", "备注"} <= said
    assert (PHONE in said) == (how == "whole")
    assert ("139****0001" in said) == (how == "masked")


def test_without_numbers_nothing_is_asked(
    ledgers: LedgersPage, window: MainWindow, tmp_path: Path, idle: Idle
) -> None:
    choose(ledgers, "ledger_helpers", idle)
    QApplication.processEvents()
    ledgers.excel.click()
    idle()
    assert window.sheet() is None
    assert list(tmp_path.glob("*包保*.xlsx"))
