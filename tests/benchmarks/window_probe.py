"""The process that ``window.py`` times: shows a window and ends as soon as it is painted.

``bare`` shows an empty window of Qt, ``start`` the start screen with its list of stores; a
store's folder and its password show 今日 with its rows.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer


class EndAtPaint(QObject):
    """Ends the process when a widget of which ``seen`` is true has been painted."""

    def __init__(self, seen: Callable[[QObject], bool]) -> None:
        super().__init__()
        self._seen = seen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._seen(watched):
            # The filter is asked before the widget: what is due next comes after its paint. The
            # process ends at once, for how long it takes to clear up is not what is measured.
            QTimer.singleShot(0, lambda: os._exit(0))
        return False


def show_bare() -> int:
    """The least that a window of Qt can be."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(sys.argv[:1])
    end = EndAtPaint(lambda widget: isinstance(widget, QMainWindow))
    app.installEventFilter(end)
    window = QMainWindow()
    window.resize(1366, 698)
    window.show()
    return app.exec()


def show_program(folder: Path | None = None, password: str | None = None) -> int:
    """The program itself as it starts, up to the first list of people with somebody in it."""
    from kongchuo_desktop.ui import app as program
    from kongchuo_desktop.ui.parts.row_view import RowView

    def has_rows(widget: QObject) -> bool:
        view = widget.parent()
        return isinstance(view, RowView) and view.model().rowCount() > 0

    app = program.make_application(sys.argv[:1])
    end = EndAtPaint(has_rows)
    app.installEventFilter(end)
    return program.main(folder, password)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["bare"]:
            sys.exit(show_bare())
        case ["start"]:
            sys.exit(show_program())
        case [folder, password]:
            sys.exit(show_program(Path(folder), password))
