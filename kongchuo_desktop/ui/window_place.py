"""Where the window stood on this computer when it was closed, and where it may stand now."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QMainWindow

from kongchuo_desktop import platform

_FILE = "window.json"
FIRST_SIZE = (1366, 698)
"""Size of the window where the screen has room for more."""
_IN_SIGHT = 120
"""Px of the upper edge that must be on a screen, so that the window can be grasped."""


@dataclass(frozen=True, slots=True)
class Place:
    """Position and size in logical px, and whether it filled the screen."""

    left: int
    top: int
    width: int
    height: int
    maximized: bool = False


def kept_place() -> Place | None:
    """Where it stood last; None where nothing can be read."""
    try:
        raw = json.loads(_path().read_text(encoding="utf-8"))
        numbers = [int(raw[name]) for name in ("left", "top", "width", "height")]
        return Place(*numbers, maximized=raw.get("maximized") is True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def keep_place(place: Place) -> None:
    """Keep it for the next start."""
    _path().parent.mkdir(parents=True, exist_ok=True)
    platform.write_atomically(_path(), json.dumps(asdict(place)).encode("utf-8"))


def place_of(window: QMainWindow) -> Place:
    """Where a window stands now; of one that fills the screen, where it stood before."""
    rect = window.normalGeometry() if window.isMaximized() else window.geometry()
    return Place(*rect.getRect(), maximized=window.isMaximized())


def put(window: QMainWindow, place: Place | None, screens: list[QRect]) -> None:
    """Put a window where it stood, or in the first size where that is on no screen any more.

    ``screens`` is the room of each screen without the taskbar, the main one first.
    """
    if place is not None and _in_sight(place, screens):
        window.setGeometry(place.left, place.top, place.width, place.height)
        if place.maximized:
            window.setWindowState(Qt.WindowState.WindowMaximized)
        return
    room, first = screens[0].size(), QSize(*FIRST_SIZE)
    window.resize(first.boundedTo(room))
    if first.boundedTo(room - QSize(1, 1)) != first:
        window.setWindowState(Qt.WindowState.WindowMaximized)


def _in_sight(place: Place, screens: list[QRect]) -> bool:
    """Whether enough of the upper edge can be grasped, and no screen is smaller than the window."""
    edge = QRect(QPoint(place.left, place.top), QSize(place.width, 1))
    return any(
        screen.intersected(edge).width() >= _IN_SIGHT
        and place.width <= screen.width()
        and place.height <= screen.height()
        for screen in screens
    )


def _path() -> Path:
    return platform.data_folder() / _FILE
