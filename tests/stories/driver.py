"""A person before a computer: keys, mouse and eyes, so that stories need no other way in."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from heartbeat import Heartbeat
from people import PASSWORD, Clock
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kongchuo_desktop import platform
from kongchuo_desktop.crash import CrashHandler
from kongchuo_desktop.operations import opening
from kongchuo_desktop.platform import Drive
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.app import Program
from kongchuo_desktop.ui.pages import papers_print
from kongchuo_desktop.ui.parts.choice_cards import ChoiceCard
from kongchuo_desktop.ui.parts.floating import Popover
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import ElidedWords
from kongchuo_desktop.ui.theme import Theme

FULL, SMALL = (1366, 698), (911, 442)
"""What a 1366×768 screen leaves for the window at 100 % and at 150 % (ui.md §2)."""
PATIENCE_MS = 15_000
_SHOWN = 3000
"""So many characters of the screen stand in the message of a failed story."""
_SHORT_MS = 500
"""Single-shot timers up to this are pauses in typing: what they start is still to come."""


class Crashes(CrashHandler):
    """Remembers the errors themselves, so that the story fails with them."""

    def __init__(self, log: Path, clock: Clock) -> None:
        super().__init__(log, clock)
        self.errors: list[BaseException] = []

    def handle(self, error: BaseException) -> None:
        self.errors.append(error)
        super().handle(error)


class ProgramOfStories(Program):
    """The program, but ending it does not end the loop of the test run."""

    off = False

    def _quit(self) -> None:
        self.tasks.close()
        self.off = True


@dataclass
class Printer:
    """The printer of the computer: what lies in its tray."""

    tray: list[bytes] = field(default_factory=list)

    def isNull(self) -> bool:
        return False

    def plug_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand where Qt's printing begins; all of the program's own code runs."""
        plugged, tray = self, self.tray

        class Device:
            class PrinterMode:
                HighResolution = 0

            def __init__(self, *args: object) -> None:
                pass

        class Info:
            """The one printer there is; the names are Qt's own."""

            defaultPrinter = staticmethod(lambda: plugged)  # noqa: N815
            defaultPrinterName = staticmethod(lambda: "打印机")  # noqa: N815
            availablePrinterNames = staticmethod(lambda: ["打印机"])  # noqa: N815

        monkeypatch.setattr(papers_print, "QPrinterInfo", Info)
        monkeypatch.setattr(papers_print, "QPrinter", Device)
        monkeypatch.setattr(papers_print, "draw_pdf", lambda pdf, printer: tray.append(bytes(pdf)))


class Computer:
    """A computer with the program on it: its own files, a clock, a printer, perhaps a stick."""

    def __init__(self, home: Path, clock: Clock, theme: Theme, qtbot: QtBot,
                 monkeypatch: pytest.MonkeyPatch) -> None:
        self.home, self.clock, self.printer = home, clock, Printer()
        self._theme, self._qtbot, self._monkeypatch = theme, qtbot, monkeypatch
        self.sticks: list[Drive] = []
        self._answers: list[Path] = []
        home.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def switched_on(self) -> Iterator["Person"]:
        """Start the program; at the end its window is closed as a person would."""
        self._sit_down()
        crashes = Crashes(self.home / "crash.log", self.clock)
        program = ProgramOfStories(self._theme, crashes, now=self.clock)
        person = Person(self, program, crashes, self._qtbot)
        program.ready.connect(program.warmth.begin, Qt.ConnectionType.SingleShotConnection)
        try:
            program.begin(None, None)
            person.waits()
            yield person
            assert not person.heart.blocked, f"the window did not answer: {person.heart.blocked}"
        finally:
            person.window.close()
            self._qtbot.waitUntil(lambda: program.off, timeout=PATIENCE_MS)
            program.start.deleteLater()
            program.deleteLater()
            QApplication.processEvents()

    def _sit_down(self) -> None:
        patch = self._monkeypatch.setattr
        self._monkeypatch.setenv("KONGCHUO_HOME", str(self.home / "程序"))
        for name in ("HOME", "USERPROFILE"):
            self._monkeypatch.setenv(name, str(self.home))
        patch(platform, "removable_drives", lambda: list(self.sticks))
        self.printer.plug_in(self._monkeypatch)

        def one(*args: object, **more: object) -> tuple[str, str]:
            return str(self._answers.pop(0)), ""

        patch(QFileDialog, "getOpenFileName", one)
        patch(QFileDialog, "getSaveFileName", one)
        patch(QFileDialog, "getOpenFileNames", lambda *args, **more: ([one()[0]], ""))
        patch(QFileDialog, "getExistingDirectory", lambda *args, **more: one()[0])

    def has_opened(self, folder: Path, password: str = PASSWORD) -> None:
        """Work was done in this store here before: the start screen lists it."""
        self._sit_down()
        opening.open_store(folder, password=password, now=self.clock).close()

    def will_choose(self, path: Path) -> None:
        """What the person picks when the system's own dialog next asks for a file or folder."""
        self._answers.append(path)


