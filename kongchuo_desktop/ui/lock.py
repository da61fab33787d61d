"""The lock: hides all that the window shows, keeps all that was typed, and opens by PIN."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.known_stores import is_practice
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.floating import Popover
from kongchuo_desktop.ui.parts.inputs import Field, LineInput
from kongchuo_desktop.ui.parts.words import Sign, Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

TITLE = "控辍保学 · 已锁上"
LOOK_MS = 10_000
"""How often it is looked whether anybody is still there."""
_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class LockScreen(QWidget):
    """All that a locked window shows: whose it is, and a field for the PIN or the password.

    Signals: ``answered(str)``, ``leave_asked`` to open another store.
    """

    answered = Signal(str)
    leave_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget, whose: str) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setProperty("kind", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.addStretch()
        card = Card()
        card.setFixedWidth(Px.DIALOG)
        head = QHBoxLayout()
        head.setSpacing(Px.GAP)
        head.addWidget(Sign(theme, "lock", "blue"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Words("已锁上", "name"))
        words.addWidget(Words(whose, "small", "text2", wrap=True))
        head.addLayout(words, 1)
        card.body.addLayout(head)
        self.field = LineInput(theme, icon="lock")
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.answer = Field("口令", self.field, hint="写了一半的都在，打开就接着写。")
        card.body.addWidget(self.answer)
        foot = QHBoxLayout()
        self.leave = Button(theme, "换一份资料", "text", clicked=self.leave_asked.emit)
        self.button = Button(theme, "打开", "primary", clicked=self._send)
        foot.addWidget(self.leave)
        foot.addStretch()
        foot.addWidget(self.button)
        card.body.addLayout(foot)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch()

    def _send(self) -> None:
        if self.field.text():
            self.answered.emit(self.field.text())

    def wait(self, waiting: bool) -> None:
        """While an answer is looked at, or a pause lasts, no other is taken."""
        self.field.setEnabled(not waiting)
        self.button.setEnabled(not waiting)
        if not waiting:
            self.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._send()
        # Nothing reaches what lies below.
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        stops = [w for w in (self.field, self.button, self.leave) if w.isEnabled()]
        focus = QApplication.focusWidget()
        at = next((i for i, w in enumerate(stops) if w is focus), -1)
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(
            Qt.FocusReason.TabFocusReason
        )
        return True


class Lock(QObject):
    """Locks one window: by Ctrl+L, or when nobody touched it for as long as 设置 says.

    Signals: ``changed(bool)`` locked or open again, ``leave_asked`` to open another store.
    """

    changed = Signal(bool)
    leave_asked = Signal()

    def __init__(self, ctx: AppContext, window: QMainWindow) -> None:
        super().__init__(window)
        self._ctx, self._window = ctx, window
        self._worker = ctx.tasks.beside()
        self.screen: LockScreen | None = None
        self._covered: list[QWidget] = []
        self._focus: QWidget | None = None
        self._title = ""
        self._wrong = 0
        self._minutes = 0
        self._last = ctx.store.now()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        ctx.lock_after_changed.connect(self.set_minutes)

    # somebody is there

    def watch(self) -> None:
        """Begin to watch for keys and mouse, once the window stands on the screen."""
        handle = self._window.windowHandle()
        if handle is not None and not self._timer.isActive():
            # Of the window of the system, so that no event of a widget has to pass by here.
            handle.installEventFilter(self)
            self._timer.start()
            self._ctx.read(self._kept_minutes, self.set_minutes, owner=self)

    def _kept_minutes(self) -> int:
        from kongchuo_desktop.operations import locking

        return locking.lock_after(self._ctx.store)

    def set_minutes(self, minutes: int) -> None:
        """Lock after so many minutes without a key or the mouse; 0 is never."""
        self._minutes, self._last = minutes, self._ctx.store.now()

    def look(self) -> None:
        """Lock when nobody was there for too long."""
        idle = self._ctx.store.now() - self._last
        if self._minutes and idle >= timedelta(minutes=self._minutes):
            self.lock()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE:
            self._last = self._ctx.store.now()
        return False

    # locked

    @property
    def locked(self) -> bool:
        return self.screen is not None

    def lock(self) -> None:
        """Cover everything; forms stay open below with all that was typed."""
        if self.screen is not None:
            return
        self._close_what_floats()
        window = self._window
        self._focus, self._title, self._wrong = window.focusWidget(), window.windowTitle(), 0
        self._covered = [w for w in _children(window) if not w.isHidden()]
        for widget in self._covered:
            widget.hide()
        window.setWindowTitle(TITLE)
        store = self._ctx.store
        practice = " · 练习" if is_practice(store.folder) else ""
        screen = LockScreen(
            self._ctx.theme,
            window,
            f"{store.header.unit_name} · {self._ctx.actor.name}{practice}",
        )
        self.screen = screen
        screen.answered.connect(self._answered)
        screen.leave_asked.connect(self.leave_asked)
        screen.setGeometry(window.rect())
        screen.show()
        screen.field.setFocus()
        self._ctx.read(self._has_pin, self._name_field, owner=screen)
        QApplication.instance().focusChanged.connect(self._keep_focus)  # type: ignore[union-attr]
        self.changed.emit(True)

    def cover(self, widget: QWidget) -> None:
        """Something opened in a locked window: it is kept for later."""
        if self.screen is not None and widget not in self._covered:
            self._focus = self._window.focusWidget()
            self._covered.append(widget)
            widget.hide()
            self.screen.field.setFocus()

    def place(self) -> None:
        """The window changed its size."""
        if self.screen is not None:
            self.screen.setGeometry(self._window.rect())

    def _close_what_floats(self) -> None:
        QToolTip.hideText()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for popover in self._window.findChildren(Popover):
            popover.dismiss()
        dialog = QApplication.activeModalWidget()
        if dialog is not None and dialog is not self._window:
            dialog.close()

    def _has_pin(self) -> bool:
        from kongchuo_desktop.operations import locking

        return locking.has_pin(self._ctx.store)

    def _name_field(self, pin: bool) -> None:
        if self.screen is not None and pin:
            self.screen.answer.label.setText("开锁码或口令")
            self.screen.field.setAccessibleName("开锁码或口令")

    def _keep_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        screen = self.screen
        if screen is None or now is None or now.window() is not self._window:
            return
        if now is not screen and not screen.isAncestorOf(now):
            screen.field.setFocus()

    # open again

    def _answered(self, typed: str) -> None:
        screen, store, wrong = self.screen, self._ctx.store, self._wrong
        if screen is None:
            return
        screen.wait(True)
        from kongchuo_desktop.operations import locking

        # Its own worker: whoever comes back must not wait for a long piece of work.
        self._worker.run(
            lambda job: locking.unlock(store, typed=typed, wrong=wrong),
            done=lambda none: self.unlock(),
            failed=self._refused,
            owner=screen,
        )

    def _refused(self, error: KnownError) -> None:
        from kongchuo_desktop.operations import locking

        screen = self.screen
        if screen is None:
            return
        self._wrong += 1
        pause = locking.pause_after(self._wrong)
        more = f"请等{pause}秒。" if pause else ""
        screen.answer.set_error(error.sentence + more)
        screen.field.clear()
        _later(pause, screen, lambda: screen.wait(False))

    def unlock(self) -> None:
        """Show again what was there, with the focus and the caret where they were."""
        screen = self.screen
        if screen is None:
            return
        QApplication.instance().focusChanged.disconnect(self._keep_focus)  # type: ignore[union-attr]
        self.screen = None
        screen.hide()
        screen.deleteLater()
        self._window.setWindowTitle(self._title)
        covered, self._covered = self._covered, []
        alive = set(_children(self._window))
        for widget in covered:
            if widget in alive:
                widget.show()
        focus, self._focus = self._focus, None
        if focus is not None and focus.isVisible():
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self._last = self._ctx.store.now()
        self.changed.emit(False)


def _children(window: QWidget) -> list[QWidget]:
    """What stands directly in a window."""
    found = window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [w for w in found if not w.isWindow()]


def _later(seconds: int, owner: QObject, then: Callable[[], object]) -> None:
    if seconds:
        QTimer.singleShot(seconds * 1000, owner, then)
    else:
        then()
