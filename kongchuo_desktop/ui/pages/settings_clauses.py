"""全部条款 in 设置: the clauses as a list, and the card of one with all that is read into it."""

from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.clauses import ClauseLine
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.floating import Quote
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import RowDelegate
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.tokens import Px, Tone, Type

CARD_WIDTH = 620


class ClauseDelegate(RowDelegate):
    """A clause: its words and place, what it is for; amber where this version does not do it, blue
    where something was read into it."""

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        line: ClauseLine = payload
        outer = Flow(self.theme, rect)
        outer.push("看", "main", width=self.theme.px(Px.HEADER_NARROW))
        outer.gap(Px.GAP, from_right=True)
        above, below = outer.halves()
        words = f"“{line.quote}”" if line.quote else "、".join(said for said, _ in line.says)
        above.rest(words, Type.BODY, colour="text")
        below.text(line.where or line.id, Type.SMALL, colour="text3")
        read: list[tuple[str, Tone]] = [("理解", "blue")] if line.read else []
        tones: list[tuple[str, Tone]] = [
            (f"{kind}：还没有做" if kind in line.waiting else kind,
             "amber" if kind in line.waiting else "grey")
            for kind in line.kinds
        ]
        return outer.items + above.items + below.chips(read + tones, most=4).items


def spoken(line: ClauseLine) -> str:
    """The clause as one sentence for who can't see its row."""
    return f"{line.where or line.id}，{line.quote}" + ("，有我们的理解" if line.read else "")


class ClauseCard(FormDialog):
    """A clause: its words and place, each thing that it asks for, and how we read it."""

    def __init__(self, ctx: AppContext, window: QWidget, line: ClauseLine) -> None:
        super().__init__(
            ctx.theme, window, title=line.where or line.id, verb="关闭",
            context=f"{line.document} · {line.id}", width=ctx.theme.px(CARD_WIDTH))
        if line.quote:
            self.form.addWidget(Quote(line.quote))
        for said, reading in line.says:
            made = Card(kind="sunken" if reading else "card")
            made.body.addWidget(Words(said, "body", wrap=True))
            if reading:
                made.body.addWidget(Words(f"我们的理解：{reading}", "small", "blue", wrap=True))
            self.form.addWidget(made)
        if line.read:
            self.note.setText("理解里的数，在“本校规定”里可以改。")
        self.leave.hide()
        self.submitted.connect(self.accept)
        self.focus_first(self.send)
