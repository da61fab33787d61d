"""Words on a page: labels of every kind, elided labels, painted chips and key caps."""

from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QSizePolicy, QWidget

from kongchuo_desktop.ui.theme import Theme, vary
from kongchuo_desktop.ui.tokens import TONES, Px, Tone, Type

Kind = Literal[
    "state", "figure", "title", "name", "strong", "body", "small", "smallstrong", "caption"
]


class Words(QLabel):
    """A line or paragraph; plain text always, so that a name can never be read as markup."""

    def __init__(
        self, text: str = "", kind: Kind = "body", tone: str = "", *, wrap: bool = False
    ) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("kind", kind)
        self.setProperty("tone", tone)

    def set_tone(self, tone: str) -> None:
        vary(self, tone=tone)


class ElidedWords(Words):
    """One line that may be cut: file names in the middle, reasons at the end, never a name."""

    def __init__(
        self,
        text: str = "",
        kind: Kind = "body",
        tone: str = "",
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__("", kind, tone)
        self._whole = text
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._cut()

    def setText(self, text: str) -> None:
        self._whole = text
        self._cut()

    def whole(self) -> str:
        """The text before it was cut."""
        return self._whole

    def sizeHint(self) -> QSize:
        line = self.fontMetrics()
        return QSize(line.horizontalAdvance(self._whole), line.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._cut()
        super().resizeEvent(event)

    def _cut(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, self._mode, self.width())
        super().setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")
        self.setAccessibleName(self._whole)


def draw_chip(painter: QPainter, theme: Theme, rect: QRect, text: str, tone: Tone) -> None:
    """A word on soft ground, no frame."""
    ground, word = TONES[tone]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(ground))
    painter.drawRoundedRect(rect, Px.RADIUS_CHIP, Px.RADIUS_CHIP)
    painter.setFont(theme.font(Type.CAPTION))
    painter.setPen(theme.color(word))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def chip_size(theme: Theme, text: str) -> QSize:
    return QSize(theme.width(text, Type.CAPTION) + 2 * Px.CHIP_PAD, Px.CHIP)


class Chip(QWidget):
    """A state or tag beside a name; never clickable."""

    def __init__(self, theme: Theme, text: str, tone: Tone = "grey") -> None:
        super().__init__()
        self._theme, self._text, self._tone = theme, text, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        theme.changed.connect(self.updateGeometry)

    def set(self, text: str, tone: Tone) -> None:
        self.setVisible(bool(text))
        if (text, tone) == (self._text, self._tone):
            return
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        return chip_size(self._theme, self._text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_chip(painter, self._theme, self.rect(), self._text, self._tone)


class ChipRow(QWidget):
    """At most three chips and whole ones only, then “+2” with the rest in its tooltip."""

    MOST = 3

    def __init__(self, theme: Theme, chips: list[tuple[str, Tone]] | None = None) -> None:
        super().__init__()
        self._theme = theme
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(Px.CHIP_GAP)
        self.set(chips or [])

    def set(self, chips: list[tuple[str, Tone]]) -> None:
        empty(self._line)
        self._chips = [Chip(self._theme, text, tone) for text, tone in chips]
        self._more = Chip(self._theme, "")
        for chip in (*self._chips, self._more):
            self._line.addWidget(chip)
        self._line.addStretch()
        self._fold()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._width(min(len(self._chips), self.MOST)), Px.CHIP)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(0), Px.CHIP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fold()
        super().resizeEvent(event)

    def _width(self, shown: int) -> int:
        """How much room the first ``shown`` chips and the word for the others take."""
        widths = [chip.sizeHint().width() for chip in self._chips[:shown]]
        if shown < len(self._chips):
            widths.append(chip_size(self._theme, f"+{len(self._chips) - shown}").width())
        return sum(widths) + Px.CHIP_GAP * max(len(widths) - 1, 0)

    def _fold(self) -> None:
        shown = min(len(self._chips), self.MOST)
        while shown and self._width(shown) > self.width():
            shown -= 1
        for at, chip in enumerate(self._chips):
            chip.setVisible(at < shown)
        rest = self._chips[shown:]
        self._more.set(f"+{len(rest)}" if rest else "", "grey")
        self._more.setToolTip("、".join(chip.text() for chip in rest))


class KeyCap(QWidget):
    """The name of a key as a cap, e.g. ``F2`` or 回车."""

    def __init__(self, theme: Theme, key: str) -> None:
        super().__init__()
        self._theme, self._key = theme, key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(key)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        width = self._theme.width(self._key, Type.CAPTION, bold=True) + 2 * Px.CHIP_GAP
        return QSize(max(width, Px.CHIP), Px.CHIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(self._theme.color("line2"), Px.HAIR))
        painter.setBrush(self._theme.color("surface"))
        painter.drawRoundedRect(frame, Px.RADIUS_CHIP, Px.RADIUS_CHIP)
        draw_edge(painter, self._theme.color("edge"), frame, Px.RADIUS_CHIP)
        painter.setFont(self._theme.font(Type.CAPTION, bold=True))
        painter.setPen(self._theme.color("text2"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._key)


def draw_edge(painter: QPainter, colour: QColor, frame: QRectF, radius: int) -> None:
    """The darker lower edge that tells a control from a card."""
    painter.setPen(QPen(colour, Px.HAIR))
    painter.drawLine(
        QPointF(frame.left() + radius, frame.bottom()),
        QPointF(frame.right() - radius, frame.bottom()),
    )


class Rule(QFrame):
    """A hair line between groups."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "rule")
        self.setFixedHeight(Px.HAIR)


class Sign(QWidget):
    """An icon on soft ground: what is to be done, or the sign of an empty page."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        tone: Tone = "grey",
        *,
        size: int = Px.SIGN,
        icon_size: int = Px.ICON_SIGN,
        round_ground: bool = False,
    ) -> None:
        super().__init__()
        self._theme, self._icon, self._tone = theme, icon, tone
        self._icon_size = icon_size
        self._radius = size / 2 if round_ground else float(Px.RADIUS_CARD)
        self.setFixedSize(size, size)

    def set(self, icon: str, tone: Tone) -> None:
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        ground, mark = TONES[self._tone]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(ground))
        painter.drawRoundedRect(self.rect(), self._radius, self._radius)
        draw_icon(painter, self._theme, self.rect(), self._icon, mark, self._icon_size)


class Glyph(QWidget):
    """A bare icon."""

    def __init__(self, theme: Theme, icon: str, token: str = "text2", size: int = Px.ICON) -> None:
        super().__init__()
        self._theme, self._icon, self._token = theme, icon, token
        self.setFixedSize(size, size)

    def set(self, icon: str, token: str) -> None:
        self._icon, self._token = icon, token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_icon(painter, self._theme, self.rect(), self._icon, self._token, self.width())


def empty(layout: QLayout) -> None:
    """Take everything out of a layout; what was shown is gone at once, not at the next event."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty(inner)


def draw_icon(
    painter: QPainter, theme: Theme, rect: QRect, icon: str, token: str, size: int
) -> None:
    """An icon in the middle of a rectangle."""
    picture = theme.pixmap(icon, token, size)
    left = rect.left() + (rect.width() - size) // 2
    top = rect.top() + (rect.height() - size) // 2
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(QRect(left, top, size, size), picture, picture.rect())