class Person:
    """Presses keys, types, clicks what has words on it, and reads what is on the screen.

    Nothing here knows a page: what a person can't see or reach, a story can't use.
    """

    def __init__(self, computer: Computer, program: ProgramOfStories, crashes: Crashes,
                 qtbot: QtBot) -> None:
        self.computer, self.keystrokes, self._size = computer, 0, FULL
        self._program, self._crashes, self._qtbot = program, crashes, qtbot
        self.heart = Heartbeat(program)

    # what is before the person

    @property
    def window(self) -> QMainWindow:
        """The window that is shown: the one of a store, else the start screen."""
        return self._program.window or self._program.start

    @property
    def store(self) -> Store:
        """The open store, for a look at what was really written."""
        window = self._program.window
        assert window is not None, "没有打开的资料"
        return window.ctx.store

    @property
    def front(self) -> QWidget:
        """What lies over everything else: a menu, a popover, a dialog, or the window itself."""
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            return menu
        for kind in (Popover, Sheet):
            found = [w for w in self.window.findChildren(kind) if w.isVisible()]
            if found:
                return found[-1]
        return self.window

    def waits(self) -> None:
        """Until the program has come to rest; an unexpected error ends the story."""
        self.heart.begins()
        self._qtbot.waitUntil(self._at_rest, timeout=PATIENCE_MS)
        # The screen without a screen has a size of its own, which every new window takes over.
        self.window.resize(*self._size)
        QApplication.processEvents()
        self.heart.rests()
        if self._crashes.errors:
            raise self._crashes.errors[0]
        if not self.window.isActiveWindow():
            self.window.activateWindow()
            self._qtbot.waitUntil(self.window.isActiveWindow, timeout=PATIENCE_MS)

    def _at_rest(self) -> bool:
        self.heart.rests()
        try:
            return self._nothing_left()
        finally:
            self.heart.begins()

    def _nothing_left(self) -> bool:
        if self._program.tasks.pending or not self.window.isVisible():
            return False
        timers = self.window.findChildren(QTimer)
        return not any(t.isActive() and t.isSingleShot() and t.interval() <= _SHORT_MS
                       for t in timers)

    def resizes(self, size: tuple[int, int]) -> None:
        self._size = size
        self.waits()

    # eyes

    def screen(self) -> list[str]:
        """All words in sight, in no order that matters."""
        seen: list[str] = []
        front = self.front
        for widget in (front, *front.findChildren(QWidget)):
            if widget.isVisible():
                seen += filter(None, _words_of(widget))
        return seen

    def sees(self, *words: str) -> None:
        """Fail unless every one of the words is somewhere on the screen."""
        screen = "\n".join(self.screen())
        missing = [word for word in words if word not in screen]
        assert not missing, f"看不到{missing}，看到的是：\n{screen[:_SHOWN]}"

    def sees_no(self, *words: str) -> None:
        screen = "\n".join(self.screen())
        there = [word for word in words if word in screen]
        assert not there, f"不该看到{there}，看到的是：\n{screen[:_SHOWN]}"

    def rows(self, words: str = "") -> list[str]:
        """The lists' rows that contain some words, each as a screen reader says it."""
        return [said for view in _views(self.front) for at in _lines(view)
                if words in (said := _said(at))]

    # hands

    def press(self, *keys: str) -> None:
        """Press keys one after another where the focus is: ``Enter``, ``Ctrl+Z``, ``K``."""
        for key in keys:
            combination = QKeySequence("Return" if key == "Enter" else key)[0]
            text = key.lower() if len(key) == 1 else ""
            focus = self._focus()
            with self.heart.of(key):
                if text:
                    QTest.keyClicks(focus, text)
                else:
                    QTest.keyClick(focus, combination.key(), combination.keyboardModifiers())
            self.keystrokes += 1
            self.waits()

    def types(self, text: str) -> None:
        """Type at the focus; Chinese comes out of an input method, as it does on a real desk."""
        for letter in text:
            focus = self._focus()
            with self.heart.of(letter):
                if letter.isascii():
                    QTest.keyClicks(focus, letter)
                else:
                    event = QInputMethodEvent()
                    event.setCommitString(letter)
                    QApplication.sendEvent(focus, event)
            self.keystrokes += 1
        self.waits()

    def clicks(self, words: str, *, row: str | None = None) -> None:
        """Click the button, card or painted button with these words; ``row`` names its row."""
        front = self.front
        if isinstance(front, QMenu):
            # What stands after the tab is a count.
            entry = next(a for a in front.actions() if a.text().split("\t")[0] == words)
            self._click(front, front.actionGeometry(entry).center(), words)
            return
        if row is None:
            found = _buttons(self.front, words)
            assert len(found) < 2, f"有{len(found)}个“{words}”"
            if found:
                self._click_widget(found[0], words)
                return
        view, point = _painted(self.front, words, row, self.screen)
        self._click(view.viewport(), point, words)

    def _click(self, widget: QWidget, place: QPoint, what: str) -> None:
        with self.heart.of(what):
            QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)
        self.waits()

    def _click_widget(self, widget: QWidget, words: str) -> None:
        assert widget.isEnabled(), f"“{words}”是灰的"
        _scroll_to(widget)
        middle = widget.rect().center()
        hit = self.window.childAt(widget.mapTo(self.window, middle))
        seen = hit is not None and (hit is widget or widget.isAncestorOf(hit))
        assert seen, f"“{words}”被挡住了，点到的是{hit}"
        self._click(widget, middle, words)

    def points_at(self, words: str) -> None:
        """Click a row where it has no button of its own."""
        view, index = _row(self.front, words, self.screen)
        view.scrollTo(index)
        rect = view.visualRect(index)
        for x in range(rect.left() + 4, rect.right(), 8):
            point = QPoint(x, rect.center().y())
            if not any(i.action and i.rect.contains(point) for i in _items(view, index)):
                self._click(view.viewport(), point, words)
                return
        raise AssertionError(f"“{words}”一行里没有空地方")

    def fills(self, label: str, text: str) -> None:
        """Click into the field below a label and type in place of what stands there."""
        self.clicks_into(label)
        self.press("Ctrl+A")
        self.types(text)

    def chooses(self, label: str, words: str) -> None:
        """Go down a list of choices until the one with these words stands in the field."""
        choice = self._field(label)
        assert isinstance(choice, QComboBox), f"“{label}”不是选的"
        choice.setFocus(Qt.FocusReason.TabFocusReason)
        self.press("Home")
        for _ in range(choice.count() - 1):
            if choice.currentText() == words:
                break
            self.press("Down")
        assert choice.currentText() == words, [choice.itemText(i) for i in range(choice.count())]

    def clicks_into(self, label: str) -> None:
        """Click into the field that a screen reader calls by the words of its label."""
        field = self._field(label)
        _scroll_to(field)
        target = field.viewport() if isinstance(field, QPlainTextEdit) else field
        self._click(target, QPoint(12, 12), label)

    def _field(self, label: str) -> QLineEdit | QPlainTextEdit | QComboBox:
        found = [w for w in self.front.findChildren(QWidget)
                 if w.isVisible() and isinstance(w, QLineEdit | QPlainTextEdit | QComboBox)
                 and label in (w.accessibleName(), _placeholder(w))]
        assert len(found) == 1, f"“{label}”有{len(found)}处；{self.screen()}"
        return found[0]

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window


