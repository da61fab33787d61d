"""What is known of the chosen child: both records one above the other, and what can be done."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.transfers import Record
from kongchuo_desktop.operations.transfer_lines import Passages
from kongchuo_desktop.operations.words import birth_text, day_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.masks import VEILED
from kongchuo_desktop.ui.pages.transfers_model import Row
from kongchuo_desktop.ui.parts.buttons import Button, Kind
from kongchuo_desktop.ui.parts.cards import Card, Facts
from kongchuo_desktop.ui.parts.words import Chip, Rule, Words
from kongchuo_desktop.ui.tokens import Px

_HOW = {"number": "证件号和姓名相同", "birth": "姓名和出生日期相同", "person": "由人核对",
        "announced": "从发来的名单登记"}
_LAST_STEP = {"转学": "转出", "小升初": "起该上初中"}


class TransferCard(Card):
    """``acted(action)``: same, apart, assign, end, reopen, take, bring, move."""

    acted = Signal(str)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.candidate = ""
        """The record that is laid beside the one that left."""
        self.name = Words("", "strong", wrap=True)
        self.chip = Chip(ctx.theme, "")
        self.said = Words("", "small", "text2", wrap=True)
        self.heads = [Words("", "smallstrong", wrap=True) for _ in range(2)]
        self.facts = [Facts(right=False) for _ in range(2)]
        self.body.addWidget(self.name)
        self.body.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.said)
        self.body.addWidget(Rule())
        self._both = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._both.setSpacing(Px.GAP)
        for head, facts in zip(self.heads, self.facts, strict=True):
            column = QVBoxLayout()
            column.setSpacing(Px.ICON_GAP)
            column.addWidget(head)
            column.addWidget(facts)
            column.addStretch()
            self._both.addLayout(column, 1)
        self.body.addLayout(self._both)
        self.body.addStretch()
        self.buttons: dict[str, Button] = {}
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(Px.ICON_GAP)
        for pair in (("same", "apart"), ("take", "bring"), ("assign", "end"),
                     ("reopen", "move"), ("where",)):
            line = QHBoxLayout()
            line.setSpacing(Px.ICON_GAP)
            for action in pair:
                kind: Kind = "primary" if action == "take" else "plain"
                button = Button(ctx.theme, _WORDS[action], kind, size="small",
                                clicked=lambda action=action: self.acted.emit(action))
                self.buttons[action] = button
                line.addWidget(button, 1)
            foot.addLayout(line)
        self.body.addWidget(self._foot)

    def set_wide(self, wide: bool) -> None:
        """Both records beside each other where the card has the whole page, its buttons no wider
        than elsewhere."""
        way = QBoxLayout.Direction
        self._both.setDirection(way.LeftToRight if wide else way.TopToBottom)
        self.body.setAlignment(
            self._foot, Qt.AlignmentFlag.AlignRight if wide else Qt.AlignmentFlag(0))

    def show_row(self, row: Row | None, found: Passages, *, superior: bool) -> None:
        """The row with its records; ``superior``: whether this store may lay them together."""
        shown, head = self._records(row, found)
        self.candidate = shown[1].id if len(shown) > 1 else ""
        self.name.setText(row.name if row else "")
        self.chip.setVisible(row is not None)
        if row is not None:
            self.chip.set(*row.state)
        self.said.setText(head)
        self.said.setVisible(bool(head))
        for at, (title, facts) in enumerate(zip(self.heads, self.facts, strict=True)):
            record = shown[at] if at < len(shown) else None
            for part in (title, facts):
                part.setVisible(record is not None)
            if record is not None:
                title.setText(found.units.get(record.unit) or (
                    row.line.from_name if row and row.line and at == 0 else "别的学校"))
                facts.set(self._facts(record, shown[1 - at] if len(shown) > 1 else None))
        wanted = self._actions(row, superior=superior) if row is not None else ()
        for action, button in self.buttons.items():
            button.setVisible(action in wanted)
        if row is not None and row.line is not None:
            self.buttons["move"].setText("登记毕业…" if row.line.kind == "小升初"
                                         else "登记转出…")

    def _records(self, row: Row | None, found: Passages) -> tuple[list[Record], str]:
        if row is None:
            return [], ""
        if row.twice:
            return ([found.records[one] for one in row.twice[:2]],
                    "同一个孩子，两所学校的名册上都有。请两边核对，一边登记转出。")
        line = row.line
        if line is None:
            return [], "六年级毕业班，还没有指定升入哪所初中。"
        other = (line.arrival or (line.match.arrival if line.match else "")
                 or (line.doubts[0].arrival if line.doubts else ""))
        shown = [found.records[one] for one in (line.pupil, other) if one in found.records]
        left = f"{day_text(line.day)}{_LAST_STEP[line.kind]}"
        if line.state == "ended":
            return shown, f"{left}，在{line.ended}，有{line.proof}。"
        if line.state == "arrived":
            came = f"{day_text(line.arrived)}到{line.to_name}" if line.arrived else ""
            return shown, f"{left}，{came}（{_HOW.get(line.how, '')}）。"
        if line.doubts:
            more = f"另外还有{len(line.doubts) - 1}条。" if len(line.doubts) > 1 else ""
            return shown, f"{left}。{line.doubts[0].why}，要由人定。{more}"
        if line.match is not None:
            return shown, f"{left}。{_HOW[line.match.how]}，核对转学时收下。"
        return shown, f"{left}，等了{line.days}天。"

    def _facts(self, record: Record, other: Record | None) -> list[tuple[str, str, str]]:
        rows = []
        number = VEILED if self._ctx.veil else identity.mask(record.number)
        for caption, value, mine, theirs in (
                ("姓名", record.name, record.called, other.called if other else ""),
                ("性别", record.gender, record.gender, other.gender if other else ""),
                ("出生", birth_text(record.birth), record.birth, other.birth if other else ""),
                ("证件号", number, record.number, other.number if other else "")):
            if value:
                differs = other is not None and mine != theirs
                rows.append((caption, value, "amber" if differs else ""))
        return rows

    def _actions(self, row: Row, *, superior: bool) -> Sequence[str]:
        line = row.line
        if line is None:
            return ("assign",) if row.graduate else ("apart",) if superior else ()
        found: list[str] = []
        if superior and line.mine_to is False and line.mine_from is False:
            if line.open and line.doubts and line.match is None:
                found += ["same", "apart"]
            if line.open and line.match is None:
                found += ["assign", "end"] if line.transfer or superior else []
            if line.state == "arrived":
                found.append("apart")
            if line.state == "ended":
                found.append("reopen")
        if line.mine_to and line.transfer and line.open and line.match is None:
            found.append("take")
        if line.mine_to and line.state == "arrived":
            found.append("bring")
        if line.mine_from and (line.open or line.state == "arrived"):
            # Who is on the way is off the roster; then only where to may be unknown.
            found += ["move"] if line.here else ["where"] if line.open else []
        return found


_WORDS = {
    "same": "是同一人", "apart": "不是", "assign": "指定学校…", "end": "外县…",
    "reopen": "重新查找", "take": "登记到校…", "bring": "补入原校资料", "move": "登记转出…",
    "where": "问到了…",
}
