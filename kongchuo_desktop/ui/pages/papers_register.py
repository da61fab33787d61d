"""发出登记簿: every paper ever issued, what became of it, and printing it once more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.anonymity import names_beside
from kongchuo_desktop.operations.paper_check import duties_if_voided, missing_numbers
from kongchuo_desktop.operations.paper_register import (
    IssuedPaper,
    class_of_papers,
    numbers_twice,
    paper_register,
)
from kongchuo_desktop.operations.papers import reprint, void_paper
from kongchuo_desktop.operations.print_queue import mark_printed
from kongchuo_desktop.operations.words import month_text
from kongchuo_desktop.operations.world import class_title
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.photos import PhotosForm
from kongchuo_desktop.ui.forms.served import open_served
from kongchuo_desktop.ui.forms.verify import VerifyForm
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.papers_files import PaperFiles
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.pages.papers_register_foot import RegisterFoot
from kongchuo_desktop.ui.pages.papers_register_model import (
    DAY,
    FILTERS,
    TITLE,
    WIDTHS,
    Line,
    RegisterCells,
    RegisterModel,
)
from kongchuo_desktop.ui.pages.pupil_photo import open_photos
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.cards import Banner, EmptyState
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.parts.inputs import Choice, Field, LineInput
from kongchuo_desktop.ui.parts.table import Table, TableCard
from kongchuo_desktop.ui.tokens import Px

_CHOICES = {"form": "全部文书", "room": "全部班级", "month": "全部月份"}
_NAMED = 3
"""Missing numbers that are named; of more only the count is told."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page shows; ``missing`` are numbers that nobody here has."""

    lines: list[Line]
    missing: list[str]


