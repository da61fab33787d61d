"""设置 · 文件: the document in use, the figures it leaves to the school, and all its clauses."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QVBoxLayout

from kongchuo_desktop.domain.policy.book import policy_missing
from kongchuo_desktop.domain.policy.model import Policy
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import clauses, own_figures, policies
from kongchuo_desktop.operations.clauses import ClauseLine
from kongchuo_desktop.operations.own_figures import FigureLine
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.settings_figures import FigureDelegate, FigureForm
from kongchuo_desktop.ui.pages.settings_section import Section
from kongchuo_desktop.ui.parts.buttons import Button, Segments
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import PAYLOAD, Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Chip, ElidedWords, Words
from kongchuo_desktop.ui.start.first_policy import PolicyDelegate, describe, in_order
from kongchuo_desktop.ui.tokens import Px, Tone, Type

CHOOSER_WIDTH = 620


@dataclass(frozen=True)
class PolicyView:
    """What the section shows, read in one go."""

    policy: Policy | None
    figures: list[FigureLine]
    clauses: list[ClauseLine]
    offered: list[Policy]
    lacking: str = ""
    """Id of a file without which the profile in use can't be followed."""


def read_policy(store: Store) -> PolicyView:
    """The profile in use today with its figures and clauses, and all that may be chosen."""
    book = policies.policy_book(store)
    key = policies.policy_in_use(load_world(store), store.now().date())
    offered = in_order(book.policies.values())
    lacking = book.lacking(key) if key is not None else ""
    if key is None or lacking:
        return PolicyView(None, [], [], offered, lacking)
    return PolicyView(
        book.policies[key],
        own_figures.figure_lines(store, policy=key),
        clauses.clauses_of(store, policy=key),
        offered,
    )


class ClauseDelegate(RowDelegate):
    """A clause: its words and place, what it is for; amber where this version does not do it."""

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        line: ClauseLine = payload
        outer = Flow(self.theme, rect)
        half = rect.height() // 2
        top = QRect(outer.left, rect.top() + Px.GRID, rect.width(), half - Px.GRID)
        below = QRect(outer.left, rect.top() + half, rect.width(), half - Px.GRID)
        first = Flow(self.theme, top).rest(f"“{line.quote}”", Type.BODY, colour="text")
        second = Flow(self.theme, below).text(line.where, Type.SMALL, colour="text3")
        tones: list[tuple[str, Tone]] = [
            (
                f"{kind}：还没有做" if kind in line.waiting else kind,
                "amber" if kind in line.waiting else "grey",
            )
            for kind in line.kinds
        ]
        return first.items + second.chips(tones).items


