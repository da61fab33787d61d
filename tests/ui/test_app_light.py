"""A start is quick: what the first window can do without is loaded after it, piece by piece."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from people import NOW, PASSWORD
from pytestqt.qtbot import QtBot

from kongchuo_desktop.operations import opening
from kongchuo_desktop.ui import warming
from kongchuo_desktop.ui.tasks import Tasks

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
PAGES = """
import sys
from importlib import import_module
from pkgutil import iter_modules
from kongchuo_desktop.ui import pages, warming

for room in warming.ROOMS:
    import_module(f"kongchuo_desktop.operations.{room}")
warm = set(sys.modules)
for page in iter_modules(pages.__path__):
    import_module(f"{pages.__name__}.{page.name}")
print(*(set(sys.modules) - warm))
"""


def printed(program: str) -> list[str]:
    """The words that a program of its own process prints."""
    return subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}).stdout.split()


@pytest.mark.parametrize("card", ["first", "choose"])
def test_the_first_window_is_shown_without_what_only_a_store_needs(
    card: str, tmp_path: Path, store_folder: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    if card == "choose":
        opening.open_store(store_folder("class"), password=PASSWORD, now=lambda: NOW).close()
    shown, *modules = printed(START)
    assert shown == card
    assert "kongchuo_desktop.ui.start.window" in modules
    assert HEAVY.isdisjoint(modules)


def test_what_the_person_asks_for_comes_between_the_pieces(
    tasks: Tasks, idle: Callable[[], None], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    done: list[str] = []
    families: list[str] = []
    monkeypatch.setattr(warming, "import_module", lambda name: done.append(name.split(".")[-1]))
    monkeypatch.setattr(warming, "screen_faces", lambda folder: (b"hei", b"last"))
    monkeypatch.setattr(warming, "add_face", lambda data: [data.decode()])
    warmth = warming.WarmUp(
        SimpleNamespace(add_families=families.extend), tasks)  # type: ignore[arg-type]
    warmth.begin()
    tasks.run(lambda job: done.append("asked"))
    idle()
    pages = [name.split(".")[-1] for name in warming.PAGES]
    qtbot.waitUntil(lambda: bool(families))
    assert done == [warming.ROOMS[0], "asked", *warming.ROOMS[1:], *pages]
    assert families == ["hei", "last"]


def test_nothing_is_loaded_while_a_window_is_opened(
    tasks: Tasks, idle: Callable[[], None], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    done: list[str] = []
    monkeypatch.setattr(warming, "import_module", lambda name: done.append(name.split(".")[-1]))
    monkeypatch.setattr(warming, "screen_faces", lambda folder: ())
    warmth = warming.WarmUp(
        SimpleNamespace(add_families=lambda names: None), tasks)  # type: ignore[arg-type]
    warmth.begin()
    warmth.rest()
    idle()
    assert done == [warming.ROOMS[0]]
    warmth.resume()
    qtbot.waitUntil(lambda: len(done) == len(warming.ROOMS) + len(warming.PAGES))


def test_the_pieces_leave_nothing_heavy_for_the_first_visit_of_a_page() -> None:
    modules = printed(PAGES)
    assert "kongchuo_desktop.ui.pages.today" in modules
    assert not [name for name in modules if name.partition(".")[0] in HEAVY]
