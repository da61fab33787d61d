"""The lock: nothing of a pupil is left in sight, and all that was typed is still there after."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from people import PASSWORD, Clock
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.operations import locking
from kongchuo_desktop.operations.known_stores import mark_practice
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.lock import TITLE
from kongchuo_desktop.ui.page import Page, PageSpec
from kongchuo_desktop.ui.pages.settings_lock import LockSection
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

NAME = "阿卜杜热西提"
PIN = "2580"


class Named(Page):
    """A page that shows a pupil's name in every way there is."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx, title=f"{NAME}的一页")
        self.line = LineInput(ctx.theme, "备注")
        self.line.setToolTip(NAME)
        self.body.addWidget(self.line)
        self.body.addWidget(Words(NAME))


@pytest.fixture
def ctx(bureau_store: Store, tasks: Tasks, theme: Theme, clock: Clock) -> AppContext:
    return AppContext(store=bureau_store, actor=Actor("林科长", "bureau"), tasks=tasks, theme=theme,
                      today=lambda: clock.at.date())


@pytest.fixture
def window(ctx: AppContext, qtbot: QtBot, idle: Callable[[], None]) -> MainWindow:
    made = MainWindow(ctx, [PageSpec("today", "今日", "sun", Named)])
    ctx.setParent(made)
    qtbot.addWidget(made)
    made.setWindowTitle(f"控辍保学 · {NAME}")
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    idle()
    return made


def in_sight(window: MainWindow) -> str:
    """All words that a visible widget shows, says to a screen reader or has as its tip."""
    words = [window.windowTitle()]
    for widget in window.findChildren(QWidget):
        if widget.isVisible():
            words += [widget.toolTip(), widget.accessibleName()]
            if isinstance(widget, QLabel | QLineEdit):
                words.append(widget.text())
    return "\n".join(words)


def press(window: MainWindow, key: Qt.Key, ctrl: bool = False) -> None:
    none = Qt.KeyboardModifier.NoModifier
    QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier if ctrl else none)


def answer(window: MainWindow, typed: str, idle: Callable[[], None]) -> None:
    screen = window.lock.screen
    assert screen is not None
    screen.field.setText(typed)
    QTest.keyClick(screen.field, Qt.Key.Key_Return)
    idle()


def test_a_locked_window_shows_nothing_of_a_pupil_and_gives_all_back(
    window: MainWindow, ctx: AppContext, idle: Callable[[], None]
) -> None:
    page = window.page()
    assert isinstance(page, Named)
    form = FormDialog(ctx.theme, window, title=f"{NAME}家访", verb="登记家访")
    note = LineInput(ctx.theme)
    form.add("note", "情况", note)
    page.line.setText("写了一半")
    form.open()
    note.setText(f"{NAME}不在家")
    note.setCursorPosition(3)
    assert NAME in in_sight(window)

    press(window, Qt.Key.Key_L, ctrl=True)
    assert window.lock.locked, "also while a form covers the other keys of the window"
    assert NAME not in in_sight(window)
    assert window.windowTitle() == TITLE

    answer(window, PASSWORD, idle)
    assert not window.lock.locked
    assert window.windowTitle() == f"控辍保学 · {NAME}"
    assert form.isVisible()
    assert (note.text(), note.cursorPosition()) == (f"{NAME}不在家", 3)
    assert window.focusWidget() is note
    assert page.line.text() == "写了一半"


def test_the_lock_of_a_practice_school_says_so(
    window: MainWindow, ctx: AppContext
) -> None:
    mark_practice(ctx.store.folder)
    window.lock.lock()
    assert window.lock.screen is not None
    assert any(label.text().endswith("· 练习")
               for label in window.lock.screen.findChildren(QLabel))


