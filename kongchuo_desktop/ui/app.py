"""Starts Qt and puts the program together: start screen, window of a store, backups, crashes."""

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from kongchuo_desktop import paths, platform
from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.crash import CrashHandler
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.ui.fonts import choose_families, load_hei
from kongchuo_desktop.ui.look import kept_look
from kongchuo_desktop.ui.start.choose_store import open_store
from kongchuo_desktop.ui.start.window import StartWindow
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme, system_scheme
from kongchuo_desktop.ui.tokens import Scheme
from kongchuo_desktop.ui.warming import WarmUp
from kongchuo_desktop.ui.window_place import Place, keep_place, kept_place, place_of, put

if TYPE_CHECKING:
    from kongchuo_desktop.operations.workplace import LeftOff
    from kongchuo_desktop.store.store import Store
    from kongchuo_desktop.ui.shell import MainWindow

BUNDLED_ONLY = "KONGCHUO_BUNDLED_FONTS"
"""Environment variable that forces the bundled faces, so that pictures agree between machines."""
CRASH_LOG = "crash.log"
BACKUP_EVERY_MS = 30 * 60 * 1000
LOOK_AT_CLOCK_MS = 60 * 1000
STYLE = ("-style", "Fusion")
"""Words for ``QApplication``: one style on every system (ui.md §10)."""
WARM_UP_AFTER_MS = 60
"""What the window paints and what is typed into it first shall not wait for the worker."""


