"""Lists of people and acts: a model of rows in groups and the delegate that paints them."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from kongchuo_desktop.ui.parts.abstract import AbstractQt
from kongchuo_desktop.ui.parts.paint import Flow, Item, paint
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

Index = QModelIndex | QPersistentModelIndex

PAYLOAD = Qt.ItemDataRole.UserRole + 1
"""The page's own object of the row; None for a group head."""
KEY = Qt.ItemDataRole.UserRole + 2
"""What identifies the row across refreshes."""
EDGE = Qt.ItemDataRole.UserRole + 3
"""(first, last): whether the row begins or ends its card."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a group: “逾期 2”."""

    text: str
    count: int | None = None
    colour: str = "text"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its key, the page's object, and the whole sentence for a screen reader."""

    key: str
    payload: Any
    spoken: str


class RowsModel(QAbstractListModel):
    """Rows in groups; a group with a head gets a line above its card."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[tuple[Head | Row, bool, bool]] = []

    def set_groups(self, groups: Sequence[tuple[Head | None, Sequence[Row]]]) -> None:
        """Replace everything; views keep their current row by its key (RowView)."""
        self.beginResetModel()
        self._lines = []
        for head, rows in groups:
            if head is not None:
                self._lines.append((head, False, False))
            for at, row in enumerate(rows):
                self._lines.append((row, at == 0, at == len(rows) - 1))
        self.endResetModel()

    def set_rows(self, rows: Sequence[Row]) -> None:
        self.set_groups([(None, rows)])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._lines)

    def line(self, at: int) -> Head | Row:
        return self._lines[at][0]

    def find(self, key: str) -> int:
        """The row number of a key, or -1."""
        for at, (line, _, _) in enumerate(self._lines):
            if isinstance(line, Row) and line.key == key:
                return at
        return -1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, first, last = self._lines[index.row()]
        if isinstance(line, Head):
            count = "" if line.count is None else f" {line.count}"
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                return line.text + count
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.spoken
        return {PAYLOAD: line.payload, KEY: line.key, EDGE: (first, last)}.get(role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self._lines[index.row()][0], Head):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class RowDelegate(QStyledItemDelegate, metaclass=AbstractQt):
    """Paints rows; a page subclasses it and says in ``items`` what stands where.

    The same list of items is drawn and hit-tested, so they can't disagree.
    """

    def __init__(self, theme: Theme, *, height: int = Px.DUTY_ROW, card: bool = True) -> None:
        super().__init__()
        self.theme, self.height, self.card = theme, int(height), card
        self.hot: tuple[QPersistentModelIndex, str] | None = None
        self.down = False

    @abstractmethod
    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        """What stands in ``rect`` (already without the row's padding) for the page's object."""

    def inner(self, rect: QRect) -> QRect:
        """The row without its padding."""
        return rect.adjusted(Px.INSIDE, 0, -Px.INSIDE, -Px.HAIR)

    def items_of(self, index: Index, rect: QRect, *, selected: bool = False) -> list[Item]:
        payload = index.data(PAYLOAD)
        return [] if payload is None else self.items(payload, self.inner(rect), selected=selected)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if index.data(PAYLOAD) is None:
            return QSize(0, Px.GROUP_HEAD if index.row() else Px.GROUP_HEAD_FIRST)
        first = self.card and bool((index.data(EDGE) or (False,))[0])
        return QSize(0, self.height + Px.HAIR + (Px.HAIR if first else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect = QRect(option.rect)
        if index.data(PAYLOAD) is None:
            self._paint_head(painter, rect, index)
        else:
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
            hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
            self._paint_ground(painter, rect, index, selected=selected, hovered=hovered)
            hot = self.hot[1] if self.hot and self.hot[0] == index else ""
            items = self.items_of(index, rect, selected=selected)
            paint(painter, self.theme, items, hot=hot, down=self.down)
            if focus:
                self._paint_focus(painter, rect)
        painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRect, index: Index) -> None:
        model = index.model()
        assert isinstance(model, RowsModel)
        head = model.line(index.row())
        assert isinstance(head, Head)
        top = rect.bottom() - Px.GROUP_HEAD_FIRST
        line = QRect(rect.left() + Px.FOCUS, top, rect.width(), Px.CHIP)
        flow = Flow(self.theme, line).text(head.text, bold=True, colour=head.colour)
        if head.count is not None:
            flow.gap(Px.CHIP_GAP).text(str(head.count), Type.SMALL, colour="text3")
        paint(painter, self.theme, flow.items)

    def _paint_ground(
        self, painter: QPainter, rect: QRect, index: Index, *, selected: bool, hovered: bool
    ) -> None:
        ground = "selected" if selected else "hover" if hovered else "surface"
        first, last = index.data(EDGE) or (True, True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.card:
            painter.fillRect(rect, self.theme.color(ground))
            self._divide(painter, rect)
            return
        frame = QRectF(rect).adjusted(0.5, 0.5 if first else -9.5, -0.5, -0.5 if last else 9.5)
        path = QPainterPath()
        path.addRoundedRect(frame, Px.RADIUS_CARD, Px.RADIUS_CARD)
        painter.setClipRect(rect)
        painter.fillPath(path, self.theme.color(ground))
        painter.setPen(QPen(self.theme.color("line"), Px.HAIR))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        if not last:
            self._divide(painter, rect)
        painter.setClipping(False)

    def _divide(self, painter: QPainter, rect: QRect) -> None:
        line = QRect(rect.left(), rect.bottom(), rect.width(), Px.HAIR)
        painter.fillRect(line, self.theme.color("line"))

    def _paint_focus(self, painter: QPainter, rect: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.color("accent_text"), Px.FOCUS))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        frame = QRectF(rect).adjusted(2, 2, -2, -3)
        painter.drawRoundedRect(frame, Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)
