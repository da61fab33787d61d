"""The process that ``daily.py`` times: the window of a store, used by its keys as on any day.

It is called with ``bare``, with ``day`` and the folder of a store, or with ``rest``, a folder, the
password, a person and the time it is. Each line that it prints is a name, a tab and a figure:
seconds, of several tries the median, until the window was painted with what was asked for;
``memory`` are bytes of this process in RAM, where the system tells.
"""

import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count, cycle
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtSvg import QSvgRenderer as QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
)

if TYPE_CHECKING:
    from kongchuo_desktop.store.store import Store

TRIES = 5
SIZE = 1366, 698
_STATUS = Path("/proc/self/status")


def say(name: str, figure: float) -> None:
    print(f"{name}\t{figure}", flush=True)


def say_memory() -> None:
    if _STATUS.exists():
        pages = _STATUS.read_text(encoding="ascii").split("VmRSS:")[1].split()[0]
        say("memory", int(pages) * 1024)


def paint() -> None:
    """Work off what is due, and what that makes due, until the window is painted."""
    for _ in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def show_bare() -> None:
    """What Qt alone needs: an empty window, and turning between two plain tables."""
    app = QApplication(sys.argv[:1])
    window, stack = QMainWindow(), QStackedWidget()
    window.setCentralWidget(stack)
    window.resize(*SIZE)
    window.show()
    paint()
    say_memory()
    for _ in range(2):
        table = QTableWidget(50, 8)
        for cell in range(50 * 8):
            table.setItem(cell // 8, cell % 8, QTableWidgetItem(f"第{cell}格"))
        stack.addWidget(table)
    taken = []
    for at in (1, 0) * TRIES:
        start = time.perf_counter()
        stack.setCurrentIndex(at)
        paint()
        taken.append(time.perf_counter() - start)
    say("page", median(taken))
    app.quit()


class Opened:
    """The window of a store, with all loaded that the program loads before it rests."""

    def __init__(self, store: "Store", person: str) -> None:
        from kongchuo_desktop.ui import app as program
        from kongchuo_desktop.ui.store_window import make_window
        from kongchuo_desktop.ui.tasks import Tasks
        from kongchuo_desktop.ui.warming import WarmUp

        self.app = program.make_application(sys.argv[:1])
        theme = program.make_theme(scheme="light")
        self.tasks = Tasks(on_known=self._fail, on_bug=self._fail)
        self.window = make_window(store, self.tasks, theme, person=person)
        self.window.resize(*SIZE)
        self.window.show()
        WarmUp(theme, self.tasks).begin()
        self.settle()

    @staticmethod
    def _fail(error: BaseException) -> None:
        raise error

    def settle(self) -> None:
        """Wait until the worker has answered everything and the answers are painted."""
        paint()
        while self.tasks.pending:
            time.sleep(0.0005)
            paint()

    def close(self) -> None:
        self.window.hide()
        self.tasks.close()


def show_rest(folder: Path, password: str, person: str, now: datetime) -> None:
    """A store opened as by its password, nothing else of the benchmarks in memory."""
    from kongchuo_desktop.store.store import Store

    with Store.open(folder, password=password, now=lambda: now) as store:
        opened = Opened(store, person)
        say_memory()
        opened.close()


class Day:
    """A window on a store, and what a person does in it."""

    def __init__(self, folder: Path) -> None:
        # The bare window is to lie in memory without them.
        import village

        from kongchuo_desktop.operations.visits import VisitInput, add_visit
        from kongchuo_desktop.operations.world import load_world

        self.store = village.open_school(folder)
        self.opened = Opened(self.store, village.OFFICE.name)
        self.window = self.opened.window
        world = load_world(self.store)
        self.rooms = cycle(sorted(world.classes, key=lambda r: world.classes[r].name))
        self.pupils = cycle(sorted(world.pupils))
        self.number = count(1)
        self._add_visit = lambda pupil: add_visit(
            self.store, actor=village.OFFICE, visit=VisitInput(
                pupil=pupil, day=village.TODAY, mode="家访", outcome="同意"))

    def timed(self, work: Callable[[], object]) -> float:
        start = time.perf_counter()
        work()
        self.opened.settle()
        return time.perf_counter() - start

    def press(self, *keys: str | Qt.Key) -> None:
        """Keys where the focus is; a text letter by letter."""
        for key in keys:
            focus = QApplication.focusWidget() or self.window
            if isinstance(key, Qt.Key):
                QTest.keyClick(focus, key)
                continue
            for letter in key:
                QApplication.sendEvent(focus, QKeyEvent(
                    QKeyEvent.Type.KeyPress, ord(letter.upper()),
                    Qt.KeyboardModifier.NoModifier, letter))

    def visit(self) -> None:
        """A home visit as its form saves it, with a page shown that must be read again."""
        pupil = next(self.pupils)
        self.window.ctx.perform(lambda: self._add_visit(pupil), said="已登记")

    def open(self, key: str) -> None:
        args = {"pupil": next(self.pupils)} if key == "pupil" else {}
        self.window.open_page(key, **args)

    # what is measured

    def pages(self) -> Iterator[tuple[str, float]]:
        """Every page of the role: as it was left, and after something was written elsewhere."""
        from kongchuo_desktop.ui.page_list import page_specs

        for key in (spec.key for spec in page_specs(self.store.role) if spec.key != "import"):
            other = "today" if key != "today" else "roster"
            again, changed = [], []
            self.timed(lambda key=key: self.open(key))
            for _ in range(TRIES):
                self.timed(lambda other=other: self.open(other))
                again.append(self.timed(lambda key=key: self.open(key)))
                self.timed(lambda other=other: self.open(other))
                self.timed(self.visit)
                changed.append(self.timed(lambda key=key: self.open(key)))
            yield f"{key} as it was left", median(again)
            yield f"{key} after a visit elsewhere", median(changed)

    def saves(self) -> Iterator[tuple[str, float]]:
        """A visit, a mark, a register, and taking each back, until the page shows it."""
        self.timed(lambda: self.open("today"))
        yield from self._saved("a visit, 今日 shown", self.visit)
        marks, filed, undone = [], [], []
        for _ in range(TRIES):
            self.timed(lambda: self.window.open_page("attendance", class_id=next(self.rooms)))
            marks.append(self.timed(lambda: self.press(f"{next(self.number)}", "k")))
            filed.append(self.timed(lambda: self.press(Qt.Key.Key_Return)))
            undone.append(self.timed(self.window.ctx.undo))
        yield "a mark, 考勤 shown", median(marks)
        yield "a register, 考勤 shown", median(filed)
        yield "taking the register back", median(undone)

    def _saved(self, what: str, work: Callable[[], object]) -> Iterator[tuple[str, float]]:
        taken, undone = [], []
        for _ in range(TRIES):
            taken.append(self.timed(work))
            undone.append(self.timed(self.window.ctx.undo))
        yield what, median(taken)
        yield "taking the visit back", median(undone)


def show_day(folder: Path) -> None:
    day = Day(folder)
    for figures in (day.saves(), day.pages()):
        for name, figure in figures:
            say(name, figure)
    day.opened.close()
    day.store.close()


if __name__ == "__main__":
    what, *words = sys.argv[1:]
    if what == "bare":
        show_bare()
    elif what == "rest":
        show_rest(Path(words[0]), words[1], words[2], datetime.fromisoformat(words[3]))
    else:
        show_day(Path(words[0]))
