"""Starts Qt for this program: scaling, fonts, Chinese words of Qt itself, theme, crash handler."""

import os
import sys
from collections.abc import Sequence

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from kongchuo_desktop import paths
from kongchuo_desktop.papers.fonts import rare_font_data
from kongchuo_desktop.ui.fonts import add_face, choose_families, load_hei
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme, system_scheme
from kongchuo_desktop.ui.tokens import Scheme

BUNDLED_ONLY = "KONGCHUO_BUNDLED_FONTS"
"""Environment variable that forces the bundled faces, so that pictures agree between machines."""


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


def load_rare_face(theme: Theme, tasks: Tasks) -> None:
    """Unpack the rare characters in the worker, off the start-up path, and let text use them."""
    tasks.run(lambda job: rare_font_data(), done=lambda data: theme.add_families(add_face(data)))


def run_application() -> int:
    """Qt's loop until the last window is closed."""
    app = QApplication.instance() or make_application(sys.argv)
    assert isinstance(app, QApplication)
    return app.exec()
