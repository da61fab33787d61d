"""The grid of months, terms or years: one painted sign a cell, told apart without colour."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QWidget

from kongchuo_desktop.operations.periods import short_period
from kongchuo_desktop.operations.returns_year import MonthCell, UnitLine, YearGrid, cell_words
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.table import CellDelegate, Table
from kongchuo_desktop.ui.parts.words import Words, draw_icon
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

NAME, KIND, TOWN, PUPILS, FIRST = range(5)
"""Columns; the periods begin at ``FIRST``."""
CELL = Qt.ItemDataRole.UserRole + 21

_NAME_WIDTH, _TOWN_WIDTH, _PUPILS_WIDTH = Px.SIDEBAR_WIDTH - Px.MARGIN, Px.FORM_LABEL, Px.HEADER
_KIND_WIDTH = 76
_MOST, _LEAST = 86, 52
_GROUNDS = {"filed": "accent_soft", "late": "amber_soft", "unverified": "violet_soft"}
_INKS = {"filed": "accent_text", "zero": "text2", "late": "amber", "missing": "red",
         "unverified": "violet", "pending": "text3"}
_ICONS = {"late": "clock", "unverified": "circle-question-mark"}
_BOLD = frozenset({"filed", "missing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CellSign(Item):
    """The sign of a state: filled, outlined, dashed, clock or question mark."""

    state: str
    count: str = ""
    ring: bool = False

    def draw(self, painter: QPainter, theme: Theme, *, hot: bool, down: bool) -> None:
        frame = QRectF(self.rect).adjusted(0.5, 0.5, -0.5, -0.5)
        ink = theme.color(_INKS[self.state])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.state in _GROUNDS:
            painter.setBrush(theme.color(_GROUNDS[self.state]))
        elif self.state == "zero":
            painter.setPen(QPen(theme.color("line2"), Px.HAIR))
        elif self.state == "missing":
            painter.setPen(QPen(ink, Px.HAIR, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(frame, Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)
        if self.ring:
            painter.setPen(QPen(theme.color("accent_text"), Px.FOCUS))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame.adjusted(-2, -2, 2, 2), Px.RADIUS_CONTROL,
                                    Px.RADIUS_CONTROL)
        self._write(painter, theme)

    @property
    def _mark(self) -> int:
        return Px.ICON + Px.FOCUS if self.state in _ICONS else 0

    def words(self, theme: Theme) -> str:
        """What it says: with its word where there is room for it."""
        whole = sign_words(self.state, self.count, worded=True)
        width = theme.width(whole, Type.SMALL, bold=self.state in _BOLD)
        fits = width + self._mark <= self.rect.width() - Px.GRID
        return whole if fits else sign_words(self.state, self.count, worded=False)

    def _write(self, painter: QPainter, theme: Theme) -> None:
        words, icon, mark = self.words(theme), _ICONS.get(self.state, ""), self._mark
        bold = self.state in _BOLD
        room = theme.width(words, Type.SMALL, bold=bold)
        left = self.rect.left() + (self.rect.width() - room - mark) // 2
        if icon:
            place = QRect(left, self.rect.top(), Px.ICON, self.rect.height())
            draw_icon(painter, theme, place, icon, _INKS[self.state], Px.ICON)
        painter.setFont(theme.font(Type.SMALL, bold=bold))
        painter.setPen(theme.color(_INKS[self.state]))
        text = QRect(left + mark, self.rect.top(), room + Px.GRID, self.rect.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Item):
    """A name that is never cut: in two lines of small type where one is too narrow."""

    text: str
    bold: bool

    def draw(self, painter: QPainter, theme: Theme, *, hot: bool, down: bool) -> None:
        fits = theme.width(self.text, Type.SMALL, bold=self.bold) <= self.rect.width()
        painter.setFont(theme.font(Type.SMALL if fits else Type.CAPTION, bold=self.bold and fits))
        painter.setPen(theme.color("text"))
        wrap = Qt.TextFlag.TextSingleLine if fits else Qt.TextFlag.TextWrapAnywhere
        painter.drawText(self.rect, Qt.AlignmentFlag.AlignVCenter | wrap, self.text)


def sign_words(state: str, count: str, *, worded: bool) -> str:
    """What stands on a sign; a narrow one leaves the word to the legend."""
    if state == "filed":
        return f"{count} 人" if worded else count
    if state == "late":
        return f"{count} 迟报" if worded else count
    if state == "unverified":
        return "未验" if worded else ""
    return {"zero": "0", "missing": "未报", "pending": "–"}[state]


class GridModel(QAbstractTableModel):
    """Units down, periods across."""

    def __init__(self) -> None:
        super().__init__()
        self.periods: tuple[str, ...] = ()
        self.lines: list[UnitLine] = []
        self.first_head = "学校"

    def set_grid(self, grid: YearGrid, lines: list[UnitLine]) -> None:
        self.beginResetModel()
        self.periods, self.lines = grid.periods, lines
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return FIRST + len(self.periods)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section >= FIRST:
            return Qt.AlignmentFlag.AlignCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section >= FIRST:
            return short_period(self.periods[section - FIRST])
        return {NAME: self.first_head, KIND: "类别", TOWN: "乡镇", PUPILS: "在籍"}[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.column() < FIRST:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def cell(self, index: Index) -> MonthCell | None:
        if not index.isValid() or index.column() < FIRST:
            return None
        return self.lines[index.row()].cells[index.column() - FIRST]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, cell = self.lines[index.row()], self.cell(index)
        if role == CELL:
            return cell
        if role == Qt.ItemDataRole.AccessibleTextRole and cell is not None:
            return f"{line.name}，{short_period(cell.period)}，{cell_words(cell)}"
        if role == Qt.ItemDataRole.DisplayRole and cell is None:
            pupils = "" if line.pupils is None else f"{line.pupils:,}"
            return {NAME: line.name, KIND: line.kind, TOWN: line.township,
                    PUPILS: pupils}[index.column()]
        return None


class _Cells(CellDelegate):
    """Names as text, periods as signs, the current one in a ring."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.current: Index = QModelIndex()

    def items(self, index: Index, rect: QRect) -> list[Item]:
        cell = index.data(CELL)
        if cell is None:
            text = str(index.data() or "")
            if index.column() == NAME:
                bold = self.current.isValid() and self.current.row() == index.row()
                return [Name(rect=rect, text=text, bold=bold)]
            return Flow(self.theme, rect).text(text, Type.SMALL, colour="text2",
                                               width=rect.width()).items
        whole = rect.adjusted(-Px.ICON_GAP, 0, Px.ICON_GAP, 0)
        inset = Px.GAP if whole.width() >= _MOST else Px.GRID
        height = Px.CHIP + Px.FOCUS
        place = QRect(whole.left() + inset, whole.top() + (whole.height() - height) // 2,
                      whole.width() - 2 * inset, height)
        ring = self.current.isValid() and self.current == index
        return [CellSign(rect=place, state=cell.state, count=str(cell.cases), ring=ring,
                         tip=cell_words(cell))]


