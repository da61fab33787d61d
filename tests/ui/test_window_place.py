"""Where the window stands when it is opened again."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from kongchuo_desktop.ui.window_place import (
    FIRST_SIZE,
    Place,
    keep_place,
    kept_place,
    place_of,
    put,
)

BIG = QRect(0, 0, 1920, 1040)
SECOND = QRect(1920, 0, 1920, 1040)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> QMainWindow:
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


def test_it_stands_where_it_stood(window: QMainWindow) -> None:
    keep_place(Place(2000, 40, 1000, 700))
    put(window, kept_place(), [BIG, SECOND])
    assert place_of(window) == Place(2000, 40, 1000, 700)


def test_on_a_screen_that_is_gone_it_comes_back(window: QMainWindow) -> None:
    keep_place(Place(2000, 40, 1000, 700))
    put(window, kept_place(), [BIG])
    assert window.size().toTuple() == FIRST_SIZE
    assert window.x() < BIG.width()


@pytest.mark.parametrize("place", [
    Place(0, -500, 1000, 700), Place(1900, 0, 1000, 700), Place(0, 0, 3000, 700),
])
def test_a_window_that_could_not_be_grasped_begins_anew(
    window: QMainWindow, place: Place
) -> None:
    put(window, place, [BIG])
    assert window.size().toTuple() == FIRST_SIZE


def test_it_fills_a_small_screen(window: QMainWindow) -> None:
    put(window, None, [QRect(0, 0, 911, 442)])
    assert window.isMaximized()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"left": "a"}', '{"left":1,"top":2}'])
def test_what_cannot_be_read_is_nothing(window: QMainWindow, tmp_path: Path, text: str) -> None:
    keep_place(Place(1, 2, 3, 4))
    (file,) = (tmp_path / "电脑").glob("window.json")
    file.write_text(text, encoding="utf-8")
    assert kept_place() is None