def make_application(argv: Sequence[str]) -> QApplication:
    """The QApplication with PassThrough scaling, Chinese locale and Qt's own words in Chinese."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    # Said here, for a style set later is handed back, and Python's picture of one is slow to make.
    app = QApplication([*argv, *STYLE])
    dress_application(app)
    return app


def dress_application(app: QApplication) -> None:
    """Name, locale and translation; also for an application that a test runner made."""
    app.setApplicationName("kongchuo-desktop")
    app.setApplicationDisplayName("控辍保学")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    words = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load("qtbase_zh_CN", folder):
        app.installTranslator(words)


def make_theme(*, scheme: Scheme | None = None, large: bool = False) -> Theme:
    """The theme of the window, applied; without ``scheme`` it follows the system."""
    bundled_only = os.environ.get(BUNDLED_ONLY) == "1"
    families = choose_families(load_hei(paths.FONTS), bundled_only=bundled_only)
    theme = Theme(families, scheme=scheme or system_scheme(), large=large)
    theme.apply()
    theme.follow_system(scheme is None)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setWindowIcon(QIcon(theme.pixmap("school", "accent", 64)))
    return theme


class Program(QObject):
    """One run of the program: the start screen, then the window of a store, and back.

    Signal: ``ready`` whenever one of the two can be used.
    """

    ready = Signal()

    def __init__(self, theme: Theme, crashes: CrashHandler, *, now: Now = local_now) -> None:
        super().__init__()
        self.theme, self._crashes, self._now = theme, crashes, now
        self.tasks = Tasks(on_known=self._show_error, on_bug=crashes.handle)
        self.warmth = WarmUp(theme, self.tasks)
        crashes.show = self._show_crash
        self.start = StartWindow(theme, self.tasks, now=now)
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        put(self.start, kept_place(), screens)
        self.start.opened.connect(self.open_window)
        self.start.begun.connect(self.ready)
        self.start.left.connect(self._quit)
        self.window: MainWindow | None = None
        self._day = now().date()
        self._clock = _ticking(self, LOOK_AT_CLOCK_MS, self._look_at_clock)
        self._copying = _ticking(self, BACKUP_EVERY_MS, self._back_up)

    def begin(self, folder: Path | None, password: str | None) -> None:
        """Open a store at once where its password is known, else show the start screen."""
        if folder is not None and password is not None:
            now = self._now
            self.tasks.run(
                lambda job: open_store(folder, password, now),
                done=lambda store: self.open_window(store, None),
                failed=lambda error: self._show_start(folder, error),
            )
        else:
            self._show_start(folder)

    def _show_start(self, choose: Path | None, error: KnownError | None = None) -> None:
        self.start.begin(choose)
        self.start.show()
        self.start.activateWindow()
        if error is not None:
            self.start.show_error(error)

    # the window of a store

    def open_window(self, store: "Store", roster: Path | None) -> None:
        """Show the window of an open store; with a roster it begins by checking that."""
        self.warmth.rest()
        self.tasks.run(
            lambda job: _who_and_where(store),
            done=lambda who: self.warmth.load_window(
                lambda: self._show_window(store, roster, who)
            ),
        )

    def _show_window(
        self, store: "Store", roster: Path | None, who: "tuple[str, LeftOff]"
    ) -> None:
        # The pages and everything below them: the start screen was painted without them.
        from kongchuo_desktop.ui.store_window import make_window

        person, left = who
        window = make_window(store, self.tasks, self.theme, person=person, left=left)
        window.switch_asked.connect(lambda: self.leave(store))
        window.person_asked.connect(lambda name: self._change_person(store))
        window.left.connect(self._closed)
        before, self.window = self.window or self.start, window
        window.setGeometry(before.geometry())
        window.setWindowState(before.windowState())
        window.show()
        before.hide()
        if before is not self.start:
            before.deleteLater()
        window.activateWindow()
        self.warmth.resume()
        self.ready.emit()
        if roster is not None:
            # In a turn of its own: to make the window and the page at once takes too long.
            QTimer.singleShot(0, window, lambda: window.open_page("import", file=roster))

    def _change_person(self, store: "Store") -> None:
        """Another person writes from now on: the same store, a window of their own."""
        window = self.window
        if window is None:
            return
        place, person = window.place(), window.ctx.actor.name
        self.tasks.run(
            lambda job: (_keep_place(store, person, place), _who_and_where(store))[1],
            done=lambda who: self._show_window(store, None, who),
        )

    def leave(self, store: "Store") -> None:
        """Switch: back up, close the store, and ask for a password again."""
        self._put_away(lambda: self._show_start(store.folder))

    def _closed(self) -> None:
        self._put_away(self._quit)

    def _put_away(self, then: object) -> None:
        """Take the window down, write the backups, close the store; then go on."""
        window = self.window
        if window is None or not callable(then):
            return
        self.window = None
        sheet = window.sheet()
        if sheet is not None:
            sheet.reject()
        store = window.ctx.store
        end = self.start.say_closing()

        def done(result: object) -> None:
            end()
            then()

        def failed(error: KnownError) -> None:
            end()
            self._show_start(store.folder, error)

        person, place, stands = window.ctx.actor.name, window.place(), place_of(window)
        self.start.setGeometry(window.geometry())
        window.hide()
        window.deleteLater()
        self.tasks.run(
            lambda job: _finish(store, person, place, stands), done=done, failed=failed
        )

    def _quit(self) -> None:
        self.start.hide()
        self.tasks.close()
        app = QApplication.instance()
        if app is not None:
            app.quit()

    # what goes on beside the work

    def _back_up(self) -> None:
        if self.window is not None:
            store = self.window.ctx.store
            self.tasks.run(lambda job: _back_up(store))

    def _look_at_clock(self) -> None:
        """A window left open over night shows the new day."""
        today: date = self._now().date()
        if today != self._day:
            self._day = today
            if self.window is not None:
                self.window.refresh_all()

    # what goes wrong

    def _show_error(self, error: KnownError) -> None:
        if self.window is not None:
            self.window.ctx.show_error(error)
        else:
            self.start.show_error(error)

    def _show_crash(self, code: str, details: str) -> None:
        (self.window or self.start).show_crash(code, details)


def _back_up(store: "Store") -> None:
    from kongchuo_desktop.operations import copies

    copies.back_up_now(store)


def _who_and_where(store: "Store") -> "tuple[str, LeftOff]":
    """The person who wrote here last, and the page they left."""
    from kongchuo_desktop.operations import workplace

    person = workplace.people(store)[0]
    return person, workplace.left_off(store, person=person)


def _keep_place(store: "Store", person: str, place: tuple[str, dict[str, Any]]) -> None:
    from kongchuo_desktop.operations import workplace
    from kongchuo_desktop.operations.workplace import LeftOff

    workplace.keep_place(store, person=person, place=LeftOff(*place))


def _finish(
    store: "Store", person: str, place: tuple[str, dict[str, Any]], stands: Place
) -> None:
    """What is done after work: the copies, and the store is closed in any case."""
    try:
        keep_place(stands)
        _keep_place(store, person, place)
        _back_up(store)
    finally:
        store.close()


def _ticking(parent: QObject, every: int, run: object) -> QTimer:
    timer = QTimer(parent)
    timer.timeout.connect(run)
    timer.start(every)
    return timer


def main(store_folder: Path | None = None, password: str | None = None) -> int:
    """Open the window: on the store in a folder where one is named, else on the start screen.

    Returns:
        the exit code of Qt's loop.
    """
    app = QApplication.instance() or make_application(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    crashes = CrashHandler(platform.data_folder() / CRASH_LOG, local_now)
    crashes.install()
    look = kept_look()
    program = Program(make_theme(scheme=look.scheme, large=look.large), crashes)
    program.ready.connect(
        lambda: QTimer.singleShot(WARM_UP_AFTER_MS, program.warmth.begin),
        Qt.ConnectionType.SingleShotConnection,
    )
    program.begin(store_folder, password)
    return app.exec()
