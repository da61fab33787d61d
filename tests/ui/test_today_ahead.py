"""今日 looking ahead to Sunday and to the end of the month."""

from collections.abc import Callable, Sequence

import pytest
from lived import LONG, RARE, TODAY, Lived, window_with
from people import TEACHER
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kongchuo_desktop.operations.papers import deliver_paper, issue_papers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.today import TodayPage
from kongchuo_desktop.ui.pages.today_rows import DutyRow
from kongchuo_desktop.ui.pages.today_words import due_words
from kongchuo_desktop.ui.parts.floating import ClausePopover
from kongchuo_desktop.ui.parts.paint import Push
from kongchuo_desktop.ui.parts.rows import PAYLOAD, Head
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
COMING = "9月25日 星期五"
"""A week after today, the day from which the report of the notice served today may be made."""


@pytest.fixture
def window(lived_ctx: AppContext, lived: Lived, idle: Idle, qtbot: QtBot,
           printed: list[bytes]) -> MainWindow:
    """Today a second notice was served, to the family of seat 23."""
    store = lived_ctx.store
    (paper,) = issue_papers(store, actor=TEACHER, form_id="劝学通知书", pupils=[lived.id(23)],
                            day=TODAY).papers
    deliver_paper(store, actor=TEACHER, paper=paper.id, day=TODAY, how="直接", to="王某")

    def keep(pdfs: Sequence[bytes], copies: int) -> None:
        printed.extend(pdfs)

    made = window_with(lived_ctx, today=lambda ctx: TodayPage(ctx, keep))
    qtbot.addWidget(made)
    idle()
    return made


@pytest.fixture
def printed() -> list[bytes]:
    return []


@pytest.fixture
def page(window: MainWindow) -> TodayPage:
    found = window.page()
    assert isinstance(found, TodayPage)
    return found


def choose(page: TodayPage, span: str, idle: Idle) -> None:
    page.spans.choose(span)
    page.spans.chosen.emit(span)
    idle()


def heads(page: TodayPage) -> list[str]:
    lines = [page.model.line(at) for at in range(page.model.rowCount())]
    return [line.text for line in lines if isinstance(line, Head)]


def rows(page: TodayPage) -> list[DutyRow]:
    payloads = [page.model.index(at).data(PAYLOAD) for at in range(page.model.rowCount())]
    return [row for row in payloads if isinstance(row, DutyRow)]


def test_the_month_shows_each_day_with_what_is_due_and_what_arises(page: TodayPage,
                                                                    idle: Idle) -> None:
    choose(page, "month", idle)
    assert heads(page) == ["逾期", "今天", COMING, "9月30日 星期三", "其余"]
    (coming,) = (row for row in rows(page) if row.coming)
    assert due_words(coming.due.line.first, TODAY) == "9月25日起"
    assert [row.due.line.first.name for row in rows(page)][:2] == [LONG, RARE]


def test_the_week_ends_on_sunday_and_today_is_as_it_was(page: TodayPage, idle: Idle) -> None:
    choose(page, "week", idle)
    assert heads(page) == ["逾期", "今天", "其余"]
    choose(page, "today", idle)
    assert not any(row.coming for row in rows(page))
    assert heads(page) == ["逾期", "今天", "其余"]


def test_what_is_coming_has_no_button_and_enter_shows_its_clause(
    window: MainWindow, page: TodayPage, idle: Idle, qtbot: QtBot
) -> None:
    choose(page, "month", idle)
    coming = next(row for row in rows(page) if row.coming)
    assert page.view.go(coming.due.line.first.id)
    index = page.view.currentIndex()
    items = page.delegate.items_of(index, page.view.visualRect(index))
    assert not [item for item in items if isinstance(item, Push)]
    page.view.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    idle()
    assert [popover.isVisible() for popover in window.findChildren(ClausePopover)] == [True]


def test_the_printed_list_is_what_is_shown(page: TodayPage, idle: Idle,
                                           printed: list[bytes]) -> None:
    page.print_shown()
    idle()
    choose(page, "month", idle)
    page.print_shown()
    idle()
    today, month = printed
    assert len(month) > len(today)


