"""The page 比对 (四查三对比): lists taken in, laid together, and each child that they yield."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.comparison.lists import KINDS
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.comparison import Compared, note_comparison, noted_as
from kongchuo_desktop.operations.comparison_lists import drop_lists
from kongchuo_desktop.operations.comparison_sheet import comparison_sheet
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.comparison import PickForm
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.comparison_desk import ComparisonDesk
from kongchuo_desktop.ui.pages.comparison_do import do
from kongchuo_desktop.ui.pages.comparison_intake import FILES, IntakeView
from kongchuo_desktop.ui.pages.comparison_lists import ListsView
from kongchuo_desktop.ui.pages.comparison_numbers import NUMBERS, NumbersDesk
from kongchuo_desktop.ui.pages.comparison_results import ResultsView
from kongchuo_desktop.ui.pages.comparison_rows import (
    CHECK,
    DOUBTS,
    Slot,
    check_rows,
    rows_of,
    tabs_of,
)
from kongchuo_desktop.ui.pages.importing_states import WorkingState
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.cards import EmptyState, card_of
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.parts.inputs import Choice
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.pickers import choose_file, choose_new_file
from kongchuo_desktop.ui.tokens import Px

LISTS: Final = "lists"
_TABLES: Final = frozenset({"child_list", "same_child", "child_found", "pupil", "class",
                            "event", "movement", "unit", "handed", "attached"})
_NONE: Final = {
    DOUBTS: ("没有要核对的", "对不准的两行会列在这里，由人看着两边定。"),
    "": ("一个也没有", "这几份名单里没有这样的孩子。"),
}


class ComparisonPage(Page):
    """Enter opens what is known of the chosen line; 1 and 2 say whether two lines are one child."""

    def __init__(self, ctx: AppContext, *,
                 ask_file: Callable[[QWidget, str, str], Path | None] = choose_file,
                 ask_target: Callable[[QWidget, str, str, str], Path | None] = choose_new_file,
                 ) -> None:
        super().__init__(ctx, title="比对")
        self._ask_file, self._ask_target = ask_file, ask_target
        self._shown = LISTS
        self._asked = False  # whether the person waits for the results of 比对
        self.desk = ComparisonDesk(ctx)
        self.desk.listed.connect(self._show_lists)
        self.desk.compared.connect(self._show_results)
        self.desk.failed.connect(self._failed)
        self.desk.stopped.connect(self._given_up)
        self.tabs = Segments(self.theme, [(LISTS, "名单")], LISTS, tabs=True)
        self.tabs.chosen.connect(self._show_tab)
        self.tab_choice = Choice(self.theme, [(LISTS, "名单")])
        self.tab_choice.setAccessibleName("看哪一项")
        self.tab_choice.activated.connect(lambda _: self._show_tab(self.tab_choice.key()))
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.tab_choice)
        self.export = self.add_action("导出Excel", self.save_sheet, icon="file-spreadsheet")
        self.note = self.add_action("登记这次比对", self.note_down, icon="clipboard-check")
        self.go = self.add_action("比对", self.compare, icon="git-compare", primary=True)
        self.lists = ListsView(self.theme)
        self.lists.acted.connect(self._act_on_list)
        self.work = ResultsView(ctx)
        self.work.acted.connect(self.act)
        self.work.turned.connect(self._arrange)
        self.table = self.work.table
        self.table.left_upwards.connect(lambda: self._tabs().setFocus())
        self.numbers = NumbersDesk(ctx, self, self.desk, self._ask_file, self._ask_target)
        self.intake = IntakeView(ctx)
        self.stack = StateStack(self.lists, self.work, self.intake)
        self.intake.waits.connect(self.stack.show_state)
        self.intake.wanted.connect(self._show_columns)
        self.intake.left.connect(lambda: self._show_tab(self._tab()))
        self.intake.taken.connect(self.desk.pick)
        self.body.addWidget(self.stack, 1)
        ctx.veil_changed.connect(self.work.set_veil)
        self.help_lines = [("↑ ↓", "上下移动"), ("1 2", "是、不是同一个孩子"),
                           ("3", "选出同样原因的"), ("回车", "看这一个；名单上是装入")]
        self.layout_changed()
        self._tell()

    # what the window asks

    def refresh(self, changes: Changes | None) -> None:
        self.desk.read(changes)

    def cares(self, changes: Changes) -> bool:
        return bool(changes.tables & _TABLES)

    def panes(self) -> Sequence[QWidget]:
        return (self.lists.view if self._tab() == LISTS else self.table, self._tabs())

    def close_inner(self) -> bool:
        if self.stack.currentWidget() is self.intake:
            self.intake.left.emit()
            return True
        return self.work.close_side()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A tab that was clicked has the focus, and the answers are in sight.
        if not (self.work.isVisible() and self.work.take(event)):
            super().keyPressEvent(event)

    def layout_changed(self) -> None:
        if not hasattr(self, "stack"):
            return
        self.work.set_size(narrow=self.narrow, short=self.short)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Tabs where all have room beside each other, else a choice; neither over a side alone."""
        room = self.width() - 2 * Px.MARGIN
        covered = self.work.side_alone or self.stack.currentWidget() is self.intake
        shown = not covered and bool(self.desk.result or self.desk.to_check)
        fits = self.tabs.sizeHint().width() <= room
        self.tabs.setVisible(shown and fits)
        self.tab_choice.setVisible(shown and not fits)

    def _tabs(self) -> QWidget:
        return self.tab_choice if self.tab_choice.isVisible() else self.tabs

    # what is shown

    def _tab(self) -> str:
        return self.tabs.current()

    def _show_lists(self) -> None:
        self.lists.show_slots(self.desk.slots(), self.desk.result)
        self._offer_tabs()
        if not self.desk.running and self._tab() in (LISTS, CHECK):
            self._show_tab(self._tab())
        self._tell()

    def _show_results(self) -> None:
        result = self.desk.result
        self._offer_tabs()
        self.lists.show_slots(self.desk.slots(), result)
        self._tell()
        self._arrange()
        to_results, self._asked = self._asked and self._tab() in (LISTS, CHECK), False
        self._show_tab(result.results[0] if to_results and result else self._tab())

    def _offer_tabs(self) -> None:
        choices = [(LISTS, "名单"), *tabs_of(self.desk.result, self.desk.to_check)]
        self.tabs.set_choices(choices)
        self.tab_choice.set_choices(choices)
        self._arrange()

    def _show_tab(self, tab: str) -> None:
        if tab != self._shown:
            self._shown = tab
            self.work.show_list()
        self.tabs.choose(tab)
        self.tab_choice.choose(tab)
        self._show_lines(tab)
        self._tell()
        self._arrange()

    def _show_lines(self, tab: str) -> None:
        result = self.desk.result
        if tab == CHECK:
            rows = check_rows(self.desk.to_check)
        elif tab == LISTS or result is None:
            self.stack.show_view(self.lists)
            return
        else:
            rows = rows_of(result, tab, self.desk.said)
        self.work.show_rows(rows, tab)
        if rows:
            self.stack.show_view(self.work)
        else:
            self.work.show_list()
            title, text = _NONE.get(tab, _NONE[""])
            self.stack.show_state(card_of(EmptyState(self.theme, "circle-check", title, text,
                                                     done=True)))

    def _tell(self) -> None:
        """Buttons that have something to work on; none while the columns of a list are set."""
        covered = self.stack.currentWidget() is self.intake
        result = None if covered else self.desk.result
        self.go.setVisible(not covered)
        self.export.setVisible(result is not None)
        self.note.setVisible(result is not None and bool(noted_as(result)))

    # the lists

    def _act_on_list(self, action: str, slot: Slot) -> None:
        if action == "main":
            self.take_in(slot.kind)
        elif action == "pick":
            PickForm(self.ctx, self, kind=slot.kind, lists=self.desk.lists_of(slot.kind),
                     chosen=self.desk.chosen(slot.kind),
                     pick=lambda chosen: self.desk.pick(slot.kind, chosen)).open()
        elif action == "drop" and slot.kept is not None:
            self._ask_drop(slot)

    def take_in(self, kind: str) -> None:
        """An Excel list, shown as it was understood before it is kept."""
        path = self._ask_file(self, f"{KINDS[kind]}名单", FILES)
        if path is not None:
            self.intake.read(kind, path)

    def _show_columns(self) -> None:
        """The columns of a list that was not understood by itself, over whatever was shown."""
        self.stack.show_view(self.intake)
        self._arrange()
        self._tell()

    def _ask_drop(self, slot: Slot) -> None:
        assert slot.kept is not None
        ctx, kept = self.ctx, slot.kept
        dialog = ConfirmDialog(
            self.theme, self, question=f"清除{KINDS[slot.kind]}名单？",
            text=f"“{kept.source}”的{kept.count}行从这台电脑清除，不能撤销。"
                 "已经核对的、核实了去向的都在。", verb="清除名单", refuse="留着")
        dialog.accepted.connect(lambda: ctx.perform(
            lambda: drop_lists(ctx.store, actor=ctx.actor, lists=[kept.id]),
            said=f"已清除{KINDS[slot.kind]}名单", failed=ctx.show_error, undoable=False))
        dialog.open()

    # comparing

    def compare(self) -> None:
        """Lay the chosen lists together and show what they yield."""
        ready = [slot for slot in self.desk.slots() if slot.ready]
        self._asked = True
        who = "、".join(f"{KINDS[slot.kind]}{f'{slot.kept.count}人' if slot.kept else '（花名册）'}"
                       for slot in ready)
        working = WorkingState(self.theme, f"正在比对：{who}", self.desk.cancel)
        # The state goes with its card: what is heard after that is heard by nobody.
        self.desk.moved.connect(working.card.advance)
        self.stack.show_state(working)
        self.desk.compare()

    def _given_up(self) -> None:
        self._asked = False
        self._show_tab(self._tab() if self.desk.result else LISTS)
        self.ctx.toast("没有比完就停下了，名单和以前核对的都在。")

    def _failed(self, error: KnownError) -> None:
        self._asked = False
        self._tell()
        self._arrange()
        self._show_tab(self._tab() if self.desk.result else LISTS)
        self.ctx.show_error(error)

    def note_down(self) -> None:
        """登记这次比对: what the documents ask for was done."""
        result, ctx = self.desk.result, self.ctx
        if result is not None:
            ctx.perform(
                lambda: note_comparison(ctx.store, actor=ctx.actor, compared=result),
                said=f"已登记比对：{'、'.join(noted_as(result))}", failed=ctx.show_error)

    def save_sheet(self) -> None:
        """导出Excel: a sheet for each result, with whole numbers for whoever looks for them."""
        result = self.desk.result
        if result is None:
            return
        path = self._ask_target(self, "导出比对结果", "比对结果.xlsx", "Excel (*.xlsx)")
        if path is not None:
            self._save(result, path)

    def _save(self, result: Compared, path: Path) -> None:
        store = self.ctx.store
        self.ctx.tasks.run(
            lambda job: save_file(path, comparison_sheet(store, compared=result)),
            done=lambda _: self.ctx.toast(f"已导出 {path.name}，证件号是写全的"),
            failed=lambda error: self.ctx.show_error(error, lambda: self._save(result, path)),
            owner=self)

    # what a person says of a line

    def act(self, action: str) -> None:
        """What a button of the side or of the foot, or a digit says."""
        if action in ("same", "apart"):
            self._decide(same=action == "same")
        elif action == "again":
            self.desk.ask_again(self.work.asked())
        elif action in NUMBERS:
            self.numbers.act(action)
        elif (row := self.work.row()) is not None:
            do(self.ctx, self, action, row, self.work.picked())

    def _decide(self, *, same: bool) -> None:
        """Write the answer down and go on to the next question."""
        rows = self.work.asked()
        if rows and self.desk.result is not None:
            self.desk.decide(rows, same=same)
            self._show_tab(self._tab())
            self.work.go_on()
