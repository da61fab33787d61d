"""Tables: flat rows under a sunken head, sorted by click, the foot turning into an action bar."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.lines import LinesModel, keep_picked, rows_in
from kongchuo_desktop.ui.parts.paint import Flow, Item, paint
from kongchuo_desktop.ui.parts.pointing import Pointing
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CellDelegate(QStyledItemDelegate):
    """Paints cells; ``items`` may be overridden for chips and problems, default is the text.

    Text comes from DisplayRole, its colour token from ``COLOUR``, its weight from ``BOLD``.
    """

    COLOUR = Qt.ItemDataRole.UserRole + 11
    BOLD = Qt.ItemDataRole.UserRole + 12

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.hot: tuple[QPersistentModelIndex, str] | None = None
        self.down = False

    def items(self, index: Index, rect: QRect) -> list[Item]:
        """What stands in the cell; ``rect`` is already without its padding."""
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        flow = Flow(self.theme, rect)
        bold = bool(index.data(self.BOLD))
        colour = index.data(self.COLOUR) or "text"
        align = index.data(Qt.ItemDataRole.TextAlignmentRole)
        if not bold and not align:
            # Of a school and a class both ends tell more than the first of them alone.
            return flow.rest(text, colour=colour, mode=Qt.TextElideMode.ElideMiddle).items
        flow.text(
            text,
            Type.BODY if bold else Type.SMALL,
            bold=bold,
            colour=colour,
            width=rect.width(),
            align=Qt.AlignmentFlag(align) if align else _LEFT,
        )
        return flow.items

    def ground(self, index: Index) -> str:
        """The colour token under a cell that is neither chosen nor pointed at."""
        return "surface"

    def items_of(self, index: Index, rect: QRect) -> list[Item]:
        return self.items(index, rect.adjusted(Px.ICON_GAP, 0, -Px.ICON_GAP, 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        view = option.widget
        assert isinstance(view, Table)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = view.hovered_row == index.row()
        ground = "selected" if selected else "hover" if hovered else self.ground(index)
        rect = QRect(option.rect)
        painter.fillRect(rect, self.theme.color(ground))
        painter.fillRect(
            QRect(rect.left(), rect.bottom(), rect.width(), Px.HAIR), self.theme.color("line")
        )
        painter.setClipRect(rect)
        hot = self.hot[1] if self.hot and self.hot[0] == index else ""
        paint(painter, self.theme, self.items_of(index, rect), hot=hot, down=self.down)
        current = view.currentIndex()
        if view.hasFocus() and current.isValid() and current.row() == index.row():
            # The ring of the whole row: its left bar alone would be enough in every cell.
            bar = QRect(rect.left(), rect.top(), Px.FOCUS, rect.height())
            if index.column() == view.first_shown_column():
                painter.fillRect(bar, self.theme.color("accent_text"))
        painter.restore()


class Table(Pointing, QTableView):
    """A table of fixed row height; Enter emits ``opened``, painted items emit ``acted``.

    ``widths`` in px grow with the text size; ``drop`` lists columns hidden below 1280 px from the
    first on, as many as the width asks for. Over a ``LinesModel`` selection and current row stay
    with their lines when these are narrowed, sorted or read again; ``whole`` is a column of names
    there, which are never cut: it grows with the longest.
    """

    acted = Signal(QModelIndex, str)
    opened = Signal(QModelIndex)
    left_upwards = Signal()
    """The Up key on the first row: focus goes back to the search field."""

    def __init__(
        self,
        theme: Theme,
        model: QAbstractItemModel,
        *,
        widths: Sequence[int] = (),
        stretch: int = -1,
        drop: Sequence[int] = (),
        whole: int = -1,
        row_height: int = Px.TABLE_ROW,
        delegate: CellDelegate | None = None,
        many: bool = True,
    ) -> None:
        super().__init__()
        self.theme, self.hovered_row = theme, -1
        self._widths, self._drop = list(widths), list(drop)
        self._room, self._whole, self._longest = 0, whole, ""
        self._cells = delegate or CellDelegate(theme)
        self.setModel(model)
        self.setItemDelegate(self._cells)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(
            QAbstractItemView.SelectionMode.ExtendedSelection
            if many
            else QAbstractItemView.SelectionMode.SingleSelection
        )
        self.init_pointing()
        self.verticalHeader().hide()
        self.set_row_height(row_height)
        head = self.horizontalHeader()
        head.setFixedHeight(Px.TABLE_HEAD)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setMinimumSectionSize(Px.MARGIN)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._spread_columns()
        theme.changed.connect(self._spread_columns)
        if stretch >= 0:
            head.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(self.opened)
        if isinstance(model, LinesModel):
            keep_picked(self, model)
            if whole >= 0:
                model.modelReset.connect(self._make_whole)
                self._make_whole()

    def set_row_height(self, height: int) -> None:
        side = self.verticalHeader()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setMinimumSectionSize(int(height))
        side.setDefaultSectionSize(int(height))

    def _spread_columns(self) -> None:
        for at in range(len(self._widths)):
            self.setColumnWidth(at, self._width_of(at))
        if self._room:
            self.fit_columns(self._room)

    def _width_of(self, column: int) -> int:
        least = self.theme.px(self._widths[column])
        if column != self._whole:
            return least
        text = self.theme.width(self._longest, Type.BODY, bold=True)
        return max(least, text + 2 * Px.ICON_GAP + Px.GRID)

    def _make_whole(self) -> None:
        model = self.model()
        assert isinstance(model, LinesModel)
        names = (model.text(line, self._whole) for line in model.all_lines())
        longest = max(names, key=len, default="")
        if longest != self._longest:
            self._longest = longest
            self._spread_columns()

    def fit_columns(self, width: int) -> None:
        """Hide columns of ``drop`` until the rest fits into ``width`` px, at any text size."""
        self._room = width
        total = sum(map(self._width_of, range(len(self._widths))))
        for column in self._drop:
            hide = total > width
            self.setColumnHidden(column, hide)
            if hide:
                total -= self._width_of(column)

    def first_shown_column(self) -> int:
        head = self.horizontalHeader()
        shown = [at for at in range(head.count()) if not head.isSectionHidden(at)]
        return min(shown, key=head.visualIndex, default=0)

    def selected_rows(self) -> list[int]:
        """The rows selected, in order."""
        return rows_in(self.selectionModel())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            if current.isValid():
                self.opened.emit(current)
            else:
                event.ignore()
            return
        if event.key() == Qt.Key.Key_Up and current.row() <= 0:
            self.left_upwards.emit()
            return
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self._hover(self.rowAt(point.y()))
        self.point_at(point)
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.press(
            event.position().toPoint()
        ):
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.release(event.position().toPoint())
        super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            self.show_tip(event)
            return True
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        if row != self.hovered_row:
            self.hovered_row = row
            self.viewport().update()


class FittingTable(Table):
    """A table that drops columns by its own width, wherever it stands on the page."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns(self.viewport().width())


