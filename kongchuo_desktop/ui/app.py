"""Starts Qt and puts the program together: start screen, window of a store, backups, crashes."""

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QSize, Qt, QTimer, QTranslator, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QWidget

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
from kongchuo_desktop.ui.warming import warm_up

if TYPE_CHECKING:
    from kongchuo_desktop.store.store import Store
    from kongchuo_desktop.ui.shell import MainWindow

BUNDLED_ONLY = "KONGCHUO_BUNDLED_FONTS"
"""Environment variable that forces the bundled faces, so that pictures agree between machines."""
CRASH_LOG = "crash.log"
BACKUP_EVERY_MS = 30 * 60 * 1000
LOOK_AT_CLOCK_MS = 60 * 1000
FIRST_SIZE = (1366, 698)
"""Size of the window where the screen has room for more."""


def make_application(argv: Sequence[str]) -> QApplication:
    """The QApplication with PassThrough scaling, Chinese locale and Qt's own words in Chinese."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(list(argv))
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
        crashes.show = self._show_crash
        self.start = StartWindow(theme, self.tasks, now=now)
        _fit(self.start)
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
        # The pages and everything below them: the start screen was painted without them.
        from kongchuo_desktop.ui.store_window import make_window

        window = make_window(store, self.tasks, self.theme)
        window.switch_asked.connect(lambda: self.leave(store))
        window.lock_asked.connect(lambda: self.leave(store))
        window.left.connect(self._closed)
        self.window = window
        window.resize(self.start.size())
        window.setWindowState(self.start.windowState())
        window.show()
        self.start.hide()
        window.activateWindow()
        if roster is not None:
            window.open_page("import", file=roster)
        self.ready.emit()

    def leave(self, store: "Store") -> None:
        """Lock or switch: back up, close the store, and ask for a password again."""
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

        window.hide()
        window.deleteLater()
        self.tasks.run(lambda job: _finish(store), done=done, failed=failed)

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


def _finish(store: "Store") -> None:
    """What is done after work: the copies, and the store is closed in any case."""
    try:
        _back_up(store)
    finally:
        store.close()


def _fit(window: QWidget) -> None:
    """The first size, or all of a screen that has no room beside it."""
    room = window.screen().availableSize()
    first = QSize(*FIRST_SIZE)
    window.resize(first.boundedTo(room))
    if first.boundedTo(room - QSize(1, 1)) != first:
        window.setWindowState(Qt.WindowState.WindowMaximized)


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
        lambda: warm_up(program.theme, program.tasks), Qt.ConnectionType.SingleShotConnection
    )
    program.begin(store_folder, password)
    return app.exec()
