"""What a screen reader finds: every stop of the keyboard has a name, every row a sentence."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from people import DESK, OFFICE, PASSWORD, TEACHER, Clock
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget
from pytestqt.qtbot import QtBot
from settling import settle

from kongchuo_desktop.operations import opening
from kongchuo_desktop.operations.cases import list_cases
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor
from kongchuo_desktop.ui.page_list import page_specs
from kongchuo_desktop.ui.pages.settings import SettingsPage
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.start.window import TITLES, StartWindow
from kongchuo_desktop.ui.store_window import make_window
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

MOST_ROWS = 60


def unnamed(root: QWidget) -> list[str]:
    """Stops of the keyboard that a screen reader could not name, by class and parent."""
    faults = []
    for widget in root.findChildren(QWidget):
        stop = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        inside = isinstance(widget.parent(), QAbstractItemView | QHeaderView)
        if not (stop and widget.isVisible() and widget.isEnabled()) or inside:
            continue
        reader = QAccessible.queryAccessibleInterface(widget)
        said = reader.text(QAccessible.Text.Name) or reader.text(QAccessible.Text.Description)
        if not said.strip():
            faults.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return faults


def silent_rows(root: QWidget) -> list[str]:
    """Rows of people without a sentence, by the class of their view."""
    return [f"{type(view).__name__} row {index.row()}"
            for view in root.findChildren(QAbstractItemView)
            if view.isVisible() and not isinstance(view, QHeaderView)
            for index in rows(view.model())
            if not sentence(index)]


def rows(model: QAbstractItemModel) -> Iterator[QModelIndex]:
    yield from (model.index(at, 0) for at in range(min(model.rowCount(), MOST_ROWS)))


def sentence(index: QModelIndex) -> str:
    model = index.model()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    role = Qt.ItemDataRole.AccessibleTextRole
    return "".join(str(index.siblingAtColumn(column).data(role) or "")
                   for column in range(columns))


@pytest.fixture
def shown(tasks: Tasks, theme: Theme, qtbot: QtBot, idle: Callable[[], None],
          tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Store, Actor], MainWindow]:
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))

    def show(store: Store, actor: Actor) -> MainWindow:
        window = make_window(store, tasks, theme, person=actor.name)
        qtbot.addWidget(window)
        window.resize(1366, 698)
        window.show()
        idle()
        return window

    return show


def check(window: MainWindow, idle: Callable[[], None]) -> None:
    """Open every page of the window and listen."""
    faults: dict[str, list[str]] = {}
    store = window.ctx.store
    for spec in page_specs(window.ctx.actor.role):
        args = {}
        if spec.key == "pupil":
            pupils = [c.pupil for c in list_cases(store)] or [c.id for c in list_pupils(store)]
            if not pupils:
                continue
            args = {"pupil": pupils[0]}
        window.open_page(spec.key, **args)
        idle()
        settle()
        found = unnamed(window) + silent_rows(window)
        if found:
            faults[spec.key] = found
    page = window.page()
    assert isinstance(page, SettingsPage)
    for key in page.keys:
        window.open_page("settings", section=key)
        idle()
        settle()
        found = unnamed(page) + silent_rows(page)
        if found:
            faults[f"settings/{key}"] = found
    assert faults == {}


def test_the_pages_of_a_class(
    lived_store: Store, clock: Clock, shown: Callable[[Store, Actor], MainWindow],
    idle: Callable[[], None]
) -> None:
    check(shown(lived_store, TEACHER), idle)


@pytest.mark.parametrize(("store_name", "actor"), [("school_store", OFFICE),
                                                    ("bureau_store", DESK)])
def test_the_pages_of_school_and_bureau(
    request: pytest.FixtureRequest, store_name: str, actor: Actor,
    shown: Callable[[Store, Actor], MainWindow], idle: Callable[[], None]
) -> None:
    check(shown(request.getfixturevalue(store_name), actor), idle)


def test_lock_help_finder_and_person(
    lived_store: Store, shown: Callable[[Store, Actor], MainWindow], idle: Callable[[], None]
) -> None:
    window = shown(lived_store, TEACHER)
    for open_it in (window.show_help, window.ask_person):
        open_it()
        idle()
        sheet = window.sheet()
        assert sheet is not None
        assert unnamed(sheet) == []
        sheet.reject()
        settle()
    window.lock.lock()
    assert window.lock.screen is not None
    assert unnamed(window.lock.screen) == []


def test_the_cards_of_the_start(
    store_folder: Callable[[str], Path], tasks: Tasks, theme: Theme, qtbot: QtBot, clock: Clock,
    idle: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    opening.open_store(store_folder("class"), password=PASSWORD, now=clock).close()
    window = StartWindow(theme, tasks, now=clock)
    qtbot.addWidget(window)
    window.resize(1366, 698)
    window.show()
    window.begin()
    idle()
    faults = {}
    for key in TITLES:
        window.show_card(key)
        settle()
        if found := unnamed(window) + silent_rows(window):
            faults[key] = found
    assert faults == {}