class GridTable(Table):
    """A table of which the periods can be walked with the arrow keys."""

    def __init__(self, theme: Theme, model: GridModel) -> None:
        self._signs = _Cells(theme)
        super().__init__(theme, model, row_height=Px.BUREAU_ROW, delegate=self._signs, many=False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.model_ = model
        model.modelReset.connect(self.fit)

    def currentChanged(self, current: Index, previous: Index) -> None:
        self._signs.current = current
        super().currentChanged(current, previous)
        self.viewport().update()

    def fit(self) -> None:
        """Periods share what the names leave; townships give way first."""
        count, room = len(self.model_.periods), self.viewport().width()
        head = max((self.theme.width(short_period(period), Type.CAPTION)
                    for period in self.model_.periods), default=0)
        most = max(_MOST, head + 2 * Px.INSIDE)
        longest = max((self.theme.width(line.name, Type.SMALL, bold=True)
                       for line in self.model_.lines), default=0)
        name = max(_NAME_WIDTH, longest + 2 * Px.ICON_GAP + Px.GRID)
        beside = _PUPILS_WIDTH
        for column, width in ((KIND, _KIND_WIDTH), (TOWN, _TOWN_WIDTH)):
            # What kind of school it is stays as long as the periods keep their least width.
            cells = count * (most if column == TOWN else _LEAST)
            shown = any(self.model_.index(row, column).data() for row in range(
                self.model_.rowCount())) and room >= name + beside + width + cells
            beside += width if shown else 0
            self.setColumnHidden(column, not shown)
            self.setColumnWidth(column, width)
        each = min(most, max(_LEAST, (room - name - beside) // count)) if count else most
        self.setColumnWidth(PUPILS, _PUPILS_WIDTH)
        for at in range(count):
            self.setColumnWidth(FIRST + at, each)
        self.setColumnWidth(NAME, max(_NAME_WIDTH, room - beside - count * each))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if current.isValid() and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = self.model_.columnCount() - 1
            column = FIRST if event.key() == Qt.Key.Key_Home else last
            self.setCurrentIndex(self.model_.index(current.row(), column))
            return
        super().keyPressEvent(event)


_LEGEND = (
    ("filed", "3", "在办人数"), ("zero", "0", "报了0"), ("missing", "", "没有报"),
    ("late", "1", "过期才报"), ("unverified", "", "核对码还没对"),
)
LEGEND_HELP = [(sign_words(state, count, worded=True), words) for state, count, words in _LEGEND]
"""The same for F1, where the window has no room for the legend."""


class _LegendSign(QWidget):
    def __init__(self, theme: Theme, state: str, count: str) -> None:
        super().__init__()
        self._theme, self._state, self._count = theme, state, count
        self.setFixedSize(QSize(_MOST - Px.MARGIN, Px.CHIP + Px.FOCUS))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sign = CellSign(rect=self.rect(), state=self._state, count=self._count)
        sign.draw(painter, self._theme, hot=False, down=False)


class Legend(QWidget):
    """What the five signs mean."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(Px.INSIDE, Px.ICON_GAP, Px.INSIDE, Px.ICON_GAP)
        line.setSpacing(Px.ICON_GAP)
        self._words: dict[str, Words] = {}
        for state, count, words in _LEGEND:
            self._words[state] = Words(words, "small", "text2")
            line.addWidget(_LegendSign(theme, state, count))
            line.addWidget(self._words[state])
            line.addSpacing(Px.GRID)
        line.addStretch()

    def tell_silence(self, *, is_zero: bool) -> None:
        """Whether the document counts what was not filed as zero."""
        self._words["missing"].setText("没有报（文件视为0）" if is_zero else "没有报")
