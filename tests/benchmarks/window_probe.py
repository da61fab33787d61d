"""The process that ``window.py`` times: shows a window and ends as soon as it is painted.

``bare`` shows an empty window of Qt, ``start`` the start screen with its list of stores,
``open`` with a folder and its password 今日 with its rows, and ``enter`` with a password the
same after the start screen was used. It prints what it took, wall and CPU, in seconds: since the
password was sent for ``enter``, else since Python came up.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

# All of Qt that the start screen needs, so that a bare window loads as much.
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QMainWindow

QT = (QGuiApplication, QSvgRenderer)
TYPING_MS = 2000
"""How long a person takes to type a password; the program goes on meanwhile."""


class AtPaint(QObject):
    """Does something once a widget of which ``seen`` is true has been painted."""

    def __init__(self, seen: Callable[[QObject], bool], then: Callable[[], None]) -> None:
        super().__init__()
        self._seen, self._then = seen, then

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._seen(watched):
            QApplication.instance().removeEventFilter(self)
            # The filter is asked before the widget: what is due next comes after its paint.
            QTimer.singleShot(0, self._then)
        return False


class Watch:
    """Says what passed since its start, and ends the process without clearing up."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def end(self) -> None:
        wall, cpu = time.perf_counter() - self._wall, time.process_time() - self._cpu
        print(wall, cpu, flush=True)
        os._exit(0)


def show_bare(watch: Watch) -> int:
    """The least that a window of Qt can be."""
    app = QApplication(sys.argv[:1])
    end = AtPaint(lambda widget: isinstance(widget, QMainWindow), watch.end)
    app.installEventFilter(end)
    window = QMainWindow()
    window.resize(1366, 698)
    window.show()
    return app.exec()
