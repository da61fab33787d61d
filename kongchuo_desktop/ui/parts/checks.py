"""Boxes to tick and circles to choose, painted from the tokens."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton

from kongchuo_desktop.ui.parts.words import draw_icon
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type


class Check(QCheckBox):
    """A box with a word beside it."""

    def __init__(self, theme: Theme, text: str, *, checked: bool = False) -> None:
        super().__init__(text)
        self._theme = theme
        self.setChecked(checked)

    def sizeHint(self) -> QSize:
        return _size(self._theme, self.text())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        _draw(self, self._theme, Px.RADIUS_CHIP)


class Radio(QRadioButton):
    """One of several, a circle with a word beside it."""

    def __init__(self, theme: Theme, text: str, *, checked: bool = False) -> None:
        super().__init__(text)
        self._theme = theme
        self.setChecked(checked)

    def sizeHint(self) -> QSize:
        return _size(self._theme, self.text())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        _draw(self, self._theme, Px.ICON // 2)


def _size(theme: Theme, text: str) -> QSize:
    return QSize(Px.ICON_NAV + Px.ICON_GAP + theme.width(text) + Px.GRID, Px.BUTTON_SMALL)


def _draw(button: QAbstractButton, theme: Theme, radius: int) -> None:
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRect(Px.HAIR, (button.height() - Px.ICON) // 2, Px.ICON, Px.ICON)
    on, off = button.isChecked(), not button.isEnabled()
    focus = button.hasFocus()
    border = "line2" if off else "accent_text" if focus else "accent" if on else "edge"
    ground = "sunken" if off else "accent" if on else "hover" if button.underMouse() else "surface"
    painter.setPen(QPen(theme.color(border), Px.FOCUS if focus else Px.HAIR))
    painter.setBrush(theme.color(ground))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    if on:
        sign = "disabled" if off else "on_accent"
        draw_icon(painter, theme, box, "check", sign, Px.GAP)
    painter.setFont(theme.font(Type.BODY))
    painter.setPen(theme.color("disabled" if off else "text"))
    words = button.rect().adjusted(Px.ICON_NAV + Px.ICON_GAP, 0, 0, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, button.text())
