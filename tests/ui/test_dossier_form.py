"""装订卷宗 in the window: from the child's page and its case, with progress, and what it lacks."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lived import Lived, card_window
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.dossier import DossierForm
from kongchuo_desktop.ui.pages.cases_head import CaseHead
from kongchuo_desktop.ui.pages.pupil import PupilPage
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]


@pytest.fixture
def window(lived_ctx: AppContext, lived: Lived, idle: Idle, qtbot: QtBot) -> MainWindow:
    return card_window(lived_ctx, lived, idle, qtbot, PupilPage)


@pytest.fixture
def form(window: MainWindow, page: PupilPage, tmp_path: Path, idle: Idle) -> DossierForm:
    page._menu(only="dossier")
    idle()
    found = window.sheet()
    assert isinstance(found, DossierForm)
    found.ask_file = lambda name: tmp_path / name
    return found


def test_one_key_binds_the_childs_file(
    form: DossierForm, window: MainWindow, tmp_path: Path, idle: Idle
) -> None:
    QTest.keyClick(form.send, Qt.Key.Key_Space)
    idle()
    (written,) = tmp_path.glob("*-卷宗.pdf")
    assert written.read_bytes().startswith(b"%PDF")
    assert window.toast.text().startswith("卷宗装好了")
    assert window.sheet() is None


def test_esc_stops_it_and_nothing_is_written(
    form: DossierForm, window: MainWindow, tmp_path: Path, idle: Idle
) -> None:
    form.send.click()
    assert form.progress.isVisible()
    assert not form.send.isVisible()
    QTest.keyClick(form, Qt.Key.Key_Escape)
    idle()
    assert not list(tmp_path.glob("*卷宗*"))
    assert window.toast.text().startswith("已经停下")


def test_what_is_not_on_this_computer_is_said_in_a_sentence(
    form: DossierForm, window: MainWindow, tmp_path: Path, idle: Idle,
    monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    form._ctx.error_asked.connect(lambda error, again: told.append(error.sentence))
    monkeypatch.setattr(Store, "attachment", lambda self, digest: None)
    form.send.click()
    idle()
    (sentence,) = told
    assert "劝学通知书" in sentence
    assert "不在这台电脑上" in sentence
    assert len(list(tmp_path.glob("*-卷宗.pdf"))) == 1


def test_nothing_happens_without_a_place(form: DossierForm, window: MainWindow) -> None:
    form.ask_file = lambda name: None
    form.send.click()
    assert window.sheet() is form
    assert not form.progress.isVisible()


def test_the_head_of_a_case_offers_it(window: MainWindow, lived_ctx: AppContext) -> None:
    head = CaseHead(lived_ctx)
    head.setParent(window)
    (button,) = [b for b in head.findChildren(Button) if b.text() == "卷宗…"]
    button.click()
    assert isinstance(window.sheet(), DossierForm)
