"""回执与更正: what goes back down to schools and classes, written to the stick for all at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import corrections, going_down, handed
from kongchuo_desktop.operations.corrections import Request
from kongchuo_desktop.operations.going_down import Below, SentDown
from kongchuo_desktop.operations.handed import HandedFile
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.correction import open_request
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.inbox_kit import ask_kit, classes_of
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.pages.replies_forms import FileForm, ask_place
from kongchuo_desktop.ui.pages.replies_rows import (
    Groups,
    Line,
    LineDelegate,
    asked_of,
    file_lines,
    news_words,
    request_lines,
    unit_lines,
)
from kongchuo_desktop.ui.pages.replies_side import BelowCard
from kongchuo_desktop.ui.pages.returns_past import print_sheet
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.cards import EmptyState, card_of
from kongchuo_desktop.ui.parts.progress import ProgressCard
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import PAYLOAD, RowsModel
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.places import FindSticks
from kongchuo_desktop.ui.tasks import Job
from kongchuo_desktop.ui.tokens import Px

_BELOW = {"school": "班级", "bureau": "学校"}


@dataclass(frozen=True, slots=True)
class _Shown:
    units: Sequence[Below] = ()
    requests: Sequence[Request] = ()
    files: Sequence[HandedFile] = field(default_factory=list)


class RepliesPage(Page):
    """``opened(part="asked")`` may name the part; ``find()`` lists the sticks."""

    READ_AT_EACH_VISIT = True  # What was taken in and written is kept beside the journal.

    def __init__(self, ctx: AppContext, *, find: FindSticks | None = None,
                 printer: Print = print_pdfs) -> None:
        self._who = _BELOW.get(ctx.actor.role, "下级")
        super().__init__(ctx, title="回执与更正", context=f"带给{self._who}的包")
        self._find, self._printer = find, printer
        self._shown = _Shown()
        self._job: Job[Any] | None = None
        self.parts = Segments(self.theme, self._part_words(), "units")
        self.parts.chosen.connect(lambda _: self._fill())
        self.header.middle.addWidget(self.parts)
        self.add_action("添加文件…", self.add_file, icon="file-plus", keys="Ctrl+N")
        self.write = self.add_action("写到U盘…", self.write_all, icon="usb-stick", primary=True)
        self.commands.add("file", "添加文件", "Ctrl+N", self.add_file)
        self.model = RowsModel()
        self.list = RowView(self.model, LineDelegate(self.theme))
        self.list.setAccessibleName("回执与更正")
        self.list.moved.connect(self._moved)
        act_on(self.list, {"main": self._main, "withdraw": self._withdraw, "drop": self._drop})
        self.progress = ProgressCard(self.theme, "正在写到U盘")
        self.progress.cancelled.connect(self._stop)
        self.progress.hide()
        self.side = BelowCard(self.theme)
        self.side.print_asked.connect(lambda sent: print_sheet(ctx, self, sent, self._printer))
        work = QWidget()
        both = QHBoxLayout(work)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(Px.GAP)
        both.addWidget(self.list, 1)
        both.addWidget(self.side)
        self.work = work
        self.stack = StateStack(work)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.stack, 1)
        self.help_lines = [("↑ ↓", "上下移动"), ("回车", "只给这一个写；打开退回的那一条")]
        self.layout_changed()

    # what the window asks

    def opened(self, **args: Any) -> None:
        if args.get("part") in ("units", "asked", "files"):
            self.parts.choose(args["part"])
            self._fill()

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: _Shown(going_down.units_below(store), corrections.requests(store),
                                     handed.handed_files(store)), self._loaded, owner=self)

    def panes(self) -> Sequence[QWidget]:
        return (self.list, self.parts)

    def close_inner(self) -> bool:
        if self._job is None:
            return False
        self._stop()
        return True

    def layout_changed(self) -> None:
        if hasattr(self, "side"):
            self.header.context.setVisible(not self.narrow)
            self.side.setVisible(not self.narrow and self.parts.current() == "units")

    def _loaded(self, shown: _Shown) -> None:
        self._shown = shown
        self.parts.set_choices(self._part_words(), self.parts.current())
        self.ctx.set_count("replies", sum(bool(news_words(b)) for b in shown.units))
        self._fill()

    def _part_words(self) -> list[tuple[str, str]]:
        open_ = sum(r.mine and r.state == "open" for r in self._shown.requests)
        return [("units", f"各{'校' if self._who == '学校' else '班'}"),
                ("asked", f"退回修改 {open_}" if open_ else "退回修改"), ("files", "发下去的文件")]

    # what is shown

    def _fill(self) -> None:
        shown, today = self._shown, self.ctx.today()
        groups: Groups = {
            "units": lambda: unit_lines(shown.units, shown.requests, today,
                                        own=self.ctx.store.header.unit_name),
            "asked": lambda: request_lines((r for r in shown.requests if r.mine), today),
            "files": lambda: file_lines(shown.files, today, mine=True),
        }[self.parts.current()]()
        self.model.set_groups(groups)
        self.write.setEnabled(bool(shown.units) and self._job is None)
        if groups:
            self.stack.show_view(self.work)
            if not self.list.currentIndex().isValid():
                self.list.go_first()
        else:
            self.stack.show_state(self._empty())
        self.layout_changed()
        self._moved(self.list.currentIndex())

    def _empty(self) -> QWidget:
        icon, title, text, actions = {
            "units": ("send", f"还没有核对过的{self._who}电脑",
                      f"先给{self._who}发加入文件，收下第一个包、核对以后，就能往下发。",
                      [("kit", "发加入文件…", "file-output", True),
                       ("inbox", "去收包", "inbox", False)]),
            "asked": ("undo-2", "没有退回修改的",
                      "在学生档案里点“退回修改…”，对方下次读入就看到。", []),
            "files": ("file-plus", "还没有发下去的文件",
                      "办法文件、表样会自动用上，名单和比对结果给对方看。",
                      [("file", "添加文件…", "file-plus", False)]),
        }[self.parts.current()]
        state = EmptyState(self.theme, icon, title, text, actions=actions)
        acts = {"kit": self.make_kit, "inbox": lambda: self.ctx.open_page("inbox"),
                "file": self.add_file}
        state.acted.connect(lambda key: acts[key]())
        return card_of(state)

    def _moved(self, index: QModelIndex) -> None:
        line = index.data(PAYLOAD) if index.isValid() else None
        if isinstance(line, Line) and isinstance(line.subject, Below):
            self.side.show_below(line.subject, asked_of(line.subject, self._shown.requests),
                                 self.ctx.today())

    # doing

    def _main(self, line: Line) -> None:
        subject = line.subject
        if isinstance(subject, Below):
            self.write_to([subject])
        elif isinstance(subject, Request):
            open_request(self.ctx, subject)

    def _withdraw(self, line: Line) -> None:
        store, actor, request = self.ctx.store, self.ctx.actor, line.subject
        self.ctx.perform(lambda: corrections.withdraw(store, actor=actor, correction=request.id),
                         said="收回了，随下一次下发告诉对方", undoable=False)

    def _drop(self, line: Line) -> None:
        store, actor, file = self.ctx.store, self.ctx.actor, line.subject
        self.ctx.perform(lambda: handed.take_back(store, actor=actor, handed=file),
                         said=f"《{file.title}》不再发")

    def make_kit(self) -> None:
        """发加入文件: nobody below has joined yet."""
        store = self.ctx.store
        self.ctx.read(lambda: classes_of(store), lambda classes: ask_kit(
            self.ctx, self, classes=classes, find=self._find), owner=self)

    def add_file(self) -> None:
        """Take a file that goes down with the next packages."""
        FileForm(self.ctx, self, self._shown.units).open()

    # writing

    def write_all(self) -> None:
        """All of them, or those for whom there is something new."""
        if self._shown.units and self._job is None:
            self.write_to(self._shown.units)

    def write_to(self, units: Sequence[Below]) -> None:
        """Ask where to, then write one package for each."""
        ask_place(self.ctx, self, units, run=self._write, find=self._find)

    def _write(self, units: Sequence[Below], folder: Path) -> None:
        store, actor = self.ctx.store, self.ctx.actor
        wanted = {below.reader.class_id or below.reader.unit for below in units}

        def work(job: Job[list[SentDown]]) -> list[SentDown]:
            return going_down.down_packages(
                store, actor=actor, folder=folder, units=wanted,
                cancelled=lambda: job.cancelled, progress=job.report)

        self.progress.restart("正在写到U盘")
        self.progress.setVisible(len(wanted) > 1)
        self.write.setEnabled(False)
        self._job = self.ctx.tasks.run(
            work, done=lambda sent: self._written(sent, len(wanted)), failed=self._failed,
            stopped=self._end, progress=self.progress.advance, owner=self)

    def _written(self, sent: Sequence[SentDown], wanted: int) -> None:
        self._end()
        left = f"；停下了，还有{wanted - len(sent)}个没写" if len(sent) < wanted else ""
        self.ctx.toast(f"写好并核对了{len(sent)}个包，在{sent[0].place}{left}" if sent
                       else "停下了，没有写")

    def _failed(self, error: KnownError) -> None:
        self._end()
        self.ctx.show_error(error)

    def _end(self) -> None:
        self._job = None
        self.progress.hide()
        self.refresh(None)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