def test_what_opens_while_it_is_locked_waits(
    window: MainWindow, ctx: AppContext, idle: Callable[[], None]
) -> None:
    press(window, Qt.Key.Key_L, ctrl=True)
    assert window.lock.locked
    form = FormDialog(ctx.theme, window, title=f"{NAME}家访", verb="登记家访")
    form.add("note", "情况", LineInput(ctx.theme))
    form.open()
    ctx.toast(f"已记下{NAME}")
    assert NAME not in in_sight(window)
    screen = window.lock.screen
    assert screen is not None
    assert screen.isAncestorOf(QApplication.focusWidget())
    answer(window, PASSWORD, idle)
    assert form.isVisible()


def test_no_key_of_the_window_works_while_it_is_locked(window: MainWindow) -> None:
    press(window, Qt.Key.Key_L, ctrl=True)
    screen = window.lock.screen
    for key in (Qt.Key.Key_F9, Qt.Key.Key_F1, Qt.Key.Key_Escape, Qt.Key.Key_Tab):
        press(window, key)
    assert window.lock.screen is screen
    assert window.sheet() is None
    assert not window.ctx.veil


def test_the_pin_opens_and_wrong_ones_are_counted(
    window: MainWindow, ctx: AppContext, fast_key: KdfCost, idle: Callable[[], None]
) -> None:
    locking.set_pin(ctx.store, password=PASSWORD, pin=PIN, cost=fast_key)
    window.lock.lock()
    idle()
    screen = window.lock.screen
    assert screen is not None
    assert screen.field.accessibleName() == "开锁码或口令"
    answer(window, "9911", idle)
    assert screen.answer.error()
    assert screen.field.text() == ""
    answer(window, "9911", idle)
    assert "请等" in screen.answer.error()
    assert not screen.field.isEnabled()
    screen.wait(False)
    answer(window, PIN, idle)
    assert not window.lock.locked


def test_a_window_that_nobody_touches_locks_itself(
    window: MainWindow, ctx: AppContext, clock: Clock, idle: Callable[[], None]
) -> None:
    ctx.lock_after_changed.emit(5)
    clock.at += timedelta(minutes=4)
    window.lock.look()
    assert not window.lock.locked
    handle = window.windowHandle()
    assert handle is not None
    QApplication.sendEvent(handle, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A,
                                             Qt.KeyboardModifier.NoModifier, "a"))
    clock.at += timedelta(minutes=4)
    window.lock.look()
    assert not window.lock.locked
    clock.at += timedelta(minutes=1)
    window.lock.look()
    assert window.lock.locked


def test_never_is_never(window: MainWindow, ctx: AppContext, clock: Clock) -> None:
    ctx.lock_after_changed.emit(0)
    clock.at += timedelta(days=1)
    window.lock.look()
    assert not window.lock.locked


def test_another_store_can_be_asked_for(window: MainWindow, qtbot: QtBot) -> None:
    window.lock.lock()
    screen = window.lock.screen
    assert screen is not None
    with qtbot.waitSignal(window.switch_asked):
        screen.leave.click()


def test_the_settings_set_time_and_pin(
    ctx: AppContext, fast_key: KdfCost, idle: Callable[[], None], qtbot: QtBot,
    fits: Callable[[QWidget], None]
) -> None:
    section = LockSection(ctx, cost=fast_key)
    qtbot.addWidget(section)
    section.resize(760, 600)
    section.show()
    section.refresh(None)
    idle()
    with qtbot.waitSignal(ctx.lock_after_changed) as heard:
        section.minutes.step(1)
    idle()
    assert locking.lock_after(ctx.store) == heard.args[0]
    section.set.click()
    form = section.findChild(FormDialog)
    assert isinstance(form, FormDialog)
    for name, typed in (("password", PASSWORD), ("pin", PIN), ("again", "2581")):
        editor = form.fields[name].editor
        assert isinstance(editor, LineInput)
        editor.setText(typed)
    form.send.click()
    assert form.fields["again"].error()
    again = form.fields["again"].editor
    assert isinstance(again, LineInput)
    again.setText(PIN)
    form.send.click()
    idle()
    assert locking.has_pin(ctx.store)
    fits(section)
    section.drop.click()
    idle()
    assert not locking.has_pin(ctx.store)
