"""Small painted charts beside the words that say the same: bars, day strip and month calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kongchuo_desktop.papers.chart_layout import widths_of
from kongchuo_desktop.ui.parts.words import Words, empty
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import TONES, Px, Tone, Type

ORDER = ("green_fill", "red_fill", "amber_fill", "edge", "line2")
"""The fixed order of the colours of segments."""
SEGMENT_GAP = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a whole: its word, how many, and its colour token."""

    word: str
    count: int
    colour: str
    legend: bool = True


class StackedBar(QWidget):
    """Parts of a whole in one bar; click or Enter emits ``opened(word)`` of the part."""

    opened = Signal(str)

    def __init__(self, theme: Theme, segments: Sequence[Segment] = ()) -> None:
        super().__init__()
        self._theme = theme
        self._segments = list(segments)
        self.setFixedHeight(Px.BAR_STACK)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    def set(self, segments: Sequence[Segment]) -> None:
        self._segments = list(segments)
        self._name()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName("，".join(f"{part.word} {part.count}" for part in self._segments))

    def spans(self) -> list[tuple[Segment, float, float]]:
        """(part, left, width) of every part that is not zero; each at least one gap wide."""
        shown = [part for part in self._segments if part.count > 0]
        room = self.width() - SEGMENT_GAP * (len(shown) - 1)
        total = sum(part.count for part in shown)
        widths = widths_of([room * part.count / total for part in shown],
                           [float(Px.GRID)] * len(shown), room)
        left, spans = 0.0, []
        for part, width in zip(shown, widths, strict=True):
            spans.append((part, left, width))
            left += width + SEGMENT_GAP
        return spans

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for part, left, width in self.spans():
            rect = QRectF(left, 0, width, self.height())
            painter.fillRect(rect, self._theme.color(part.colour))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for part, left, width in self.spans():
            if left <= event.position().x() < left + width + SEGMENT_GAP:
                self.opened.emit(part.word)


class Legend(QWidget):
    """Coloured squares with word and count; zero prints “0”."""

    def __init__(self, theme: Theme, segments: Sequence[Segment] = ()) -> None:
        super().__init__()
        self._theme = theme
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(Px.GRID)
        self._parts: list[Segment] = []
        self.set(segments)

    def set(self, segments: Sequence[Segment]) -> None:
        before, self._parts = self._parts, [part for part in segments if part.legend]
        if self._parts == before:
            return
        empty(self._line)
        for part in self._parts:
            self._line.addWidget(_Square(self._theme, part.colour))
            self._line.addWidget(Words(f"{part.word} {part.count}", "caption", "text2"))
            self._line.addSpacing(Px.GRID)
        self._line.addStretch()


class _Square(QWidget):
    def __init__(self, theme: Theme, colour: str) -> None:
        super().__init__()
        self._theme, self._colour = theme, colour
        self.setFixedSize(Px.PAD_SMALL, Px.PAD_SMALL)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.color(self._colour))


class ThinBar(QWidget):
    """Progress of something that has an end: ``done`` of ``total``, green when complete."""

    def __init__(
        self, theme: Theme, done: int = 0, total: int = 0, *, height: int = Px.BAR_THIN
    ) -> None:
        super().__init__()
        self._theme, self._done, self._total = theme, done, total
        self.green_when_full = True
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set(done, total)

    def set(self, done: int, total: int) -> None:
        self._done, self._total = done, total
        self.setAccessibleName(f"{done}/{total}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = self.height() / 2
        painter.setBrush(self._theme.color("line"))
        painter.drawRoundedRect(self.rect(), radius, radius)
        if self._total and self._done:
            full = self._done >= self._total and self.green_when_full
            painter.setBrush(self._theme.color("green_fill" if full else "accent"))
            width = self.width() * min(1.0, self._done / self._total)
            painter.drawRoundedRect(QRectF(0, 0, width, self.height()), radius, radius)


class DayStrip(QWidget):
    """The school days of a period as small cells, those done in blue."""

    CELL_GAP = 2

    def __init__(self, theme: Theme, done: int = 0, total: int = 0) -> None:
        super().__init__()
        self._theme, self._done, self._total = theme, done, total
        self.setFixedHeight(Px.PAD_SMALL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set(done, total)

    def set(self, done: int, total: int) -> None:
        self._done, self._total = done, total
        self.setAccessibleName(f"{done}/{total} 天")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._total:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        pitch = (self.width() + self.CELL_GAP) / self._total
        for at in range(self._total):
            painter.setBrush(self._theme.color("accent" if at < self._done else "line"))
            cell = QRectF(at * pitch, 0, pitch - self.CELL_GAP, self.height())
            painter.drawRoundedRect(cell, self.CELL_GAP, self.CELL_GAP)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the month calendar; ``mark`` is the sign after the number (× ○ △ ＞)."""

    day: date
    tone: Tone | None = None
    mark: str = ""
    tip: str = ""


class MonthCalendar(QWidget):
    """School days of a month, one row a week, with day numbers and signs; a day can be opened."""

    opened = Signal(object)

    LABEL = 44
    CELL = QSize(28, 19)
    PITCH = QSize(33, 23)

    def __init__(self, theme: Theme, days: Sequence[CalendarDay] = (), first_week: int = 1) -> None:
        super().__init__()
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._at = 0
        self.set(days, first_week)

    def set(self, days: Sequence[CalendarDay], first_week: int = 1) -> None:
        """``days`` in order; ``first_week`` is the number of the week of the first."""
        self._days, self._first_week = list(days), first_week
        self._at = min(self._at, max(0, len(self._days) - 1))
        rows = self._row(self._days[-1].day) + 1 if self._days else 0
        columns = max((d.day.isoweekday() for d in self._days), default=5)
        self.setFixedHeight(rows * self.PITCH.height())
        self.setMinimumWidth(self.LABEL + columns * self.PITCH.width())
        self.update()

    def _row(self, day: date) -> int:
        first = self._days[0].day
        monday = first.toordinal() - first.weekday()
        return (day.toordinal() - monday) // 7

    def _rect(self, day: date) -> QRect:
        left = self.LABEL + (day.isoweekday() - 1) * self.PITCH.width()
        top = self._row(day) * self.PITCH.height() + Px.FOCUS
        return QRect(left, top, self.CELL.width(), self.CELL.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(Type.CELL))
        painter.setPen(self._theme.color("text2"))
        rows = {self._row(d.day) for d in self._days}
        for row in sorted(rows):
            place = QRect(0, row * self.PITCH.height() + Px.FOCUS, self.LABEL, self.CELL.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, f"第{self._first_week + row}周")
        for at, entry in enumerate(self._days):
            ground, word = TONES[entry.tone] if entry.tone else ("sunken", "disabled")
            rect = self._rect(entry.day)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(ground))
            painter.drawRoundedRect(rect, Px.RADIUS_CHIP, Px.RADIUS_CHIP)
            if self.hasFocus() and at == self._at:
                painter.setPen(self._theme.color("accent_text"))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect, Px.RADIUS_CHIP, Px.RADIUS_CHIP)
            painter.setPen(self._theme.color(word))
            painter.setFont(self._theme.font(Type.CELL))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, f"{entry.day.day}{entry.mark}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for entry in self._days:
            if self._rect(entry.day).contains(event.position().toPoint()):
                self.opened.emit(entry.day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -5, Qt.Key.Key_Down: 5,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if step is not None and self._days:
            self._at = max(0, min(len(self._days) - 1, self._at + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._days:
            self.opened.emit(self._days[self._at].day)
        else:
            super().keyPressEvent(event)
