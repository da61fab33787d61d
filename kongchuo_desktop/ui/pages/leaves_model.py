"""The lines of 请假: leaves that were asked for, and marks of leave that nobody wrote down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QRect

from kongchuo_desktop.domain.policy.words import WHO
from kongchuo_desktop.operations.leave_slips import Unwritten
from kongchuo_desktop.operations.leaves import LeaveLine
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.parts.lines import LINE, LinesModel
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.table import CellDelegate
from kongchuo_desktop.ui.tokens import Tone

HEADS = ("学生", "班", "假", "从哪天到哪天", "谁来请的", "谁批的", "假条")
WIDTHS = (150, 100, 60, 230, 130, 150, 120)
NAME, ROOM, KIND, SPAN, ASKED, APPROVED, SLIP = range(7)


@dataclass(frozen=True, slots=True)
class Line:
    """A leave, or days of leave that nobody wrote down; one of both is None."""

    leave: LeaveLine | None = None
    unwritten: Unwritten | None = None

    @property
    def one(self) -> LeaveLine | Unwritten:
        found = self.leave or self.unwritten
        assert found is not None
        return found

    def state(self) -> tuple[str, Tone]:
        """The chip of its slip."""
        leave = self.leave
        if leave is None:
            return "没有登记", "amber"
        if leave.slip is not None:
            return f"{leave.slip.month}月{leave.slip.day}日收到", "green"
        if not leave.by_phone:
            return "有假条", "green"
        if leave.late:
            return f"欠假条，晚{leave.late}天", "red"
        return ("欠假条", "amber") if leave.back else ("回校再补", "grey")


def span_words(since: date, until: date, days: int, school_days: int) -> str:
    """``9月15日到9月17日，3天``; school days apart where they differ."""
    span = day_text(since) if since == until else f"{day_text(since)}到{day_text(until)}"
    own = f"（上课{school_days}天）" if school_days != days else ""
    return f"{span}，{days}天{own}"


def days_words(days: Sequence[date]) -> str:
    """``9月8日、9月9日``; more than three are counted."""
    named = "、".join(day_text(day) for day in days[:3])
    return f"{named}等{len(days)}天" if len(days) > 3 else named


class LeavesModel(LinesModel[Line]):
    """Slips owed first, as the operation orders them."""

    def __init__(self) -> None:
        super().__init__(HEADS)

    def key(self, line: Line) -> str:
        if line.leave is not None:
            return line.leave.id
        assert line.unwritten is not None
        return f"{line.unwritten.pupil}/{line.unwritten.kind}"

    def text(self, line: Line, column: int) -> str:
        one = line.one
        if column in (NAME, ROOM, KIND):
            return (one.name, one.room, one.kind)[column]
        if column == SLIP:
            return line.state()[0]
        leave = line.leave
        if leave is None:
            assert line.unwritten is not None
            return days_words(line.unwritten.days) if column == SPAN else ""
        if column == SPAN:
            return span_words(leave.since, leave.until, leave.days, leave.school_days)
        if column == ASKED:
            how = "电话" if leave.by_phone else ""
            return " ".join(filter(None, (leave.asked_by, leave.asked_name, how)))
        given = leave.approver or WHO.get(leave.approver_role, "")
        return f"{given}（应{leave.needs.said}批）" if leave.unapproved else given

    def look(self, line: Line, column: int, role: int) -> Any:
        if role == CellDelegate.BOLD:
            return column == NAME
        if role == CellDelegate.COLOUR and column == APPROVED:
            return "amber" if line.leave is not None and line.leave.unapproved else None
        return None


class LeaveCells(CellDelegate):
    """The last column is the chip of the slip."""

    def items(self, index: Index, rect: QRect) -> list[Item]:
        if index.column() == SLIP:
            return Flow(self.theme, rect).chip(*index.data(LINE).state()).items
        return super().items(index, rect)
