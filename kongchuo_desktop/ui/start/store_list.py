"""The stores of this computer as a short list: one row each, one stop of the keyboard."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kongchuo_desktop.operations.known_stores import StoreCard
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.words import chip_size, draw_chip, draw_icon
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Tone, Type

ROLE_ICONS = {"class": "user-round", "school": "school", "bureau": "landmark"}
ROLE_WORDS = {"class": "班级", "school": "学校", "bureau": "教育局"}
GONE = "U盘没有插，或者文件夹搬走了"


def chips_of(card: StoreCard) -> list[tuple[str, Tone]]:
    """What kind of store it is, and whether it is for practice."""
    chips: list[tuple[str, Tone]] = [(ROLE_WORDS[card.role], "grey")]
    if card.practice:
        chips.append(("练习", "amber"))
    return chips


def where_words(card: StoreCard) -> str:
    """``青石镇中心学校 七年级1班``, or why it cannot be opened."""
    return f"{card.unit_name} {card.title}".strip() if card.there else GONE


def when_words(card: StoreCard, today: date) -> list[str]:
    """When it was opened and written into last."""
    times: list[tuple[str, datetime | None]] = [("打开", card.opened), ("保存", card.saved)]
    return [f"{day_text(at.date(), today=today)} {at:%H:%M} {what}"
            for what, at in times if at is not None and card.there]


class StoreRow(QAbstractButton):
    """A store: its sign, person and chips, the unit, and when it was opened and saved last.

    ``removed`` is emitted by its own button: one that is gone is taken off the list, one for
    practice is thrown away.
    """

    removed = Signal()

    def __init__(self, theme: Theme, card: StoreCard, today: date) -> None:
        super().__init__()
        self._theme, self.card, self._today = theme, card, today
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(Px.CASE_ROW)
        said = [card.person, *(word for word, _ in chips_of(card)), where_words(card)]
        self.setAccessibleName("，".join([*said, *when_words(card, today)]))
        self.setToolTip(str(card.folder))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, Px.GAP, 0)
        line.addStretch()
        self.remove: Button | None = None
        verb = "删掉…" if card.practice and card.there else "" if card.there else "从列表去掉"
        if verb:
            self.remove = Button(theme, verb, "text", size="small", clicked=self.removed.emit)
            line.addWidget(self.remove)

    def sizeHint(self) -> QSize:
        return QSize(Px.DIALOG, Px.CASE_ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, on = self._theme, self.isChecked()
        ground = "selected" if on else "hover" if self.underMouse() else "surface"
        edge = "accent_text" if on or self.hasFocus() else "line"
        painter.setPen(QPen(theme.color(edge), Px.FOCUS if self.hasFocus() else Px.HAIR))
        painter.setBrush(theme.color(ground))
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, Px.RADIUS_CARD, Px.RADIUS_CARD)
        sign = QRect(Px.GAP, (self.height() - Px.SIGN) // 2, Px.SIGN, Px.SIGN)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_soft" if on else "grey_soft"))
        painter.drawRoundedRect(sign, Px.RADIUS_CARD, Px.RADIUS_CARD)
        token = "accent_text" if on else "text2"
        draw_icon(painter, theme, sign, ROLE_ICONS[self.card.role], token, Px.ICON_SIGN)
        left, right = sign.right() + Px.GAP, self._paint_times(painter)
        half = self.height() // 2
        self._paint_name(painter, QRect(left, Px.GRID, right - left, half - Px.GRID))
        painter.setFont(theme.font(Type.SMALL))
        painter.setPen(theme.color("text2" if self.card.there else "amber"))
        below = QRect(left, half, right - left, half - Px.GRID)
        words = theme.metrics(Type.SMALL).elidedText(
            where_words(self.card), Qt.TextElideMode.ElideMiddle, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_name(self, painter: QPainter, place: QRect) -> None:
        theme = self._theme
        painter.setFont(theme.font(Type.BODY, bold=True))
        painter.setPen(theme.color("text"))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.card.person)
        left = place.left() + theme.width(self.card.person, Type.BODY, bold=True) + Px.ICON_GAP
        for text, tone in chips_of(self.card):
            size = chip_size(theme, text)
            top = place.top() + (place.height() - size.height()) // 2
            draw_chip(painter, theme, QRect(left, top, size.width(), size.height()), text, tone)
            left += size.width() + Px.CHIP_GAP

    def _paint_times(self, painter: QPainter) -> int:
        """The two times at the right; returns where they begin."""
        lines = when_words(self.card, self._today)
        end = self.remove.x() if self.remove is not None else self.width()
        right, half = end - Px.GAP, self.height() // 2
        painter.setFont(self._theme.font(Type.CAPTION))
        painter.setPen(self._theme.color("text3"))
        widest = max((self._theme.width(line, Type.CAPTION) for line in lines), default=0)
        for line, top in zip(lines, (Px.GRID, half), strict=False):
            place = QRect(right - widest, top, widest, half - Px.GRID)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                             line)
        return right - widest - Px.GAP


class StoreList(QScrollArea):
    """Rows of stores, one of them chosen; ↑↓ move, Tab stops once.

    Signals: ``moved`` when another store is chosen, ``taken`` by a click on one, ``removed(card)``
    when one shall go.
    """

    moved = Signal()
    taken = Signal()
    removed = Signal(object)

    def __init__(self, theme: Theme, today: date) -> None:
        super().__init__()
        self._theme, self._today = theme, today
        self.rows: list[StoreRow] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._inside.setProperty("kind", "clear")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, Px.GRID, 0)
        self._column.setSpacing(Px.ICON_GAP)
        self._column.addStretch()
        self.setWidget(self._inside)

    def show_cards(self, cards: Sequence[StoreCard]) -> None:
        """Replace the rows; nothing is chosen."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        for at, card in enumerate(cards):
            row = StoreRow(self._theme, card, self._today)
            row.toggled.connect(lambda on, row=row: self._chosen(row) if on else None)
            row.clicked.connect(self.taken)
            row.removed.connect(lambda card=card: self.removed.emit(card))
            self._column.insertWidget(at, row)
            self.rows.append(row)

    def chosen(self) -> StoreCard | None:
        return next((row.card for row in self.rows if row.isChecked()), None)

    def go(self, folder: Path) -> bool:
        """Choose the store of a folder; False when it is not in the list."""
        row = next((row for row in self.rows if row.card.folder == folder), None)
        if row is not None:
            row.setChecked(True)
        return row is not None

    def step(self, by: int) -> None:
        """Choose the next or previous store."""
        at = next((i for i, row in enumerate(self.rows) if row.isChecked()), 0) + by
        if 0 <= at < len(self.rows):
            self.go(self.rows[at].card.folder)

    def _chosen(self, row: StoreRow) -> None:
        self.ensureWidgetVisible(row)
        for other in self.rows:
            # The list is one stop of the Tab key: arrows move within it.
            stop = Qt.FocusPolicy.StrongFocus if other is row else Qt.FocusPolicy.ClickFocus
            other.setFocusPolicy(stop)
        self.moved.emit()
