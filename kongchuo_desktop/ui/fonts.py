"""The font families of the window, in order of preference."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent
from PySide6.QtGui import QFont, QFontDatabase, QRawFont
from PySide6.QtWidgets import QApplication

SYSTEM_FACE = "Microsoft YaHei UI"
HEI_FILES = ("hei.ttf", "hei-bold.ttf")
"""The bundled Hei, regular and semibold, in resources/fonts."""
RARE_FAMILIES = ("KC Hei Rare", "KC Rare")
"""What the faces of rare characters are called; Qt passes them over until they are loaded."""


def load_hei(folder: Path) -> list[str]:
    """Make the bundled Hei known to Qt; returns its family name, nothing when it is not there."""
    families: list[str] = []
    for name in HEI_FILES:
        number = QFontDatabase.addApplicationFont(str(folder / name))
        if number >= 0:
            families += QFontDatabase.applicationFontFamilies(number)
    return list(dict.fromkeys(families))


def add_face(face: Path | bytes) -> list[str]:
    """Make an unpacked face of rare characters known to Qt; returns its families."""
    if isinstance(face, Path):
        number = QFontDatabase.addApplicationFont(str(face))
    else:
        number = QFontDatabase.addApplicationFontFromData(QByteArray(face))
    return [] if number < 0 else QFontDatabase.applicationFontFamilies(number)


def add_faces(faces: Iterable[Path | bytes], font: QFont) -> None:
    """Make faces of rare characters known to Qt, and draw anew what shows such.

    ``font`` is the window's own: what it can't draw by itself is rare. Nothing is restyled, for
    that takes as long as all widgets together.
    """
    for face in faces:
        add_face(face)
    own = QRawFont.fromFont(font)
    for widget in QApplication.allWidgets():
        words = widget.property("text") or widget.property("plainText") or ""
        if not all(own.supportsCharacter(ord(char)) for char in words):
            # Fields keep their text laid out, and labels their size; the rest paints afresh.
            QApplication.sendEvent(widget, QEvent(QEvent.Type.FontChange))
    for window in QApplication.topLevelWidgets():
        window.update()


def choose_families(bundled: Sequence[str], *, bundled_only: bool = False) -> list[str]:
    """YaHei where the computer has it (unless forbidden), the bundled faces, then the rare ones."""
    system = SYSTEM_FACE in QFontDatabase.families() and not bundled_only
    return [*([SYSTEM_FACE] if system else []), *bundled, *RARE_FAMILIES]
