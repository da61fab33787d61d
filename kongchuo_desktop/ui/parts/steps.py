"""Steps: the line of a wizard, the list of the first run, and the ladder of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kongchuo_desktop.ui.parts.words import draw_icon
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

State = Literal["done", "now", "late", "later"]


def draw_step(painter: QPainter, theme: Theme, centre: QPointF, number: int, state: State) -> None:
    """Done = filled tick, now = ring, now and overdue = red ring, later = empty circle."""
    radius = Px.STEP / 2
    circle = QRectF(centre.x() - radius, centre.y() - radius, Px.STEP, Px.STEP)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if state == "done":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(circle)
        draw_icon(painter, theme, circle.toRect(), "check", "on_accent", Px.ICON)
        return
    border, ground, word = {
        "now": ("accent_text", "accent_soft", "accent_text"),
        "late": ("red", "red_soft", "red"),
        "later": ("edge", "surface", "text2"),
    }[state]
    painter.setPen(QPen(theme.color(border), Px.HAIR if state == "later" else Px.FOCUS))
    painter.setBrush(theme.color(ground))
    painter.drawEllipse(circle.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.setPen(theme.color(word))
    painter.setFont(theme.font(Type.CAPTION, bold=state != "later"))
    painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(number))


class Stepper(QWidget):
    """The steps of a wizard; only those done can be clicked, and only backwards.

    ``back(step)`` is emitted with the number of the step from 0.
    """

    back = Signal(int)

    def __init__(self, theme: Theme, steps: Sequence[str], *, vertical: bool = False) -> None:
        super().__init__()
        self._theme, self._steps, self._vertical = theme, list(steps), vertical
        self._now = 0
        self.setMouseTracking(True)
        if vertical:
            self.setFixedHeight(len(self._steps) * self.PITCH)
        else:
            self.setFixedHeight(Px.STEP + Px.GRID)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set(0)

    PITCH = 38

    def set(self, now: int) -> None:
        """The current step from 0; the number of steps means all are done."""
        self._now = now
        word = self._steps[now] if now < len(self._steps) else "完成"
        self.setAccessibleName(f"第{now + 1}步，共{len(self._steps)}步：{word}")
        self.update()

    def now(self) -> int:
        return self._now

    def _place(self, at: int) -> QRect:
        if self._vertical:
            return QRect(0, at * self.PITCH, self.width(), self.PITCH)
        left = at * self.width() // len(self._steps)
        right = (at + 1) * self.width() // len(self._steps)
        return QRect(left, 0, right - left, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, word in enumerate(self._steps):
            state: State = "done" if at < self._now else "now" if at == self._now else "later"
            place = self._place(at)
            middle = place.top() + place.height() / 2
            draw_step(
                painter, self._theme, QPointF(place.left() + Px.STEP / 2, middle), at + 1, state
            )
            size = Type.BODY if self._vertical else Type.SMALL
            bold = state == "now"
            painter.setFont(self._theme.font(size, bold=bold))
            painter.setPen(self._theme.color("text2" if state == "later" else "text"))
            words = place.adjusted(Px.STEP + Px.CHIP_GAP, 0, 0, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, word)
            if not self._vertical and at < len(self._steps) - 1:
                left = words.left() + self._theme.width(word, size, bold=bold) + Px.CHIP_GAP
                painter.setPen(
                    QPen(self._theme.color("accent" if at < self._now else "line2"), Px.FOCUS)
                )
                painter.drawLine(
                    QPointF(left, middle), QPointF(place.right() - Px.ICON_GAP, middle)
                )

    def _hit(self, event: QMouseEvent) -> int:
        for at in range(min(self._now, len(self._steps))):
            if self._place(at).contains(event.position().toPoint()):
                return at
        return -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pointing = self._hit(event) >= 0
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if pointing else Qt.CursorShape.ArrowCursor
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if (at := self._hit(event)) >= 0:
            self.back.emit(at)


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of a case: its name, two lines below it, and how far it is."""

    name: str
    line: str = ""
    note: str = ""
    state: State = "later"


class Ladder(QWidget):
    """The steps of a case side by side; over eight it is wider than its scroll area.

    ``chosen(step)`` is emitted with the number of the rung from 0.
    """

    chosen = Signal(int)

    LEAST = 100
    HEIGHT = 100

    def __init__(self, theme: Theme, rungs: Sequence[Rung] = ()) -> None:
        super().__init__()
        self._theme = theme
        self._rungs: list[Rung] = []
        self.set(rungs)

    def set(self, rungs: Sequence[Rung]) -> None:
        self._rungs = list(rungs)
        self.setMinimumSize(QSize(len(self._rungs) * self.LEAST, self.HEIGHT))
        self.setAccessibleName("；".join(f"{r.name} {r.line} {r.note}" for r in self._rungs))
        self.update()

    def place(self, at: int) -> QRect:
        """Where a rung stands, so that the page can bring the current one into view."""
        pitch = self.width() / max(1, len(self._rungs))
        return QRect(round(at * pitch), 0, round(pitch), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = Px.STEP / 2 + Px.GRID
        for at, rung in enumerate(self._rungs):
            place = self.place(at)
            centre = QPointF(place.center().x() + 0.5, middle)
            if at:
                before = self.place(at - 1).center().x() + 0.5
                done = self._rungs[at - 1].state == "done"
                pen = QPen(self._theme.color("accent" if done else "line2"), Px.FOCUS)
                if not done:
                    pen.setStyle(Qt.PenStyle.DashLine)
                painter.setPen(pen)
                away = Px.STEP / 2 + Px.CHIP_GAP
                painter.drawLine(QPointF(before + away, middle), QPointF(centre.x() - away, middle))
            draw_step(painter, self._theme, centre, at + 1, rung.state)
            self._write(painter, place, rung)

    def _write(self, painter: QPainter, place: QRect, rung: Rung) -> None:
        current = rung.state in ("now", "late")
        top = Px.STEP + Px.GAP
        centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        lines = (
            (rung.name, Type.SMALL, current, "text" if rung.state != "later" else "text2"),
            (rung.line, Type.CAPTION, False, "text2"),
            (rung.note, Type.CAPTION, current, "red" if rung.state == "late" else "text3"),
        )
        height = Px.PAD_INPUT + Px.ICON_GAP
        for at, (text, size, bold, colour) in enumerate(lines):
            painter.setFont(self._theme.font(size, bold=bold))
            painter.setPen(self._theme.color(colour))
            line = QRect(place.left(), top + at * height, place.width(), height)
            painter.drawText(line, centre, text)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for at in range(len(self._rungs)):
            if self.place(at).contains(event.position().toPoint()):
                self.chosen.emit(at)