# eyes on widgets


def _words_of(widget: QWidget) -> list[str]:
    if isinstance(widget, ElidedWords):
        return [widget.whole()]
    if isinstance(widget, QLabel):
        return [widget.text()]
    if isinstance(widget, QAbstractButton):
        return [widget.text() or widget.accessibleName()]
    if isinstance(widget, QLineEdit):
        hidden = widget.echoMode() != QLineEdit.EchoMode.Normal
        return ["" if hidden else widget.text() or widget.placeholderText()]
    if isinstance(widget, QPlainTextEdit):
        return [widget.toPlainText()]
    if isinstance(widget, QComboBox):
        return [widget.currentText()]
    if isinstance(widget, QMenu):
        return [action.text() for action in widget.actions()]
    if isinstance(widget, QHeaderView):
        return []
    if isinstance(widget, QAbstractItemView):
        return [text for at in _lines(widget) for text in _painted_words(widget, at)]
    return [widget.accessibleName()]


def _painted_words(view: QAbstractItemView, at: QModelIndex) -> list[str]:
    return [_said(at), *(item.text for cell in _cells(at) for item in _items(view, cell)
                         if getattr(item, "text", ""))]


def _views(root: QWidget) -> list[QAbstractItemView]:
    return [v for v in root.findChildren(QAbstractItemView)
            if v.isVisible() and not isinstance(v, QHeaderView)]


