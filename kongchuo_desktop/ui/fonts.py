"""The font families of the window, in order of preference."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFontDatabase

SYSTEM_FACE = "Microsoft YaHei UI"
HEI_FILES = ("hei.ttf", "hei-bold.ttf")
"""The bundled Hei, regular and semibold, in resources/fonts."""


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


def choose_families(bundled: Sequence[str], *, bundled_only: bool = False) -> list[str]:
    """YaHei where the computer has it (unless forbidden), then the bundled faces."""
    system = SYSTEM_FACE in QFontDatabase.families() and not bundled_only
    return [SYSTEM_FACE, *bundled] if system else list(bundled)
