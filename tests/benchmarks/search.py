"""One keystroke in the search of pupils, against LIKE over the same keys in plain sqlite3.

A keystroke is the mean of nine, as a person types and takes back. The window's rows are measured
offscreen: the keystroke until the answer stands in the list or the table, and what the table does.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import village
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from timing import Figure, Run, compare, plain

from kongchuo_desktop.domain.finding import Finding
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, PupilRow
from kongchuo_desktop.ui.app import STYLE, make_application, make_theme
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.hooks import hooks_of
from kongchuo_desktop.ui.page import PageSpec
from kongchuo_desktop.ui.pages.roster import RosterPage
from kongchuo_desktop.ui.pages.roster_read import NAME
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tasks import Tasks

SIZES = (50, 1_000, 50_000)
TYPED = ("z", "zh", "zha", "zhao", "zhaox", "春", "x", "xc", "0017")
"""What stands in the field after each of nine keystrokes."""


def figures(work: Path) -> Iterator[Figure]:
    app = make_application(["benchmark", *STYLE])
    for pupils in SIZES:
        with village.found_school(work / f"roster-{pupils}", village.Clock()) as store:
            _fill(store, pupils)
            yield from _of(store, pupils, app)


def _fill(store: Store, pupils: int) -> None:
    """The invented pupils of ``village``, written without the sheet that takes longest."""
    drawn = [dict(village.pupil(at)) for at in range(pupils)]
    labels = list(dict.fromkeys(str(one["class"]) for one in drawn))
    with store.operation("import_roster", village.OFFICE) as write:
        rooms = dict(zip(labels, write.insert_many(ClassGroup, [
            {"entry_year": village.FIRST.year, "number": at + 1, "stage": "junior", "name": label}
            for at, label in enumerate(labels)]), strict=True))
        write.insert_many(PupilRow, [
            {"class_id": rooms[str(one.pop("class"))], **one} for one in drawn])


def _of(store: Store, pupils: int, app: QApplication) -> Iterator[Figure]:
    cards = list_pupils(store)
    finding = Finding([card.sought for card in cards])
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE pupil (id, keys)")
        connection.executemany("INSERT INTO pupil VALUES (?, ?)",
                               [(card.id, card.sought.keys) for card in cards])
        query = "SELECT id FROM pupil WHERE keys LIKE '%' || ? || '%'"

        def like(text: str) -> object:
            return connection.execute(query, [text]).fetchall()

        raw = plain(lambda: [like(text) for text in TYPED])
        yield _each(compare(f"keystroke, {pupils:,} pupils", _typing(finding.find), "LIKE", raw))
        yield from _in_window(store, pupils, app, raw)


def _in_window(store: Store, pupils: int, app: QApplication, raw: Run) -> Iterator[Figure]:
    tasks = Tasks(on_known=_fail, on_bug=_fail)
    ctx = AppContext(store=store, actor=village.OFFICE, tasks=tasks, theme=make_theme(),
                     today=lambda: store.now().date(), hooks=hooks_of(store, village.OFFICE))
    window = MainWindow(ctx, [PageSpec("roster", "花名册", "users", RosterPage)])
    window.resize(1366, 698)
    window.show()
    held = _longest_hold(app, tasks)
    page = window.page()
    assert isinstance(page, RosterPage)
    field = window.sidebar.search
    field.setFocus()
    _longest_hold(app, tasks)

    def find(text: str) -> None:
        field.setText(text)
        field.textEdited.emit(text)
        window.finder.repaint()

    def narrow(text: str) -> None:
        page.filters.search.setText(text)
        page.table.repaint()

    def sort() -> None:
        for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder):
            page.table.sortByColumn(NAME, order)
            page.table.repaint()

    yield _each(compare("  in the finder", _typing(find), "LIKE", raw))
    yield _each(compare("  in the search of 花名册", _typing(narrow), "LIKE", raw))
    narrow("")
    yield compare("  two sorts by name", plain(sort), "nine LIKE", raw)
    yield Figure("  longest hold while it opens", held, "a frame", 1 / 60)
    window.close()
    tasks.close()


def _typing(find: Callable[[str], object]) -> Run:
    return plain(lambda: [find(text) for text in TYPED])


def _each(figure: Figure) -> Figure:
    """The figure of one keystroke."""
    return Figure(figure.what, figure.ours / len(TYPED), figure.against,
                  figure.baseline / len(TYPED))


def _longest_hold(app: QApplication, tasks: Tasks) -> float:
    """Wait until the worker is idle; the longest time, in seconds, that the window was busy."""
    longest = 0.0
    while tasks.pending:
        start = time.perf_counter()
        app.processEvents()
        longest = max(longest, time.perf_counter() - start)
        time.sleep(0.001)
    return longest


def _fail(error: BaseException) -> None:
    raise error
