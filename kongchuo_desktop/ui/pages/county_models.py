"""The tables of 全县: figures down to the school, differences, overdue cases, 督导包校."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractItemView

from kongchuo_desktop.domain.county import FIGURES
from kongchuo_desktop.operations.county import County, OverdueCase, School, Township
from kongchuo_desktop.operations.county_checks import Check
from kongchuo_desktop.operations.supervisors import Supervisor
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.parts.lines import LINE, LinesModel
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.table import CellDelegate, FittingTable
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
FIGURE = tuple(FIGURES)
NAME, KIND, FIRST = 0, 1, 2
LAST = FIRST + len(FIGURE)
"""Column of who answers for the school; the figures stand between ``FIRST`` and it."""


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A line of the tree: the county, a township (``open``: with its schools below), a school."""

    name: str
    source: County | Township | School
    level: int
    open: bool = False

    @property
    def key(self) -> str:
        return f"{self.level}:{self.name}"

    def count(self, figure: str) -> int:
        return self.source.count(figure)

    def pupils(self, figure: str) -> tuple[str, ...]:
        source = self.source
        return source.lists[figure] if isinstance(source, School) else source.pupils(figure)


def tree_lines(county: County, name: str, opened: Set[str]) -> list[TreeLine]:
    """The county, its townships, and the schools of those that are open."""
    found = [TreeLine(name, county, 0)]
    for town in county.townships:
        found.append(TreeLine(town.name, town, 1, town.name in opened))
        if town.name in opened:
            found += [TreeLine(school.name, school, 2) for school in town.schools]
    return found


class TreeModel(LinesModel[TreeLine]):
    """Each figure is a cell of its own: Enter opens the pupils behind it."""

    def __init__(self) -> None:
        super().__init__(("单位", "类别", *(what for what, _ in FIGURES.values()), "督导"))

    def key(self, line: TreeLine) -> str:
        return line.key

    def text(self, line: TreeLine, column: int) -> str:
        source = line.source
        if column == NAME:
            return line.name
        if column == KIND:
            if isinstance(source, School):
                return source.kind
            schools = source.schools
            return f"{len(schools)}所"
        if column < LAST:
            return f"{line.count(FIGURE[column - FIRST]):,}"
        return source.supervisor if isinstance(source, School) else ""

    def spoken(self, line: TreeLine, column: int) -> str:
        head = self.headerData(column, Qt.Orientation.Horizontal)
        return f"{line.name}，{head}{self.text(line, column)}"

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and FIRST <= section < LAST:
            return _RIGHT
        return super().headerData(section, orientation, role)

    def look(self, line: TreeLine, column: int, role: int) -> Any:
        figure = FIRST <= column < LAST
        if role == CellDelegate.BOLD:
            return line.level < 2 and column == NAME
        if role == Qt.ItemDataRole.TextAlignmentRole and figure:
            return _RIGHT
        if role == CellDelegate.COLOUR and column != NAME:
            if not figure:
                return "text2"
            name, count = FIGURE[column - FIRST], line.count(FIGURE[column - FIRST])
            return "text3" if not count else "red" if name == "overdue" else "text"
        return None


class TreeCells(CellDelegate):
    """Names are indented by their level, with an arrow where they unfold."""

    def items(self, index: Index, rect: QRect) -> list[Item]:
        line: TreeLine = index.data(LINE)
        if index.column() != NAME:
            return super().items(index, rect)
        flow = Flow(self.theme, rect.adjusted(line.level * Px.INSIDE, 0, 0, 0))
        if line.level == 1:
            flow.icon("chevron-down" if line.open else "chevron-right")
        elif line.level == 2:
            flow.gap(Px.ICON)
        return flow.text(line.name, Type.SMALL, bold=line.level < 2).items


class TreeTable(FittingTable):
    """Arrow keys walk the cells; Enter opens what stands behind one."""

    def __init__(self, theme: Theme, model: TreeModel) -> None:
        cells = TreeCells(theme)
        super().__init__(theme, model, delegate=cells, many=False, stretch=NAME,
                         widths=(210, 76, *([80] * len(FIGURE)), 84), drop=(LAST, KIND),
                         row_height=Px.BUREAU_ROW)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)


class ChecksModel(LinesModel[Check]):
    """勾稽: one line a difference."""

    WIDTHS = (240, 320, 320)

    def __init__(self) -> None:
        super().__init__(("学校", "哪里对不上", "可能是"))

    def key(self, line: Check) -> str:
        return f"{line.unit}/{line.figure}"

    def text(self, line: Check, column: int) -> str:
        return (line.school, line.sentence, line.hint)[column]

    def look(self, line: Check, column: int, role: int) -> Any:
        if role == CellDelegate.BOLD:
            return column == 0
        if role == CellDelegate.COLOUR:
            return ("text", "amber" if line.hint else "red", "text2")[column]
        return None


class OverdueModel(LinesModel[OverdueCase]):
    """超期个案 by township."""

    WIDTHS = (90, 190, 110, 90, 220, 110, 90)

    def __init__(self) -> None:
        super().__init__(("乡镇", "学校", "班级", "姓名", "该办哪一步", "应办日期", "逾期"))

    def key(self, line: OverdueCase) -> str:
        return line.case.id

    def text(self, line: OverdueCase, column: int) -> str:
        case = line.case
        return (line.township, line.school, line.room, case.name, case.next,
                day_text(case.due) if case.due else "", f"{case.overdue_days}天")[column]

    def look(self, line: OverdueCase, column: int, role: int) -> Any:
        if role == CellDelegate.BOLD:
            return column == 3
        if role == CellDelegate.COLOUR:
            return "red" if column == 6 else None
        return None


@dataclass(frozen=True, slots=True)
class Answering:
    """A school and who of the bureau answers for it."""

    school: School
    person: Supervisor | None


class SupervisorsModel(LinesModel[Answering]):
    """督导包校: every school, those without a name first seen by their empty cell."""

    WIDTHS = (100, 330, 110, 120, 150, 110)

    def __init__(self) -> None:
        super().__init__(("乡镇", "学校", "督导", "职务或科室", "电话", "从哪天起"))

    def key(self, line: Answering) -> str:
        return line.school.unit

    def text(self, line: Answering, column: int) -> str:
        person = line.person
        said: Sequence[str] = (
            person.name, person.office, person.phone, day_text(person.since)) if (
            person) else ("还没有指定", "", "", "")
        return (line.school.township, line.school.name, *said)[column]

    def look(self, line: Answering, column: int, role: int) -> Any:
        if role == CellDelegate.BOLD:
            return column == 1
        if role == CellDelegate.COLOUR:
            return "text3" if column == 2 and line.person is None else None
        return None
