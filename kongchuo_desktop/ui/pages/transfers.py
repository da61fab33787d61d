"""The page 转学衔接: children between two schools, and those who go on to a junior school."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations import joins, transfers
from kongchuo_desktop.operations.saving import read_file
from kongchuo_desktop.operations.transfer_leavers import Graduate, graduates
from kongchuo_desktop.operations.transfer_lines import Line, Passages, is_superior, passages
from kongchuo_desktop.operations.transfer_sheet import SchoolList, read_schools
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.moves import open_move_of
from kongchuo_desktop.ui.forms.transfers import (
    AssignForm,
    EndForm,
    SchoolListForm,
    WhereForm,
    open_take,
)
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.transfers_model import (
    DAY,
    FROM,
    NAME,
    WAITED,
    WIDTHS,
    Row,
    TransferCells,
    TransfersModel,
    segments,
    wanted,
)
from kongchuo_desktop.ui.pages.transfers_side import TransferCard
from kongchuo_desktop.ui.parts.beside import Beside
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.cards import EmptyState, card_of
from kongchuo_desktop.ui.parts.lines import LINE
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.parts.table import ActionBar, FittingTable, TableCard
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.pickers import choose_file
from kongchuo_desktop.ui.tokens import Px

_EMPTY = {
    "due": ("没有要来我校的学生", "教育局对上以后，名单随下一个包来。"),
    "out": ("没有从我校转出的学生", "在学生档案里登记转出，就列在这里。"),
    "way": ("没有在路上的学生", "学校登记了转出、毕业，收包以后就列在这里。"),
    "ask": ("没有要确认的", "对不准的转学、两边都在册的，会列在这里。"),
    "lost": ("没有去向待查的学生", "过了时间还没有学校收下的，会列在这里。"),
    "leavers": ("没有六年级毕业班", "小学的名册收上来以后，毕业班就列在这里。"),
    "done": ("还没有到校的", "新学校登记以后，按“核对转学”就对上了。"),
}
_BY_PACKAGE = frozenset({"due", "way", "leavers"})
"""Segments that packages fill."""
_DONE = frozenset({"ask", "lost"})
"""Segments that one is glad to see empty."""


class TransfersPage(Page):
    """Enter opens what is known of the chosen child; ``opened(line=)`` goes to one."""

    def __init__(self, ctx: AppContext, *,
                 ask_file: Callable[[QWidget, str, str], Path | None] = choose_file) -> None:
        super().__init__(ctx, title="转学衔接")
        self._ask_file = ask_file
        self._found = Passages()
        self._rows: dict[str, tuple[str, list[Row]]] = {}
        self._superior, self._wanted = ctx.store.role == "bureau", ""
        self.filters = Segments(self.theme, [("", "")], "")
        self.filters.chosen.connect(lambda _: self._show())
        self.header.middle.addWidget(self.filters)
        self.list = self.add_action("导入名单…", self.import_list, icon="upload")
        self.match = self.add_action("核对转学", self.match_all, icon="arrow-right-left",
                                     primary=ctx.store.role == "bureau")
        self.model = TransfersModel()
        self.table = FittingTable(self.theme, self.model, widths=WIDTHS, stretch=FROM,
                                  drop=(WAITED, DAY), whole=NAME,
                                  delegate=TransferCells(self.theme))
        self.table.setAccessibleName("转学衔接")
        self.table.opened.connect(lambda _: self._enter())
        self.table.left_upwards.connect(self.filters.setFocus)
        self.foot = ActionBar(self.theme, [("assign", "指定学校…"), ("take", "登记到校…")])
        self.foot.acted.connect(self.act)
        self.hint = Words("", "caption")
        self.foot.right.addWidget(self.hint)
        self.card = TableCard(self.table, self.foot)
        self.side = TransferCard(ctx)
        self.side.acted.connect(self.act)
        self.work = Beside(self.card, self.side, focus=self.table, width=Px.SIDE_PANEL)
        self.stack = StateStack(self.work)
        self.body.addWidget(self.stack, 1)
        picked = self.table.selectionModel()
        picked.currentRowChanged.connect(lambda *_: self._tell())
        picked.selectionChanged.connect(lambda *_: self._count())
        ctx.veil_changed.connect(lambda _: self._tell())
        self.commands.add("transfers.take", "登记到校", "Ctrl+N", lambda: self.act("take"),
                          when=lambda: bool(self._takeable()))
        self.help_lines = [("↑ ↓", "上下移动"), ("Shift ↑ ↓", "选几个人"), ("回车", "看这一个")]
        self.layout_changed()

    # what the window asks

    def opened(self, *, line: str = "", **args: Any) -> None:
        self._wanted = line or self._wanted
        if line and self._rows:
            self._go()

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store

        def read() -> tuple[bool, Passages, list[Graduate]]:
            superior = is_superior(store)
            return superior, passages(store), graduates(store) if superior else []

        self.ctx.read(read, lambda found: self._loaded(*found), owner=self)

    def cares(self, changes: Changes) -> bool:
        return bool(changes.tables & {"transfer", "grant", "movement", "pupil", "class", "unit"})

    def panes(self) -> Sequence[QWidget]:
        return (self.table, self.filters)

    def close_inner(self) -> bool:
        return self.work.close_side()

    def layout_changed(self) -> None:
        if not hasattr(self, "stack"):
            return
        self.work.set_narrow(self.narrow)
        self.side.set_wide(self.narrow)
        self.table.set_row_height(Px.TABLE_ROW_NARROW if self.short else Px.TABLE_ROW)
        self._count()

    # what is shown

    def _loaded(self, superior: bool, found: Passages, leavers: list[Graduate]) -> None:
        self._superior, self._found = superior, found
        self._rows = segments(found, leavers, superior=superior,
                              school=self.ctx.store.role == "school")
        kept = self.filters.current()
        counts = {key: sum(map(wanted, rows)) if key == "due" else len(rows)
                  for key, (_, rows) in self._rows.items()}
        self.filters.set_choices([(key, f"{word} {counts[key]}" if counts[key] else word)
                                  for key, (word, _) in self._rows.items()])
        self.filters.choose(kept if kept in self._rows else next(iter(self._rows)))
        mine = sum(1 for line in found.lines if line.mine_to and line.open and line.match is None)
        asked = sum(len(self._rows[key][1]) for key in ("ask", "lost") if key in self._rows)
        self.ctx.set_count("transfers", mine + asked,
                           overdue=any(line.state == "lost" and line.transfer
                                       for line in found.lines))
        self._show()
        if self._wanted:
            self._go()

    def _go(self) -> None:
        """Show the row that another page asked for."""
        wanted, self._wanted = self._wanted, ""
        for key, (_, rows) in self._rows.items():
            if any(row.key == wanted for row in rows):
                self.filters.choose(key)
                self._show()
                self.table.selectRow(self.model.rows_of({wanted})[0])
                return

    def _show(self) -> None:
        key = self.filters.current()
        rows = self._rows.get(key, ("", []))[1]
        self.work.show_list()
        self.model.set_lines(rows)
        self.list.setVisible(self._superior and key == "leavers")
        self.match.setVisible(self._superior)
        if rows:
            self.stack.show_view(self.work)
            if not self.table.currentIndex().isValid():
                self.table.selectRow(0)
        elif key:
            title, text = _EMPTY[key]
            state = EmptyState(
                self.theme, "arrow-right-left", title, text, done=key in _DONE,
                actions=[("inbox", "去收包", "inbox", True)] if key in _BY_PACKAGE else [])
            state.acted.connect(lambda _: self.ctx.open_page("inbox"))
            self.stack.show_state(card_of(state))
        self.layout_changed()
        self._tell()
        self._count()

    def row(self) -> Row | None:
        index = self.table.currentIndex()
        return index.data(LINE) if index.isValid() and self.model.rowCount() else None

    def _picked(self) -> list[Row]:
        rows = self.model.shown_lines(self.table.selected_rows())
        current = self.row()
        return rows or ([current] if current is not None else [])

    def _takeable(self) -> list[Line]:
        return [row.line for row in self._picked() if row.line is not None and row.line.mine_to
                and row.line.transfer and row.line.open and row.line.match is None]

    def _assignable(self) -> list[Row]:
        return [row for row in self._picked() if self._superior and not row.twice
                and (row.line is None or (row.line.open and row.line.match is None))]

    def _count(self) -> None:
        picked = len(self.table.selected_rows())
        many = picked > (0 if self.narrow else 1)  # of one the side speaks, where it is in sight
        self.foot.set_selected(picked if many else 0)
        can = {"take": bool(self._takeable()), "assign": bool(self._assignable())}
        for action, button in self.foot.buttons.items():
            button.setVisible(many and can[action])
        self.hint.setText("回车看这一个" if self.narrow else "按住Shift上下选，可以几个人一起办")
        self.hint.setVisible(self.narrow or (not many and any(can.values())))

    def _tell(self) -> None:
        self.side.show_row(self.row(), self._found, superior=self._superior)

    def _enter(self) -> None:
        self.work.show_side()
        shown = [b for b in self.side.buttons.values() if b.isVisible()]
        (shown[0] if shown else self.table).setFocus()

    # what a person does

    def act(self, action: str) -> None:
        """What a button of the side or of the foot says."""
        if action == "assign":
            self._assign()
        elif action == "take":
            if lines := self._takeable():
                open_take(self.ctx, self, lines)
        elif (row := self.row()) is not None and row.line is not None:
            self._act_on(action, row.line)
        elif row is not None and row.twice:
            self._hold_apart(row)

    def _act_on(self, action: str, line: Line) -> None:
        ctx, other = self.ctx, self.side.candidate
        if action == "end":
            EndForm(ctx, self, line).open()
        elif action == "where":
            WhereForm(ctx, self, line).open()
        elif action == "move":
            open_move_of(ctx, self, line.pupil, "毕业" if line.kind == "小升初" else "转出")
        elif action == "same":
            ctx.perform(lambda: transfers.confirm(ctx.store, actor=ctx.actor, line=line,
                                                  arrival=other),
                        said=f"{line.name} 已经到校", failed=ctx.show_error, undoable=False)
        elif action == "apart":
            ctx.perform(lambda: transfers.hold_apart(ctx.store, actor=ctx.actor, line=line,
                                                     arrival=other),
                        said=f"已写下：{line.name} 不是这一个", failed=ctx.show_error)
        elif action == "reopen":
            ctx.perform(lambda: transfers.reopen(ctx.store, actor=ctx.actor, line=line),
                        said=f"重新查找 {line.name}", failed=ctx.show_error)
        elif action == "bring":
            ctx.perform(lambda: transfers.bring_file(ctx.store, actor=ctx.actor, line=line),
                        said=f"已补入 {line.name} 原校的资料", failed=ctx.show_error)

    def _hold_apart(self, row: Row) -> None:
        """Two rosters have two children, not one."""
        store, actor, (one, other) = self.ctx.store, self.ctx.actor, row.twice[:2]
        self.ctx.perform(
            lambda: joins.hold_apart(store, actor=actor,
                                     pair=joins.pair(store, one=one, other=other)),
            said=f"已写下：两个{row.name}不是同一人", failed=self.ctx.show_error)

    def _assign(self) -> None:
        rows = self._assignable()
        if not rows:
            return
        leavers = [row.graduate for row in rows if row.graduate is not None]
        lines = [row.line for row in rows if row.graduate is None and row.line is not None]
        units = {unit: name for unit, name in self._found.units.items()
                 if unit != self.ctx.store.home or self.ctx.store.role == "school"}
        AssignForm(self.ctx, self, units, lines=lines, leavers=leavers).open()

    def match_all(self) -> None:
        """核对转学: every certain arrival is written down, both schools learn of it."""
        ctx = self.ctx
        ctx.perform(lambda: transfers.match_all(ctx.store, actor=ctx.actor),
                    said=lambda done: f"对上{done.arrived}人，新列{done.noted}人"
                    + ("，随下一次下发带给学校" if done.arrived or done.noted else ""),
                    failed=ctx.show_error, undoable=False)

    def import_list(self) -> None:
        """An Excel list of leavers with their junior schools, shown before it is written."""
        path = self._ask_file(self, "小升初名单", "Excel (*.xlsx *.xls *.et)")
        if path is None:
            return
        store = self.ctx.store

        def read() -> SchoolList:
            return read_schools(store, data=read_file(path), name=path.name)

        self.ctx.tasks.run(
            lambda job: read(),
            done=lambda found: SchoolListForm(self.ctx, self, path.name, found).open(),
            failed=self.ctx.show_error, owner=self)
