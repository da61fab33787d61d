"""The head of a table in two lines: neighbours of one group stand under their common head."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView

from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

_MIDDLE = Qt.AlignmentFlag.AlignCenter


class GroupedHead(QHeaderView):
    """Painted from the model's heads; a line break in one is kept."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self._groups: Sequence[str] = ()
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(Px.MARGIN)
        theme.changed.connect(self._fit)
        self._fit()

    def set_groups(self, groups: Sequence[str]) -> None:
        """The common head of each column, empty where it has none."""
        self._groups = groups
        self._fit()
        self.viewport().update()

    def needs(self, text: str) -> int:
        """The width of the longest line of a head."""
        return max(self._theme.width(line, Type.CAPTION) for line in text.split("\n"))

    def _fit(self) -> None:
        line = self._theme.metrics(Type.CAPTION).height()
        self.setFixedHeight(max(Px.TABLE_HEAD, 2 * line + 2 * Px.GRID))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        theme = self._theme
        painter.fillRect(self.viewport().rect(), theme.color("sunken"))
        painter.setFont(theme.font(Type.CAPTION))
        painter.setPen(theme.color("text2"))
        top = self.height() // 2
        for over, found in groupby(range(self.count()), key=self._over):
            columns = list(found)
            if not over:
                for column in columns:
                    self._write(painter, self._place(column, column), self._head(column))
                continue
            whole = self._place(columns[0], columns[-1])
            self._write(painter, QRect(whole.left(), 0, whole.width(), top), over)
            painter.fillRect(QRect(whole.left() + Px.GRID, top, whole.width() - 2 * Px.GRID,
                                   Px.HAIR), theme.color("line2"))
            for column in columns:
                place = self._place(column, column)
                self._write(painter, place.adjusted(0, top, 0, 0), self._head(column))
        painter.fillRect(QRect(0, self.height() - Px.HAIR, self.viewport().width(), Px.HAIR),
                         theme.color("line"))

    def _over(self, column: int) -> str:
        return self._groups[column] if column < len(self._groups) else ""

    def _head(self, column: int) -> str:
        return str(self.model().headerData(column, Qt.Orientation.Horizontal) or "")

    def _place(self, first: int, last: int) -> QRect:
        left = self.sectionViewportPosition(first)
        right = self.sectionViewportPosition(last) + self.sectionSize(last)
        return QRect(left, 0, right - left, self.height())

    def _write(self, painter: QPainter, place: QRect, text: str) -> None:
        painter.drawText(place, _MIDDLE, text)
