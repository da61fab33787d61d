"""What every test of the window shares: offscreen Qt, bundled faces, a theme, a small store."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["KONGCHUO_BUNDLED_FONTS"] = "1"

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from faults import Faults
from fits import too_narrow
from joined import joined_school as joined_school
from joined import make_context as make_context
from joined import show_page as show_page
from joined import usb as usb
from lived import lived as lived
from lived import lived_ctx as lived_ctx
from lived import lived_store as lived_store
from lived import lived_template as lived_template
from lived import page as page
from lived import window as window
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from settings_window import settings_window as settings_window
from start_window import printed as printed
from start_window import run as run
from start_window import start_window as start_window
from start_window import this_computer as this_computer

from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor
from kongchuo_desktop.ui.app import STYLE, dress_application, make_theme
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

WINDOWS = (Qt.WindowType.Widget, Qt.WindowType.Window)
NOW = datetime.fromisoformat("2026-09-17T16:41")
"""A school Thursday."""


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["kongchuo-desktop", *STYLE]


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Theme:
    """One theme for the whole run: fonts are loaded once."""
    dress_application(qapp)
    return make_theme(scheme="light")


@pytest.fixture
def theme(dressed: Theme) -> Iterator[Theme]:
    """The light theme at normal text size; a test may switch it."""
    dressed.switch(scheme="light", large=False)
    yield dressed
    dressed.switch(scheme="light", large=False)


@pytest.fixture(autouse=True)
def no_stray_windows(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A part that is shown before it has a place would flash up as a window and take the focus."""
    strays: list[str] = []
    show = QWidget.setVisible

    def watched(widget: QWidget, visible: bool) -> None:
        # The plain ones are the windows of the tests themselves.
        stray = widget.parent() is None and type(widget) is not QWidget
        if visible and stray and widget.windowType() in WINDOWS:
            strays.append(type(widget).__name__)
        show(widget, visible)

    monkeypatch.setattr(QWidget, "setVisible", watched)
    yield
    assert not strays


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def tasks(qapp: QApplication, faults: Faults) -> Iterator[Tasks]:
    """A worker whose unexpected errors fail the test."""
    worker = Tasks(on_known=faults.known.append, on_bug=faults.bugs.append)
    yield worker
    worker.close()


@pytest.fixture
def idle(qtbot: QtBot, tasks: Tasks) -> Callable[[], None]:
    """Wait until the worker has answered everything, also what the answers asked for.

    What an answer took the place of goes, and what it brought is shown, only in the events after
    it: a busy computer may stop waiting between them, with the widgets of before still there.
    """

    def wait() -> None:
        while tasks.pending:
            qtbot.waitUntil(lambda: tasks.pending == 0, timeout=10_000)
            QApplication.sendPostedEvents()

    return wait


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty class store at a school Thursday."""
    made, _ = Store.create(
        tmp_path / "七1班",
        password="clear-water",
        role="class",
        name="七年级1班",
        unit_name="青石镇中心学校",
        now=lambda: NOW,
        cost=KdfCost(1, 64, 1),
    )
    yield made
    made.close()


@pytest.fixture
def ctx(store: Store, tasks: Tasks, theme: Theme) -> AppContext:
    """What a page of a 班主任 is given."""
    return AppContext(
        store=store,
        actor=Actor("周老师", "class"),
        tasks=tasks,
        theme=theme,
        today=lambda: date(2026, 9, 17),
    )


@pytest.fixture
def fits() -> Callable[[QWidget], None]:
    """Fail when a label or button of the widget is narrower than its words."""

    def check(widget: QWidget) -> None:
        assert too_narrow(widget) == []

    return check
