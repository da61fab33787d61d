"""A list on its way into 比对: read, its columns set right by hand where need be, then kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.comparison_reading import Understood, open_list, understand
from kongchuo_desktop.operations.importing import remember_heading
from kongchuo_desktop.operations.saving import read_file
from kongchuo_desktop.sheets.people import MEANINGS
from kongchuo_desktop.sheets.reader import Progress, Workbook
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.comparison import TakeInForm
from kongchuo_desktop.ui.pages.importing_arranged import ShownTable, shown_table
from kongchuo_desktop.ui.pages.importing_columns import ColumnsStep
from kongchuo_desktop.ui.pages.importing_states import WorkingState, over_buttons
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.tasks import Job
from kongchuo_desktop.ui.tokens import Px

FILES: Final = "名单 (*.xlsx *.xls *.et *.csv *.txt);;所有文件 (*)"


@dataclass
class _Under:
    """The file under way, with what a person said of it so far."""

    kind: str
    name: str
    book: Workbook
    sheet: str | None = None
    head: int | None = None
    meanings: dict[int, str | None] = field(default_factory=dict)


_Read = tuple[Understood, ShownTable]


class IntakeView(QWidget):
    """The columns of a list, shown where it wasn't understood by itself or somebody asks.

    Signals: ``waits(state)`` while the file is read, ``wanted`` when the columns are to be shown,
    ``left`` when nothing more is asked, ``taken(kind, id)``.
    """

    waits = Signal(object)
    wanted = Signal()
    left = Signal()
    taken = Signal(str, str)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._under: _Under | None = None
        self._planning: Job[_Read] | None = None
        self.found: Understood | None = None
        self.columns = ColumnsStep(ctx.theme, MEANINGS)
        self.columns.set_veil(ctx.veil)
        ctx.veil_changed.connect(self.columns.set_veil)
        self.columns.changed.connect(self._take_column_for)
        self.columns.sheet_chosen.connect(self._choose_sheet)
        self.columns.head_chosen.connect(self._choose_head)
        self.keep = Button(ctx.theme, "收下…", "primary", clicked=self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.GAP)
        column.addWidget(over_buttons(
            self.columns, Button(ctx.theme, "取消", clicked=self.left.emit), self.keep))

    def read(self, kind: str, path: Path) -> None:
        """Read a file; it is kept only after it was shown as it was understood."""
        store = self._ctx.store

        def work(job: Job[tuple[_Under, _Read]]) -> tuple[_Under, _Read]:
            book = open_list(read_file(path), path.name, job.hear)
            return _Under(kind, path.name, book), _shown(
                understand(store, book=book, progress=job.hear))

        def done(read: tuple[_Under, _Read]) -> None:
            self._under, found = read
            self._show(found)
            if _is_plain(found[0]):
                self.left.emit()
                self._ask()
            else:
                self.wanted.emit()

        working = WorkingState(self._ctx.theme, f"正在读“{path.name}”", lambda: job.cancel())
        self.waits.emit(working)
        job = self._ctx.tasks.run(work, done=done, failed=self._refused, stopped=self.left.emit,
                                  progress=working.card.advance, owner=self)

    def _refused(self, error: KnownError) -> None:
        self.left.emit()
        self._ctx.show_error(error)

    # the columns

    def _choose_sheet(self, sheet: str) -> None:
        """Another sheet: what was said of the columns was said of the one before."""
        if self._under is not None:
            self._under.sheet, self._under.head, self._under.meanings = sheet, None, {}
            self._understand_again()

    def _choose_head(self, head: str) -> None:
        if self._under is not None and self.found is not None:
            self._under.head, self._under.meanings = int(head), {}
            self._understand_again()

    def _take_column_for(self, index: int, meaning: str | None) -> None:
        """Set what a column means, now and for the next file with this heading."""
        if self._under is None or self.found is None:
            return
        self._under.meanings[index] = meaning
        store, table, headed = self._ctx.store, self.found.table, self.found.head > 0
        self._understand_again(lambda: remember_heading(
            store, table=table, index=index, meaning=meaning) if headed else None)

    def _understand_again(self, first: Callable[[], object] = lambda: None) -> None:
        """In the worker; what is still under way for an answer before is given up."""
        assert self._under is not None
        store, under = self._ctx.store, self._under
        book, sheet, head, meanings = under.book, under.sheet, under.head, dict(under.meanings)
        if self._planning is not None:
            self._planning.cancel()

        def work(progress: Progress) -> _Read:
            first()
            return _shown(understand(store, book=book, sheet=sheet, head=head, meanings=meanings,
                                     progress=progress))

        self._planning = self._ctx.tasks.run(lambda job: work(job.hear), done=self._show,
                                             owner=self)

    def _show(self, read: _Read) -> None:
        self.found, shown = read
        found = self.found
        heads = [(str(row), f"第{row}行：{said}" if row else said)
                 for row, said in found.heads.items()]
        self.columns.show_table(shown, heads=heads, head=str(found.head), said=_said(found))
        self.keep.setText(f"收下{len(found.people)}人…")
        self.keep.setEnabled(bool(found.people))

    # keeping

    def _ask(self) -> None:
        under, found = self._under, self.found
        if under is None or found is None or not found.people:
            return
        kind = under.kind
        form = TakeInForm(self._ctx, self.window(), kind=kind, source=under.name, found=found,
                          taken=lambda added: self.taken.emit(kind, added))
        form.columns.clicked.connect(form.reject)
        form.columns.clicked.connect(self.wanted.emit)
        form.open()


def _shown(found: Understood) -> _Read:
    return found, shown_table(found.table, found.sheets, found.chosen)


def _is_plain(found: Understood) -> bool:
    """Whether a list has names and what tells children of one name apart."""
    return any(p.told or p.since or p.guardians for p in found.people)


def _said(found: Understood) -> str:
    if not found.people:
        return "还不知道哪一列是姓名：点“姓名”那一列的“当作”。表头认错了，换一行。"
    grown = f"，户主和家里的大人{found.grown}行不收" if found.grown else ""
    return f"{len(found.people)}人{grown}。用不着的列不用管，核对时照样看得到。"
