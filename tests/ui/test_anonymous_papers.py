"""Papers that name nobody: in the register, in the queue and in the file's name it is 某某."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lived import TODAY, Lived, window_with
from people import TEACHER
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kongchuo_desktop.operations.paper_forms import issuable_forms
from kongchuo_desktop.operations.papers import draft_papers, issue_papers
from kongchuo_desktop.operations.print_queue import queue_papers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.papers_checks import checks_of
from kongchuo_desktop.ui.pages.papers_register import RegisterPage
from kongchuo_desktop.ui.pages.print_queue import PrintQueuePage

Idle = Callable[[], None]
FORM = "typical_case"


@pytest.fixture
def name(lived_ctx: AppContext, lived: Lived) -> str:
    """The child whom a paper is about that waits to be printed."""
    store = lived_ctx.store
    issue = issue_papers(store, actor=TEACHER, form_id=FORM, pupils=[lived.id(23)], day=TODAY)
    queue_papers(store, papers=issue.papers)
    return str(lived.pupils[23].values["name"])


def shown(ctx: AppContext, page: type[Page], idle: Idle, qtbot: QtBot) -> Page:
    window = window_with(ctx, papers=page)
    qtbot.addWidget(window)
    idle()
    return window.page()


def test_the_queue_says_somebody(lived_ctx: AppContext, name: str, idle: Idle,
                                 qtbot: QtBot) -> None:
    page = shown(lived_ctx, PrintQueuePage, idle, qtbot)
    assert isinstance(page, PrintQueuePage)
    said = page.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "某某" in said
    assert name not in said


def test_the_register_says_somebody_and_so_does_the_file(
    lived_ctx: AppContext, name: str, idle: Idle, qtbot: QtBot, tmp_path: Path,
) -> None:
    page = shown(lived_ctx, RegisterPage, idle, qtbot)
    assert isinstance(page, RegisterPage)
    lines = page.model.all_lines()
    at = next(n for n, line in enumerate(lines) if line.paper.form == FORM)
    assert lines[at].name == "某某"
    page.files.ask_file = lambda file: tmp_path / file
    page.table.selectRow(at)
    page.save()
    idle()
    (saved,) = tmp_path.glob("*.pdf")
    assert saved.name.startswith("典型案例材料-某某-")
    assert name not in saved.name


def test_what_was_typed_is_told_before_issuing(lived_ctx: AppContext, lived: Lived) -> None:
    store, name = lived_ctx.store, str(lived.pupils[23].values["name"])
    (choice,) = (c for c in issuable_forms(store, day=TODAY) if c.form.id == FORM)
    drafts = draft_papers(store, form_id=FORM, pupils=[lived.id(23)], day=TODAY,
                          asked={"lesson": f"{name}回来了"})
    red = [sentence for tone, sentence in checks_of(choice, drafts, 0, TODAY, lambda key: name)
           if tone == "red"]
    assert red == [f"“体会（不写姓名、号码、住址）”里写了“{name}”，看得出是哪个孩子，"
                   "请改成“某某”“某村”"]
