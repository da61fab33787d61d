"""The page 两边不一样: what two computers wrote differently, and children who may stand twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.likeness import Alike
from kongchuo_desktop.operations.disagreements import Disagreements, Line, disagreements, order_of
from kongchuo_desktop.operations.joins import alike, certain_pairs, join_certain
from kongchuo_desktop.operations.namesakes import label_of, told_apart
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.settling import Chosen, Settled, SettledField, settle_one, standing
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.joining import open_join
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.disagreements_forms import SettleManyForm, show_left
from kongchuo_desktop.ui.pages.disagreements_rows import (
    TAKE,
    DisagreementDelegate,
    PairDelegate,
    PairLine,
    Rest,
    Shown,
    groups_of,
    pair_groups,
)
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.cards import EmptyState, card_of
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import RowsModel
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.tokens import Px

MOST_PAIRS = 300
"""Pairs shown at once; the rest comes up when these are dealt with."""
_EMPTY = {
    "asked": ("没有填得不一样的地方", "收包以后，两台电脑填得不一样的会列在这里，由您选一个。"),
    "quiet": ("没有不用问的", "地址、备注、座号填得不一样的，两种都留着，列在这里看看就行。"),
    "pairs": ("没有像是同一人的档案", "号码、姓名、出生日期或监护人电话对得上的，会列在这里。"),
}
_DIGITS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page reads at once."""

    found: Disagreements = field(default_factory=Disagreements)
    pairs: tuple[Alike, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    standing: Mapping[str, SettledField] = field(default_factory=dict)


class DisagreementsPage(Page):
    """Digits choose an answer, and another one after it; Z takes the last choice back."""

    READ_AT_EACH_VISIT = True  # What somebody wants to telephone about is kept beside the journal.

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx, title="两边不一样")
        self._read = _Read()
        self._settled: dict[str, Line] = {}
        self._own: object = None
        """The operation by which a line was settled here last: the page knows what it did."""
        self.filters = Segments(self.theme, [(key, "") for key in _EMPTY], "asked")
        self.filters.chosen.connect(lambda _: self._show())
        self.header.middle.addWidget(self.filters)
        self.order = Segments(self.theme, [("field", "按项"), ("sender", "按电脑")], "field")
        self.order.chosen.connect(lambda _: self._show())
        self.header.middle.addSpacing(Px.GAP)
        self.header.middle.addWidget(self.order)
        self.many = self.add_action("全部以……为准…", self.settle_many, icon="list-checks")
        self.join = self.add_action("合并", self.join_certain, icon="users-round", primary=True)
        self.model, self.pairs_model = RowsModel(), RowsModel()
        self.delegate, self.pair_delegate = DisagreementDelegate(ctx), PairDelegate(self.theme)
        self.list = RowView(self.model, self.delegate, always=("main", "card", "undo"))
        self.list.setAccessibleName("两边不一样的地方")
        for key, action in zip(_DIGITS, TAKE, strict=True):
            self.list.keys[(key, False)] = action
        self.list.keys[(Qt.Key.Key_Z, False)] = "undo"
        act_on(self.list, {
            **{action: lambda one, at=at: self.take(one, at) for at, action in enumerate(TAKE)},
            "main": self._open, "card": self._open, "open": self._open,
            "undo": lambda _: ctx.undo()})
        self.pairs = RowView(self.pairs_model, self.pair_delegate)
        self.pairs.setAccessibleName("可能是同一人的")
        act_on(self.pairs, {"main": self._compare})
        self.stack = StateStack(self.list, self.pairs)
        self.body.addWidget(self.stack, 1)
        ctx.veil_changed.connect(lambda _: self.list.viewport().update())
        self.help_lines = [("↑ ↓", "上下移动"), ("1 2 3", "用第几个；选错了再按别的数字"),
                           ("Z", "撤销"), ("回车", "打开档案；考勤到考勤里核对")]
        self.layout_changed()

    # what the window asks

    def opened(self, *, part: str = "", **args: object) -> None:
        self._settled = {}
        if part in _EMPTY:
            self.filters.choose(part)

    def refresh(self, changes: Changes | None) -> None:
        if changes is not None and changes.op is not None and changes.op == self._own:
            return
        store, settled = self.ctx.store, [line.question for line in self._settled.values()]

        def read() -> _Read:
            pairs, labels = _pairs(store)
            return _Read(disagreements(store), pairs, labels, standing(store, settled))

        self.ctx.read(read, self._loaded, owner=self)

    def panes(self) -> Sequence[QWidget]:
        shown = self.stack.currentWidget()
        return (shown, self.filters) if shown in (self.list, self.pairs) else (self.filters,)

    def layout_changed(self) -> None:
        if hasattr(self, "stack"):
            self.order.setVisible(not self.narrow and self.filters.current() != "pairs")
            for view, delegate in ((self.list, self.delegate), (self.pairs, self.pair_delegate)):
                delegate.height = Px.DUTY_ROW_NARROW if self.short else Px.DUTY_ROW
                view.doItemsLayout()

    # what is shown

    def _loaded(self, read: _Read) -> None:
        empty, self._read = self._read == _Read(), read
        found = read.found
        self._settled = {name: line for name, line in self._settled.items()
                         if name in read.standing}
        counts = {"asked": ("要定的", found.count), "quiet": ("不用问的", len(found.quiet)),
                  "pairs": ("可能是同一人", len(read.pairs))}
        self.filters.set_choices([(key, f"{word} {count}" if count else word)
                                  for key, (word, count) in counts.items()])
        self._show()
        if empty and self.isVisible():
            # Until now there was no list for the keys to go to.
            self.panes()[0].setFocus()

    def _lines(self) -> list[Shown]:
        """What is open, and what was settled since the page was opened, where it stood."""
        key = self.filters.current()
        found = self._read.found
        lines = found.lines if key == "asked" else found.quiet
        kept = [line for line in self._settled.values()
                if line.question.quiet == (key == "quiet")]
        shown = [Shown(line) for line in lines]
        for line in kept:
            stands = self._read.standing[line.id]
            shown.append(Shown(line, stands.answer, stands.tips))
        return sorted(shown, key=lambda one: order_of(one.line))

    def _show(self) -> None:
        key = self.filters.current()
        certain = sum(pair.certain for pair in self._read.pairs)
        self.join.setVisible(key == "pairs" and certain > 0)
        self.join.setText(f"合并证件号和姓名都相同的{certain}对")
        shown = [] if key == "pairs" else self._lines()
        self.many.setVisible(any(not one.settled and not one.line.held for one in shown))
        if key == "pairs":
            rows = pair_groups(self._read.pairs[:MOST_PAIRS], self._read.labels)
            self.pairs_model.set_groups(rows)
            self._place(self.pairs, bool(rows))
        else:
            self.model.set_groups(groups_of(shown, by_sender=self.order.current() == "sender"))
            self._place(self.list, bool(shown))
        self.layout_changed()

    def _place(self, view: RowView, filled: bool) -> None:
        """The list, or in its place the sentence that there is nothing."""
        if filled:
            self.stack.show_view(view)
            if not view.currentIndex().isValid():
                view.go_first()
            return
        title, text = _EMPTY[self.filters.current()]
        self.stack.show_state(card_of(EmptyState(
            self.theme, "circle-check", title, text, done=True)))

    # what a person does

    def take(self, one: Shown, at: int) -> None:
        """Choose an answer; of a line that is settled already, another one."""
        ctx, line = self.ctx, one.line
        if line.held or at >= len(line.question.answers):
            return
        chosen = Chosen(line.question, at, one.tips)
        ctx.perform(lambda: settle_one(ctx.store, actor=ctx.actor, chosen=chosen),
                    said=lambda done: f"已选定 {line.who} 的{line.question.what}"
                    if done.settled else "", done=lambda done: self._taken(line, done),
                    failed=ctx.show_error, owner=self)

    def _taken(self, line: Line, done: Settled) -> None:
        """Shown at once; of ten thousand lines all others are as they were."""
        if done.stands:
            self._own = done.changes.op
            self._settled[line.id] = line
            found = self._read.found
            rest = replace(found, lines=tuple(one for one in found.lines if one.id != line.id),
                           quiet=tuple(one for one in found.quiet if one.id != line.id))
            self._loaded(replace(self._read, found=rest,
                                 standing={**self._read.standing, **done.stands}))
        show_left(self.ctx, self, done)

    def settle_many(self) -> None:
        """全部以……为准: of the field of the current line, or of everything shown."""
        current = self.list.payload()
        group = current.line.group if isinstance(current, Shown) else ""
        lines = [one.line for one in self._lines() if not one.settled]
        SettleManyForm(self.ctx, self, lines, group=group).open()

    def join_certain(self) -> None:
        """Join all pairs whose number and name are the same, as one operation."""
        ctx = self.ctx

        def join() -> Changes:
            return join_certain(ctx.store, actor=ctx.actor, pairs=certain_pairs(ctx.store))

        ctx.perform(join, said="已合并证件号和姓名都相同的档案，不同的地方列在“要定的”里")

    def _open(self, one: Shown | Rest) -> None:
        if isinstance(one, Rest):
            return
        line = one.line
        if line.day is not None and line.class_id:
            self.ctx.open_page("attendance", day=line.day, class_id=line.class_id)
        elif line.question.pupil:
            self.ctx.open_page("pupil", pupil=line.question.pupil)

    def _compare(self, one: PairLine) -> None:
        open_join(self.ctx, self, one.pair.one, one.pair.other)


def _pairs(store: Store) -> tuple[tuple[Alike, ...], dict[str, str]]:
    """The pairs, and what the pupils of those that are shown are called."""
    pairs = tuple(alike(store))
    named = {row for pair in pairs[:MOST_PAIRS] for row in (pair.one, pair.other)}
    cards = [card for card in list_pupils(store, everyone=True)
             if card.id in named] if named else []
    said = told_apart(cards)
    return pairs, {card.id: label_of(card, said) for card in cards}
