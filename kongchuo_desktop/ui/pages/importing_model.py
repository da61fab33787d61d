"""The rows of an import as the check step shows them: doubtful ones first, each with a sentence."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from kongchuo_desktop.sheets.problems import Action, PlanRow, Problem
from kongchuo_desktop.sheets.table import Table
from kongchuo_desktop.ui.masks import veiled
from kongchuo_desktop.ui.pages.importing_arranged import Arranged
from kongchuo_desktop.ui.parts.paint import Flow, Item, Line
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.table import CellDelegate
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import TONES, Px, Tone, Type

ROW = Qt.ItemDataRole.UserRole + 1
(NUMBER, NAME, IDENTITY, BIRTH, RESULT, WHY) = range(6)
HEADS = ("表中行", "姓名", "身份证号", "出生日期", "结果", "说明和处理")
FIELDS = {NAME: "name", IDENTITY: "identity_number", BIRTH: "birth_date"}
RESULTS: dict[Action, tuple[str, Tone]] = {
    "create": ("可导入", "green"), "update": ("更新", "blue"), "unchanged": ("没有变", "grey"),
    "ask": ("要看一眼", "amber"), "reject": ("不能导入", "red"), "skip": ("不导入", "grey"),
}
MORE = "more"
"""In place of an answer: show them all."""
ALL, TODO, READY = "all", "todo", "ready"


def open_problem(row: PlanRow) -> Problem | None:
    """The doubt of a row that waits for an answer, errors first."""
    waiting = [problem for problem in row.problems if problem.is_open]
    return min(waiting, key=lambda p: p.severity != "error", default=None)


def why(row: PlanRow) -> str:
    """The sentence of a row: its open doubt, else what was decided, noted or would change."""
    problem = open_problem(row)
    if problem is not None:
        return problem.sentence
    said = [_decided(p) for p in row.problems if p.decided is not None]
    said += [p.sentence for p in row.problems if p.severity == "note"]
    said += [f"{c.label}：{c.old or '空着'} 改为 {c.new}" for c in row.changes
             if c.field not in ("identity_number", "student_number")]
    said += [f"{c.label}会更新" for c in row.changes
             if c.field in ("identity_number", "student_number")]
    return "；".join(text.rstrip("。") for text in said) or "—"


def _decided(problem: Problem) -> str:
    label = next((c.label for c in problem.choices if c.key == problem.decided), "")
    return f"{problem.column}：{label}" if problem.column else label


class PlanModel(QAbstractTableModel):
    """Rows of a plan, doubtful ones first, under one of three filters."""

    def __init__(self) -> None:
        super().__init__()
        self._arranged: Arranged | None = None
        self._rows: Sequence[PlanRow] = ()
        self.shown = ALL
        self.veil = False
        """F9: no number of a pupil is shown."""
        self.typed: frozenset[int] = frozenset()
        """Rows in which a person has decided or typed something; they can be chosen anew."""

    def show(self, shown: Arranged, typed: Iterable[int]) -> None:
        self._arranged, self.typed = shown, frozenset(typed)
        self._fill()

    def keep(self, shown: str) -> None:
        self.shown = shown
        self._fill()

    def _fill(self) -> None:
        self.beginResetModel()
        arranged = self._arranged
        if arranged is not None:
            self._rows = {TODO: arranged.doubtful, READY: arranged.ready}.get(
                self.shown, arranged.rows)
        self.endResetModel()

    def at(self, number: int) -> int:
        """The place of a row of the sheet, or -1."""
        return next((at for at, row in enumerate(self._rows) if row.number == number), -1)

    def _place(self, row: PlanRow) -> str:
        """``8``, of several sheets ``8 七2``."""
        assert self._arranged is not None
        table: Table = self._arranged.found.table
        number = str(table.row(row.number))
        return number if len(table.parts) == 1 else f"{number} {table.part_of(row.number).sheet}"

    def why(self, row: PlanRow) -> str:
        """The sentence of a row as the screen may show it."""
        return self._covered(why(row))

    def _covered(self, text: str) -> str:
        return veiled(text) if self.veil else text

    def set_veil(self, on: bool) -> None:
        self.veil = on
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], index.column()
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            if column == NUMBER:
                return self._place(row)
            if column in FIELDS:
                return self._covered(row.cells.get(FIELDS[column], ""))
            return RESULTS[row.action][0] if column == RESULT else self.why(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name, result = row.cells.get("name", ""), RESULTS[row.action][0]
            return f"{self._place(row)} {name} {result} {self.why(row)}"
        if role == CellDelegate.COLOUR:
            return "text2" if column == NUMBER else "text"
        return None


class Marked(Line):
    """The cell that a doubt is about, bold on soft ground."""

    def draw(self, painter: QPainter, theme: Theme, *, hot: bool, down: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"{self.colour}_soft"))
        painter.drawRoundedRect(
            QRectF(self.rect.adjusted(-Px.CHIP_GAP, 0, Px.CHIP_GAP, 0)),
            Px.RADIUS_CHIP, Px.RADIUS_CHIP)
        Line.draw(self, painter, theme, hot=hot, down=down)


class PlanDelegate(CellDelegate):
    """Cells of the check step; answers are painted buttons ``answer:<key>`` and ``again``."""

    def __init__(self, theme: Theme, model: PlanModel) -> None:
        super().__init__(theme)
        self._model = model

    def items(self, index: Index, rect: QRect) -> list[Item]:
        row: PlanRow = index.data(ROW)
        column = index.column()
        if column == RESULT:
            return Flow(self.theme, rect).chip(*RESULTS[row.action]).items
        if column == WHY:
            return self._why(row, rect)
        problem = open_problem(row)
        if problem is not None and problem.code.partition(".")[0] == FIELDS.get(column):
            return [self._mark(str(index.data() or "没有写"), rect, problem)]
        return super().items(index, rect)

    def _mark(self, text: str, rect: QRect, problem: Problem) -> Item:
        colour = TONES["red" if problem.severity == "error" else "amber"][1]
        width = min(self.theme.width(text, Type.SMALL, bold=True) + 1,
                    rect.width() - 2 * Px.CHIP_GAP)
        height = Px.CHIP + Px.GRID
        place = QRect(rect.left() + Px.CHIP_GAP, rect.top() + (rect.height() - height) // 2,
                      width, height)
        return Marked(rect=place, text=text, size=Type.SMALL, bold=True, colour=colour,
                      elide=Qt.TextElideMode.ElideRight, tip=text)

    def _why(self, row: PlanRow, rect: QRect) -> list[Item]:
        flow = Flow(self.theme, rect)
        problem = open_problem(row)
        if problem is not None:
            for key, label in reversed(self._answers(problem, rect.width())):
                flow.push(label, f"answer:{key}").gap(Px.CHIP_GAP, from_right=True)
        elif row.number in self._model.typed:
            flow.push("重选", "again").gap(Px.CHIP_GAP, from_right=True)
        colour = "text" if problem is not None else "text2"
        return flow.rest(self._model.why(row), colour=colour).items

    def _answers(self, problem: Problem, room: int) -> list[tuple[str, str]]:
        """The answers that leave room for the sentence; the others stand behind 更多."""
        answers = [(choice.key, choice.label) for choice in problem.choices]
        room -= self.theme.width(problem.sentence, Type.SMALL)
        if sum(map(self._width, answers)) <= room:
            return answers
        more = (MORE, "更多")
        room -= self._width(more)
        shown = [answers.pop(0)]
        while answers and sum(map(self._width, [*shown, answers[0]])) <= room:
            shown.append(answers.pop(0))
        return [*shown, more] if len(answers) > 1 else [*shown, *answers]

    def _width(self, answer: tuple[str, str]) -> int:
        word = self.theme.width(answer[1], Type.SMALL, bold=True)
        return int(word + 2 * (Px.PAD_SMALL + Px.HAIR) + Px.CHIP_GAP)
