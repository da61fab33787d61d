"""台账: chosen, narrowed, sorted, its figures and rows opened, its columns kept, saved, printed."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from joined import MakeContext, exchange_window
from ledger_page import choose, column, ledgers_window, names, row_of
from lived import LONG, Elsewhere, Lived
from people import OFFICE
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_in import type_into

from kongchuo_desktop.operations.attendance import MarkInput, correct_day, take_register
from kongchuo_desktop.operations.ledger_stretches import ledger_periods
from kongchuo_desktop.operations.ledgers import open_ledger
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, PupilRow
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.ledgers import LedgersPage
from kongchuo_desktop.ui.pages.ledgers_columns import ColumnsForm
from kongchuo_desktop.ui.pages.ledgers_model import Kind
from kongchuo_desktop.ui.parts.cards import EmptyState
from kongchuo_desktop.ui.parts.dialogs import ChooseDialog
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tokens import Px

Idle = Callable[[], None]
ABSENT, MOVED, EVERYONE = "ledger_absences", "ledger_movements", "ledger_school_age"


@pytest.fixture
def printed() -> list[Sequence[bytes]]:
    """What went to the printer."""
    return []


@pytest.fixture
def window(lived_ctx: AppContext, lived: Lived, printed: list[Sequence[bytes]], idle: Idle,
           qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    window = ledgers_window(lived_ctx, printed, tmp_path)
    qtbot.addWidget(window)
    idle()
    yield window
    window.hide()


@pytest.fixture
def ledgers(window: MainWindow) -> LedgersPage:
    found = window.page()
    assert isinstance(found, LedgersPage)
    return found


def state(page: LedgersPage) -> EmptyState:
    return page.stack.findChildren(EmptyState)[-1]


def test_those_of_the_document_come_first_and_are_found_by_their_sound(
    ledgers: LedgersPage, idle: Idle
) -> None:
    rows = ledgers.picker.model
    heads = [str(rows.index(at).data()) for at in range(rows.rowCount())]
    assert heads[0] == "本县文件要的"
    assert "其他" in heads
    type_into(ledgers.picker.search, "jft")
    QTest.keyClick(ledgers.picker.search, Qt.Key.Key_Down)
    idle()
    choice = ledgers.picker.current()
    assert choice is not None
    assert choice.title == "家访台账"
    assert ledgers.header.context.whole().startswith("家访台账 · ")


def test_every_row_and_figure_of_the_ledger_stands_there(
    ledgers: LedgersPage, lived_store: Store, idle: Idle
) -> None:
    choose(ledgers, ABSENT, idle)
    ledger = open_ledger(lived_store, ledger=ABSENT)
    assert len(names(ledgers)) == len(ledger.rows) > 2
    days = column(ledgers, "旷课天数")
    assert ledger.sums is not None
    sums = ledgers.view.sums
    assert sums.text(sums.lines[0], days) == str(
        sum(values["missed"] for values in ledger.values))
    pupils = len({row.pupil for row in ledger.rows})
    assert ledgers.view.count.text() == f"{len(ledger.rows)}条"
    assert ledgers.view.pupils.text() == f"{pupils}名学生"


def test_the_count_of_pupils_opens_one_row_of_each(
    ledgers: LedgersPage, lived_store: Store, idle: Idle
) -> None:
    choose(ledgers, "ledger_visits", idle)
    everybody = [row.pupil for row in open_ledger(lived_store, ledger="ledger_visits").rows]
    once = list(dict.fromkeys(everybody))
    assert len(once) < len(everybody)
    QTest.mouseClick(ledgers.view.pupils, Qt.MouseButton.LeftButton)
    model = ledgers.view.model
    assert model.read is not None
    assert [model.read.rows[at].pupil for at in model.shown] == once
    assert ledgers.bar.figure.text() == f"{len(once)}名学生"
    QTest.mouseClick(ledgers.bar.figure, Qt.MouseButton.LeftButton)
    assert len(model.shown) == len(everybody)


def test_enter_on_a_row_opens_its_pupil(
    ledgers: LedgersPage, window: MainWindow, lived: Lived, idle: Idle
) -> None:
    choose(ledgers, ABSENT, idle)
    table = ledgers.view.table
    table.setCurrentIndex(ledgers.view.model.index(row_of(ledgers, LONG), 2))
    QTest.keyClick(table, Qt.Key.Key_Return)
    page = window.page()
    assert isinstance(page, Elsewhere)
    assert page.args == {"pupil": lived.id(24)}


def test_what_is_typed_narrows_over_all_columns_and_the_total_follows(
    ledgers: LedgersPage, idle: Idle
) -> None:
    choose(ledgers, ABSENT, idle)
    everyone, days = names(ledgers), column(ledgers, "旷课天数")
    ledgers.view.table.setFocus()
    QTest.keyClicks(ledgers.view.table, "a")
    assert ledgers.bar.search.hasFocus()
    type_into(ledgers.bar.search, "abdr")
    assert names(ledgers) == [LONG]
    sums, model = ledgers.view.sums, ledgers.view.model
    assert sums.text(sums.lines[0], days) == model.text(model.lines[row_of(ledgers, LONG)], days)
    assert ledgers.view.count.text().startswith(f"{len(everyone)}条里的1条")
    type_into(ledgers.bar.search, "没有这个人")
    assert state(ledgers).title.text() == "没有找到“没有这个人”"
    assert ledgers.clear_search()
    assert names(ledgers) == everyone
    assert not ledgers.clear_search()


def test_a_click_on_the_head_sorts_and_the_third_brings_the_own_order_back(
    ledgers: LedgersPage, idle: Idle
) -> None:
    choose(ledgers, ABSENT, idle)
    own, head = names(ledgers), ledgers.view.table.horizontalHeader()
    days = column(ledgers, "旷课天数")

    def click() -> list[int]:
        middle = head.sectionViewportPosition(days) + Px.INSIDE
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton,
                         pos=QPoint(middle, head.height() // 2))
        model = ledgers.view.model
        return [int(model.text(line, days)) for line in model.lines if line.kind is Kind.ROW]

    first = click()
    assert first == sorted(first)
    assert click() == sorted(first, reverse=True)
    click()
    assert names(ledgers) == own


def test_a_key_sorts_by_the_column_of_the_cell(ledgers: LedgersPage, idle: Idle) -> None:
    choose(ledgers, ABSENT, idle)
    own, head = names(ledgers), ledgers.view.table.horizontalHeader()
    table, days = ledgers.view.table, column(ledgers, "旷课天数")
    for times in range(3):
        table.setCurrentIndex(ledgers.view.model.index(1, days))
        table.setFocus()
        QTest.keyClick(table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        assert head.sortIndicatorSection() == (-1 if times == 2 else days)
    assert names(ledgers) == own


@pytest.fixture
def two_classes(school_store: Store, make_context: MakeContext, idle: Idle,
                qtbot: QtBot) -> Iterator[LedgersPage]:
    """无故未到校台账 of a school: 样甲 of one class missed two days, 样乙 of the other one."""
    with school_store.operation("add_class", OFFICE) as write:
        write.insert(ClassGroup, home=school_store.home, entry_year=2026, number=2,
                     stage="junior")
    rooms = sorted(load_world(school_store).classes)
    for room, name, days in zip(rooms, ("样甲", "样乙"), (2, 1), strict=True):
        with school_store.operation("add_pupil", OFFICE) as write:
            pupil = write.insert(PupilRow, home=school_store.home, name=name, class_id=room)
        for day in (date(2026, 9, 14 + n) for n in range(days)):
            take_register(school_store, actor=OFFICE, class_id=room, day=day,
                          marks={pupil: MarkInput("旷课")})
    window = exchange_window(make_context(school_store, OFFICE), "today", today=LedgersPage)
    qtbot.addWidget(window)
    page = window.page()
    assert isinstance(page, LedgersPage)
    choose(page, ABSENT, idle)
    yield page
    window.hide()


def test_a_class_sums_up_and_its_sum_opens_those_behind_it(two_classes: LedgersPage) -> None:
    page, days = two_classes, column(two_classes, "旷课天数")
    model = page.view.model
    kinds = [line.kind for line in model.lines]
    assert kinds == [Kind.HEAD, Kind.ROW, Kind.SUM] * 2
    found = {model.text(model.lines[at - 1], column(page, "姓名")): at for at in (2, 5)}
    sums = {name: model.text(model.lines[at], days) for name, at in found.items()}
    assert sums == {"样甲": "2", "样乙": "1"}
    place = page.view.table.visualRect(model.index(found["样乙"], days)).center()
    QTest.mouseClick(page.view.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert names(page) == ["样乙"]
    assert page.bar.figure.text().endswith("旷课天数")
    page.view.totals.setCurrentIndex(page.view.sums.index(0, days))
    assert page.view.sums.index(0, days).data() == "1"
    QTest.mouseClick(page.bar.figure, Qt.MouseButton.LeftButton)
    assert sorted(names(page)) == sorted(found)
    assert page.bar.figure.isHidden()
    QTest.keyClick(page.view.totals, Qt.Key.Key_Return)
    assert page.bar.figure.text() == "旷课天数"
    assert len(names(page)) == 2


def test_a_school_may_look_at_one_class(two_classes: LedgersPage, idle: Idle) -> None:
    page = two_classes
    assert page.bar.classes.isVisible()
    page.bar.classes.setFocus()
    QTest.keyClick(page.bar.classes, Qt.Key.Key_Down)
    idle()
    assert len(names(page)) == 1
    assert page.header.context.whole().count("七年级") == 1


def test_the_columns_that_were_put_away_stay_away_on_this_computer(
    ledgers: LedgersPage, window: MainWindow, idle: Idle
) -> None:
    choose(ledgers, ABSENT, idle)
    ledgers.choose_columns()
    (form,) = window.findChildren(ColumnsForm)
    form.boxes["性别"].click()
    form.send.click()
    model = ledgers.view.model
    assert "性别" not in [model.headerData(at, Qt.Orientation.Horizontal)
                        for at in range(model.columnCount())]
    days = column(ledgers, "旷课天数")
    assert ledgers.view.sums.text(ledgers.view.sums.lines[0], days)
    choose(ledgers, MOVED, idle)
    assert column(ledgers, "性别")
    choose(ledgers, ABSENT, idle)
    with pytest.raises(ValueError, match="性别"):
        column(ledgers, "性别")


def test_other_days_are_stepped_through(ledgers: LedgersPage, lived_store: Store,
                                        idle: Idle) -> None:
    choose(ledgers, ABSENT, idle)
    kinds = [period.stretch for period in ledger_periods(lived_store, own="term")]
    assert kinds[0] == "term"
    assert set(kinds) == {"term", "month", "school_year"}
    now = ledgers.bar.period.key()
    ledgers.bar.step(-1)
    idle()
    assert ledgers.bar.period.key() != now
    assert state(ledgers).title.text() == "没有要列的"
    assert "姓名" in state(ledgers).text.text()
    ledgers.bar.step(1)
    idle()
    assert ledgers.bar.period.key() == now
    assert names(ledgers)


def test_a_day_before_shows_how_things_stood(ledgers: LedgersPage, idle: Idle) -> None:
    choose(ledgers, EVERYONE, idle)
    assert ledgers.bar.period.isHidden()
    ledgers.bar.day.set_value(date(2026, 9, 10))
    idle()
    assert "截至2026年9月10日" in ledgers.header.context.whole()


def test_what_is_registered_meanwhile_stands_there(
    ledgers: LedgersPage, lived_store: Store, lived: Lived, lived_ctx: AppContext, idle: Idle
) -> None:
    choose(ledgers, ABSENT, idle)
    before, today = names(ledgers), date(2026, 9, 17)
    lived_ctx.perform(lambda: correct_day(lived_store, actor=lived_ctx.actor, pupil=lived.id(1),
                                          day=today, mark=MarkInput("旷课")))
    idle()
    assert lived.pupils[1].name not in before
    assert lived.pupils[1].name in names(ledgers)


def answer(window: MainWindow, how: str) -> None:
    """写全 or 遮住."""
    ask = window.sheet()
    assert isinstance(ask, ChooseDialog)
    ask.cards.choose(how)
    ask.enter()


def pdf_text(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def test_it_is_saved_whole_and_printed(
    ledgers: LedgersPage, window: MainWindow, lived_store: Store, tmp_path: Path,
    printed: list[Sequence[bytes]], idle: Idle
) -> None:
    choose(ledgers, ABSENT, idle)
    rows = len(names(ledgers))
    type_into(ledgers.bar.search, "abdr")
    ledgers.view.table.setFocus()
    QTest.keyClick(ledgers.view.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    answer(window, "whole")
    idle()
    (sheet,) = tmp_path.glob("*无故未到校台账*.xlsx")
    cells = [str(cell.value) for row in openpyxl.load_workbook(sheet).worksheets[0] for cell in row]
    assert cells.count("七年级1班") == rows
    ledgers.pdf.click()
    answer(window, "masked")
    idle()
    (pdf,) = tmp_path.glob("*无故未到校台账*.pdf")
    assert pdf.read_bytes().startswith(b"%PDF")
    phones = [values["phone"] for values in open_ledger(lived_store, ledger=ABSENT).values]
    assert set(phones) <= set(cells)
    assert not any(phone in pdf_text(pdf) for phone in phones)
    assert ledgers.print_shown()
    idle()
    ((paper,),) = printed
    assert paper.startswith(b"%PDF")


def test_numbers_are_masked_and_hidden_while_others_look_on(
    ledgers: LedgersPage, lived_ctx: AppContext, idle: Idle
) -> None:
    choose(ledgers, EVERYONE, idle)
    model, at = ledgers.view.model, column(ledgers, "身份证号")
    row = row_of(ledgers, LONG)
    assert "*" in model.text(model.lines[row], at)
    lived_ctx.set_veil(True)
    assert "9" not in model.text(model.lines[row], at)


def test_narrow_one_takes_turns(ledgers: LedgersPage, window: MainWindow, idle: Idle,
                                fits: Callable[[QWidget], None]) -> None:
    window.resize(911, 442)
    QApplication.processEvents()
    assert ledgers.picker.isVisible()
    assert not ledgers.side.isVisible()
    ledgers.picker.list.go(ABSENT)
    idle()
    ledgers.picker.list.setFocus()
    QTest.keyClick(ledgers.picker.list, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert not ledgers.picker.isVisible()
    assert ledgers.view.table.hasFocus()
    fits(ledgers)
    assert ledgers.close_inner()
    assert ledgers.picker.list.hasFocus()
    assert not ledgers.side.isVisible()
