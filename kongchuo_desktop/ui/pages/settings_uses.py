"""从哪天起按哪份文件 in 设置: what was followed since when, and choosing another with its day."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import policies
from kongchuo_desktop.operations.policies import Use
from kongchuo_desktop.operations.profiles import ProfileLine
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.documents import finder, found_by
from kongchuo_desktop.ui.pages.settings_profiles import ProfileDelegate, row_of
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.inputs import Field
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView
from kongchuo_desktop.ui.parts.rows import RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

CHOOSER_WIDTH = 620


class UseDelegate(RowDelegate):
    """A stretch of days: the document, from when to when, who chose it; 收回 for all but one."""

    def __init__(self, theme: Theme, ctx: AppContext) -> None:
        super().__init__(theme)
        self._ctx = ctx

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        use: Use = payload
        today = self._ctx.today()
        outer = Flow(self.theme, rect)
        if use.since is not None:
            outer.push("收回", "main", width=self.theme.px(Px.HEADER))
            outer.gap(Px.GAP, from_right=True)
        begun = use.since is None or use.since <= today
        if not begun:
            outer.chip("还没有到", "blue", from_right=True)
        elif use.until is None or use.until >= today:
            outer.chip("正在用", "green", from_right=True)
        outer.gap(from_right=True)
        above, below = outer.halves()
        above.rest(use.title, Type.BODY, colour="text")
        return outer.items + above.items + below.rest(span_of(use)).items


def span_of(use: Use) -> str:
    """``从2027年3月1日起，周老师9月17日定的``."""
    since = "从一开始" if use.since is None else f"从{use.since.year}年{day_text(use.since)}起"
    until = "" if use.until is None else f"，到{use.until.year}年{day_text(use.until)}为止"
    return f"{since}{until}，{use.by}{day_text(use.at)}定的"


class PolicyChooser(Sheet):
    """All documents that the program knows, found by typing, one to be followed from a day on."""

    def __init__(self, ctx: AppContext, over: QWidget, offered: Sequence[ProfileLine],
                 current: str) -> None:
        super().__init__(ctx.theme, over, width=ctx.theme.px(CHOOSER_WIDTH))
        self._ctx, self._offered = ctx, offered
        self.body.addWidget(Words("按哪份文件办？", "name"))
        self.search = finder(ctx.theme)
        self.search.textChanged.connect(self._filter)
        self.body.addWidget(self.search)
        self.model = RowsModel()
        self.view = RowView(self.model, ProfileDelegate(ctx.theme, buttons=False))
        self.view.setAccessibleName("文件")
        self.view.keys = {}
        self.view.setMinimumHeight(max(
            2 * Px.DUTY_ROW_NARROW, over.window().height() - 6 * Px.HEADER))
        self._filter("")
        if not self.view.go(current):
            self.view.go_first()
        self.body.addWidget(self.view, 1)
        self.since = DateInput(ctx.theme, ctx.today())
        said = "从这天起按它提醒，以前办过的事不变。" if current else (
            "第一次选，以前的日子也按它算。")
        self.day = Field("从哪天起", self.since, hint=said)
        self.body.addWidget(self.day)
        self.add_buttons(
            Button(ctx.theme, "取消", clicked=self.reject),
            Button(ctx.theme, "按这份办", "primary", clicked=self._use),
        )
        self.focus_first(self.view)

    def _filter(self, text: str) -> None:
        found = [line for line in self._offered if found_by(line.policy, text)]
        self.model.set_rows([row_of(line) for line in found])
        if not self.view.currentIndex().isValid():
            self.view.go_first()

    def _use(self) -> None:
        line, ctx, since = self.view.payload(), self._ctx, self.since.value()
        if not isinstance(line, ProfileLine):
            return
        policy, day = line.policy, "今天" if since == ctx.today() else day_text(
            since, today=ctx.today())
        ctx.perform(
            lambda: policies.use_policy(ctx.store, actor=ctx.actor, policy=policy.id,
                                        since=since),
            said=f"从{day}起按《{policy.title}》办",
            done=lambda changes: self.accept(),
            failed=self._refused,
            owner=self,
        )

    def _refused(self, error: KnownError) -> None:
        self.reject()
        self._ctx.show_error(error)
