"""The right side of 报送: packages handed over before, and what is in this one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from kongchuo_desktop.operations.receipts import Taken
from kongchuo_desktop.operations.sent import Sent
from kongchuo_desktop.ui.pages.returns_past import past_words, receipt_words
from kongchuo_desktop.ui.pages.returns_steps import count_facts
from kongchuo_desktop.ui.parts.cards import Card, Facts
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.words import Rule, Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

_KEPT_BACK = {
    "class": "没有送出：开机口令和这台电脑的钥匙",
    "school": "没有送出：没有个案的学生的考勤、请假条、开机口令",
}


class ReturnSide(QWidget):
    """Two cards; as wide as the side panel, or the whole page when that is narrow.

    ``asked(Sent)`` by Enter or a click on a package that was written before.
    """

    asked = Signal(object)

    def __init__(self, theme: Theme, role: str) -> None:
        super().__init__()
        self._today = date.min
        self._column = column = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.GAP)
        past = Card(flush=True)
        head = Words("已写出的包", "strong")
        head.setContentsMargins(Px.INSIDE, Px.GAP, Px.INSIDE, Px.GAP)
        past.body.setSpacing(0)
        past.body.setContentsMargins(Px.HAIR, Px.HAIR, Px.HAIR, Px.HAIR)
        past.body.addWidget(head)
        past.body.addWidget(Rule())
        self.model = RowsModel()
        self.list = RowView(self.model, _SentDelegate(theme, lambda: self._today))
        self.list.setAccessibleName("已写出的包")
        ask = {action: lambda line: self.asked.emit(line.sent) for action in ("main", "more")}
        act_on(self.list, ask)
        self.none = Words("还没有报过。写出的每一份都会列在这里。", "small", "text2", wrap=True)
        self.none.setContentsMargins(Px.INSIDE, Px.GAP, Px.INSIDE, Px.GAP)
        past.body.addWidget(self.none)
        past.body.addWidget(self.list, 1)
        self._rest = QWidget()
        past.body.addWidget(self._rest, 1)
        column.addWidget(past, 1)
        inside = Card("包里有什么")
        self.facts = Facts(strong=True)
        inside.body.addWidget(self.facts)
        inside.body.addWidget(Words(_KEPT_BACK.get(role, ""), "caption", wrap=True))
        inside.body.addStretch()
        column.addWidget(inside)

    def set_wide(self, wide: bool) -> None:
        """Side by side where the whole page is theirs."""
        self._column.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )
        self._column.setStretch(1, 1 if wide else 0)

    def show_past(self, sent: Sequence[Sent], receipts: Mapping[str, Taken],
                  today: date) -> None:
        self._today = today
        rows = []
        for at, one in enumerate(sent):
            line = _Line(one, receipts.get(one.sha256))
            said = (f"{one.what}，{past_words(one, today)}，{one.place}，"
                    f"{receipt_words(line.taken, today)}")
            rows.append(Row(f"{len(sent) - at}", line, said))
        self.model.set_rows(rows)
        self.none.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self._rest.setVisible(not rows)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        self.facts.set(count_facts(counts))


@dataclass(frozen=True, slots=True)
class _Line:
    sent: Sent
    taken: Taken | None


class _SentDelegate(RowDelegate):
    """What and when; and below whether the reader said that it has it."""

    def __init__(self, theme: Theme, today: Callable[[], date]) -> None:
        super().__init__(theme, height=Px.SENT_ROW, card=False)
        self._today = today

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        sent, taken, today = payload.sent, payload.taken, self._today()
        flow = Flow(self.theme, rect).push("看一看", "more")
        room = QRect(flow.left, rect.top() + Px.CHIP_GAP, flow.right - flow.left,
                     (rect.height() - Px.GAP) // 3)
        first, second, third = (Flow(self.theme, room.translated(0, at * room.height()))
                                for at in range(3))
        return [*flow.items, *first.text(sent.what, bold=True).items,
                *second.rest(past_words(sent, today), Type.CAPTION).items,
                *third.rest(receipt_words(taken, today), Type.CAPTION,
                            colour="green" if taken else "text2").items]
