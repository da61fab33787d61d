"""The month as a grid: pupils by days, gaps dashed, days off grey, corrected by keys."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from kongchuo_desktop.operations.attendance import PRESENT
from kongchuo_desktop.operations.month_sheet import SIGNS, TOTALS, Cell, GridDay, GridRow, MonthGrid
from kongchuo_desktop.operations.roll_call import lesson_words
from kongchuo_desktop.operations.words import day_text, weekday_text
from kongchuo_desktop.ui.pages.attendance_kinds import BY_KEY, BY_KIND
from kongchuo_desktop.ui.pages.attendance_session import plain
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.words import draw_icon
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import TONES, Px, Type

NAME_WIDTH = Px.FORM_LABEL + Px.STEP
SUM_WIDTH = Px.SIGN + Px.GRID
LEAST_DAY = Px.ICON + Px.FOCUS
ROW = Px.STEP + Px.FOCUS
_WEEKDAYS = "一二三四五六日"
_CENTRE = Qt.AlignmentFlag.AlignCenter


class MonthModel(QAbstractTableModel):
    """Column 0 is the pupil, then one a day, then the sums."""

    def __init__(self) -> None:
        super().__init__()
        self.grid: MonthGrid | None = None

    def show(self, grid: MonthGrid) -> None:
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    def row(self, index: Index) -> GridRow | None:
        return self.grid.rows[index.row()] if self.grid and index.isValid() else None

    def day(self, column: int) -> GridDay | None:
        """The day of a column; None for the pupil and the sums."""
        days = self.grid.days if self.grid else ()
        return days[column - 1] if 1 <= column <= len(days) else None

    def cell(self, index: Index) -> Cell | None:
        row = self.row(index)
        return row.cells[index.column() - 1] if row and self.day(index.column()) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self.grid is None else len(self.grid.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self.grid is None else 1 + len(self.grid.days) + len(TOTALS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index)
        if row is None or role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        if index.column() == 0:
            return f"{row.seat or ''} {row.name}".strip()
        day = self.day(index.column())
        if day is None:
            total = TOTALS[index.column() - 1 - len(row.cells)]
            spoken = role == Qt.ItemDataRole.AccessibleTextRole
            return f"{row.name} {total} {row.sums[total] or 0}" if spoken else row.sums[total]
        return cell_words(row, day, row.cells[index.column() - 1])


def cell_words(row: GridRow, day: GridDay, cell: Cell) -> str:
    """``9月18日 星期五 刘大川：旷课第1、2节``: the cell in one sentence."""
    said = {
        "gap": "没有点名", "out": "不在这个班", "elsewhere": "不在班里点名",
        "off": day.note or "不上课", "filed": "",
    }[cell.state]
    marks = []
    for part, mark in cell.marks:
        word = part if len(cell.marks) > 1 else ""
        marks.append(f"{word}{mark.kind}{lesson_words(mark.lessons, '')}")
    if cell.state == "off" and marks:
        said += "，点过的名留着，不算上课日："
    excused = f"，后来补了{cell.excused}" if cell.excused and cell.excused not in marks else ""
    words = said + "、".join(marks) + excused
    return f"{day_text(day.day)} {weekday_text(day.day)}　{row.name}：{words}"


class MonthDelegate(QStyledItemDelegate):
    """Paints a cell; a gap is a dashed frame, so that it can't be taken for presence."""

    def __init__(self, theme: Theme, model: MonthModel) -> None:
        super().__init__()
        self._theme, self._model = theme, model
        self._drawn: dict[tuple[object, ...], QPixmap] = {}
        theme.changed.connect(self._drawn.clear)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = option.widget
        assert isinstance(view, QAbstractItemView)
        rect = QRect(option.rect)
        cell, day = self._model.cell(index), self._model.day(index.column())
        current = view.currentIndex()
        ground = "hover" if current.row() == index.row() else "surface"
        if day is not None and not day.in_session:
            ground = "sunken"
        if cell is not None:
            painter.drawPixmap(rect.topLeft(), self._picture(cell, ground, rect, view))
        else:
            painter.fillRect(rect, self._theme.color(ground))
            self._paint_words(painter, rect, index)
            self._paint_lines(painter, rect)
        if current == index and view.hasFocus():
            painter.setPen(QPen(self._theme.color("accent_text"), Px.FOCUS))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(rect).adjusted(1, 1, -1, -1))

    def _picture(self, cell: Cell, ground: str, rect: QRect, view: QWidget) -> QPixmap:
        """A cell drawn once for all that look the same: there are fifteen hundred of them."""
        partial = any(mark.lessons for _, mark in cell.marks)
        ratio = view.devicePixelRatioF()
        key = (cell.state, *cell.kinds, partial, ground, rect.width(), rect.height(), ratio)
        found = self._drawn.get(key)
        if found is None:
            found = QPixmap(round(rect.width() * ratio), round(rect.height() * ratio))
            found.setDevicePixelRatio(ratio)
            found.fill(self._theme.color(ground))
            painter = QPainter(found)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            place = QRect(0, 0, rect.width(), rect.height())
            self._paint_cell(painter, place, cell)
            self._paint_lines(painter, place)
            painter.end()
            self._drawn[key] = found
        return found

    def _paint_lines(self, painter: QPainter, rect: QRect) -> None:
        painter.setPen(QPen(self._theme.color("line"), Px.HAIR))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())

    def _paint_words(self, painter: QPainter, rect: QRect, index: Index) -> None:
        name = index.column() == 0
        painter.setFont(self._theme.font(Type.CAPTION, bold=False))
        painter.setPen(self._theme.color("text" if name else "text2"))
        align = Qt.AlignmentFlag.AlignVCenter if name else _CENTRE
        words = str(index.data() or "")
        room = rect.adjusted(Px.GRID if name else 0, 0, 0, 0)
        words = self._theme.metrics(Type.CAPTION).elidedText(
            words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, align, words)

    def _paint_cell(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        if cell.state == "gap":
            painter.setPen(QPen(self._theme.color("edge"), Px.HAIR, Qt.PenStyle.DashLine))
            painter.drawRect(QRectF(rect).adjusted(3.5, 3.5, -4.5, -4.5))
            return
        if cell.state == "elsewhere":
            self._sign(painter, rect, "送", "violet")
            return
        kinds = cell.kinds
        if not kinds:
            return
        if cell.state == "off" or len(kinds) > 1:
            tone = "disabled" if cell.state == "off" else TONES[BY_KIND[kinds[0]].tone][1]
            self._sign(painter, rect, cell.sign, tone)
        elif kinds[0] == PRESENT:
            self._sign(painter, rect, SIGNS[PRESENT], "text3")
        else:
            kind = BY_KIND[kinds[0]]
            soft, word = TONES[kind.tone]
            painter.fillRect(rect.adjusted(1, 1, -2, -2), self._theme.color(soft))
            draw_icon(painter, self._theme, rect, kind.icon, word, Px.GAP + Px.FOCUS)
            if any(mark.lessons for _, mark in cell.marks):
                # Only some lessons: a bar below the sign.
                painter.fillRect(QRect(rect.left() + Px.GRID, rect.bottom() - Px.GRID,
                                       rect.width() - Px.ICON_GAP, Px.FOCUS),
                                 self._theme.color(word))

    def _sign(self, painter: QPainter, rect: QRect, sign: str, colour: str) -> None:
        painter.setFont(self._theme.font(Type.CELL))
        painter.setPen(self._theme.color(colour))
        painter.drawText(rect, _CENTRE, sign)


class MonthHead(QHeaderView):
    """Day over weekday; days off in grey, days without a register in amber."""

    def __init__(self, theme: Theme, model: MonthModel) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme, self._model = theme, model
        self.setFixedHeight(Px.GROUP_HEAD - Px.GRID)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(LEAST_DAY)

    def sectionSizeFromContents(self, column: int) -> QSize:
        return QSize(LEAST_DAY, self.height())

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        painter.save()
        painter.fillRect(rect, self._theme.color("sunken"))
        day, grid = self._model.day(column), self._model.grid
        painter.setFont(self._theme.font(Type.CELL))
        painter.setPen(self._theme.color("text2"))
        if day is not None:
            gap = grid is not None and any(
                row.cells[column - 1].state == "gap" for row in grid.rows)
            colour = "amber" if gap else "text" if day.in_session else "text3"
            painter.setPen(self._theme.color(colour))
            words = f"{day.day.day}\n{_WEEKDAYS[day.day.weekday()]}"
            painter.drawText(rect, _CENTRE, words)
        elif column == 0:
            painter.drawText(rect.adjusted(Px.GRID, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, "学生")
        elif grid is not None:
            painter.drawText(rect, _CENTRE, TOTALS[column - 1 - len(grid.days)])
        painter.restore()


class MonthView(QTableView):
    """The grid; signals ``marked(letter)``, ``cleared`` (Del), ``opened`` (Enter) and ``moved``."""

    marked = Signal(str)
    cleared = Signal()
    opened = Signal()
    moved = Signal()

    def __init__(self, theme: Theme, model: MonthModel) -> None:
        super().__init__()
        self._theme, self._cells = theme, model
        self._kept: tuple[str, int] = ("", 0)
        self.setModel(model)
        self.setItemDelegate(MonthDelegate(theme, model))
        self.setHorizontalHeader(MonthHead(theme, model))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(ROW)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("月考勤格")
        self.doubleClicked.connect(lambda _: self.opened.emit())
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        theme.changed.connect(self._fit)

    def _keep(self) -> None:
        row = self._cells.row(self.currentIndex())
        self._kept = (row.pupil if row else "", self.currentIndex().column())

    def _restore(self) -> None:
        self._fit()
        pupil, column = self._kept
        rows = self._cells.grid.rows if self._cells.grid else ()
        at = next((n for n, row in enumerate(rows) if row.pupil == pupil), 0)
        self.go(at, max(1, column))

    def go(self, row: int, column: int) -> None:
        self.setCurrentIndex(self._cells.index(row, column))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Days share what name and sums leave; where it is tight the last sums go."""
        grid = self._cells.grid
        if grid is None:
            return
        days, room = len(grid.days), self.viewport().width()
        name, one_sum = self._theme.px(NAME_WIDTH), self._theme.px(SUM_WIDTH)
        shown = len(TOTALS)
        while shown > 1 and name + days * LEAST_DAY + shown * one_sum > room:
            shown -= 1
        wide = max(int(LEAST_DAY), (room - name - shown * one_sum) // days)
        self.setColumnWidth(0, max(name, room - days * wide - shown * one_sum))
        for at in range(days):
            self.setColumnWidth(1 + at, wide)
        for at in range(len(TOTALS)):
            self.setColumnWidth(1 + days + at, one_sum)
            self.setColumnHidden(1 + days + at, at >= shown)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        ):
            event.ignore()
            return
        key, text = event.key(), plain(event.text()).strip().upper()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif key == Qt.Key.Key_Delete:
            self.cleared.emit()
        elif text in BY_KEY:
            self.marked.emit(text)
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
