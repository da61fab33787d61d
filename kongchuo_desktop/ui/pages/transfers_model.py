"""The rows of 转学衔接: children on the way, sixth-grade leavers, records on two rosters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QRect

from kongchuo_desktop.operations.transfer_leavers import Graduate
from kongchuo_desktop.operations.transfer_lines import Line, Passages
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.parts.lines import LINE, LinesModel
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.table import CellDelegate
from kongchuo_desktop.ui.tokens import Tone

HEADS = ("学生", "原来的学校", "要去的学校", "从哪天", "等了", "现在")
WIDTHS = (150, 190, 170, 96, 64, 160)
NAME, FROM, TO, DAY, WAITED, STATE = range(6)
_STATES: dict[str, tuple[str, Tone]] = {
    "offered": ("在途", "grey"), "expected": ("待到校", "blue"), "lost": ("去向待查", "red"),
    "arrived": ("已到校", "green"), "ended": ("在外县", "grey"), "stayed": ("没有转走", "grey"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``line`` is None for a leaver nobody assigned, ``twice`` holds the records of a
    child whom several schools have on their rosters."""

    key: str
    name: str
    from_words: str
    to_words: str
    state: tuple[str, Tone]
    day: date | None = None
    waited: str = ""
    line: Line | None = None
    graduate: Graduate | None = None
    twice: tuple[str, ...] = ()


def segments(found: Passages, leavers: Iterable[Graduate], *, superior: bool,
             school: bool) -> dict[str, tuple[str, list[Row]]]:
    """Key → name and rows of each segment that this store has, in order.

    A school above others sees what lies between these only where there is something.
    """
    made: dict[str, tuple[str, list[Row]]] = {}
    if school:
        made["due"] = ("应到我校", [_row(x) for x in found.lines if x.mine_to and x.transfer])
        made["out"] = ("从我校转出", [_row(x) for x in found.lines if x.mine_from])
    if superior:
        below = [x for x in found.lines if x.from_unit in found.units
                 and not (school and (x.mine_from or x.mine_to))]
        open_ = [x for x in below if x.open]
        asked = [_row(x) for x in open_ if x.doubts and x.match is None]
        lost = [x for x in open_ if x.state == "lost" and x.match is None]
        made["way"] = ("在途", [_row(x) for x in open_ if x.kind == "转学" and not x.doubts
                              and x not in lost])
        made["ask"] = ("待确认", [*asked, *(_twice(found, group) for group in found.twice)])
        made["lost"] = ("去向待查", [_row(x) for x in lost])
        made["leavers"] = ("小升初", [_leaver(one) for one in leavers])
        made["done"] = ("已到校", [_row(x) for x in below if x.state in ("arrived", "ended")])
    return {key: one for key, one in made.items() if one[1] or not (school and superior)
            or key in ("due", "out")}


def wanted(row: Row) -> bool:
    """Whether the child of a row is still to come: nobody has put it on a roster."""
    return row.line is not None and row.line.open and row.line.match is None


def state_of(line: Line) -> tuple[str, Tone]:
    """The chip of a line."""
    if line.match is not None:
        return ("已登记，等上级核对", "blue") if line.mine_to else ("对上了", "green")
    if line.open and line.doubts:
        return "待确认", "amber"
    if line.state == "arrived" and line.here:
        return "已到校，原校还在册", "amber"
    if line.state == "lost" and line.mine_to:
        return "还没到校", "red"
    return _STATES[line.state]


def _row(line: Line) -> Row:
    return Row(line.key, line.name or "（资料还没到）",
               f"{line.from_name} {line.class_name}".strip(), line.to_name or line.ended,
               state_of(line), line.day, f"{line.days}天" if line.open else "", line)


def _leaver(one: Graduate) -> Row:
    where = f"{one.unit_name} {one.class_name}"
    if one.line is None:
        return Row(one.pupil, one.name, where, "", ("没有指定", "amber"), graduate=one)
    row = _row(one.line)
    return Row(one.pupil, one.name, where, row.to_words, row.state, row.day, row.waited, one.line,
               one)


def _twice(found: Passages, group: tuple[str, ...]) -> Row:
    records = [found.records[row] for row in group]
    units = [found.units.get(record.unit, "") for record in records]
    return Row("+".join(group), records[0].name, units[0], "、".join(units[1:]),
               ("两边都在册", "red"), twice=group)


class TransfersModel(LinesModel[Row]):
    """Children who are looked for first, as the operation orders them."""

    def __init__(self) -> None:
        super().__init__(HEADS)

    def key(self, line: Row) -> str:
        return line.key

    def text(self, line: Row, column: int) -> str:
        day = day_text(line.day) if line.day else ""
        return (line.name, line.from_words, line.to_words, day, line.waited,
                line.state[0])[column]

    def look(self, line: Row, column: int, role: int) -> Any:
        return column == NAME if role == CellDelegate.BOLD else None


class TransferCells(CellDelegate):
    """The last column is the chip of the state."""

    def items(self, index: Index, rect: QRect) -> list[Item]:
        if index.column() == STATE:
            return Flow(self.theme, rect).chip(*index.data(LINE).state).items
        return super().items(index, rect)
