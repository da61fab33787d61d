"""待打印: what was issued and not printed is printed together, in order, and waits no longer."""

from collections.abc import Callable, Sequence

import pytest
from lived import TODAY, Elsewhere, Lived, window_with
from people import TEACHER
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.papers import issue_papers, reprint, void_paper
from kongchuo_desktop.operations.print_queue import queue_papers, waiting_papers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.print_queue import PrintQueuePage
from kongchuo_desktop.ui.parts.dialogs import ErrorDialog
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]


class Printer:
    """Takes jobs; after ``lasts`` of them it is out of paper."""

    def __init__(self) -> None:
        self.jobs: list[tuple[bytes, int]] = []
        self.lasts = 99

    def __call__(self, pdfs: Sequence[bytes], copies: int) -> None:
        if len(self.jobs) >= self.lasts:
            raise KnownError("print_failed", "没有纸了。")
        self.jobs += [(pdf, copies) for pdf in pdfs]


@pytest.fixture
def printer() -> Printer:
    return Printer()


@pytest.fixture
def papers(lived_ctx: AppContext, lived: Lived) -> list[IssuedPaper]:
    """Two notices, then a report in three copies, all waiting."""
    store = lived_ctx.store
    found = []
    for form, pupils in (("persuasion_notice", [lived.id(23), lived.id(5)]),
                         ("dropout_report", [lived.id(24)])):
        issue = issue_papers(store, actor=TEACHER, form_id=form, pupils=pupils, day=TODAY)
        queue_papers(store, papers=issue.papers)
        found += issue.papers
    return found


@pytest.fixture
def window(lived_ctx: AppContext, papers: list[IssuedPaper], printer: Printer, idle: Idle,
           qtbot: QtBot) -> MainWindow:
    window = window_with(lived_ctx, today=lambda ctx: PrintQueuePage(ctx, printer=printer))
    qtbot.addWidget(window)
    idle()
    return window


@pytest.fixture
def page(window: MainWindow) -> PrintQueuePage:
    found = window.page()
    assert isinstance(found, PrintQueuePage)
    return found


def test_all_are_printed_together_in_order_and_wait_no_longer(
    page: PrintQueuePage, lived_ctx: AppContext, papers: list[IssuedPaper], printer: Printer,
    idle: Idle
) -> None:
    assert [one.paper.id for one in page.chosen()] == [paper.id for paper in papers]
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    idle()
    assert [copies for _, copies in printer.jobs] == [1, 3]
    assert printer.jobs[1][0] == reprint(lived_ctx.store, paper=papers[2].id)
    assert waiting_papers(lived_ctx.store) == []
    assert page.empty.isVisible()


def test_one_is_left_out_by_space_and_waits_on(
    page: PrintQueuePage, lived_ctx: AppContext, papers: list[IssuedPaper], printer: Printer,
    idle: Idle
) -> None:
    page.list.setFocus()
    page.list.go(papers[0].id)
    QTest.keyClick(page.list, Qt.Key.Key_Space)
    page.print.click()
    idle()
    assert [one.paper.id for one in waiting_papers(lived_ctx.store)] == [papers[0].id]


def test_a_printer_that_stops_half_way_leaves_only_the_rest_waiting(
    page: PrintQueuePage, window: MainWindow, lived_ctx: AppContext, papers: list[IssuedPaper],
    printer: Printer, idle: Idle
) -> None:
    printer.lasts = 1
    page.print.click()
    idle()
    assert isinstance(window.sheet(), ErrorDialog)
    assert [one.paper.id for one in waiting_papers(lived_ctx.store)] == [papers[2].id]


def test_what_was_printed_elsewhere_or_voided_waits_no_longer(
    page: PrintQueuePage, lived_ctx: AppContext, papers: list[IssuedPaper], printer: Printer,
    idle: Idle
) -> None:
    void_paper(lived_ctx.store, actor=TEACHER, paper=papers[0].id, why="写错了")
    page.refresh(None)
    idle()
    assert len(page.chosen()) == 2
    page.done.click()
    idle()
    assert not printer.jobs
    assert page.empty.isVisible()


def test_when_nothing_waits_a_button_leads_back(
    page: PrintQueuePage, window: MainWindow, idle: Idle
) -> None:
    page.done.click()
    idle()
    page.back.click()
    idle()
    assert isinstance(window.page(), Elsewhere)


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
def test_everything_fits(page: PrintQueuePage, window: MainWindow, idle: Idle, fits: Fits,
                         size: tuple[int, int]) -> None:
    window.resize(*size)
    QApplication.processEvents()
    fits(window)
