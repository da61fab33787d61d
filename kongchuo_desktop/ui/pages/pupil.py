"""一生一档: all about one child on one page, and what is due next."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kongchuo_desktop.operations import corrections
from kongchuo_desktop.operations.corrections import Request
from kongchuo_desktop.operations.dossier import Dossier, dossier
from kongchuo_desktop.operations.overview import Due
from kongchuo_desktop.operations.papers import reprint
from kongchuo_desktop.operations.questions import Question
from kongchuo_desktop.operations.roster import note_reveal
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.correction import answer_request, ask_about_pupil
from kongchuo_desktop.ui.forms.joining import open_join, open_parting
from kongchuo_desktop.ui.forms.photos import PhotosForm
from kongchuo_desktop.ui.forms.served import open_served
from kongchuo_desktop.ui.forms.visit import open_visit, open_written_visit
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.pages.pupil_ask import PutOffForm, ask_question
from kongchuo_desktop.ui.pages.pupil_banner import BannerPlace
from kongchuo_desktop.ui.pages.pupil_card import WIDTH, PupilSide
from kongchuo_desktop.ui.pages.pupil_gallery import Gallery, Tile
from kongchuo_desktop.ui.pages.pupil_menu import show_menu
from kongchuo_desktop.ui.pages.pupil_photo import Thumbs, open_photos, read_thumbs
from kongchuo_desktop.ui.pages.pupil_record import RecordTab
from kongchuo_desktop.ui.pages.pupil_tabs import PaperDelegate, PaperRow, empty_tabs, marked_days
from kongchuo_desktop.ui.pages.pupil_timeline import Timeline, TimeRow
from kongchuo_desktop.ui.pages.today_do import do_duty
from kongchuo_desktop.ui.parts.buttons import IconButton, Segments
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.photos import THUMB
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import PAYLOAD, Row, RowsModel
from kongchuo_desktop.ui.theme import vary
from kongchuo_desktop.ui.tokens import Px

_TITLE = "一生一档"
_ANY_WIDTH = 16_777_215
"""Qt's own largest width: no limit."""
_COLUMN_GAP = 18
_WRITING = ("call", "visit", "papers")
"""Commands of those who teach; a bureau only reads."""


