"""The process that ``window.py`` times: shows a window and ends as soon as it is painted.

``bare`` shows an empty window of Qt; a store's folder and its password show 今日 with its rows.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

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


def show_today(folder: Path, password: str) -> int:
    """The program itself, as it starts, up to the rows of 今日."""
    from kongchuo_desktop.ui import app as program
    from kongchuo_desktop.ui.pages.today import TodayPage

    def has_rows(widget: Any) -> bool:
        view = widget.parent()
        page = view.parent() if view is not None else None
        while page is not None and not isinstance(page, TodayPage):
            page = page.parent()
        return page is not None and view is page.view and page.model.rowCount() > 0

    app = program.make_application(sys.argv[:1])
    end = EndAtPaint(has_rows)
    app.installEventFilter(end)
    return program.main(folder, password)


if __name__ == "__main__":
    folder, *password = sys.argv[1:]
    sys.exit(show_today(Path(folder), *password) if password else show_bare())
