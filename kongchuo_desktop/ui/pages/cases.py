"""个案: where each child stands, what is missing, and why."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.operations.cases import CaseBoard, CaseCard, case_board
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.cases_new import begin_case
from kongchuo_desktop.ui.pages.cases_rows import CaseDelegate, due_word
from kongchuo_desktop.ui.pages.cases_step import CasePane
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.cards import Card, EmptyState
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import Row, RowsModel
from kongchuo_desktop.ui.tokens import Px

_LIST_NARROW = 208
_LISTS = {"open": "在办", "signs": "苗头", "closed": "已销号"}


class CasesPage(Page):
    """List at the left, the chosen case at the right. Enter does its first missing thing."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx, title="个案")
        self._board: CaseBoard | None = None
        self._wanted = ""
        self.new_button = self.add_action("新建个案", self._new, icon="plus")
        self._bureau = ctx.actor.role == "bureau"
        self.new_button.setVisible(not self._bureau)
        self.filters = Segments(self.theme, [("open", "在办"), ("closed", "已销号")], "open")
        self.filters.chosen.connect(lambda _: self._show_list())
        self.model = RowsModel()
        self.delegate = CaseDelegate(self.theme, ctx.today())
        self.list = RowView(self.model, self.delegate, always=("main", "clause", "card"))
        self.list.setAccessibleName("个案")
        self.list.moved.connect(self._chosen)
        self.pane = CasePane(ctx)
        act_on(self.list, {"main": lambda _: self.pane.do_first(), "clause": self._into,
                           "card": lambda view: ctx.open_page("pupil", pupil=view.pupil)})
        self._lay_out()
        self.help_lines = [("↑ ↓", "换一个个案"), ("回车", "办第一件还缺的"), ("→", "到还缺的几项"),
                           ("Shift+回车", "打开档案")]
        ctx.veil_changed.connect(lambda _: self._chosen(self.list.currentIndex()))
        self.theme.changed.connect(self.layout_changed)
        self.layout_changed()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(Px.GAP)
        self.left = Card(flush=True)
        head = QHBoxLayout()
        head.setContentsMargins(Px.PAD_INPUT, Px.PAD_SMALL, Px.PAD_INPUT, 0)
        head.addWidget(self.filters)
        self.left.body.setContentsMargins(0, 0, 0, Px.ICON_GAP)
        self.left.body.addLayout(head)
        self.left.body.addWidget(self.list, 1)
        line.addWidget(self.left)
        self._right = QVBoxLayout()
        self._right.addWidget(self.pane)
        self._empty: QWidget | None = None
        line.addLayout(self._right, 1)
        self.body.addLayout(line, 1)

    # reading

    def opened(self, **args: Any) -> None:
        pupil = str(args.get("pupil") or "")
        if pupil:
            self._wanted = pupil
            if self._board is not None:
                self._show_list()

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: case_board(store), self._show, owner=self)

    def _show(self, board: CaseBoard) -> None:
        self._board = board
        self.delegate.today = board.today
        late = sum(1 for card in board.open if card.view.overdue_days)
        overdue = f" · 逾期 {late} 人" if late else ""
        seen = " · 考勤留在学校，这里只有走访过、开过文书或立了案的" if self._bureau else ""
        self.header.set_context(f"在办 {len(board.open)} 人{overdue}{seen}")
        self._label_filters()
        self.ctx.set_count("cases", len(board.open))
        self._show_list()

    def _label_filters(self) -> None:
        """The lists with how many each holds; three of them have no room for it beside narrow."""
        board = self._board
        if board is None:
            return
        counts = {"open": len(board.open), "signs": len(board.signs),
                  "closed": len(board.closed)}
        shown = [key for key in counts
                 if key != "signs" or counts[key] or self.filters.current() == key]
        bare = self.narrow and len(shown) == len(counts)
        self.filters.set_choices([
            (key, _LISTS[key] if bare else f"{_LISTS[key]} {counts[key]}") for key in shown])

    def _cards(self) -> Sequence[CaseCard]:
        if self._board is None:
            return ()
        lists = {"open": self._board.open, "signs": self._board.signs,
                 "closed": self._board.closed}
        if self._wanted:
            self.filters.choose(next((key for key, cards in lists.items() if any(
                c.view.pupil == self._wanted for c in cards)), "open"))
        return lists[self.filters.current()]

    def _show_list(self) -> None:
        cards = self._cards()
        assert self._board is not None
        self.model.set_rows([
            Row(c.view.id, c.view,
                "，".join(filter(None, (c.view.name, c.view.state_name, c.view.next,
                                        due_word(c.view, self._board.today)[0]))))
            for c in cards])
        if self._wanted:
            # Of several cases of one pupil the newest.
            mine = [c.view for c in cards if c.view.pupil == self._wanted]
            if mine:
                self.list.go(max(mine, key=lambda view: view.number).id)
            self._wanted = ""
        if not self.list.currentIndex().isValid():
            self.list.go_first()
        self._show_empty(empty=not cards)
        self._chosen(self.list.currentIndex())

    def _show_empty(self, *, empty: bool) -> None:
        if self._empty is not None:
            self._right.removeWidget(self._empty)
            self._empty.hide()
            self._empty.deleteLater()
            self._empty = None
        self.pane.setVisible(not empty)
        if empty:
            self._empty = Card(flush=True)
            if self.filters.current() == "open":
                state = EmptyState(self.theme, "circle-check", "没有在办的个案",
                                   "旷课到了文件规定的天数，程序会自己立案，列在这里。", done=True)
            elif self.filters.current() == "signs":
                state = EmptyState(self.theme, "circle-check", "没有登记了苗头的学生",
                                   "文件对苗头或重点生有要求的，登记以后列在这里。", done=True)
            else:
                state = EmptyState(self.theme, "folder-open", "还没有销号的个案",
                                   "孩子返校并稳定到校以后，在个案的最后一步登记销号。")
            self._empty.body.addWidget(state)
            self._right.addWidget(self._empty)

    # the chosen case

    def _chosen(self, index: QModelIndex) -> None:
        view = self.list.payload() if index.isValid() else None
        card = next((c for c in self._cards() if view is not None and c.view is view), None)
        if card is not None and self._board is not None:
            self.pane.show_case(card, self._board.today)

    def _into(self, view: object) -> None:
        self.pane.items.setFocus()
        if not self.pane.items.currentIndex().isValid():
            self.pane.items.go_first()

    def _new(self) -> None:
        begin_case(self.ctx, self)

    def layout_changed(self) -> None:
        if hasattr(self, "left"):
            narrow = self.theme.px(_LIST_NARROW)
            self.left.setFixedWidth(narrow if self.narrow else Px.SIDE_PANEL)
            self.pane.set_narrow(self.narrow)
            self._label_filters()

    def set_width(self, width: int, height: int) -> None:
        super().set_width(width, height)
        if hasattr(self, "pane"):
            self.pane.set_wide(width >= Px.WIDE_FROM)

    def panes(self) -> Sequence[QWidget]:
        return [self.list, self.pane.items, self.pane.contacts, self.pane.ways]
