"""The signs of the window: Lucide and our own SVG, coloured from a token and cached."""

import sqlite3
from contextlib import closing
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from kongchuo_desktop import paths
from kongchuo_desktop.errors import BugError
from kongchuo_desktop.ui.tokens import STROKE

OWN: Final = frozenset({"usb-stick", "mark-absent", "mark-sick", "mark-leave", "mark-late"})
"""Signs drawn here (resources/icons): the set has none that reads well."""
_SET_STROKE: Final = 'stroke-width="2"'


def svg_text(name: str) -> str:
    """The SVG source of a sign with ``currentColor`` strokes; LookupError when there is none."""
    if name in OWN:
        return (paths.ICONS / f"{name}.svg").read_text(encoding="utf-8")
    with closing(sqlite3.connect(f"{_set().as_uri()}?mode=ro", uri=True)) as signs:
        found = signs.execute("SELECT svg FROM icons WHERE name = ?", (name,)).fetchone()
    if found is None:
        raise LookupError(name)
    source: str = found[0]
    return source.replace(_SET_STROKE, f'stroke-width="{STROKE}"')


@cache
def _set() -> Path:
    """The file of the set; its package is not imported, for that takes as long as Qt itself."""
    package = find_spec("lucide")
    if package is None or package.origin is None:
        raise BugError("the package python-lucide is missing")
    return Path(package.origin).with_name("data") / "lucide-icons.db"


class Icons:
    """Renders signs by (name, colour, size, pixel ratio) and keeps what it rendered."""

    def __init__(self) -> None:
        self._source: dict[str, str] = {}
        self._made: dict[tuple[str, str, int, float], QPixmap] = {}

    def clear(self) -> None:
        """Forget the coloured pictures; called when the theme changes."""
        self._made.clear()

    def pixmap(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        """A square picture, ``size`` logical px wide, sharp at the pixel ratio."""
        key = (name, colour, size, ratio)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._render(name, colour, size, ratio, pad=0)
        return made

    def icon(self, name: str, colour: str, off: str, size: int, ratio: float, pad: int) -> QIcon:
        """A QIcon with normal and disabled colour.

        ``pad`` empty px are added at its right: style sheets know no gap between sign and text.
        """
        icon = QIcon()
        for mode, value in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, off)):
            icon.addPixmap(self._render(name, value, size, ratio, pad), mode)
        return icon

    def _render(self, name: str, colour: str, size: int, ratio: float, pad: int) -> QPixmap:
        if name not in self._source:
            self._source[name] = svg_text(name)
        source = self._source[name].replace("currentColor", colour)
        picture = QPixmap(round((size + pad) * ratio), round(size * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(Qt.GlobalColor.transparent))
        painter = QPainter(picture)
        QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, size, size))
        painter.end()
        return picture
