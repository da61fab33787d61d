"""摆照片: a picture for a paper is turned, enlarged and moved until its frame is right."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.operations.pictures import WHOLE, Part
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_STEP, _MOST = 1.25, 4.0
"""Each step of enlarging, and how far it goes: a face in a picture of the whole class."""
_MOVE = 0.1
"""An arrow key moves by this share of the frame."""
_ROOM = 0.45
"""Share of the window's height for the picture."""


class PictureFrame(QWidget):
    """The frame: what is seen in it is what will be printed. Drag or arrow keys move the picture,
    the wheel, + and − make it larger and smaller."""

    def __init__(self, theme: Theme, image: QImage, turns: int, part: Part, height: int) -> None:
        super().__init__()
        self._theme, self._image = theme, image
        self._at: QPointF | None = None
        self.turns = 0
        self.setFixedHeight(height)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("照片：方向键挪动，加号减号放大缩小，R转动")
        self._turned = image
        self._part = QRectF(0, 0, 1, 1)
        self.turn(turns)
        left, top, right, bottom = part
        self._part = QRectF(left, top, right - left, bottom - top)

    def part(self) -> Part:
        """What is in the frame, as shares of the turned picture."""
        part = self._part
        return part.left(), part.top(), part.right(), part.bottom()

    def turn(self, quarters: int) -> None:
        """Turn to the right; the whole picture is in the frame again."""
        self.turns = (self.turns + quarters) % 4
        self._turned = self._image.transformed(QTransform().rotate(90 * self.turns))
        self._part = QRectF(0, 0, 1, 1)
        self.update()

    def enlarge(self, up: bool) -> None:
        """One step, about the middle of the frame."""
        side = self._part.width() / _STEP if up else self._part.width() * _STEP
        side = min(max(side, 1 / _MOST), 1.0)
        middle = self._part.center()
        self._place(QPointF(middle.x() - side / 2, middle.y() - side / 2), side)

    def move_by(self, across: float, down: float) -> None:
        """Move what is in the frame, by shares of the frame."""
        side = self._part.width()
        self._place(self._part.topLeft() + QPointF(across * side, down * side), side)

    def _place(self, corner: QPointF, side: float) -> None:
        most = 1.0 - side
        self._part = QRectF(min(max(corner.x(), 0.0), most), min(max(corner.y(), 0.0), most),
                            side, side)
        self.update()

    def frame(self) -> QRectF:
        """Where the picture stands in the widget: the whole of its shape."""
        room = QRectF(self.rect()).adjusted(Px.FOCUS, Px.FOCUS, -Px.FOCUS, -Px.FOCUS)
        size = QSizeF(self._turned.size()).scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        frame = QRectF(QPointF(), size)
        frame.moveCenter(room.center())
        return frame

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), self._theme.color("sunken"))
        across, down = self._turned.width(), self._turned.height()
        part = self._part
        shown = QRectF(part.left() * across, part.top() * down, part.width() * across,
                       part.height() * down)
        painter.drawImage(self.frame(), self._turned, shown)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("accent_text"), Px.FOCUS))
            painter.drawRect(self.rect().adjusted(Px.HAIR, Px.HAIR, -Px.HAIR, -Px.HAIR))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: (-_MOVE, 0.0), Qt.Key.Key_Right: (_MOVE, 0.0),
                 Qt.Key.Key_Up: (0.0, -_MOVE), Qt.Key.Key_Down: (0.0, _MOVE)}
        key = Qt.Key(event.key())
        if key in moves:
            self.move_by(*moves[key])
        elif event.text() in ("+", "="):
            self.enlarge(True)
        elif event.text() == "-":
            self.enlarge(False)
        elif event.text() in ("r", "R"):
            self.turn(1)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y():
            self.enlarge(event.angleDelta().y() > 0)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._at = event.position()
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._at is None:
            return
        moved, self._at = self._at - event.position(), event.position()
        frame = self.frame()
        self.move_by(moved.x() / frame.width(), moved.y() / frame.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._at = None


class PictureSheet(Sheet):
    """``use(turns, part)`` is called by the blue button."""

    def __init__(self, theme: Theme, over: QWidget, image: QImage, *,
                 use: Callable[[int, Part], object], turns: int = 0, part: Part = WHOLE) -> None:
        super().__init__(theme, over)
        self._use = use
        self.body.addWidget(Words("摆照片", "name"))
        self.body.addWidget(Words("框里看到的就是印出来的。拖动照片可以挪位置。", "small", "text2",
                                  wrap=True))
        self.frame = PictureFrame(theme, image, turns, part,
                                  int(over.window().height() * _ROOM))
        self.body.addWidget(self.frame)
        line = QHBoxLayout()
        line.setSpacing(Px.ICON_GAP)
        self.buttons = {
            word: Button(theme, word, size="small", keys=keys, clicked=act)
            for word, keys, act in (
                ("向右转", "R", lambda: self.frame.turn(1)),
                ("放大", "+", lambda: self.frame.enlarge(True)),
                ("缩小", "-", lambda: self.frame.enlarge(False)))}
        for button in self.buttons.values():
            line.addWidget(button)
        line.addStretch()
        self.body.addLayout(line)
        self.leave = Button(theme, "取消", clicked=self.reject)
        self.add_buttons(self.leave, Button(theme, "这样放", "primary", clicked=self._take))
        self.focus_first(self.frame)

    def _take(self) -> None:
        self.accept()
        self._use(self.frame.turns, self.frame.part())
