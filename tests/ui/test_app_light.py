"""A start is quick: what the first window can do without is loaded after it, piece by piece."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from people import NOW, PASSWORD
from pytestqt.qtbot import QtBot

from kongchuo_desktop.operations import opening
from kongchuo_desktop.ui import warming
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.warming import WarmUp

HEAVY = frozenset({
    "alembic", "argon2", "cryptography", "lucide", "openpyxl", "pyrage", "pypinyin",
    "python_calamine", "reportlab", "sqlalchemy", "sqlcipher3", "sqlmodel",
    "PySide6.QtPdf", "PySide6.QtPrintSupport",
})
START = """
import sys
from kongchuo_desktop.ui import app

def look(self):
    windows = app.QApplication.topLevelWidgets()
    print(*(w.shown() for w in windows if isinstance(w, app.StartWindow)), *sys.modules)
    app.QApplication.exit()

app.WarmUp.begin = look
app.main()
"""
PIECES = """
import sys
from importlib import import_module
from pkgutil import iter_modules
from kongchuo_desktop.ui import pages, warming

def load(module):
    known = set(sys.modules)
    import_module(f"kongchuo_desktop.{module}")
    return [name for name in sys.modules if name not in known]

for module in (*warming.WINDOW, *warming.PAGES):
    fresh = load(module)
    if module.startswith("ui."):
        print(module, *fresh)
print("the rest", *(name for page in iter_modules(pages.__path__)
                    for name in load(f"ui.pages.{page.name}")))
"""
"""Prints which modules each piece of the window's thread loads, and then those never warmed."""
FACES = """
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton
from kongchuo_desktop.papers.rare_face import screen_faces
from kongchuo_desktop.ui import app, fonts

qt, theme = app.make_application([]), app.make_theme(scheme="light")

def shown():
    parts = [QLabel("𠮷㼆"), QPushButton("𠮷㼆"), QLineEdit("𠮷㼆"), QPlainTextEdit("𠮷㼆")]
    for part in parts:
        part.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its cursor blinks
        part.setFixedSize(120, 40)
        part.show()
    qt.processEvents()
    return parts

def drawn(parts):
    qt.processEvents()
    return [part.grab().toImage() for part in parts]

parts = shown()
before = drawn(parts)
fonts.add_faces(screen_faces(Path(FOLDER)), theme.font())
for part, old, now, fresh in zip(parts, before, drawn(parts), drawn(shown())):
    print(type(part).__name__, old == now, now == fresh)
"""
"""Prints what is on the screen when the rare faces come: is it as before, as if drawn later?"""
LARGEST, LEFT_BELOW = 20, 2
"""Modules that the window's thread loads between two looks at the queue, and how many of them the
worker could have loaded before."""


def printed(program: str) -> str:
    """What a program of its own process prints."""
    return subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60,
        encoding="utf-8", env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}).stdout


@pytest.mark.parametrize("card", ["first", "choose"])
def test_the_first_window_is_shown_without_what_only_a_store_needs(
    card: str, tmp_path: Path, store_folder: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    if card == "choose":
        opening.open_store(store_folder("class"), password=PASSWORD, now=lambda: NOW).close()
    shown, *modules = printed(START).split()
    assert shown == card
    assert "kongchuo_desktop.ui.start.window" in modules
    assert HEAVY.isdisjoint(modules)


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a warm-up loads, in order, with nothing really loaded."""
    done: list[str] = []
    monkeypatch.setattr(warming, "_load", done.append)
    monkeypatch.setattr(warming, "screen_faces", lambda folder: ("hei", "last"))
    monkeypatch.setattr(warming, "add_faces", lambda faces, font: done.extend(faces))
    return done


@pytest.fixture
def warmth(theme: Theme, tasks: Tasks, loaded: list[str]) -> WarmUp:
    return WarmUp(theme, tasks)


ALL = [*warming.WINDOW, *warming.PAGES, "hei", "last"]


def test_what_the_person_asks_for_comes_between_the_pieces(
    warmth: WarmUp, loaded: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    warmth.begin()
    tasks.run(lambda job: loaded.append("asked"))
    qtbot.waitUntil(lambda: loaded[-1:] == ["last"])
    assert loaded == [ALL[0], "asked", *ALL[1:]]


def test_nothing_is_loaded_while_a_store_is_opened(
    warmth: WarmUp, loaded: list[str], idle: Callable[[], None], qtbot: QtBot
) -> None:
    warmth.begin()
    warmth.rest()
    idle()
    assert loaded == ALL[:1]
    warmth.resume()
    qtbot.waitUntil(lambda: loaded == ALL)


def test_the_window_waits_for_its_own_pieces_and_leaves_the_rest_for_later(
    warmth: WarmUp, loaded: list[str], idle: Callable[[], None], qtbot: QtBot
) -> None:
    warmth.begin()
    warmth.rest()
    idle()
    warmth.load_window(lambda: loaded.append("shown"))
    assert "shown" not in loaded
    idle()
    assert loaded == [*warming.WINDOW, "shown"]
    warmth.resume()
    qtbot.waitUntil(lambda: loaded[-1:] == ["last"])
    assert [piece for piece in loaded if piece != "shown"] == ALL


def test_the_window_s_thread_loads_a_few_modules_at_a_time_and_nothing_heavy() -> None:
    pieces = [line.split() for line in printed(PIECES).splitlines()]
    assert len(pieces) > LARGEST // 2
    for piece, *modules in pieces[:-1]:
        own = [name for name in modules if name.startswith("kongchuo_desktop.")]
        assert len(own) <= LARGEST, piece
        below = [name for name in own if not name.startswith("kongchuo_desktop.ui")]
        assert len(below) <= LEFT_BELOW, f"{piece}：{below}"
    rest = pieces[-1]
    assert "kongchuo_desktop.ui.pages.today" not in rest
    assert not [name for name in rest if name.partition(".")[0] in HEAVY]


def test_a_rare_character_on_the_screen_gets_its_face_when_that_is_loaded(tmp_path: Path) -> None:
    drawn = printed(f"FOLDER = {str(tmp_path)!r}{FACES}").splitlines()
    assert drawn == [f"{part} False True"
                     for part in ("QLabel", "QPushButton", "QLineEdit", "QPlainTextEdit")]