class RegisterPage(Page):
    """Opened from 文书; ``opened(search=)`` may name what to look for."""

    def __init__(self, ctx: AppContext, *, printer: Print = print_pdfs) -> None:
        super().__init__(ctx, title="发出登记簿")
        self._printer = printer
        self.files = PaperFiles(ctx, self)
        self._lines: list[Line] = []
        self.search = LineInput(self.theme, "文号、学生", icon="search")
        self.search.setFixedWidth(Px.SIDEBAR_WIDTH)
        self.search.textChanged.connect(lambda text: self._filter())
        self.filters = Segments(self.theme, list(FILTERS.items()), "all")
        self.filters.chosen.connect(lambda key: self._filter())
        self.header.middle.addWidget(self.search)
        self.choices = {key: Choice(self.theme) for key in _CHOICES}
        for key, choice in self.choices.items():
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            choice.setAccessibleName(_CHOICES[key].removeprefix("全部"))
            choice.currentIndexChanged.connect(lambda _: self._filter())
        self.add_action("核对一张纸", self.verify, icon="shield-check")
        self.add_action("回到文书", self.ctx.back, icon="arrow-left")
        self.model = RegisterModel(ctx)
        self.table = Table(self.theme, self.model, widths=WIDTHS, stretch=TITLE,
                           drop=(DAY,), delegate=RegisterCells(self.theme), many=False)
        self.table.setAccessibleName("发出登记簿")
        self.table.opened.connect(lambda index: self._print())
        self.table.left_upwards.connect(self.search.setFocus)
        self.foot = RegisterFoot(self.theme, {
            "void": self.void, "save": self.save, "again": self._print, "scans": self.show_scans,
            "add": self.add_scans, "serve": self.serve})
        self.card = TableCard(self.table, self.foot)
        self.empty = EmptyState(self.theme, "list-checks", "还没有开出过文书",
                                "在文书里选好样式和学生，打印并登记以后就会列在这里。",
                                actions=[("papers", "去开文书", "file-text", False)])
        self.empty.acted.connect(lambda key: self.ctx.open_page("papers"))
        self.tools = QWidget()
        line = QHBoxLayout(self.tools)
        line.setContentsMargins(0, 0, 0, Px.GRID)
        line.addWidget(self.filters, 1)
        for choice in self.choices.values():
            line.addWidget(choice)
        self.body.addWidget(self.tools)
        self.body.addWidget(self.card, 1)
        self.body.addWidget(self.empty, 1)
        self.empty.hide()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        self.commands.add("again", "再打一次", "Ctrl+P", self._print,
                          when=lambda: self.line() is not None)
        self.help_lines = [("↑ ↓", "上下移动"), ("回车", "再打一次")]

    def opened(self, **args: Any) -> None:
        if "search" in args:
            self.search.setText(args["search"])

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: _read(store), self._loaded, owner=self)

    def cares(self, changes: Changes) -> bool:
        return bool(changes.tables & {"paper", "paper_event", "pupil", "attached"})

    def panes(self) -> Sequence[QWidget]:
        return (self.table, self.search)

    def clear_search(self) -> bool:
        chosen = any(choice.key() for choice in self.choices.values())
        if self.search.text() or self.filters.current() != "all" or chosen:
            self.search.clear()
            self.filters.choose("all")
            for choice in self.choices.values():
                choice.choose("")
            self._filter()
            return True
        return False

    def line(self) -> Line | None:
        """The paper that is chosen."""
        index = self.table.currentIndex()
        return self.model.line(index.row()) if index.isValid() else None

    def layout_changed(self) -> None:
        if hasattr(self, "table"):
            self.table.set_row_height(Px.TABLE_ROW_NARROW if self.short else Px.TABLE_ROW)
            self.table.fit_columns(self.table.width())

    def _loaded(self, found: _Found) -> None:
        self._lines = found.lines
        counts = {key: sum(line.kept_by(key) for line in self._lines) for key in FILTERS}
        self.filters.set_choices([(k, f"{w} {counts[k]}") for k, w in FILTERS.items()
                                  if k != "twice" or counts[k]])
        papers = [line.paper for line in self._lines]
        self._set_choices("form", sorted({p.title for p in papers}))
        self._set_choices("room", sorted({line.room for line in self._lines if line.room}))
        self._set_choices("month", sorted({f"{p.day:%Y-%m}" for p in papers}, reverse=True))
        self.tools.setVisible(bool(papers))
        self.empty.setVisible(not papers)
        self.card.setVisible(bool(papers))
        self._warn(found.missing)
        self._filter()

    def _set_choices(self, key: str, values: Sequence[str]) -> None:
        words = [(v, month_text(v) if key == "month" else v) for v in values]
        self.choices[key].set_choices([("", _CHOICES[key]), *words])

    def _warn(self, missing: Sequence[str]) -> None:
        """Gaps and numbers given twice, named; a person settles them."""
        twice = sorted({line.paper.number for line in self._lines if line.twice})
        parts = [f"文号{'、'.join(twice)}开了不止一份：各留一份，别的作废。" if twice else "",
                 f"登记簿里没有{_some(missing)}：可能还在别的电脑上，没有随包报来。"
                 if missing else ""]
        text = "".join(parts)
        self.show_banner(Banner(self.theme, "amber", text) if text else None)

    def _filter(self) -> None:
        text, key = self.search.text().strip(), self.filters.current()
        wanted = {name: choice.key() for name, choice in self.choices.items()}
        shown = [line for line in self._lines
                 if line.kept_by(key) and line.says(text)
                 and wanted["form"] in ("", line.paper.title)
                 and wanted["room"] in ("", line.room)
                 and wanted["month"] in ("", f"{line.paper.day:%Y-%m}")]
        self.model.set_lines(shown)
        if shown and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._tell()

    def _tell(self) -> None:
        self.foot.show_line(self.line(), found=bool(self.model.all_lines()))

    def _print(self) -> None:
        line, store, printer = self.line(), self.ctx.store, self._printer
        if line is not None:
            paper = line.paper

            def work() -> None:
                printer([reprint(store, paper=paper.id)], 1)
                mark_printed(store, papers=[paper.id])

            self.ctx.tasks.run(
                lambda job: work(),
                done=lambda _: self.ctx.toast(f"已打印 {paper.number}"),
                failed=lambda error: self.ctx.show_error(
                    error, None if paper.own else self._print), owner=self)

    def print_shown(self) -> bool:
        self._print()
        return True

    def save(self) -> None:
        if (line := self.line()) is not None:
            self.files.save([line.paper], [line.name])

    def serve(self) -> None:
        if (line := self.line()) is not None:
            open_served(self.ctx, self, paper=line.paper, name=line.name)

    def show_scans(self) -> None:
        """Enlarge the receipt and other scans of the paper."""
        if (line := self.line()) is not None:
            open_photos(self.ctx, self, line.paper.photos, line.paper.called, removable=True)

    def add_scans(self) -> None:
        """Add the receipt's photo that was not there on the day."""
        if (line := self.line()) is not None:
            receipt = line.paper.receipt
            PhotosForm(self.ctx, self, target=receipt.id if receipt else line.paper.id,
                       title=line.paper.called).open()

    def verify(self) -> None:
        """Whether a paper in hand is the one issued."""
        line = self.line()
        VerifyForm(self.ctx, self, number=line.paper.number if line else "").open()

    def void(self) -> None:
        """Say what comes back and ask for the reason first: a voided number can't come back."""
        line, store = self.line(), self.ctx.store
        if line is not None:
            paper = line.paper
            self.ctx.read(lambda: duties_if_voided(store, paper=paper.id),
                          lambda duties: self._ask_void(paper, duties), owner=self)

    def _ask_void(self, paper: IssuedPaper, duties: Sequence[Duty]) -> None:
        why = LineInput(self.theme, "如：家长姓名写错，重开一份")
        again = "".join(f"\n又要办：{duty.sentence}" for duty in duties)
        dialog = ConfirmDialog(
            self.theme, self, question=f"作废《{paper.title}》{paper.number}？",
            text=f"号码会保留在登记簿里，注明“作废”，不能再用。{again}", verb="作废",
            refuse="不作废", note="作废后不能恢复", reason=Field("作废原因", why))
        dialog.accepted.connect(lambda: self._void(paper, why.text()))
        dialog.open()

    def _void(self, paper: IssuedPaper, why: str) -> None:
        store, actor = self.ctx.store, self.ctx.actor

        def failed(error: KnownError) -> None:
            self.ctx.show_error(error, self.void if error.code == "no_reason" else None)

        self.ctx.perform(lambda: void_paper(store, actor=actor, paper=paper.id, why=why),
                         said=f"已作废 {paper.number}", failed=failed, undoable=False)


def _read(store: Store) -> _Found:
    papers = paper_register(store)
    names = names_beside(store, papers)
    twice, rooms = numbers_twice(papers), class_of_papers(store, papers)
    titles = {room: class_title(store, room) for room in set(rooms.values())}
    lines = [Line(p, names[p.id],
                  p.voided is None and not p.own and p.number in twice,
                  titles.get(rooms.get(p.id, ""), "")) for p in papers]
    return _Found(lines, missing_numbers(store, papers))


def _some(numbers: Sequence[str]) -> str:
    more = f"等{len(numbers)}个号" if len(numbers) > _NAMED else ""
    return "、".join(numbers[:_NAMED]) + more
