"""What the stories share: one theme for the run, a clock, and computers to sit down at."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from people import Clock
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kongchuo_desktop.papers.rare_face import screen_faces
from kongchuo_desktop.platform import Drive
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.ui import warming
from kongchuo_desktop.ui.app import STYLE, dress_application, make_theme
from kongchuo_desktop.ui.theme import Theme

# The check that words fit lives with the tests of the window.
sys.path.append(str(Path(__file__).parents[1] / "ui"))

from driver import Computer
from exchange_steps import CountyDesks


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["kongchuo-desktop", *STYLE]


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Theme:
    """One theme for the whole run: fonts are loaded once."""
    dress_application(qapp)
    return make_theme(scheme="light")


@pytest.fixture
def theme(dressed: Theme) -> Iterator[Theme]:
    dressed.switch(scheme="light", large=False)
    yield dressed
    dressed.switch(scheme="light", large=False)


@pytest.fixture
def computer(tmp_path: Path, clock: Clock, theme: Theme, qtbot: QtBot,
             tmp_path_factory: pytest.TempPathFactory,
             monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Computer]:
    """A computer by name, with nothing of ours on it yet but the unpacked rare faces."""
    faces = tmp_path_factory.getbasetemp() / "faces"
    monkeypatch.setattr(warming, "screen_faces", lambda folder: screen_faces(faces))

    def buy(name: str) -> Computer:
        return Computer(tmp_path / name, clock, theme, qtbot, monkeypatch)

    return buy


@pytest.fixture
def county_desks(tmp_path: Path, computer: Callable[[str], Computer],
                 fast_key: KdfCost) -> CountyDesks:
    """The computers of a county, each on the day after its first run, and one stick."""
    folder = tmp_path / "KINGSTON"
    folder.mkdir()
    return CountyDesks(tmp_path, computer, Drive(folder, "周老师的U盘"), fast_key)