class PupilPage(Page):
    """Card at the left, banner, tabs and timeline at the right; narrow, the card is a tab."""

    def __init__(self, ctx: AppContext, printer: Print = print_pdfs) -> None:
        super().__init__(ctx, title=_TITLE)
        self._print_pdfs = printer
        self._teaching = ctx.actor.role != "bureau"
        self._pupil = ""
        self._view: Dossier | None = None
        self._requests: list[Request] = []
        self._asks = False
        self.banner = BannerPlace(self.theme)
        self.side = PupilSide(ctx)
        self.tabs = Segments(self.theme, [("time", "经过")], "time", tabs=True)
        self.stack = QStackedWidget()
        self.timeline = Timeline(self.theme, writable=self._teaching)
        self.days = Timeline(self.theme)
        self._thumbs: Thumbs = {}
        self.days.setAccessibleName("考勤")
        self.paper_model = RowsModel()
        self.papers = RowView(self.paper_model, PaperDelegate(self.theme), always=())
        self.papers.setAccessibleName("文书")
        self.papers.keys = {key: "serve" if action == "main" else action
                            for key, action in self.papers.keys.items()}
        self.photos = Gallery(self.theme)
        self.record = RecordTab(ctx)
        self._lay_out()
        self._connect()
        self._add_commands()
        self.layout_changed()

    # making

    def _lay_out(self) -> None:
        self._line = QHBoxLayout()
        self._line.setSpacing(_COLUMN_GAP)
        self._line.addWidget(self.side)
        right = QVBoxLayout()
        right.setSpacing(Px.GRID)
        right.addLayout(self.banner)
        right.addWidget(self.tabs)
        card = Card(flush=True)
        card.body.setContentsMargins(0, Px.ICON_GAP, 0, Px.ICON_GAP)
        card.body.addWidget(self.stack)
        right.addWidget(card, 1)
        self._line.addLayout(right, 1)
        self.body.addLayout(self._line, 1)
        self._places: dict[str, QWidget] = {
            "time": self.timeline, "days": self.days, "papers": self.papers,
            "photos": self.photos, "record": self.record}
        for place in self._places.values():
            self.stack.addWidget(place)
        self._empty = empty_tabs(self.theme, teaching=self._teaching)
        fill: dict[str, Callable[[], object]] = {
            "time": lambda: self._visit("电话"), "papers": self._papers,
            "photos": lambda: self._visit("家访")}
        for key, state in self._empty.items():
            state.acted.connect(lambda _, key=key: fill[key]())
            self.stack.addWidget(state)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._show_tab)
        self.side.revealed.connect(self._note)
        self.side.called.connect(lambda: self._visit("电话"))
        for place in (self.side, self.record):
            place.settling.connect(self._ask)
        self.side.comparing.connect(
            lambda other: open_join(self.ctx, self, self._pupil, other))
        self.record.parting.connect(
            lambda record: open_parting(self.ctx, self, record, self._name()))
        self.record.editing.connect(lambda: self._menu(only="edit"))
        self.banner.request_acted.connect(self._answer_by_editing)
        self.banner.answered.connect(lambda request: answer_request(self.ctx, self, request))
        self.banner.due_acted.connect(self._do)
        self.banner.put_off.connect(lambda due: PutOffForm(
            self.ctx, self, due.line.first, done=self._reread).open())
        self.timeline.acted.connect(self._act_on_time)
        act_on(self.papers, {"serve": self._serve, "print": self._print})
        act_on(self.photos, {"main": self._enlarge})
        self.ctx.veil_changed.connect(lambda _: self._show_again())

    def _add_commands(self) -> None:
        self.more = IconButton(self.theme, "ellipsis", "更多操作", framed=True, clicked=self._menu)
        if self._teaching:
            self.add_action("登记电话", lambda: self._visit("电话"), icon="phone", keys="P")
            self.add_action("登记家访", lambda: self._visit("家访"), icon="house", keys="V")
            self.add_action("开文书", self._papers, icon="file-plus", keys="N")
            self.header.right.addWidget(self.more)
        else:
            self.add_action("装订卷宗…", lambda: self._menu(only="dossier"), icon="book-open")
            self.add_action("退回修改…", self._send_back, icon="undo-2")
        for name, text, keys, run in (
            ("call", "登记电话", "P", lambda: self._visit("电话")),
            ("visit", "登记家访", "V", lambda: self._visit("家访")),
            ("papers", "开文书", "N", self._papers),
            ("tab", "下一个标签", "Ctrl+Tab", lambda: self.tabs.step(1)),
            ("tab.back", "上一个标签", "Ctrl+Shift+Tab", lambda: self.tabs.step(-1)),
            ("dossier", "装订卷宗", "", lambda: self._menu(only="dossier")),
            ("before", "上一名学生", "Ctrl+PgUp", lambda: self._go(-1)),
            ("after", "下一名学生", "Ctrl+PgDown", lambda: self._go(1)),
        ):
            if self._teaching or name not in _WRITING:
                self.commands.add(name, text, keys, run)

    # reading

    def opened(self, **args: Any) -> None:
        pupil = str(args.get("pupil") or "")
        if pupil and pupil != self._pupil:
            fresh = not self._pupil
            self._pupil = pupil
            self.side.hide_numbers()
            if not fresh:
                self.refresh(None)

    def refresh(self, changes: Changes | None) -> None:
        if not self._pupil:
            return
        store, pupil, known = self.ctx.store, self._pupil, dict(self._thumbs)

        def read() -> tuple[Dossier, list[Request], bool, dict[str, QImage | None]]:
            view = dossier(store, pupil=pupil)
            asked = corrections.about(store, pupil=view.card.id)
            photos = [photo for h in view.happened for photo in h.photos]
            asks = corrections.may_ask(store, pupil=view.card.id)
            return view, asked, asks, read_thumbs(store, photos, THUMB * 2, known)

        self.ctx.read(read, lambda found: self._show(*found), owner=self)

    def cares(self, changes: Changes) -> bool:
        # Another record may have been joined to this one, or be taken for it.
        roster = "pupil" in changes.tables
        return roster or not changes.pupils or self._pupil in changes.pupils

    def _show(self, view: Dossier, asked: list[Request], asks: bool,
              thumbs: dict[str, QImage | None]) -> None:
        self._view, self._requests, self._asks = view, asked, asks
        self._pupil = view.card.id
        seat = view.card.values.get("seat")
        self.header.set_context(" › ".join(
            ["花名册", view.person.room, *([f"{seat}号"] if seat else [])]))
        shown = {photo.digest for h in view.happened for photo in h.photos}
        self._thumbs = {digest: image for digest, image in {**self._thumbs, **thumbs}.items()
                        if digest in shown}
        self.timeline.show_all(view.happened, self._thumbs)
        self.days.show_all(marked_days(view.happened), {})
        self.photos.show_all(view.happened, self._thumbs)
        self.paper_model.set_rows([Row(p.id, PaperRow(p), f"《{p.title}》{p.number}")
                                   for p in view.papers])
        self._show_again()

    def _show_again(self) -> None:
        view = self._view
        if view is None:
            return
        # Narrow, the card is a tab like the others: the name stands in the header then.
        self.header.title.setText(view.card.name if self.narrow else _TITLE)
        self.header.context.setVisible(not self.narrow)
        self.side.show_pupil(view, self._thumbs.get(view.portrait or ""))
        self.record.show_record(view, self._requests)
        self.banner.show_for(view, self._requests, teaching=self._teaching)
        self._set_tabs(view)

    def _answer_by_editing(self, request: Request) -> None:
        """The field that is asked about, in the form where it is changed."""
        if request.mine:
            self.ctx.open_page("replies", part="asked")
        elif request.table == "pupil" and self._view is not None:
            show_menu(self.ctx, self, self._view, self.more, only="edit", field=request.field)
        else:
            self.tabs.choose("time")
            self._show_tab("time")

    def _send_back(self) -> None:
        if self._view is not None:
            ask_about_pupil(self.ctx, self, pupil=self._pupil, name=self._name())

    def _reread(self) -> None:
        self.refresh(None)

    # tabs

    def _set_tabs(self, view: Dossier) -> None:
        def counted(word: str, count: int) -> str:
            return f"{word} {count}" if count else word

        tabs = [("time", counted("经过", len(view.happened))), ("days", "考勤"),
                ("papers", counted("文书", len(view.papers))),
                ("photos", counted("照片", self.photos.tiles.rowCount())), ("record", "资料")]
        if self.narrow:
            tabs.insert(0, ("card", "档案"))
        self.tabs.set_choices(tabs)
        self._show_tab(self.tabs.current())

    def _show_tab(self, key: str) -> None:
        view = self._view
        if view is None:
            return
        bare = {"time": not view.happened, "days": not self.days.lines.rowCount(),
                "papers": not view.papers,
                "photos": not self.photos.tiles.rowCount()}.get(key, False)
        self.stack.setCurrentWidget(
            self.side if key == "card" else self._empty[key] if bare else self._places[key])

    # doing

    def _name(self) -> str:
        return self._view.card.name if self._view else ""

    def _do(self, due: Due) -> None:
        """What the banner offers; a question is answered here and not on another page."""
        questions = self._view.record.questions if self._view else ()
        asked = next((q for q in questions if q.asked and due.line.first.id.endswith(q.id)), None)
        if due.way.kind == "ask" and asked is not None:
            self._ask(asked)
        else:
            do_duty(self.ctx, self, due, closed=self._reread)

    def _ask(self, question: Question) -> None:
        ask_question(self.ctx, self, self._name(), question, put_off=self._reread)

    def _visit(self, mode: str) -> None:
        if self._view is not None:
            open_visit(self.ctx, self, pupil=self._pupil, name=self._name(), mode=mode)

    def _papers(self) -> None:
        self.ctx.open_page("papers", pupil=self._pupil)

    def _serve(self, row: PaperRow) -> None:
        open_served(self.ctx, self, paper=row.paper, name=self._name())

    def _print(self, row: PaperRow) -> None:
        store, send, paper = self.ctx.store, self._print_pdfs, row.paper
        self.ctx.tasks.run(
            lambda job: send([reprint(store, paper=paper.id)], 1), owner=self,
            done=lambda _: self.ctx.toast(f"《{paper.title}》{paper.number}已送到打印机"))

    def _note(self) -> None:
        store, actor, pupil = self.ctx.store, self.ctx.actor, self._pupil
        self.ctx.tasks.run(lambda job: note_reveal(store, actor=actor, pupil=pupil))

    def _menu(self, *, only: str = "") -> None:
        if self._view is not None:
            show_menu(self.ctx, self, self._view, self.more, only=only, asks=self._asks)

    def _go(self, step: int) -> None:
        view = self._view
        pupil = (view.before if step < 0 else view.after) if view else None
        if pupil is not None:
            self.ctx.open_page("pupil", pupil=pupil)

    def _act_on_time(self, index: QModelIndex, action: str) -> None:
        row = index.data(PAYLOAD)
        if not isinstance(row, TimeRow):
            return
        found = row.happened
        if action.startswith("photo"):
            self._enlarge(Tile(found, int(action.removeprefix("photo")), None))
        elif action == "write" and found.may == "edit":
            open_written_visit(self.ctx, self, visit=found.id, name=self._name())
        elif action == "write":
            PhotosForm(self.ctx, self, target=found.id, title=found.title,
                       there=found.photos).open()

    def _enlarge(self, tile: Tile) -> None:
        found = tile.happened
        open_photos(self.ctx, self, found.photos, found.title, at=tile.at,
                    removable=self._teaching)

    # the page

    def layout_changed(self) -> None:
        if not hasattr(self, "record"):
            return
        vary(self.side, kind="clear" if self.narrow else "card")
        if self.narrow:
            self.side.setMaximumWidth(_ANY_WIDTH)
            self.side.setMinimumWidth(0)
            self.stack.addWidget(self.side)
        else:
            self.stack.removeWidget(self.side)
            self.side.setFixedWidth(WIDTH)
            self._line.insertWidget(0, self.side)
            self.side.show()
        self._show_again()

    def panes(self) -> Sequence[QWidget]:
        shown = self.stack.currentWidget()
        return [shown, self.tabs] if shown is not None else [self.tabs]
