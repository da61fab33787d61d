"""The page 花名册: find and check people; numbers masked, problems as red words."""

from typing import Any

from PySide6.QtCore import QItemSelection, QModelIndex, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.likeness import Alike
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.joins import alike
from kongchuo_desktop.operations.roster import PupilCard, note_reveal
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.homes import open_homes
from kongchuo_desktop.ui.forms.joining import open_join
from kongchuo_desktop.ui.forms.moves import ClassChangeForm, open_move
from kongchuo_desktop.ui.forms.pupil_edit import PupilForm
from kongchuo_desktop.ui.forms.visit import open_visit
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.roster_cells import RosterDelegate
from kongchuo_desktop.ui.pages.roster_export import SavePath, ask_export
from kongchuo_desktop.ui.pages.roster_filters import FilterLine
from kongchuo_desktop.ui.pages.roster_forms import TagForm
from kongchuo_desktop.ui.pages.roster_model import RosterModel
from kongchuo_desktop.ui.pages.roster_read import ALL, RosterRead, read_roster
from kongchuo_desktop.ui.pages.roster_table import RosterFoot, RosterTable
from kongchuo_desktop.ui.parts.cards import Banner, EmptyState
from kongchuo_desktop.ui.parts.inputs import Choice
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.parts.table import TableCard
from kongchuo_desktop.ui.tokens import Px

REVEAL_MS = 10_000
_TABLES = frozenset({"pupil", "tag", "movement", "mark", "register", "leave", "class", "event",
                     "visit", "paper_event", "calendar_day", "policy_use", "own_figure"})


