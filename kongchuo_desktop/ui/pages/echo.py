"""上级的回音: what the superior asks to look at again, its receipts, and files it handed down."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import corrections, handed, receipts
from kongchuo_desktop.operations.corrections import Request
from kongchuo_desktop.operations.handed import HandedFile
from kongchuo_desktop.operations.receipts import Taken
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.correction import answer_request, open_request
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.replies_rows import Line, LineDelegate, echo_lines
from kongchuo_desktop.ui.parts.cards import Card, EmptyState
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import RowsModel
from kongchuo_desktop.ui.parts.state_stack import StateStack

_Read = tuple[Sequence[Request], Sequence[Taken], Sequence[HandedFile]]


class EchoPage(Page):
    """Enter goes to the pupil, or saves a copy of a file."""

    READ_AT_EACH_VISIT = True  # Which packages were written is kept beside the journal.

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx, title="上级的回音", context="要核对的、回执、发下来的文件")
        self.add_action("回到报送", lambda: ctx.open_page("returns"), icon="arrow-left")
        self.model = RowsModel()
        self.list = RowView(self.model, LineDelegate(self.theme))
        self.list.setAccessibleName("上级的回音")
        act_on(self.list, {"main": self._main, "look": self._main, "fine": self._fine,
                           "save": self._save, "again": self._try_again})
        self.empty = Card(flush=True)
        state = EmptyState(self.theme, "package-check", "上级还没有回音",
                           "上级收下报送包以后，把他们给的U盘在“收包”里读入，回执就在这里。",
                           actions=[("inbox", "去收包", "inbox", True)])
        state.acted.connect(lambda _: ctx.open_page("inbox"))
        self.state = state
        self.empty.body.addWidget(state, 1)
        self.stack = StateStack(self.list, self.empty)
        self.body.addWidget(self.stack, 1)
        self.help_lines = [("↑ ↓", "上下移动"), ("回车", "去核对；文件存一份")]

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store

        def read() -> _Read:
            return (corrections.requests(store), receipts.receipts_of(store),
                    handed.handed_files(store))

        self.ctx.read(read, lambda found: self._loaded(*found), owner=self)

    def panes(self) -> Sequence[QWidget]:
        return (self.list,) if self.model.rowCount() else tuple(self.state.buttons.values())

    def layout_changed(self) -> None:
        self.header.context.setVisible(not self.narrow)

    def _loaded(self, requests: Sequence[Request], taken: Sequence[Taken],
                files: Sequence[HandedFile]) -> None:
        groups = echo_lines(requests, taken, files, self.ctx.today())
        self.model.set_groups(groups)
        self.stack.show_view(self.list if groups else self.empty)
        if not self.list.currentIndex().isValid():
            self.list.go_first()

    def _main(self, line: Line) -> None:
        subject = line.subject
        if isinstance(subject, Request):
            open_request(self.ctx, subject)
        elif isinstance(subject, HandedFile) and subject.here:
            self._save(line)

    def _fine(self, line: Line) -> None:
        answer_request(self.ctx, self, line.subject)

    def _try_again(self, line: Line) -> None:
        """A file that could not take effect when it came."""
        store, file = self.ctx.store, line.subject

        def failed(error: KnownError) -> None:
            self.ctx.show_error(error)
            self.refresh(None)

        self.ctx.perform(lambda: handed.try_again(store, handed=file), failed=failed,
                         said=f"用上了《{file.title}》", done=lambda _: self.refresh(None),
                         undoable=False)

    def _save(self, line: Line) -> None:
        folder = pickers.choose_folder(self, "存到哪个文件夹")
        if folder is None:
            return
        store, file = self.ctx.store, line.subject

        def saved(path: Path) -> None:
            self.ctx.toast(f"存好了：{path.name}")

        self.ctx.tasks.run(lambda job: handed.save_copy(store, handed=file, folder=folder),
                           done=saved, failed=self.ctx.show_error, owner=self)
