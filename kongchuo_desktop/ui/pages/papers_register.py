"""发出登记簿: every paper ever issued, what became of it, and printing it once more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.papers import IssuedPaper, paper_register, reprint, void_paper
from kongchuo_desktop.operations.roster import PupilCard, list_pupils
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.served import ServedForm
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.papers_fields import first_guardian
from kongchuo_desktop.ui.pages.papers_files import PaperFiles
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.parts.buttons import Button, Segments
from kongchuo_desktop.ui.parts.cards import EmptyState
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.parts.inputs import Field, LineInput
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.table import CellDelegate, Table, TableCard
from kongchuo_desktop.ui.parts.words import ElidedWords
from kongchuo_desktop.ui.tokens import Px, Tone, Type

_HEADS = ("文号", "名称", "学生", "开出", "送达", "")
_WIDTHS = (225, 150, 180, 90, 110, 90)
_NUMBER, _TITLE, _PUPIL, _DAY, _SERVED, _STATE = range(6)
_FILTERS = {"all": "全部", "open": "没有送达", "void": "作废"}


@dataclass(frozen=True, slots=True)
class Line:
    """A paper with the name of its pupil."""

    paper: IssuedPaper
    name: str

    def state(self) -> tuple[str, Tone] | None:
        """The chip of what departs from the normal."""
        if self.paper.voided is not None:
            return "作废", "grey"
        return ("没有送达", "amber") if self.unserved() else None

    def unserved(self) -> bool:
        paper = self.paper
        return paper.to == "guardian" and paper.voided is None and paper.served is None

    def kept_by(self, key: str) -> bool:
        if key == "void":
            return self.paper.voided is not None
        return key == "all" or self.unserved()


class RegisterModel(QAbstractTableModel):
    """Issued papers, newest first."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.lines: list[Line] = []

    def set_lines(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return len(_HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = line.state()
            return "，".join(filter(None, (*(self._text(line, c) for c in range(_SERVED + 1)),
                                          state[0] if state else "")))
        if role == CellDelegate.COLOUR:
            return "text3" if line.paper.voided is not None else None
        return None

    def _text(self, line: Line, column: int) -> str:
        paper, today = line.paper, self._ctx.today()
        if column == _SERVED:
            return day_text(paper.served, today=today) if paper.served else ""
        return {_NUMBER: paper.numbered, _TITLE: paper.title, _PUPIL: line.name,
                _DAY: day_text(paper.day, today=today)}.get(column, "")


class _Cells(CellDelegate):
    """The last column holds the chip of what departs from the normal."""

    def items(self, index: Index, rect: QRect) -> list[Item]:
        if index.column() == _STATE:
            state = index.data(Qt.ItemDataRole.UserRole).state()
            return Flow(self.theme, rect).chip(*state).items if state else []
        if index.column() == _PUPIL:
            return Flow(self.theme, rect).text(str(index.data()), Type.BODY, bold=True,
                                               colour=index.data(self.COLOUR) or "text").items
        return super().items(index, rect)


class RegisterPage(Page):
    """Opened from 文书; ``opened(search=)`` may name what to look for."""

    def __init__(self, ctx: AppContext, *, printer: Print = print_pdfs) -> None:
        super().__init__(ctx, title="发出登记簿")
        self._printer = printer
        self.files = PaperFiles(ctx, self)
        self._lines: list[Line] = []
        self._cards: dict[str, PupilCard] = {}
        self.search = LineInput(self.theme, "文号、学生", icon="search")
        self.search.setFixedWidth(Px.SIDEBAR_WIDTH)
        self.search.textChanged.connect(lambda text: self._filter())
        self.filters = Segments(self.theme, list(_FILTERS.items()), "all")
        self.filters.chosen.connect(lambda key: self._filter())
        self.header.middle.addWidget(self.search)
        self.header.middle.addWidget(self.filters)
        self.add_action("回到文书", self.ctx.back, icon="arrow-left")
        self.model = RegisterModel(ctx)
        self.table = Table(self.theme, self.model, widths=_WIDTHS, stretch=_TITLE,
                           drop=(_DAY,), delegate=_Cells(self.theme), many=False)
        self.table.opened.connect(lambda index: self._print())
        self.table.left_upwards.connect(self.search.setFocus)
        self.foot = RegisterFoot(self)
        self.card = TableCard(self.table, self.foot)
        self.empty = EmptyState(self.theme, "list-checks", "还没有开出过文书",
                                "在文书里选好样式和学生，打印并登记以后就会列在这里。",
                                actions=[("papers", "去开文书", "file-text", False)])
        self.empty.acted.connect(lambda key: self.ctx.open_page("papers"))
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
        self.ctx.read(lambda: (paper_register(store), list_pupils(store, everyone=True)),
                      lambda found: self._loaded(*found), owner=self)

    def cares(self, changes: Changes) -> bool:
        return bool(changes.tables & {"paper", "paper_event", "pupil"})

    def panes(self) -> Sequence[QWidget]:
        return (self.table, self.search)

    def clear_search(self) -> bool:
        if self.search.text() or self.filters.current() != "all":
            self.search.clear()
            self.filters.choose("all")
            self._filter()
            return True
        return False

    def line(self) -> Line | None:
        """The paper that is chosen."""
        index = self.table.currentIndex()
        return self.model.lines[index.row()] if index.isValid() else None

    def layout_changed(self) -> None:
        if hasattr(self, "table"):
            self.table.set_row_height(Px.TABLE_ROW_NARROW if self.short else Px.TABLE_ROW)
            self.table.fit_columns(self.table.width())

    def _loaded(self, papers: list[IssuedPaper], cards: list[PupilCard]) -> None:
        self._cards = {c.id: c for c in cards}
        names = {c.id: c.name for c in cards}
        self._lines = [Line(p, names.get(p.pupil or "", "")) for p in papers]
        counts = {key: sum(line.kept_by(key) for line in self._lines) for key in _FILTERS}
        self.filters.set_choices([(k, f"{w} {counts[k]}") for k, w in _FILTERS.items()])
        self.empty.setVisible(not papers)
        self.card.setVisible(bool(papers))
        self._filter()

    def _filter(self) -> None:
        chosen = self.line()
        text, key = self.search.text().strip(), self.filters.current()
        shown = [line for line in self._lines
                 if line.kept_by(key) and (text in line.paper.numbered or text in line.name)]
        self.model.set_lines(shown)
        ids = [line.paper.id for line in shown]
        if shown:
            self.table.selectRow(ids.index(chosen.paper.id) if chosen and chosen.paper.id in ids
                                 else 0)
        self._tell()

    def _tell(self) -> None:
        self.foot.show_line(self.line(), found=bool(self.model.lines))

    def _print(self) -> None:
        line, store, printer = self.line(), self.ctx.store, self._printer
        if line is not None:
            paper = line.paper
            self.ctx.tasks.run(
                lambda job: printer([reprint(store, paper=paper.id)], 1),
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
            card = self._cards.get(line.paper.pupil or "")
            ServedForm(self.ctx, self, paper=line.paper, name=line.name,
                       to=first_guardian(card)).open()

    def void(self) -> None:
        """Ask for the reason first: a voided number can't come back."""
        line = self.line()
        if line is None:
            return
        paper, why = line.paper, LineInput(self.theme, "如：家长姓名写错，重开一份")
        reason = Field("作废原因", why)
        dialog = ConfirmDialog(
            self.theme, self, question=f"作废《{paper.title}》{paper.number}？",
            text="号码会保留在登记簿里，注明“作废”，不能再用。", verb="作废", refuse="不作废",
            note="作废后不能恢复", reason=reason)
        dialog.accepted.connect(lambda: self._void(paper, why.text()))
        dialog.open()

    def _void(self, paper: IssuedPaper, why: str) -> None:
        store, actor = self.ctx.store, self.ctx.actor

        def failed(error: KnownError) -> None:
            self.ctx.show_error(error, self.void if error.code == "no_reason" else None)

        self.ctx.perform(lambda: void_paper(store, actor=actor, paper=paper.id, why=why),
                         said=f"已作废 {paper.number}", failed=failed, undoable=False)


class RegisterFoot(QFrame):
    """What is known of the chosen paper and what can be done with it."""

    def __init__(self, page: RegisterPage) -> None:
        super().__init__()
        self.setProperty("kind", "foot")
        self.setFixedHeight(Px.HEADER_NARROW)
        theme = page.theme
        line = QHBoxLayout(self)
        line.setContentsMargins(Px.INSIDE, 0, Px.GAP, 0)
        line.setSpacing(Px.ICON_GAP)
        words = QVBoxLayout()
        self.words = ElidedWords("", "small", "text2")
        words.addWidget(self.words)
        line.addLayout(words, 1)
        self.void = Button(theme, "作废", "danger", size="small", clicked=page.void)
        self.save = Button(theme, "存为PDF", icon="download", size="small", clicked=page.save)
        self.again = Button(theme, "再打一次", icon="printer", size="small", clicked=page._print)
        self.serve = Button(theme, "登记送达", "primary", size="small", clicked=page.serve)
        for button in (self.void, self.save, self.again, self.serve):
            line.addWidget(button)

    def show_line(self, line: Line | None, *, found: bool) -> None:
        for button in (self.void, self.save, self.again, self.serve):
            button.setVisible(line is not None)
        if line is None:
            self.words.setText("" if found else "没有找到，按Esc清除条件")
            return
        paper = line.paper
        voided = paper.voided is not None
        self.void.setVisible(not voided)
        self.serve.setVisible(line.unserved())
        self.save.setVisible(not paper.own)
        self.again.setVisible(not paper.own)
        kept = "本校自己的纸，原件在学校" if paper.own else f"{paper.pages}页"
        self.words.setText(f"作废原因：{paper.voided}" if voided else kept)
