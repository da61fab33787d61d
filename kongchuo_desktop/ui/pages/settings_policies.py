"""设置 · 文件与规定: the document in use, its figures and clauses, its days, and all others."""

from dataclasses import dataclass, field

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kongchuo_desktop.domain.policy.book import policy_missing
from kongchuo_desktop.domain.policy.model import Policy
from kongchuo_desktop.operations import clauses, own_figures, policies, profiles
from kongchuo_desktop.operations.clauses import ClauseLine
from kongchuo_desktop.operations.own_figures import FigureLine
from kongchuo_desktop.operations.policies import Use
from kongchuo_desktop.operations.profiles import ProfileLine
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.settings_clauses import ClauseCard, ClauseDelegate, spoken
from kongchuo_desktop.ui.pages.settings_figures import (
    FigureDelegate,
    FigureForm,
    PastSheet,
    TitleForm,
)
from kongchuo_desktop.ui.pages.settings_profiles import ProfilesTab, in_order
from kongchuo_desktop.ui.pages.settings_section import Section
from kongchuo_desktop.ui.pages.settings_uses import PolicyChooser, UseDelegate, span_of
from kongchuo_desktop.ui.parts.buttons import Button, FilterChip, Segments
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import PAYLOAD, Row, RowsModel
from kongchuo_desktop.ui.parts.words import Chip, ElidedWords, Words
from kongchuo_desktop.ui.start.first_policy import describe
from kongchuo_desktop.ui.tokens import Px


@dataclass(frozen=True)
class PolicyView:
    """What the section shows, read in one go."""

    policy: Policy | None
    figures: list[FigureLine]
    clauses: list[ClauseLine]
    offered: list[ProfileLine]
    uses: list[Use]
    refused: list[str] = field(default_factory=list)
    lacking: str = ""
    """Id of a file without which the profile in use can't be followed."""


def read_policy(store: Store) -> PolicyView:
    """The profile in use today with its figures and clauses, and all that may be chosen."""
    book = policies.policy_book(store)
    key = policies.policy_in_use(load_world(store), store.now().date())
    offered = in_order(profiles.profile_lines(store))
    uses = policies.policy_uses(store)
    refused = [error.sentence for error in profiles.refused_files(store)]
    lacking = book.lacking(key) if key is not None else ""
    if key is None or lacking or key in book.refused:
        return PolicyView(None, [], [], offered, uses, refused, lacking)
    return PolicyView(
        book.policies[key],
        own_figures.figure_lines(store, policy=key),
        clauses.clauses_of(store, policy=key),
        offered, uses, refused,
    )


