"""本校规定 in a list, and the short form that sets one figure."""

from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import policies
from kongchuo_desktop.operations.own_figures import FigureLine
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import LineInput, TextInput
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import RowDelegate
from kongchuo_desktop.ui.tokens import Px, Tone, Type

ORIGINS: dict[str, tuple[str, Tone]] = {
    "document": ("文件", "grey"),
    "reading": ("理解", "blue"),
    "own": ("本校", "green"),
    "unset": ("未设定", "amber"),
}
"""Whose figure it is → chip (design §2)."""


class FigureDelegate(RowDelegate):
    """The question, the words of the document, the figure with whose it is, and the button."""

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        line: FigureLine = payload
        outer = Flow(self.theme, rect)
        outer.push("改" if line.origin == "own" else "设定", "main", width=self.theme.px(Px.HEADER))
        outer.gap(Px.GAP, from_right=True)
        outer.chip(*ORIGINS[line.origin], from_right=True)
        outer.gap(from_right=True)
        if line.text:
            outer.text(line.text, bold=True, from_right=True)
            outer.gap(from_right=True)
        half = rect.height() // 2
        room = outer.right - outer.left
        top = QRect(outer.left, rect.top() + Px.GRID, room, half - Px.GRID)
        below = QRect(outer.left, rect.top() + half, room, half - Px.GRID)
        first = Flow(self.theme, top).rest(line.question, Type.BODY, colour="text")
        return outer.items + first.items + Flow(self.theme, below).rest(said_of(line)).items


def said_of(line: FigureLine) -> str:
    """The grey line: on what ground the school set it, else the words of the document."""
    if line.origin == "own" and line.since is not None:
        return f"{day_text(line.since)}起，{line.by}：{line.why}"
    if not line.quote:
        return "各份文件都没有写，学校自己定"
    if line.origin == "reading":
        return f"文件没有写数目，按我们的理解办：“{line.quote}”"
    return f"原文：“{line.quote}”"


class FigureForm(FormDialog):
    """Two questions: the figure, and on what ground."""

    def __init__(self, ctx: AppContext, window: QWidget, policy: str, line: FigureLine) -> None:
        super().__init__(
            ctx.theme, window, title=line.question, verb="定下来",
            context=f"原文：“{line.quote}”" if line.quote else "",
        )
        self._ctx, self._policy, self._line = ctx, policy, line
        digits = "".join(c for c in line.text if c.isdecimal())
        value = LineInput(ctx.theme, "例如 3")
        value.setText("0" if line.text == "当天" else digits)
        why = TextInput("例如 9月1日校务会议决定", lines=2)
        why.setPlainText(line.why)
        self.add("value", "本校定为", value, hint="从今天起这样办，以前的事不重新算。")
        self.add("why", "按什么定的", why)
        self.submitted.connect(self._save)

    def _save(self) -> None:
        values = self.values()
        ctx, policy, binding = self._ctx, self._policy, self._line.binding
        ctx.perform(
            lambda: policies.set_figure(
                ctx.store,
                actor=ctx.actor,
                policy=policy,
                binding=binding,
                value=values["value"],
                why=values["why"],
            ),
            said="本校规定已定下",
            done=lambda changes: self.accept(),
            failed=self._refused,
            owner=self,
        )

    def _refused(self, error: KnownError) -> None:
        at = {"bad_figure": "value", "no_reason": "why"}.get(error.code)
        if at is None:
            self._ctx.show_error(error)
        else:
            self.set_errors({at: error.sentence + error.todo})
