"""F9: while others can see the screen, no page shows a tag, a telephone or a number."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lived import Lived
from people import TEACHER
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from settling import settle

from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.page_list import page_specs
from kongchuo_desktop.ui.parts.words import Chip
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.store_window import make_window
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

TAGS = ("留守", "残疾", "脱贫户", "低保", "孤儿", "困境", "建档立卡")
PHONE = re.compile(r"(?<!\d)1\d{2}[ -]?\d{4}[ -]?\d{4}(?!\d)")
NUMBER = re.compile(r"(?<!\d)\d{17}[\dX](?!\d)|\d\*{4,}")


def words_in_sight(root: QWidget) -> list[str]:
    """Everything that is painted or told, with the tips."""
    said: list[str] = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible():
            continue
        said += [widget.toolTip(), widget.accessibleName()]
        if isinstance(widget, QLabel | QLineEdit | Chip):
            said.append(widget.text())
        if isinstance(widget, QAbstractItemView):
            said += cells(widget)
    return [word for word in said if word]


def cells(view: QAbstractItemView) -> list[str]:
    model = view.model()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    said = []
    for row in range(model.rowCount()):
        for column in range(columns):
            index = model.index(row, column)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole,
                         Qt.ItemDataRole.AccessibleTextRole):
                said.append(str(index.data(role) or ""))
            delegate = view.itemDelegate()
            if hasattr(delegate, "items_of"):
                items = delegate.items_of(index, view.visualRect(index))
                said += [item.text for item in items if getattr(item, "text", "")]
    return said


def secrets_in(words: list[str]) -> list[str]:
    return sorted({word for word in words
                   if any(tag in word for tag in TAGS)
                   or PHONE.search(word) or NUMBER.search(word)})


@pytest.fixture
def window(lived: Lived, lived_store: Store, tasks: Tasks, theme: Theme, qtbot: QtBot,
           idle: Callable[[], None], tmp_path: Path,
           monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    made = make_window(lived_store, tasks, theme, person=TEACHER.name)
    qtbot.addWidget(made)
    made.resize(1366, 698)
    made.show()
    idle()
    return made


def go(window: MainWindow, page: str, lived: Lived, idle: Callable[[], None]) -> list[str]:
    window.open_page(page, **({"pupil": lived.id(24)} if page == "pupil" else {}))
    idle()
    settle()
    return words_in_sight(window.page())


@pytest.mark.parametrize("page", [s.key for s in page_specs("class") if s.key != "settings"])
def test_no_page_shows_a_secret_of_a_pupil(
    window: MainWindow, lived: Lived, idle: Callable[[], None], page: str
) -> None:
    go(window, page, lived, idle)
    QTest.keyClick(window, Qt.Key.Key_F9)
    idle()
    settle()
    assert window.page().header.veil.isVisible(), "the header says so"
    assert secrets_in(words_in_sight(window.page())) == []


def test_what_is_veiled_was_there_to_be_seen(
    window: MainWindow, lived: Lived, idle: Callable[[], None]
) -> None:
    assert secrets_in(go(window, "pupil", lived, idle))
    assert secrets_in(go(window, "roster", lived, idle))
    QTest.keyClick(window, Qt.Key.Key_F9)
    settle()
    QTest.keyClick(window, Qt.Key.Key_F9)
    idle()
    settle()
    assert secrets_in(words_in_sight(window.page()))
    assert not window.page().header.veil.isVisible()


def test_a_page_first_opened_under_the_veil_is_veiled(
    window: MainWindow, lived: Lived, idle: Callable[[], None]
) -> None:
    QTest.keyClick(window, Qt.Key.Key_F9)
    for page in ("pupil", "roster", "cases"):
        assert secrets_in(go(window, page, lived, idle)) == []


def test_the_finder_tells_no_number(
    window: MainWindow, lived: Lived, lived_store: Store, idle: Callable[[], None],
    qtbot: QtBot
) -> None:
    QTest.keyClick(window, Qt.Key.Key_F9)
    number = next(c.values["identity_number"] for c in list_pupils(lived_store)
                  if c.values.get("identity_number"))
    window.find_pupil()
    idle()
    QTest.keyClicks(window.sidebar.search, number[-4:])
    idle()
    assert window.finder.isVisible()
    assert not [w for w in words_in_sight(window.finder) if number[-4:] in w]