class PoliciesSection(Section):
    """The card of the document above; below, one of the lists."""

    TABLES = frozenset({"policy_use", "own_figure"})

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx, scrolled=False)
        self._offered: list[ProfileLine] = []
        self._clauses: list[ClauseLine] = []
        self.policy = ""
        self._wanted = ""
        self.column.addWidget(self._card())
        self.tabs = Segments(ctx.theme, [
            ("figures", "本校规定"), ("clauses", "全部条款"), ("uses", "从哪天起"),
            ("files", "各份文件")])
        self.tabs.chosen.connect(lambda key: self._show_tab())
        self.read_only = FilterChip(ctx.theme, "只看我们的理解")
        self.read_only.toggled.connect(lambda on: self._show_clauses())
        line = QHBoxLayout()
        line.setSpacing(Px.GAP)
        line.addWidget(self.tabs, 1)
        line.addWidget(self.read_only)
        self.column.addLayout(line)
        self.figures, self.clauses, self.uses = RowsModel(), RowsModel(), RowsModel()
        self.figure_view = RowView(self.figures, FigureDelegate(ctx.theme))
        self.figure_view.setAccessibleName("本校规定")
        act_on(self.figure_view, {"main": self._set, "card": self._past})
        self.clause_view = RowView(self.clauses, ClauseDelegate(ctx.theme))
        self.clause_view.setAccessibleName("条文")
        act_on(self.clause_view, {"main": lambda line: ClauseCard(ctx, self, line).open()})
        self.use_view = RowView(self.uses, UseDelegate(ctx.theme, ctx), always=())
        self.use_view.setAccessibleName("从哪天起按哪份文件")
        act_on(self.use_view, {"main": self._withdraw})
        self.files = ProfilesTab(ctx)
        self.stack = QStackedWidget()
        self._parts: dict[str, QWidget] = {
            "figures": self.figure_view, "clauses": self.clause_view, "uses": self.use_view,
            "files": self.files}
        for part in self._parts.values():
            self.stack.addWidget(part)
        self.column.addWidget(self.stack, 1)
        self._show_tab()

    def _card(self) -> Card:
        made = Card()
        words = QVBoxLayout()
        words.setSpacing(0)
        self.title = Words("", "name", wrap=True)
        self.detail = ElidedWords("", "small", "text2")
        words.addWidget(self.title)
        words.addWidget(self.detail)
        made.head.addLayout(words, 1)
        self.chip = Chip(self.ctx.theme, "", "amber")
        self.change = Button(self.ctx.theme, "选一份文件…", clicked=self._choose)
        made.head.addWidget(self.chip)
        made.head.addWidget(self.change)
        made.body.addLayout(made.head)
        return made

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: read_policy(store), self._show, owner=self)

    def _show(self, view: PolicyView) -> None:
        self._offered, self._clauses = view.offered, view.clauses
        policy = view.policy
        self.policy = policy.id if policy else ""
        title, detail = "还没有选文件", "选好以后，程序才能按条款提醒该办的事。"
        if policy is not None:
            title, detail = policy.title, describe(policy)[1]
        elif view.lacking:
            missing = policy_missing(view.lacking)
            title, detail = missing.sentence, missing.todo
        elif view.uses:
            title, detail = f"“{view.uses[-1].policy}”这份文件里有错", "；".join(view.refused)
        self.title.setText(title)
        self.detail.setText(detail)
        self.change.setText("换一份文件…" if policy else "选一份文件…")
        self.change.set_kind("plain" if policy else "primary")
        unset = sum(line.origin == "unset" for line in view.figures)
        self.chip.set(f"{unset}个数未设定" if unset else "", "amber")
        self._show_counts(view)
        self.figures.set_rows([Row(line.binding, line, _spoken(line)) for line in view.figures])
        self._show_clauses()
        self.uses.set_rows([Row(use.row, use, f"{use.title}，{span_of(use)}")
                            for use in reversed(view.uses)])
        self.files.show_lines(view.offered, view.refused)
        self._show_tab()
        if self._wanted:
            self.go(self._wanted)

    def _show_counts(self, view: PolicyView) -> None:
        waiting = sum(bool(line.waiting) for line in view.clauses)
        self.tabs.set_choices([
            ("figures", f"本校规定 {len(view.figures)}"),
            ("clauses", f"全部条款 {len(view.clauses)}"
             + (f"（{waiting}条还没有做全）" if waiting else "")),
            ("uses", f"从哪天起 {len(view.uses)}"),
            ("files", f"各份文件 {len(view.offered)}"),
        ])

    def _show_clauses(self) -> None:
        only = self.read_only.isChecked()
        self.clauses.set_rows([
            Row(f"{line.policy}/{line.id}", line, spoken(line))
            for line in self._clauses if line.read or not only])

    def _show_tab(self) -> None:
        key = self.tabs.current()
        self.stack.setCurrentWidget(self._parts[key])
        self.read_only.setVisible(key == "clauses")

    def go(self, clause: str) -> None:
        """Show a clause among all of them, now or as soon as they are read."""
        self._wanted = clause
        if self.read_only.isChecked():
            self.read_only.setChecked(False)
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
        form = TitleForm if line.choices else FigureForm
        form(self.ctx, self, self.policy, line).open()

    def _past(self, line: FigureLine) -> None:
        if line.past:
            PastSheet(self.ctx, self, line).open()

    def _withdraw(self, use: Use) -> None:
        ctx = self.ctx
        ctx.perform(
            lambda: policies.withdraw_use(ctx.store, actor=ctx.actor, use=use.row),
            said=f"不按《{use.title}》办了", failed=ctx.show_error, owner=self)

    def _choose(self) -> None:
        PolicyChooser(self.ctx, self, self._offered, self.policy).open()


def _spoken(line: FigureLine) -> str:
    return f"{line.question}{line.text or '未设定'}"