class RosterPage(Page):
    """All pupils of the store, one row each."""

    def __init__(self, ctx: AppContext, *,
                 save_path: SavePath = pickers.choose_new_file) -> None:
        super().__init__(ctx, title="花名册")
        self._save_path = save_path
        self._rooms: list[tuple[str, str]] = []
        self._read: RosterRead | None = None
        self._may_write = ctx.actor.role in TEACHING
        self.model = RosterModel()
        self._reveal_over = QTimer(self)
        self._reveal_over.setSingleShot(True)
        self._reveal_over.setInterval(REVEAL_MS)
        self._reveal_over.timeout.connect(lambda: self._show_numbers(""))
        self._build_header()
        self._build_body()
        self._listen()
        self.commands.add("edit", "修改资料", "F2", self.edit, when=lambda: self._one() is not None)
        self.help_lines = [
            ("打字", "按姓名、拼音首字母、座号、证件号末4位查找"), ("↓", "到名单里"),
            ("回车", "打开档案"), ("空格", "看所选一人的号码10秒，留有记录"),
            ("Ctrl+A", "全选列出的人"),
        ]  # fmt: skip

    def _build_header(self) -> None:
        self.rooms = Choice(self.theme)
        self.rooms.hide()
        self.header.middle.addWidget(self.rooms)
        self.importing = self.add_action("导入Excel", self._import, icon="upload")
        self.exporting = self.add_action("导出", self._export, icon="download")
        self.adding = self.add_action("添加学生", self.add, icon="plus", primary=True)

    def _build_body(self) -> None:
        self.filters = FilterLine(self.theme)
        self._above = self.ctx.actor.role == "bureau"
        self.table = RosterTable(self.theme, self.model, RosterDelegate(self.theme, self.model),
                                 schools=self._above)
        self.table.setAccessibleName("花名册")
        self.foot = RosterFoot(self.theme)
        self.listed = TableCard(self.table, self.foot)
        self.nobody = EmptyState(
            self.theme, "users", "花名册里还没有学生",
            "用现成的Excel名单导入，几分钟就好；也可以一个个添加。",
            actions=[("import", "导入Excel", "upload", True), ("add", "添加学生", "", False)]
            if self._may_write else (),
        )  # fmt: skip
        self.content = StateStack(self.listed, self.nobody)
        self.body.addWidget(self.filters)
        self.body.addWidget(self.content, 1)

    def _listen(self) -> None:
        self.filters.searched.connect(self._search)
        self.filters.chosen.connect(self._choose)
        self.filters.search.down.connect(self._into_table)
        self.filters.search.returnPressed.connect(self._open_first)
        self.rooms.activated.connect(lambda _: self._choose_room())
        self.table.opened.connect(lambda index: self._open(self._card(index)))
        self.table.revealed.connect(self.reveal)
        self.table.typed.connect(self.type_on)
        self.table.left_upwards.connect(self.filters.search.setFocus)
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.model.modelReset.connect(self._selected)
        self.foot.acted.connect(self._act)
        self.nobody.acted.connect(lambda key: self._import() if key == "import" else self.add())
        self.model.veil = self.ctx.veil
        self.ctx.veil_changed.connect(self._veil)

    # what the window asks

    def opened(self, *, show: str = "", search: str = "", **args: Any) -> None:
        if show or search:
            self.filters.search.setText(search)
            self._choose(show or ALL)

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: read_roster(store), self._show, owner=self)
        if changes is None or "pupil" in changes.tables:
            self.ctx.read(lambda: alike(store), self._show_alike, owner=self)

    def cares(self, changes: Changes) -> bool:
        return bool(changes.tables & _TABLES)

    def panes(self) -> list[QWidget]:
        return [self.filters.search, self.table]

    def clear_search(self) -> bool:
        """Esc: first the search, then the filter."""
        if self.filters.search.text():
            self.filters.search.clear()
            self.filters.search.setFocus()
            return True
        if self.filters.chips.current() != ALL:
            self.filters.chips.choose(ALL)
            self._choose(ALL)
            return True
        return False

    # what is shown

    def _show(self, read: RosterRead) -> None:
        self._read, self._rooms = read, read.rooms
        self.rooms.set_choices([("", "全部学校" if self._above else "全部班级"), *read.rooms])
        self.rooms.setVisible(len(read.rooms) > 1)
        self.filters.set_groups(read.groups)
        self._fit()
        self.model.show(read, self._kept())
        self._say_found()
        self.header.set_context(read.context)
        some = bool(read.lines)
        self.filters.setVisible(some)
        self.adding.setVisible(some and self._may_write)
        self.importing.setVisible(some and self._may_write)
        self.exporting.setVisible(some)
        if not some:
            self.content.show_view(self.nobody)

    def _show_alike(self, pairs: list[Alike]) -> None:
        """Who may be one child: laid side by side, or where there are several, their list."""
        if not pairs:
            self.show_banner(None)
            return
        first, more = pairs[0], len(pairs) > 1
        banner = Banner(self.theme, "amber",
                        f"有{len(pairs)}对学生可能是同一人" if more
                        else f"有两名学生可能是同一人：{first.why}", action="核对", icon="users")
        banner.acted.connect(
            lambda: self.ctx.open_page("settings", section="records") if more
            else open_join(self.ctx, self, first.one, first.other))
        self.show_banner(banner)

    def _kept(self) -> frozenset[int]:
        if self._read is None:
            return frozenset()
        return self._read.kept(self.filters.chips.current(), self.rooms.key())

    def _search(self, text: str) -> None:
        self.model.search(text)
        self._say_found()

    def _choose(self, key: str) -> None:
        self.filters.chips.choose(key)
        self._choose_room()

    def _choose_room(self) -> None:
        self.model.keep(self._kept())
        self._say_found()

    def _say_found(self) -> None:
        """The table, or what was not found and the way back."""
        if self.model.rowCount() or not self.model.all_lines():
            self.content.show_view(self.listed)
            return
        text = self.filters.search.text()
        title = f"没有找到“{text}”" if text else "这里没有人"
        state = EmptyState(self.theme, "search", title, "换个写法试试，或看看全部学生。",
                           actions=[("clear", "清除条件", "", False)])
        state.acted.connect(self._clear_all)
        self.content.show_state(state)

    def _clear_all(self) -> None:
        self.filters.search.clear()
        self._choose(ALL)
        self.filters.search.setFocus()

    def _veil(self, on: bool) -> None:
        self.model.veil = on
        self._show_numbers("")

    def _selected(self, *args: QItemSelection) -> None:
        self.foot.show_for(self._cards(), may_write=self._may_write, rooms=len(self._rooms))

    # whom it is about

    def _cards(self) -> list[PupilCard]:
        return [line.card for line in self.model.shown_lines(self.table.selected_rows())]

    def _card(self, index: QModelIndex) -> PupilCard:
        return self.model.line(index.row()).card

    def _one(self) -> PupilCard | None:
        index = self.table.currentIndex()
        return self._card(index) if index.isValid() else None

    # what a person does

    def type_on(self, text: str) -> None:
        """Typing in the table goes on in the search."""
        self.filters.search.setFocus()
        self.filters.search.setText(self.filters.search.text() + text)

    def _into_table(self) -> None:
        if self.model.rowCount():
            if not self.table.currentIndex().isValid():
                self.table.setCurrentIndex(self.model.index(0, 0))
            self.table.setFocus()

    def _open_first(self) -> None:
        """Enter in the search opens the only one found."""
        if self.model.rowCount() == 1:
            self._open(self.model.line(0).card)

    def _open(self, card: PupilCard) -> None:
        self.ctx.open_page("pupil", pupil=card.id)

    def reveal(self) -> None:
        """Show the numbers of the current row for ten seconds, and note who looked."""
        card, ctx = self._one(), self.ctx
        if card is None:
            return
        self._show_numbers(card.id)
        self._reveal_over.start()
        ctx.read(lambda: note_reveal(ctx.store, actor=ctx.actor, pupil=card.id),
                 lambda _: None)

    def _show_numbers(self, pupil: str) -> None:
        self._reveal_over.stop()
        self.model.shown = pupil
        self.model.touch()

    def add(self) -> None:
        if not self._rooms:
            self.ctx.toast("还没有班级，请先导入名单或在设置里添加班级")
            return
        PupilForm(self.ctx, self, rooms=self._rooms).open()

    def edit(self) -> None:
        """The form shows the numbers whole, so looking at them is noted."""
        card, ctx = self._one(), self.ctx
        if card is not None and self._may_write:
            ctx.read(lambda: note_reveal(ctx.store, actor=ctx.actor, pupil=card.id),
                     lambda _: None)
            PupilForm(self.ctx, self, rooms=self._rooms[:1], card=card).open()

    def _act(self, key: str) -> None:
        cards = self._cards()
        if not cards:
            return
        if key == "card":
            self._open(cards[0])
        elif key == "visit" and len(cards) == 1:
            open_visit(self.ctx, self, pupil=cards[0].id, name=cards[0].name)
        elif key == "visit":
            open_homes(self.ctx, self, pupils=[card.id for card in cards])
        elif key == "paper":
            self.ctx.open_page("papers", pupils=[card.id for card in cards])
        elif key == "tag":
            TagForm(self.ctx, self, cards).open()
        elif key == "调班":
            ClassChangeForm(self.ctx, self, cards, self._rooms).open()
        else:
            open_move(self.ctx, self, cards[0], key)

    def _import(self) -> None:
        self.ctx.open_page("import")

    def _export(self) -> None:
        """Those that are listed, in their order; the person says whether numbers are whole."""
        cards = [line.card for line in self.model.shown_lines()]
        if cards:
            ask_export(self.ctx, self, cards, self._save_path)

    # room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        side = Px.MARGIN_NARROW if self.narrow else Px.MARGIN
        self.table.fit(self.width() - 2 * side, rooms=self._above or len(self._rooms) > 1)

    def layout_changed(self) -> None:
        self.table.set_row_height(Px.TABLE_ROW_NARROW if self.short else Px.TABLE_ROW)
        self.foot.set_narrow(self.narrow)
