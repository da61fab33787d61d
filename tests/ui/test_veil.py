"""F9: while others can see the screen, no page shows a tag, a telephone or a number."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from lived import TODAY, Lived
from people import SCHOOL, TEACHER
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QRadioButton, QWidget
from pytestqt.qtbot import QtBot
from settling import settle

from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.operations.leaves import add_leave
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.papers.form_file import load_forms
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.sheets import sample
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.forms.joining import JoinForm, open_join
from kongchuo_desktop.ui.forms.leave import LeaveForm
from kongchuo_desktop.ui.forms.pupil_edit import PupilForm
from kongchuo_desktop.ui.page_list import page_specs
from kongchuo_desktop.ui.pages.importing import ImportPage
from kongchuo_desktop.ui.parts.words import Chip
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.store_window import make_window
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

TAGS = ("留守", "残疾", "脱贫户", "低保", "孤儿", "困境", "建档立卡")
OF_WORDING = frozenset({"settings", "inspection"})
"""Pages that show the wording of documents, which speaks of tags too."""
PHONE = re.compile(r"(?<!\d)1\d{2}[ -]?\d{4}[ -]?\d{4}(?!\d)")
NUMBER = re.compile(r"(?<!\d)\d{17}[\dX](?!\d)|\d\*{4,}")


@cache
def _form_names() -> frozenset[str]:
    return frozenset(name for form in load_forms(FORMS).values()
                     for name in (form.title, form.paper))


def words_in_sight(root: QWidget) -> list[str]:
    """Everything that is painted or told, with the tips."""
    said: list[str] = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible():
            continue
        said += [widget.toolTip(), widget.accessibleName()]
        if isinstance(widget, QLabel | QLineEdit | Chip | QRadioButton):
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
    """What tells something of a pupil; the names of blank forms tell nothing of anybody."""
    return sorted({word for word in words if word not in _form_names()
                   if any(tag in word for tag in TAGS)
                   or PHONE.search(word) or NUMBER.search(word)})


def numbers_in(words: list[str]) -> list[str]:
    return [word for word in words if PHONE.search(word) or NUMBER.search(word)]


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


@pytest.mark.parametrize("page", [s.key for s in page_specs("class") if s.key not in OF_WORDING])
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


def secret_fields(form: QWidget) -> list[str]:
    """What can be read in the lines of a form."""
    return secrets_in([line.displayText() for line in form.findChildren(QLineEdit)])


def test_a_form_shows_dots_for_numbers_and_keeps_them(
    window: MainWindow, lived: Lived, idle: Callable[[], None]
) -> None:
    card = lived.pupils[24]
    form = PupilForm(window.ctx, window, rooms=[("c", "七年级1班")], card=card)
    form.open()
    assert secret_fields(form)
    QTest.keyClick(window, Qt.Key.Key_F9)
    settle()
    assert secret_fields(form) == []
    assert form.number.text() == card.values["identity_number"]
    form.reject()
    again = LeaveForm(window.ctx, window, pupil=card.id, name=card.name)
    again.open()
    number = again.fields["phone"].editor
    assert isinstance(number, QLineEdit)
    number.setText("13900000011")
    assert secret_fields(again) == []


def test_two_records_side_by_side_are_covered(
    window: MainWindow, lived: Lived, lived_store: Store, idle: Callable[[], None]
) -> None:
    open_join(window.ctx, window, lived.id(24), lived.id(23))
    idle()
    form = window.sheet()
    assert isinstance(form, JoinForm)
    assert secrets_in(words_in_sight(form))
    QTest.keyClick(window, Qt.Key.Key_F9)
    settle()
    assert secrets_in(words_in_sight(form)) == []
    assert not form.send.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_F9)
    settle()
    assert secrets_in(words_in_sight(form))
    assert form.send.isEnabled()


def test_a_call_about_leave_does_not_tell_its_number(
    window: MainWindow, lived: Lived, lived_store: Store, idle: Callable[[], None]
) -> None:
    add_leave(lived_store, actor=TEACHER, pupil=lived.id(11), since=TODAY, until=TODAY,
              kind="事假", by_phone=True, phone="13900000011", note="外婆住院")
    said = secrets_in(go(window, "leaves", lived, idle))
    assert any("13900000011" in word for word in said)
    QTest.keyClick(window, Qt.Key.Key_F9)
    settle()
    words = words_in_sight(window.page())
    assert secrets_in(words) == []
    assert any("外婆住院" in word for word in words)


def test_the_sheet_that_is_imported_is_covered(
    window: MainWindow, idle: Callable[[], None], tmp_path: Path
) -> None:
    file = tmp_path / "七1班.xlsx"
    file.write_bytes(sample.write_sample(school=SCHOOL, label=ClassLabel(7, 1), on=TODAY))
    window.open_page("import", file=file)
    idle()
    settle()
    page = window.page()
    assert isinstance(page, ImportPage)
    said = words_in_sight(page) + cells(page.check.table)
    assert numbers_in(said)
    QTest.keyClick(window, Qt.Key.Key_F9)
    settle()
    said = words_in_sight(page) + cells(page.check.table)
    assert numbers_in(said) == []


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
