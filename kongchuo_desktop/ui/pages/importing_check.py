"""The step 检查: every doubtful row with its sentence and its answers."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.operations.importing import RosterPlan
from kongchuo_desktop.sheets.problems import ImportPlan, PlanRow
from kongchuo_desktop.ui.pages.attendance_session import plain
from kongchuo_desktop.ui.pages.importing_arranged import Arranged
from kongchuo_desktop.ui.pages.importing_columns import StepTable
from kongchuo_desktop.ui.pages.importing_model import (
    ALL,
    READY,
    ROW,
    TODO,
    WHY,
    PlanDelegate,
    PlanModel,
    open_problem,
)
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.table import TableCard
from kongchuo_desktop.ui.parts.words import ElidedWords, Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_WIDTHS = (64, 142, 170, 116, 100, 420)
_DROP = (3,)


class PlanTable(StepTable):
    """Enter is the page's blue button here; digits choose the first, second, third answer."""

    chosen = Signal(QModelIndex, int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = plain(event.text())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        elif len(text) == 1 and text in "123456789" and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex(), int(text))
        else:
            super().keyPressEvent(event)


class CheckStep(QWidget):
    """``answered(row, key)`` for the open doubt of a row, ``again(row number)`` to choose anew."""

    answered = Signal(object, str)
    again = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.GAP)
        self.model = PlanModel()
        self.table = PlanTable(theme, self.model, widths=_WIDTHS, stretch=WHY, drop=_DROP,
                               many=False, row_height=Px.IMPORT_ROW,
                               delegate=PlanDelegate(theme, self.model))
        self.table.acted.connect(self._acted)
        self.table.chosen.connect(self._by_digit)
        card = TableCard(self.table)
        inside = card.layout()
        assert isinstance(inside, QVBoxLayout)
        inside.insertWidget(0, self._head(theme))
        column.addWidget(card, 1)
        foot = QHBoxLayout()
        foot.setSpacing(Px.CHIP_GAP)
        self.figures: dict[str, Words] = {}
        for key, tone in (("可导入", "green"), ("要看一眼", "amber"), ("不能导入", "red")):
            self.figures[key] = Words("0", "title", tone)
            foot.addWidget(self.figures[key])
            foot.addWidget(Words(key, "small", "text2"))
            foot.addSpacing(Px.GAP)
        self.promise = ElidedWords("没有一处是程序猜的。没处理的行先不导入，可以以后再来。",
                                   "small", "text2")
        foot.addWidget(self.promise, 1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(Px.ICON_GAP)
        foot.addLayout(self.buttons)
        column.addLayout(foot)

    def _head(self, theme: Theme) -> QFrame:
        head = QFrame()
        line = QHBoxLayout(head)
        line.setContentsMargins(Px.INSIDE, Px.PAD_SMALL, Px.INSIDE, Px.PAD_SMALL)
        line.setSpacing(Px.GAP)
        self.filters = Segments(theme, [(ALL, "全部 0")], ALL)
        self.filters.chosen.connect(self._keep)
        line.addWidget(self.filters)
        self.source = ElidedWords("", "caption", "text2", mode=Qt.TextElideMode.ElideMiddle)
        self.source.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.addWidget(self.source, 1)
        return head

    def set_veil(self, on: bool) -> None:
        """F9: no number of a pupil is shown."""
        self.model.set_veil(on)

    def show_plan(self, shown: Arranged, typed: Iterable[int]) -> None:
        """Another plan; the current row stays, or the next doubtful one takes its place."""
        at = self.table.currentIndex().row()
        self.model.show(shown, typed)
        self._count(shown.found.plan)
        self.source.setText(source_words(shown.found))
        if self.model.rowCount():
            self.table.setCurrentIndex(
                self.model.index(max(0, min(at, self.model.rowCount() - 1)), 0))

    def _count(self, plan: ImportPlan) -> None:
        ready = plan.count("create", "update")
        looks, bad = plan.count("ask"), plan.count("reject")
        for key, number in (("可导入", ready), ("要看一眼", looks), ("不能导入", bad)):
            self.figures[key].setText(str(number))
        self.filters.set_choices([(ALL, f"全部 {len(plan.rows)}"), (TODO, f"要处理 {looks + bad}"),
                                  (READY, f"可导入 {ready}")], self.filters.current())

    def _keep(self, key: str) -> None:
        self.model.keep(key)

    def fit(self, width: int, *, low: bool) -> None:
        self.table.fit_columns(width)
        self.table.set_row_height(Px.TABLE_ROW if low else Px.IMPORT_ROW)
        self.source.setVisible(not low)

    def _acted(self, index: QModelIndex, action: str) -> None:
        row: PlanRow = index.data(ROW)
        if action == "again":
            self.again.emit(row.number)
        else:
            self._answer(row, action.removeprefix("answer:"))

    def _by_digit(self, index: QModelIndex, digit: int) -> None:
        row: PlanRow = index.data(ROW)
        problem = open_problem(row)
        if problem is not None and digit <= len(problem.choices):
            self._answer(row, problem.choices[digit - 1].key)

    def _answer(self, row: PlanRow, key: str) -> None:
        self.answered.emit(row, key)


def source_words(found: RosterPlan) -> str:
    """``原表：Sheet1，标题3行已跳过，“备注”列没有用``."""
    table = found.table
    words = [f"原表：{table.sheet}"]
    skipped = min(table.heading_rows) - 1
    if skipped:
        words.append(f"标题{skipped}行已跳过")
    if table.unused:
        names = "、".join(f"“{''.join(name.split())}”" for name in table.unused[:2])
        more = f"等{len(table.unused)}" if len(table.unused) > 2 else ""
        words.append(f"{names}{more}列没有用")
    return "，".join(words)


