"""The start window on a computer on which nothing was ever opened, and its first run."""

from collections.abc import Callable
from pathlib import Path

import pytest
from people import NOW
from pytestqt.qtbot import QtBot

from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.ui.start.first_run import FirstRun
from kongchuo_desktop.ui.start.window import StartWindow
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme


@pytest.fixture
def this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer on which nothing was ever opened."""
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def printed() -> list[bytes]:
    """What the start window sent to the printer, as PDF."""
    return []


@pytest.fixture
def start_window(this_computer: Path, theme: Theme, tasks: Tasks, fast_key: KdfCost,
                 printed: list[bytes], qtbot: QtBot) -> StartWindow:
    """Shown and active; it has not looked for stores yet."""
    made = StartWindow(theme, tasks, now=lambda: NOW, cost=fast_key,
                       printing=lambda pdfs, copies: printed.extend(pdfs))
    qtbot.addWidget(made)
    made.resize(1366, 698)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def run(start_window: StartWindow, idle: Callable[[], None]) -> FirstRun:
    """The first question on the screen."""
    start_window.begin()
    idle()
    return start_window.first
