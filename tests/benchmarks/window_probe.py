"""The process that ``window.py`` times: shows a window and ends as soon as it is painted.

``bare`` shows an empty window of Qt, ``start`` the start screen: its stores, or the first question
on a computer that has none. ``open`` with a folder and its password shows 今日 with its rows, and
``enter`` with a password does so from the start screen. The first word is the time at which the
process was asked for. It prints the seconds and the CPU seconds that passed since then, and for
``enter`` since that key.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

# What the start screen needs of Qt: the bare window loads the same modules.
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtSvg import QSvgRenderer as QSvgRenderer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

TYPING_MS = 2000
"""What a person takes to type a password, while the program goes on loading."""


def at_paint(kind: type[QWidget], then: Callable[[QWidget], object]) -> None:
    """Do something once a widget of a kind has been painted with all that is in it."""
    paint, first = kind.paintEvent, True

    def paint_and_go_on(self: QWidget, event: QPaintEvent) -> None:
        nonlocal first
        paint(self, event)
        if first:
            first = False
            # What is in it is painted after it, and what is due next after that.
            QTimer.singleShot(0, lambda: then(self))

    kind.paintEvent = paint_and_go_on


class AtRows(QObject):
    """Does something once a list of people with somebody in it has been painted in a window."""

    def __init__(self, app: QApplication, then: Callable[[], object]) -> None:
        super().__init__(app)
        self._then = then
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._is_list(watched.parent()):
            self.parent().removeEventFilter(self)
            # The filter is asked before the widget: what is due next comes after its paint.
            QTimer.singleShot(0, self._then)
        return False

    @staticmethod
    def _is_list(view: QObject) -> bool:
        from kongchuo_desktop.ui.parts.row_view import RowView
        from kongchuo_desktop.ui.start.window import StartWindow

        return (isinstance(view, RowView) and view.model().rowCount() > 0
                and not isinstance(view.window(), StartWindow))


def end(wall: float, cpu: float = 0.0) -> None:
    """Print what passed since these times; clearing up is not what is measured."""
    print(time.time() - wall, time.process_time() - cpu, flush=True)
    os._exit(0)


def end_of_all(*painted: QWidget) -> None:
    end(float(sys.argv[1]))


class BareWindow(QMainWindow):
    """The least that a window of Qt can be."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)


def show_bare() -> int:
    """Qt alone."""
    app = QApplication(sys.argv[:1])
    at_paint(BareWindow, end_of_all)
    window = BareWindow()
    window.resize(1366, 698)
    window.show()
    return app.exec()


def show_start() -> int:
    """The program as it starts, up to its first card."""
    from kongchuo_desktop.ui import app as program
    from kongchuo_desktop.ui.start.frame import StartCard

    at_paint(StartCard, end_of_all)
    return program.main()


def show_today(folder: Path, password: str) -> int:
    """The program opening a store at once, up to the first list of people with somebody in it."""
    from kongchuo_desktop.ui import app as program

    AtRows(program.make_application(sys.argv[:1]), end_of_all)
    return program.main(folder, password)


def enter(password: str) -> int:
    """The start screen, a password typed into it, and the same list."""
    from kongchuo_desktop.ui import app as program
    from kongchuo_desktop.ui.start.choose_store import ChooseStore

    app = program.make_application(sys.argv[:1])

    def press_enter(card: ChooseStore) -> None:
        card.password.setText(password)
        wall, cpu = time.time(), time.process_time()
        AtRows(app, lambda: end(wall, cpu))
        card.open()

    at_paint(ChooseStore, lambda card: QTimer.singleShot(TYPING_MS, lambda: press_enter(card)))
    return program.main()


if __name__ == "__main__":
    match sys.argv[2:]:
        case ["bare"]:
            sys.exit(show_bare())
        case ["start"]:
            sys.exit(show_start())
        case ["open", folder, password]:
            sys.exit(show_today(Path(folder), password))
        case ["enter", password]:
            sys.exit(enter(password))