class PoliciesSection(Section):
    """The card of the document above, its figures or its clauses below."""

    TABLES = frozenset({"policy_use", "own_figure"})

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx, scrolled=False)
        self._offered: list[Policy] = []
        self.policy = ""
        self._wanted = ""
        made = Card()
        words = QVBoxLayout()
        words.setSpacing(0)
        self.title = Words("", "name", wrap=True)
        self.detail = ElidedWords("", "small", "text2")
        words.addWidget(self.title)
        words.addWidget(self.detail)
        made.head.addLayout(words, 1)
        self.chip = Chip(ctx.theme, "", "amber")
        self.change = Button(ctx.theme, "选一份文件…", clicked=self._choose)
        made.head.addWidget(self.chip)
        made.head.addWidget(self.change)
        made.body.addLayout(made.head)
        self.column.addWidget(made)
        self.tabs = Segments(ctx.theme, [("figures", "本校规定"), ("clauses", "全部条款")])
        self.tabs.chosen.connect(lambda key: self._show_tab())
        self.column.addWidget(self.tabs)
        self.figures, self.clauses = RowsModel(), RowsModel()
        self.figure_view = RowView(self.figures, FigureDelegate(ctx.theme))
        self.figure_view.setAccessibleName("本校规定")
        act_on(self.figure_view, {"main": self._set})
        self.clause_view = RowView(self.clauses, ClauseDelegate(ctx.theme), always=())
        self.clause_view.setAccessibleName("条文")
        self.column.addWidget(self.figure_view, 1)
        self.column.addWidget(self.clause_view, 1)
        self._show_tab()

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: read_policy(store), self._show, owner=self)

    def _show(self, view: PolicyView) -> None:
        self._offered = view.offered
        policy = view.policy
        self.policy = policy.id if policy else ""
        title, detail = "还没有选文件", "选好以后，程序才能按条款提醒该办的事。"
        if policy is not None:
            title, detail = policy.title, describe(policy)[1]
        elif view.lacking:
            missing = policy_missing(view.lacking)
            title, detail = missing.sentence, missing.todo
        self.title.setText(title)
        self.detail.setText(detail)
        self.change.setText("换一份文件…" if policy else "选一份文件…")
        self.change.set_kind("plain" if policy else "primary")
        unset = sum(line.origin == "unset" for line in view.figures)
        self.chip.set(f"{unset}个数未设定" if unset else "", "amber")
        waiting = sum(bool(line.waiting) for line in view.clauses)
        self.tabs.set_choices(
            [
                ("figures", f"本校规定 {len(view.figures)}"),
                (
                    "clauses",
                    f"全部条款 {len(view.clauses)}"
                    + (f"（{waiting}条还没有做全）" if waiting else ""),
                ),
            ]
        )
        self.tabs.setVisible(policy is not None)
        self.figures.set_rows([Row(line.binding, line, _spoken(line)) for line in view.figures])
        self.clauses.set_rows(
            [
                Row(f"{line.policy}/{line.id}", line, f"{line.where}，{line.quote}")
                for line in view.clauses
            ]
        )
        self._show_tab()
        if self._wanted:
            self.go(self._wanted)

    def _show_tab(self) -> None:
        figures = self.tabs.current() == "figures"
        self.figure_view.setVisible(figures)
        self.clause_view.setVisible(not figures)

    def go(self, clause: str) -> None:
        """Show a clause among all of them, now or as soon as they are read."""
        self._wanted = clause
        row = next(
            (
                r
                for r in range(self.clauses.rowCount())
                if self.clauses.index(r).data(PAYLOAD).id == clause
            ),
            None,
        )
        if row is not None:
            self._wanted = ""
            self.tabs.choose("clauses")
            self._show_tab()
            index = self.clauses.index(row)
            self.clause_view.setCurrentIndex(index)
            self.clause_view.scrollTo(index, RowView.ScrollHint.PositionAtCenter)

    def _set(self, line: FigureLine) -> None:
        FigureForm(self.ctx, self, self.policy, line).open()

    def _choose(self) -> None:
        PolicyChooser(self.ctx, self, self._offered, self.policy).open()


class PolicyChooser(Sheet):
    """All documents that the program knows, one to be followed from today on."""

    def __init__(
        self, ctx: AppContext, section: PoliciesSection, offered: list[Policy], current: str
    ) -> None:
        super().__init__(ctx.theme, section, width=ctx.theme.px(CHOOSER_WIDTH))
        self._ctx = ctx
        self.body.addWidget(Words("按哪份文件办？", "name"))
        self.body.addWidget(
            Words("从今天起按它提醒，以前办过的事不变。", "small", "text2", wrap=True)
        )
        self.model = RowsModel()
        delegate = PolicyDelegate(ctx.theme, height=Px.DUTY_ROW_NARROW)
        self.view = RowView(self.model, delegate)
        self.view.setAccessibleName("文件")
        self.view.keys = {}
        self.view.setMinimumHeight(4 * Px.DUTY_ROW_NARROW)
        self.model.set_rows([Row(p.id, p, "，".join(describe(p))) for p in offered])
        if not self.view.go(current):
            self.view.go_first()
        self.body.addWidget(self.view, 1)
        self.add_buttons(
            Button(ctx.theme, "取消", clicked=self.reject),
            Button(ctx.theme, "按这份办", "primary", clicked=self._use),
        )
        self.focus_first(self.view)

    def _use(self) -> None:
        policy, ctx = self.view.payload(), self._ctx
        if isinstance(policy, Policy):
            ctx.perform(
                lambda: policies.use_policy(ctx.store, actor=ctx.actor, policy=policy.id),
                said=f"从今天起按《{policy.title}》办",
                done=lambda changes: self.accept(),
                failed=self._refused,
                owner=self,
            )

    def _refused(self, error: KnownError) -> None:
        self.reject()
        self._ctx.show_error(error)


def _spoken(line: FigureLine) -> str:
    return f"{line.question}{line.text or '未设定'}"
