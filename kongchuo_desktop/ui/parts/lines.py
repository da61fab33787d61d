"""Models of tables: a page's own objects line by line, narrowed and sorted in the model itself."""

from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from itertools import groupby
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    Qt,
)
from PySide6.QtWidgets import QTableView

from kongchuo_desktop.ui.parts.abstract import AbstractQt
from kongchuo_desktop.ui.parts.rows import Index

T = TypeVar("T")
_FLAG = QItemSelectionModel.SelectionFlag

LINE = Qt.ItemDataRole.UserRole + 1
"""The page's own object of a row."""


class LinesModel(QAbstractTableModel, Generic[T], metaclass=AbstractQt):
    """Lines under heads; a page says in a subclass what their cells hold.

    A proxy model asks Python once for every line; here 50,000 lines are narrowed and sorted with a
    few list operations, and ``Table`` keeps selection and current row by ``key``.
    """

    def __init__(self, heads: Sequence[str]) -> None:
        super().__init__()
        self._heads = tuple(heads)
        self._lines: Sequence[T] = ()
        self._places: Mapping[str, int] = {}
        self._order: Sequence[int] = ()
        self._shown: Sequence[int] = ()
        self._kept: Set[int] | None = None
        self._by: tuple[int, Qt.SortOrder] | None = None

    # what a page overrides

    @abstractmethod
    def key(self, line: T) -> str:
        """What identifies a line when all are read again."""

    @abstractmethod
    def text(self, line: T, column: int) -> str:
        """What stands in a cell."""

    def places_by(self, column: int) -> Sequence[int]:
        """The places of all lines in the ascending order of a column."""
        keys = [self.text(line, column) for line in self._lines]
        return sorted(range(len(keys)), key=keys.__getitem__)

    def spoken(self, line: T, column: int) -> str:
        """What a screen reader says of a cell."""
        return self.text(line, column)

    def look(self, line: T, column: int, role: int) -> Any:
        """Any other role: colour, weight, alignment."""
        return None

    # what it shows

    def set_lines(self, lines: Sequence[T], kept: Set[int] | None = None,
                  places: Mapping[str, int] | None = None) -> None:
        """Other lines, of which those at the places ``kept`` are shown (None: all).

        ``places`` are the place of each key, where the worker has found them already.
        """
        self.beginResetModel()
        self._lines = lines
        self._places = places if places is not None else {
            self.key(line): at for at, line in enumerate(lines)}
        self._kept = kept
        self._sort_lines()
        self.endResetModel()

    def narrow(self, kept: Set[int] | None) -> None:
        """Show only the lines at these places of what was set; None shows all."""
        self.beginResetModel()
        self._kept = kept
        self._show_kept()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        self._by = (column, order)
        self._sort_lines()
        self.endResetModel()

    def _sort_lines(self) -> None:
        self._order = range(len(self._lines))
        if self._by is not None and self._by[0] >= 0:
            column, order = self._by
            self._order = self.places_by(column)
            if order is Qt.SortOrder.DescendingOrder:
                self._order = self._order[::-1]
        self._show_kept()

    def _show_kept(self) -> None:
        if self._kept is None:
            self._shown = self._order
        else:
            kept = self._kept
            self._shown = [at for at in self._order if at in kept]

    # who asks for lines

    def all_lines(self) -> Sequence[T]:
        """Shown or not, in the order given."""
        return self._lines

    def line(self, row: int) -> T:
        return self._lines[self._shown[row]]

    def shown_lines(self, rows: Iterable[int] | None = None) -> list[T]:
        """The lines of some rows, of all that are shown where None."""
        shown = self._shown
        return [self._lines[at] for at in (shown if rows is None else map(shown.__getitem__, rows))]

    def rows_of(self, keys: Collection[str]) -> list[int]:
        """The rows, in order, of those of the keys that are shown."""
        wanted = {self._places[key] for key in keys if key in self._places}
        return [row for row, at in enumerate(self._shown) if at in wanted] if wanted else []

    # what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, column = self.line(index.row()), index.column()
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(line, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(line, column)
        return self.look(line, column, role)

    def touch(self) -> None:
        """Paint all cells again: what may be read of them has changed."""
        if self._shown:
            last = self.index(len(self._shown) - 1, len(self._heads) - 1)
            self.dataChanged.emit(self.index(0, 0), last)


def rows_in(picked: QItemSelectionModel) -> list[int]:
    """The rows of a selection, in order; its ranges are asked, since there may be 50,000 rows."""
    selection = picked.selection()
    ranges = [selection.at(number) for number in range(selection.count())]
    return sorted({row for found in ranges for row in range(found.top(), found.bottom() + 1)})


def keep_picked(view: QTableView, model: LinesModel[Any]) -> None:
    """Selection and current row stay with their lines whenever these change their rows."""
    kept: tuple[set[str], str] = set(), ""

    def keep() -> None:
        nonlocal kept
        current, rows = view.currentIndex(), rows_in(view.selectionModel())
        kept = (
            {model.key(line) for line in model.shown_lines(rows)},
            model.key(model.line(current.row())) if current.isValid() else "",
        )

    def restore() -> None:
        chosen, current = kept
        picked = view.selectionModel()
        if rows := model.rows_of({current}):
            picked.setCurrentIndex(model.index(rows[0], 0), _FLAG.NoUpdate)
        if chosen:
            picked.select(_selection(model, model.rows_of(chosen)), _FLAG.ClearAndSelect)

    model.modelAboutToBeReset.connect(keep)
    model.modelReset.connect(restore)


def _selection(model: LinesModel[Any], rows: Iterable[int]) -> QItemSelection:
    selection, last = QItemSelection(), model.columnCount() - 1
    # Rows side by side differ from their place in the list by the same number.
    for _, run in groupby(enumerate(rows), lambda pair: pair[1] - pair[0]):
        block = [row for _, row in run]
        selection.select(model.index(block[0], 0), model.index(block[-1], last))
    return selection