class ActionBar(QFrame):
    """The foot of a table: a quiet sentence, or what can be done with the rows selected."""

    acted = Signal(str)

    def __init__(self, theme: Theme, actions: Sequence[tuple[str, str]], *,
                 counter: str = "人") -> None:
        """``actions`` are (key, words); ``counter`` of what is selected."""
        super().__init__()
        self.setProperty("kind", "foot")
        self.setFixedHeight(Px.ACTION_BAR)
        line = QHBoxLayout(self)
        line.setContentsMargins(Px.INSIDE, 0, Px.INSIDE, 0)
        line.setSpacing(Px.GRID)
        self.selected, self._counter = 0, counter
        self._count = Words("", "smallstrong")
        line.addWidget(self._count)
        line.addSpacing(Px.GRID)
        self.buttons: dict[str, Button] = {}
        for key, text in actions:
            button = Button(theme, text, "text", size="small")
            button.clicked.connect(lambda _=False, key=key: self.acted.emit(key))
            self.buttons[key] = button
            line.addWidget(button)
        line.addStretch()
        self.right = QHBoxLayout()
        self.right.setSpacing(Px.CHIP_GAP)
        line.addLayout(self.right)
        self.set_selected(0)

    def set_selected(self, count: int) -> None:
        """Show the actions for so many selected rows; none hides them."""
        self.selected = count
        self._count.setText(f"已选 {count} {self._counter}" if count else "")
        for button in self.buttons.values():
            button.setVisible(count > 0)


class TableCard(QFrame):
    """The frame round a table and its foot."""

    def __init__(self, table: Table, foot: QWidget | None = None) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(Px.HAIR, Px.HAIR, Px.HAIR, Px.HAIR)
        column.setSpacing(0)
        column.addWidget(table, 1)
        if foot is not None:
            column.addWidget(foot)