def _lines(view: QAbstractItemView) -> list[QModelIndex]:
    model = view.model()
    return [model.index(row, 0) for row in range(model.rowCount())] if model else []


def _cells(at: QModelIndex) -> list[QModelIndex]:
    model = at.model()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    return [model.index(at.row(), column) for column in range(columns)]


def _said(at: QModelIndex) -> str:
    """A row as a screen reader says it: its sentence, or its cells one by one."""
    said = [cell.data(role) for cell in _cells(at)
            for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)]
    return " ".join(dict.fromkeys(str(text) for text in said if text))


def _items(view: QAbstractItemView, index: QModelIndex) -> Sequence[Any]:
    items_of = getattr(view.itemDelegateForIndex(index), "items_of", None)
    return items_of(index, view.visualRect(index)) if items_of else ()


# hands on widgets


def _buttons(root: QWidget, words: str) -> list[QWidget]:
    """Visible buttons and cards by their words; a card answers to its title."""
    pushed = [b for b in root.findChildren(QAbstractButton)
              if b.isVisible() and words in (b.text(), b.accessibleName())]
    cards = [c for c in root.findChildren(ChoiceCard)
             if c.isVisible() and c.accessibleName().startswith(f"{words}：")]
    return [*pushed, *cards]


Screen = Callable[[], list[str]]


def _row(root: QWidget, words: str, screen: Screen) -> tuple[QAbstractItemView, QModelIndex]:
    found = [(view, at) for view in _views(root) for at in _lines(view)
             if at.flags() and words in _said(at)]
    assert len(found) == 1, f"写着“{words}”的有{len(found)}行；" + "\n".join(screen())[:_SHOWN]
    return found[0]


def _painted(root: QWidget, words: str, row: str | None,
             screen: Screen) -> tuple[QAbstractItemView, QPoint]:
    """The painted item with these words in a row, or in the only row that has it."""
    rows = [_row(root, row, screen)] if row is not None else [
        (view, at) for view in _views(root) for at in _lines(view)]
    found = []
    for view, at in rows:
        found += [(view, cell) for cell in _cells(at) for item in _items(view, cell)
                  if item.action and getattr(item, "text", "") == words]
    assert len(found) == 1, f"“{words}”有{len(found)}处；" + "\n".join(screen())[:_SHOWN]
    view, cell = found[0]
    view.scrollTo(cell)
    QApplication.processEvents()
    rect: QRect = next(item.rect for item in _items(view, cell)
                       if item.action and getattr(item, "text", "") == words)
    return view, rect.center()


def _placeholder(widget: QWidget) -> str:
    return widget.placeholderText() if isinstance(widget, QLineEdit | QPlainTextEdit) else ""


def _scroll_to(widget: QWidget) -> None:
    """What the wheel does: bring a widget of a scrolled page into sight."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()
    QApplication.processEvents()
