"""The step 对好各列: what each column of the sheet is taken for, and how to say otherwise."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.domain.enrollment import DETAILS
from kongchuo_desktop.domain.roster import LABELS, meaning_label
from kongchuo_desktop.operations.importing import ALL
from kongchuo_desktop.sheets.headings import Column
from kongchuo_desktop.sheets.table import Table as SheetTable
from kongchuo_desktop.ui.masks import VEILED
from kongchuo_desktop.ui.pages.importing_arranged import ShownTable
from kongchuo_desktop.ui.pages.roster_forms import TAGS
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.table import CellDelegate, Table, TableCard
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

COLUMN = Qt.ItemDataRole.UserRole + 1
HEADS = ("表头", "表里的样子", "当作")
UNUSED = "不用这一列"
UNKNOWN = "不认识，点一下选"
ALL_ALIKE = "表头一样的都要"
_WIDTHS = (190, 400, 250)


def roster_meanings() -> dict[str, str]:
    """Everything a column of a roster may be → what users read."""
    return {**LABELS, **{key: detail.label for key, detail in DETAILS.items()},
            **{f"tag:{tag}": f"标签：{tag}" for tag in TAGS}}


class ColumnsModel(QAbstractTableModel):
    """The columns of the sheet that have a heading or are used; unknown ones first."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        super().__init__()
        self._meanings = meanings
        self._columns: Sequence[Column] = ()
        self._samples: Mapping[int, str] = {}
        self._veil = False

    def set_veil(self, on: bool) -> None:
        self._veil = on
        self.layoutChanged.emit()

    def show(self, shown: ShownTable) -> None:
        self.beginResetModel()
        self._columns, self._samples = shown.columns, shown.samples
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._columns)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self._columns[index.row()]
        sample = VEILED if self._veil else self._samples[column.index]
        texts = ("".join(column.heading.split()), sample, self._words(column))
        if role == COLUMN:
            return column
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{texts[0]} 当作 {texts[2]}，例如 {texts[1]}"
        if role == CellDelegate.BOLD:
            return index.column() == 0
        if role == CellDelegate.COLOUR:
            return "text2" if index.column() == 1 else "text"
        return None


    def _words(self, column: Column) -> str:
        """``身份证号``, ``标签：留守``, ``不用这一列``."""
        if column.meaning is None:
            return UNUSED if column.settled else UNKNOWN
        return self._meanings.get(column.meaning) or meaning_label(column.meaning)


class ColumnsDelegate(CellDelegate):
    """The last cell is a button that says what the column is taken for."""

    def items(self, index: Index, rect: QRect) -> list[Item]:
        flow = Flow(self.theme, rect)
        if index.column() == 1:
            return flow.rest(str(index.data())).items
        if index.column() < len(HEADS) - 1:
            return super().items(index, rect)
        column: Column = index.data(COLUMN)
        width = rect.width() - Px.GAP
        tip = "" if column.meaning else "这一列不会导入"
        return flow.push(str(index.data()), "meaning", width=width, from_right=False,
                         tip=tip).items


class StepTable(Table):
    """A table of a wizard: Alt+← belongs to the page, which goes a step back."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)


class ColumnsStep(QWidget):
    """Columns, and where needed which sheet, which row of headings, which class.

    ``changed(index, meaning)``; ``meanings``: what a column may be → what users read.
    """

    changed = Signal(int, object)
    sheet_chosen = Signal(str)
    head_chosen = Signal(str)
    room_chosen = Signal(str)

    def __init__(self, theme: Theme, meanings: Mapping[str, str]) -> None:
        super().__init__()
        self._theme, self._meanings = theme, meanings
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.GAP)
        line = QHBoxLayout()
        line.setSpacing(Px.ICON_GAP)
        self.said = Words("", "small", "text2")
        line.addWidget(self.said)
        line.addStretch()
        self.sheets, self.heads, self.rooms = Choice(theme), Choice(theme), Choice(theme)
        self._labels: dict[Choice, Words] = {}
        for choice, words, chosen in (
                (self.sheets, "哪一张表", self.sheet_chosen),
                (self.heads, "表头", self.head_chosen),
                (self.rooms, "没写班级的放进", self.room_chosen)):
            self._labels[choice] = Words(words, "small", "text2")
            choice.setAccessibleName(words)
            line.addWidget(self._labels[choice])
            line.addWidget(choice)
            choice.activated.connect(
                lambda _, choice=choice, chosen=chosen: chosen.emit(choice.key()))
        column.addLayout(line)
        self.model = ColumnsModel(meanings)
        self.table = StepTable(theme, self.model, widths=_WIDTHS, stretch=1, many=False,
                               row_height=Px.IMPORT_ROW, delegate=ColumnsDelegate(theme))
        self.table.acted.connect(lambda index, _: self._ask(index))
        self.table.opened.connect(self._ask)
        column.addWidget(TableCard(self.table), 1)

    def set_veil(self, on: bool) -> None:
        """F9: no sample of what stands in the sheet is shown."""
        self.model.set_veil(on)

    def show_table(self, shown: ShownTable, *, rooms: Sequence[tuple[str, str]] = (),
                   room: str = "", heads: Sequence[tuple[str, str]] = (), head: str = "",
                   said: str = "") -> None:
        """Other columns; ``rooms`` and ``heads`` are key and words of what may be chosen."""
        self.said.setText(said or _said(shown.table))
        self._offer(self.sheets, [(name, ALL_ALIKE if name == ALL else name)
                                  for name in shown.sheets], shown.chosen)
        self._offer(self.heads, heads, head)
        self._offer(self.rooms, [("", "还没有选"), *rooms] if len(rooms) > 1 else [], room)
        self.model.show(shown)

    def _offer(self, choice: Choice, choices: Sequence[tuple[str, str]], chosen: str) -> None:
        choice.set_choices(choices)
        choice.choose(chosen)
        for widget in (choice, self._labels[choice]):
            widget.setVisible(len(choices) > 1)

    def _ask(self, index: QModelIndex) -> None:
        column: Column = index.data(COLUMN)
        heading = "".join(column.heading.split())
        form = FormDialog(self._theme, self, title=f"“{heading}”这一列是什么？", verb="就当这一列")
        choice = Choice(self._theme, [("", UNUSED), *self._meanings.items()])
        choice.choose(column.meaning or "")
        form.add("meaning", "当作", choice, hint=f"表里：{self.model.index(index.row(), 1).data()}")

        def take() -> None:
            form.accept()
            self.changed.emit(column.index, choice.key() or None)

        form.submitted.connect(take)
        form.open()


def _said(table: SheetTable) -> str:
    used = sum(c.meaning is not None for c in table.columns)
    unknown = len(table.unknown)
    words = f"找到{len(table.lines)}名学生，认出{used}列。"
    return words + (f"有{unknown}列不认识，选一次，下次就认得。" if unknown
                    else "不对的点一下改。")
