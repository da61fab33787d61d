"""发出登记簿: finding, reprinting the same bytes, serving, voiding with a reason."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from lived import LONG, RARE, TODAY, Lived, window_with
from people import TEACHER
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_in import type_into

from kongchuo_desktop.operations.paper_register import paper_register
from kongchuo_desktop.operations.papers import issue_papers, reprint
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.served import ServedForm
from kongchuo_desktop.ui.forms.verify import VerifyForm
from kongchuo_desktop.ui.pages.papers_register import RegisterPage
from kongchuo_desktop.ui.pages.papers_register_model import RegisterCells
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog, ErrorDialog
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.paint import Line as PaintedLine
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]


class Printer:
    def __init__(self) -> None:
        self.jobs: list[list[bytes]] = []

    def __call__(self, pdfs: Sequence[bytes], copies: int) -> None:
        self.jobs.append(list(pdfs))


@pytest.fixture
def printer() -> Printer:
    return Printer()


@pytest.fixture
def window(lived_ctx: AppContext, lived: Lived, printer: Printer, idle: Idle,
           qtbot: QtBot) -> MainWindow:
    issue_papers(lived_ctx.store, actor=TEACHER, form_id="劝学通知书",
                 pupils=[lived.id(5), lived.id(23)], day=TODAY)
    window = window_with(lived_ctx, papers=lambda ctx: RegisterPage(ctx, printer=printer))
    qtbot.addWidget(window)
    idle()
    return window


@pytest.fixture
def page(window: MainWindow) -> RegisterPage:
    found = window.page()
    assert isinstance(found, RegisterPage)
    return found


def select(page: RegisterPage, name: str) -> None:
    names = [line.name for line in page.model.all_lines()]
    page.table.selectRow(names.index(name))


def test_served_papers_say_when_and_the_others_are_found(page: RegisterPage) -> None:
    served = {line.name: page.model.index(at, 4).data()
              for at, line in enumerate(page.model.all_lines())}
    assert served[LONG] == "9月8日"
    assert served[RARE] == ""
    page.filters.step(1)
    assert LONG not in [line.name for line in page.model.all_lines()]
    assert len(page.model.all_lines()) == 2
    type_into(page.search, RARE)
    assert [line.name for line in page.model.all_lines()] == [RARE]
    assert page.clear_search()
    assert len(page.model.all_lines()) == 3


def test_enter_prints_the_very_bytes_again(
    page: RegisterPage, lived_ctx: AppContext, lived: Lived, printer: Printer, idle: Idle
) -> None:
    select(page, LONG)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    idle()
    assert printer.jobs == [[reprint(lived_ctx.store, paper=lived.paper.id)]]


def test_a_number_is_voided_only_with_a_reason(
    page: RegisterPage, window: MainWindow, lived_ctx: AppContext, idle: Idle
) -> None:
    select(page, RARE)
    page.foot.void.click()
    idle()
    asked = window.sheet()
    assert isinstance(asked, ConfirmDialog)
    asked.accept()
    idle()
    refused = window.sheet()
    assert isinstance(refused, ErrorDialog)
    refused.accept()
    idle()
    asked = window.sheet()
    assert isinstance(asked, ConfirmDialog)
    type_into(asked.findChildren(LineInput)[0], "姓名写错")
    asked.accept()
    idle()
    assert [p.voided for p in paper_register(lived_ctx.store) if p.voided] == ["姓名写错"]
    assert len(page.model.all_lines()) == 3
    assert not page.foot.void.isVisible()
    assert "姓名写错" in page.foot.words.whole()
    voided = next(at for at, line in enumerate(page.model.all_lines()) if line.paper.voided)
    assert page.model.index(voided, 4).data() == "姓名写错"
    delegate = page.table.itemDelegate()
    assert isinstance(delegate, RegisterCells)
    struck = {(row, item.strike) for row in range(3)
              for item in delegate.items(page.model.index(row, 0), QRect(0, 0, 300, 30))
              if isinstance(item, PaintedLine)}
    assert struck == {(row, row == voided) for row in range(3)}


def test_a_paper_is_checked_by_what_a_scanner_types(
    page: RegisterPage, window: MainWindow, lived_ctx: AppContext, lived: Lived, idle: Idle
) -> None:
    paper = next(p for p in paper_register(lived_ctx.store) if p.pupil == lived.id(5))
    code = paper.code.replace(" ", "")

    def scan(text: str) -> VerifyForm:
        form = window.sheet()
        assert isinstance(form, VerifyForm)
        type_into(form.number, text)
        QTest.keyClick(form.number, Qt.Key.Key_Return)
        idle()
        return form

    page.verify()
    form = scan(f"KC1:{paper.number}:{code}")
    assert form.banner is not None
    assert form.banner.property("tone") == "green"
    assert form.facts is not None
    assert (RARE, paper.number) in [(name.text(), number.text()) for name in
                                    form.facts.findChildren(Words) for number in
                                    form.facts.findChildren(Words)]
    wrong = str((int(code) + 1) % 10**8).zfill(8)
    form = scan(f"KC1：{paper.number}：{wrong}")
    assert form.banner is not None
    assert form.banner.property("tone") == "red"
    form = scan("https://example.com")
    assert form.banner is None
    assert form.fields["number"].error()


def test_service_is_written_down_from_the_foot(
    page: RegisterPage, window: MainWindow, lived_ctx: AppContext, idle: Idle
) -> None:
    select(page, RARE)
    page.foot.serve.click()
    idle()
    form = window.sheet()
    assert isinstance(form, ServedForm)
    type_into(form.to, "吉某")
    QTest.keyClick(form, Qt.Key.Key_Return)
    idle()
    by_name = {line.name: line.paper for line in page.model.all_lines()}
    assert by_name[RARE].served == TODAY
    assert not page.foot.serve.isVisible()


def test_a_copy_can_be_saved(
    page: RegisterPage, lived_ctx: AppContext, lived: Lived, idle: Idle, tmp_path: Path
) -> None:
    page.files.ask_file = lambda name: tmp_path / name
    select(page, LONG)
    page.foot.save.click()
    idle()
    (saved,) = tmp_path.glob("*.pdf")
    assert saved.read_bytes() == reprint(lived_ctx.store, paper=lived.paper.id)


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
def test_everything_fits(page: RegisterPage, window: MainWindow, size: tuple[int, int],
                         fits: Fits, idle: Idle) -> None:
    window.resize(*size)
    idle()
    QApplication.processEvents()
    fits(window)
