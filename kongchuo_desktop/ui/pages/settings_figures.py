"""本校规定 in a list, the forms that set a figure or take it back, and what was set before."""

from typing import Any, ClassVar

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.policy.sentences import UNITS
from kongchuo_desktop.operations import paper_titles, policies
from kongchuo_desktop.operations.own_figures import FigureLine, setting_text
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Facts
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput, TextInput
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import RowDelegate
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words
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
        outer.push(_verb(line), "main", width=self.theme.px(Px.HEADER))
        outer.gap(Px.GAP, from_right=True)
        if line.past:
            outer.link("经过", "card", size=Type.SMALL, from_right=True)
            outer.gap(Px.GAP, from_right=True)
        outer.chip(*ORIGINS[line.origin], from_right=True)
        outer.gap(from_right=True)
        if line.text and not line.choices:
            outer.text(line.text, bold=True, from_right=True)
            outer.gap(from_right=True)
        above, below = outer.halves()
        above.rest(line.question, Type.BODY, colour="text")
        return outer.items + above.items + below.rest(said_of(line)).items


def _verb(line: FigureLine) -> str:
    return "选定" if line.choices else "设定" if line.origin == "unset" else "改"


def said_of(line: FigureLine) -> str:
    """The grey line: on what ground the school set it, else the words of the document."""
    if line.choices:
        return f"印《{line.text}》" + ("" if line.origin == "own" else "，还没有选过")
    if line.origin == "own" and line.since is not None:
        return f"{day_text(line.since)}起，{line.by}：{line.why}"
    if not line.quote:
        return "各份文件都没有写，学校自己定"
    if line.origin == "reading":
        why = line.reading or "文件没有写数目"
        return f"我们的理解：{why} · “{line.quote}”"
    return f"原文：“{line.quote}”"


class FigureForm(SavingForm):
    """The figure, for a span of time its unit, and on what ground."""

    AT_FIELD: ClassVar = {"bad_figure": "value", "no_reason": "why"}

    def __init__(self, ctx: AppContext, window: QWidget, policy: str, line: FigureLine) -> None:
        context = f"原文：“{line.quote}”" if line.quote else ""
        if line.reading:
            context += f"\n我们的理解：{line.reading}"
        super().__init__(ctx, window, title=line.question, verb="定下来", context=context)
        self._policy, self._line = policy, line
        digits = "".join(c for c in line.text if c.isdecimal())
        value = LineInput(ctx.theme, "例如 3")
        value.setText("0" if line.text == "当天" else digits)
        fields = [self.add("value", "本校定为", value, hint="从今天起这样办，以前的事不重新算。")]
        if line.unit in UNITS:
            unit = Choice(ctx.theme, list(UNITS.items()))
            unit.choose(line.unit)
            fields.append(self.add("unit", "单位", unit))
            self.add_pair(*fields)
        why = TextInput("例如 9月1日校务会议决定", lines=2)
        why.setPlainText(line.why)
        self.add("why", "按什么定的", why)
        self.submitted.connect(self._save)

    def _save(self) -> None:
        values = self.values()
        ctx, policy, binding = self._ctx, self._policy, self._line.binding
        value = f"{values['value'].strip()} {values.get('unit', '')}".strip()
        self.write(
            lambda: policies.set_figure(
                ctx.store, actor=ctx.actor, policy=policy, binding=binding, value=value,
                why=values["why"]),
            said="本校规定已定下")


class TitleForm(SavingForm):
    """Which of two titles that stand equal is printed."""

    def __init__(self, ctx: AppContext, window: QWidget, policy: str, line: FigureLine) -> None:
        super().__init__(ctx, window, title=line.question, verb="选定",
                         context="以前开出的不变，从今天起开的印这一个。")
        self._policy, self._line = policy, line
        choice = Choice(ctx.theme, [(title, f"《{title}》") for title in line.choices],
                        elastic=True)
        choice.choose(line.text)
        self.add("title", "印在文书上的名称", choice)
        self.submitted.connect(self._save)

    def _save(self) -> None:
        ctx, policy, title = self._ctx, self._policy, self.values()["title"]
        paper = self._line.binding.partition("/")[2]
        self.write(
            lambda: paper_titles.choose_title(
                ctx.store, actor=ctx.actor, policy=policy, paper=paper, title=title),
            said=f"从今天起印《{title}》")


class PastSheet(Sheet):
    """All that the school ever set for one figure: what, since when, by whom, on what ground."""

    def __init__(self, ctx: AppContext, window: QWidget, line: FigureLine) -> None:
        super().__init__(ctx.theme, window)
        self._ctx, self._line, self._window = ctx, line, window
        self.body.addWidget(Words(line.question, "name", wrap=True))
        for setting in line.past:
            day = day_text(setting.since, today=ctx.today())
            self.body.addWidget(Words(f"{setting_text(line, setting)} · {day}起", "strong"))
            self.body.addWidget(Facts([("谁定的", setting.by), ("依据", setting.why)], right=False))
        close = Button(ctx.theme, "关闭", clicked=self.reject)
        buttons = [close]
        self.back = Button(ctx.theme, "收回…", clicked=self._take_back)
        if line.origin == "own" and not line.choices:
            buttons.insert(0, self.back)
        self.add_buttons(*buttons)
        self.focus_first(close)

    def _take_back(self) -> None:
        self.reject()
        TakeBackForm(self._ctx, self._window, self._line).open()


class TakeBackForm(SavingForm):
    """Why the school's own figure holds no more."""

    AT_FIELD: ClassVar = {"no_reason": "why"}

    def __init__(self, ctx: AppContext, window: QWidget, line: FigureLine) -> None:
        super().__init__(
            ctx, window, title=f"收回本校定的{line.text}？", verb="收回",
            context=f"{line.question}从今天起又照文件的：文件没有写，就不再提醒。")
        self._line = line
        self.add("why", "为什么收回", TextInput("例如 上级有了新的规定", lines=2))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        ctx, binding, why = self._ctx, self._line.binding, self.values()["why"]
        self.write(
            lambda: policies.unset_figure(ctx.store, actor=ctx.actor, binding=binding, why=why),
            said="本校规定已收回")
