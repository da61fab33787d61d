"""A table whose first columns stay in sight while the others are moved sideways."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView

from kongchuo_desktop.ui.parts.table import CellDelegate, Table
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_OFF = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
_MOST = 2 / 3
"""Of a table's width that may stay: the rest must have room to move in."""


class FrozenTable(Table):
    """A table of one chosen cell. ``freeze`` says how many columns stay; they lie over the others
    as soon as these are moved (``over``), and go along where they would leave no room."""

    _stay = 0
    """Columns; Qt asks for it while the table is still being made."""

    def __init__(self, theme: Theme, model: QAbstractItemModel, *, delegate: CellDelegate) -> None:
        super().__init__(theme, model, delegate=delegate, many=False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.over = _Over(self, delegate)
        self.horizontalScrollBar().valueChanged.connect(lambda _: self._lay_over())
        self.horizontalHeader().sectionResized.connect(lambda *_: self._lay_over())

    def freeze(self, columns: int) -> None:
        """Let so many columns stay."""
        self._stay = columns
        self._lay_over()

    def set_row_height(self, height: int) -> None:
        super().set_row_height(height)
        if hasattr(self, "over"):
            self.over.set_row_height(height)

    def frozen_width(self) -> int:
        """Px that stay; 0 where the columns go along with the others."""
        width = sum(map(self.columnWidth, range(self._stay)))
        return width if width <= self.viewport().width() * _MOST else 0

    def scrollTo(self, index: QModelIndex | QPersistentModelIndex,
                 hint: QAbstractItemView.ScrollHint =
                 QAbstractItemView.ScrollHint.EnsureVisible) -> None:
        bar, width = self.horizontalScrollBar(), self.frozen_width()
        before = bar.value()
        super().scrollTo(index, hint)
        if not width:
            return
        if index.column() < self._stay:
            # It is in sight wherever the others are.
            bar.setValue(before)
        elif (hidden := width - self.visualRect(index).left()) > 0:
            bar.setValue(bar.value() - hidden)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_over()

    def _lay_over(self) -> None:
        width = self.frozen_width() if self.horizontalScrollBar().value() else 0
        if width:
            self.over.lie(width)
        self.over.setVisible(width > 0)

    def _hover(self, row: int) -> None:
        super()._hover(row)
        self.over.hovered_row = row
        self.over.viewport().update()


class _Over(Table):
    """The columns that stay: the same cells and the same choice, without a will of their own."""

    def __init__(self, under: FrozenTable, delegate: CellDelegate) -> None:
        super().__init__(under.theme, under.model(), delegate=delegate, many=False)
        self.setParent(under)
        self.hide()
        self._under = under
        self.setSelectionModel(under.selectionModel())
        self.setSelectionBehavior(under.selectionBehavior())
        self.setHorizontalScrollBarPolicy(_OFF)
        self.setVerticalScrollBarPolicy(_OFF)
        self.setVerticalScrollMode(under.verticalScrollMode())
        self.setFocusProxy(under)
        self.clicked.connect(under.clicked)
        self.opened.connect(under.opened)
        mine, its = self.verticalScrollBar(), under.verticalScrollBar()
        its.valueChanged.connect(mine.setValue)
        mine.valueChanged.connect(its.setValue)
        head, below = self.horizontalHeader(), under.horizontalHeader()
        head.setSectionsClickable(True)
        head.setSortIndicatorClearable(True)
        head.sortIndicatorChanged.connect(lambda at, order: below.setSortIndicator(at, order))
        below.sortIndicatorChanged.connect(lambda at, order: head.setSortIndicator(at, order))

    def lie(self, width: int) -> None:
        """Cover so many px at the left of the table, its head too."""
        under = self._under
        head = under.horizontalHeader()
        self.setAccessibleName(under.accessibleName())
        self.horizontalHeader().setVisible(not head.isHidden())
        self.horizontalHeader().setSortIndicatorShown(head.isSortIndicatorShown())
        for column in range(head.count()):
            self.setColumnWidth(column, under.columnWidth(column))
        top = under.viewport().geometry().top() - (0 if head.isHidden() else head.height())
        self.setGeometry(under.frameWidth(), top, width,
                         under.viewport().geometry().bottom() + 1 - top)
        self.verticalScrollBar().setValue(under.verticalScrollBar().value())
        self.raise_()

    def scrollTo(self, index: QModelIndex | QPersistentModelIndex,
                 hint: QAbstractItemView.ScrollHint =
                 QAbstractItemView.ScrollHint.EnsureVisible) -> None:
        """It goes where the table below goes."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        view = self.viewport()
        with QPainter(view) as painter:
            painter.fillRect(view.width() - Px.HAIR, 0, Px.HAIR, view.height(),
                             self.theme.color("line2"))

    def _hover(self, row: int) -> None:
        self._under._hover(row)
