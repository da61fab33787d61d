"""A chart on the screen: painted from its shapes, every piece to point at, to walk to, to open."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from kongchuo_desktop.domain.charts.model import Chart, Piece, Role
from kongchuo_desktop.papers.chart_layout import lay_out
from kongchuo_desktop.papers.chart_shapes import (
    Drawing,
    Ink,
    Look,
    Place,
    Rect,
    Size,
    Stroke,
    Words,
    draw,
)
from kongchuo_desktop.ui.parts.charts import ORDER, SEGMENT_GAP
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import TONES, Px, Tone, Type

_FILLS: Mapping[Role, str] = dict(
    zip(("good", "bad", "doubt", "plain", "pale"), ORDER, strict=True))
_TONES: Mapping[Role, Tone] = {"good": "green", "bad": "red", "doubt": "amber", "plain": "grey"}
_INKS: Mapping[Ink, str] = {
    "text": "text", "soft": "text2", "good": "green", "bad": "red", "doubt": "amber",
    "plain": "text2", "pale": "text3", "missing": "text2"}
_TYPES: Mapping[Size, Type] = {"text": Type.SMALL, "small": Type.CAPTION}
_ALIGNS = {"left": Qt.AlignmentFlag.AlignLeft, "center": Qt.AlignmentFlag.AlignHCenter,
           "right": Qt.AlignmentFlag.AlignRight}
_LEADING = 1.5
"""Height of a line of words, in its type size: the faces differ in theirs."""


def look_of(theme: Theme) -> Look:
    """The measures of the screen at the chosen text size."""
    return Look(text=theme.px(Type.SMALL) * _LEADING, small=theme.px(Type.CAPTION) * _LEADING,
                bar=Px.BAR_STACK, cell=theme.px(Px.CHIP), widest=theme.px(Px.SIGN + Px.PAD_SMALL),
                plot=Px.SIGN_EMPTY, dot=Px.ICON_GAP, gap=SEGMENT_GAP, pad=Px.ICON_GAP,
                row=Px.CHIP_GAP)


def laid_out(chart: Chart, theme: Theme, width: float) -> Drawing:
    """The shapes of a chart at a width in pixels."""
    return lay_out(chart, width, look_of(theme), lambda text, size: theme.width(
        text, _TYPES[size]))


class _Pen:
    """Draws shapes in the colours of the theme."""

    def __init__(self, painter: QPainter, theme: Theme) -> None:
        self._painter, self._theme = painter, theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def rect(self, shape: Rect) -> None:
        painter, place = self._painter, QRectF(shape.x, shape.y, shape.width, shape.height)
        radius = float(Px.RADIUS_CHIP if shape.soft else min(Px.RADIUS_SCROLL, shape.height / 2))
        tone = _TONES.get(shape.role) if shape.soft else None
        if shape.role == "missing" or (shape.soft and tone is None):
            dashed = shape.role == "missing"
            painter.setPen(QPen(self._theme.color("edge" if dashed else "line"), Px.HAIR,
                                Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            place = place.adjusted(0.5, 0.5, -0.5, -0.5)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(TONES[tone][0] if tone else _FILLS[shape.role]))
        painter.drawRoundedRect(place, radius, radius)

    def words(self, shape: Words) -> None:
        tone = _TONES.get(shape.on) if shape.on is not None else None
        self._painter.setFont(self._theme.font(_TYPES[shape.size]))
        self._painter.setPen(self._theme.color(TONES[tone][1] if tone else _INKS[shape.ink]))
        flags = _ALIGNS[shape.align] | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        self._painter.drawText(QRectF(shape.x, shape.y, shape.width, shape.height), flags,
                               shape.text)

    def stroke(self, shape: Stroke) -> None:
        style = Qt.PenStyle.DashLine if shape.dashed else Qt.PenStyle.SolidLine
        self._painter.setPen(QPen(self._theme.color(_INKS[shape.ink]), 1.5, style))
        self._painter.drawLine(QPointF(shape.x1, shape.y1), QPointF(shape.x2, shape.y2))


class ChartView(QWidget):
    """A chart as tall as its width asks; click or Enter on a piece emits ``opened(Piece)`` where
    somebody stands behind it."""

    opened = Signal(object)
    walked = Signal(object)
    """The place of the piece at hand, a ``QRect`` of the view."""

    def __init__(self, theme: Theme, chart: Chart | None = None) -> None:
        super().__init__()
        self._theme = theme
        self._chart: Chart | None = None
        self._drawing = Drawing(0)
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._lay_out)
        if chart is not None:
            self.show_chart(chart)

    def show_chart(self, chart: Chart) -> None:
        """Another chart, or the same with new figures: the piece that was at hand stays."""
        key = self.current.key if self.current is not None else ""
        self._chart = chart
        self._lay_out()
        keys = [place.piece.key for place in self._drawing.places]
        self._at = keys.index(key) if key in keys else 0
        self._tell()

    @property
    def chart(self) -> Chart | None:
        return self._chart

    @property
    def drawing(self) -> Drawing:
        return self._drawing

    @property
    def current(self) -> Piece | None:
        """The piece that the keyboard is at."""
        places = self._drawing.places
        return places[self._at].piece if places else None

    def sizeHint(self) -> QSize:
        return QSize(Px.SIDE_PANEL, round(self._drawing.height))

    def _lay_out(self) -> None:
        if self._chart is not None and self.width() > 0:
            self._drawing = laid_out(self._chart, self._theme, self.width() - 2 * Px.FOCUS)
            self.setFixedHeight(round(self._drawing.height) + 2 * Px.FOCUS)
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._lay_out()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.translate(Px.FOCUS, Px.FOCUS)
        paint_drawing(painter, self._drawing, self._theme)
        places = self._drawing.places
        if self.hasFocus() and places:
            painter.setPen(QPen(self._theme.color("accent_text"), Px.FOCUS))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            here = places[self._at]
            frame = QRectF(here.x, here.y, here.width, here.height)
            painter.drawRoundedRect(frame.adjusted(-1, -1, 1, 1), Px.RADIUS_CHIP, Px.RADIUS_CHIP)

    # pointing

    def place_at(self, point: QPointF) -> Place | None:
        return next((place for place in self._drawing.places if place.holds(
            point.x() - Px.FOCUS, point.y() - Px.FOCUS)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        hand = place is not None and bool(place.piece.who)
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        if place is not None:
            self._go(self._drawing.places.index(place))
            self._open()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self.place_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), place.piece.said if place else "", self)
            return True
        return super().event(event)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps: Mapping[int, Callable[[], int | None]] = {
            Qt.Key.Key_Left: lambda: self._beside(-1), Qt.Key.Key_Right: lambda: self._beside(1),
            Qt.Key.Key_Up: lambda: self._along(-1), Qt.Key.Key_Down: lambda: self._along(1)}
        if event.key() in steps and self._drawing.places:
            found = steps[event.key()]()
            if found is not None:
                self._go(found)
            elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self._open()
        else:
            super().keyPressEvent(event)

    def _beside(self, by: int) -> int | None:
        """The next piece of the same line."""
        places, to = self._drawing.places, self._at + by
        same = 0 <= to < len(places) and places[to].line == places[self._at].line
        return to if same else None

    def _along(self, by: int) -> int | None:
        """The piece of the next line that has any, nearest above or below."""
        places, here = self._drawing.places, self._drawing.places[self._at]
        lines = [place.line for place in places if (place.line - here.line) * by > 0]
        if not lines:
            return None
        line = min(lines) if by > 0 else max(lines)
        return min((at for at, place in enumerate(places) if place.line == line),
                   key=lambda at: abs(places[at].x - here.x))

    def _go(self, at: int) -> None:
        self._at = at
        self._tell()
        self.update()
        self.walked.emit(self.here())

    def here(self) -> QRect:
        """Where the piece at hand is."""
        places = self._drawing.places
        if not places:
            return self.rect()
        here = places[self._at]
        return QRectF(here.x, here.y, here.width, here.height).toAlignedRect()

    def _tell(self) -> None:
        """What a screen reader says: the piece at hand, of a chart that is entered its words."""
        chart, piece = self._chart, self.current
        if chart is not None:
            self.setAccessibleName(f"{chart.title}，{piece.said}" if piece else
                                   f"{chart.title}，{chart.said}")
            self.setAccessibleDescription(chart.said)

    def _open(self) -> None:
        if self.current is not None and self.current.who:
            self.opened.emit(self.current)


def paint_drawing(painter: QPainter, drawing: Drawing, theme: Theme) -> None:
    """Paint the shapes of a chart at the painter's origin."""
    draw(drawing, _Pen(painter, theme))
