"""待打印: papers that were issued and did not come out of a printer yet, printed together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.anonymity import names_beside
from kongchuo_desktop.operations.paper_files import papers_in_one
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.print_queue import (
    Waiting,
    hints_of,
    mark_printed,
    waiting_papers,
)
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.parts.cards import Card, EmptyState
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.words import Glyph, Words
from kongchuo_desktop.ui.tokens import Px, Type


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A paper that waits, with its pupil's name; ``on`` while it is to be printed now."""

    waiting: Waiting
    name: str
    day: str
    on: bool


class WaitingDelegate(RowDelegate):
    """A box, number and name of the paper, how to print it, and the day."""

    def inner(self, rect: QRect) -> QRect:
        return rect.adjusted(Px.INSIDE, 0, -Px.INSIDE, 0)

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        line: WaitingLine = payload
        paper = line.waiting.paper
        outer = Flow(self.theme, rect)
        outer.icon("square-check" if line.on else "square",
                   "accent_text" if line.on else "edge", size=Px.ICON_NAV).gap(Px.GAP)
        outer.text(line.day, Type.SMALL, colour="text3", from_right=True)
        outer.gap(Px.GAP, from_right=True)
        above, below = outer.halves()
        above.rest(" · ".join(filter(None, (paper.title, line.name))), Type.BODY, colour="text")
        copies = f"{line.waiting.copies}份" if line.waiting.copies > 1 else ""
        words = (paper.number, f"{paper.pages}页", copies, line.waiting.hint)
        return outer.items + above.items + below.rest(" · ".join(filter(None, words))).items


class PrintQueuePage(Page):
    """Opened from 文书; all are ticked at first, Space takes one out."""

    READ_AT_EACH_VISIT = True  # What waits belongs to this computer and not to the journal.

    def __init__(self, ctx: AppContext, *, printer: Print = print_pdfs) -> None:
        super().__init__(ctx, title="待打印", context="登记过、还没有打出来的文书")
        self._printer = printer
        self._lines: list[WaitingLine] = []
        self._left_out: set[str] = set()
        self.back = self.add_action("回到文书", lambda: self.ctx.open_page("papers"),
                                    icon="arrow-left")
        self.done = self.add_action("已在别处打过", self.mark)
        self.print = self.add_action("一起打印", self.print_all, icon="printer", primary=True,
                                     keys="Ctrl+P")
        self.model = RowsModel()
        self.list = RowView(self.model, WaitingDelegate(self.theme, height=Px.CASE_ROW, card=False),
                            always=("main", "tick"))
        self.list.setAccessibleName("待打印的文书")
        self.list.keys[(Qt.Key.Key_Space, False)] = "tick"
        self.list.clicked.connect(lambda index: self._tick())
        act_on(self.list, {"tick": lambda line: self._tick(),
                           "main": lambda line: self.print_all()})
        self.hint = QWidget()
        line = QHBoxLayout(self.hint)
        line.setContentsMargins(Px.GRID, 0, 0, Px.ICON_GAP)
        line.setSpacing(Px.ICON_GAP)
        line.addWidget(Glyph(self.theme, "printer"))
        self.hint_words = Words("", "small", "text2", wrap=True)
        line.addWidget(self.hint_words, 1)
        self.body.addWidget(self.hint)
        self.card = Card(flush=True)
        self.card.body.addWidget(self.list)
        self.body.addWidget(self.card, 1)
        self.empty = EmptyState(self.theme, "circle-check", "没有等着打印的文书",
                                "在文书里点“稍后打”的，打印机没打出来的，都会列在这里。", done=True)
        self.body.addWidget(self.empty, 1)
        self.help_lines = [("空格", "这一份打或不打"), ("回车", "一起打印")]
        self._show()

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: _read(store), self._loaded, owner=self)

    def cares(self, changes: Changes) -> bool:
        return bool(changes.tables & {"paper", "paper_event"})

    def panes(self) -> Sequence[QWidget]:
        return (self.list,)

    def print_shown(self) -> bool:
        self.print_all()
        return True

    def chosen(self) -> list[Waiting]:
        """What is ticked, in the order of issue."""
        return [line.waiting for line in self._lines if line.on]

    def _loaded(self, found: list[tuple[Waiting, str]]) -> None:
        today = self.ctx.today()
        self._lines = [
            WaitingLine(waiting, name, day_text(waiting.paper.day, today=today),
                        waiting.paper.id not in self._left_out) for waiting, name in found]
        self._show()

    def _show(self) -> None:
        self.model.set_rows([_row(line) for line in self._lines])
        if self._lines and self.list.payload() is None:
            self.list.go_first()
        for part in (self.card, self.print, self.done):
            part.setVisible(bool(self._lines))
        self.empty.setVisible(not self._lines)
        chosen = self.chosen()
        hints = hints_of(chosen)
        self.hint.setVisible(bool(hints))
        self.hint_words.setText("；".join(hints))
        for button in (self.print, self.done):
            button.setEnabled(bool(chosen))
        self.print.setText(f"一起打印{len(chosen)}份")

    def _tick(self) -> None:
        line = self.list.payload()
        if line is not None:
            self._left_out ^= {line.waiting.paper.id}
            self._loaded([(each.waiting, each.name) for each in self._lines])

    def print_all(self) -> None:
        """Print the very bytes of what is ticked in one go, then let it wait no longer."""
        chosen = self.chosen()
        if not chosen:
            return
        store, printer = self.ctx.store, self._printer

        def work() -> None:
            for copies, papers in _runs(chosen):
                printer([papers_in_one(store, papers=papers)], copies)
                # Should the printer stop half-way, only what is left waits on.
                mark_printed(store, papers=[paper.id for paper in papers])

        self.print.setEnabled(False)
        self.ctx.tasks.run(
            lambda job: work(), done=lambda _: self._printed(len(chosen)),
            failed=self._failed, owner=self)

    def _failed(self, error: KnownError) -> None:
        self.refresh(None)
        self.ctx.show_error(error, self.print_all)

    def mark(self) -> None:
        """They were printed on another computer."""
        store, ids = self.ctx.store, [one.paper.id for one in self.chosen()]
        self.ctx.read(lambda: mark_printed(store, papers=ids),
                      lambda _: self.refresh(None), owner=self)

    def _printed(self, count: int) -> None:
        self.ctx.toast(f"已打印{count}份")
        self.refresh(None)


def _row(line: WaitingLine) -> Row:
    paper = line.waiting.paper
    spoken = (paper.title, line.name, paper.number, line.waiting.hint,
              "要打" if line.on else "先不打")
    return Row(paper.id, line, "，".join(filter(None, spoken)))


def _read(store: Store) -> list[tuple[Waiting, str]]:
    waiting = waiting_papers(store)
    names = names_beside(store, [one.paper for one in waiting])
    return [(one, names[one.paper.id]) for one in waiting]


def _runs(waiting: Sequence[Waiting]) -> list[tuple[int, list[IssuedPaper]]]:
    """Neighbours that are printed alike, as often and on as many sides, go as one job."""
    runs: list[tuple[tuple[int, str], list[IssuedPaper]]] = []
    for one in waiting:
        how = (one.copies, one.hint)
        if not runs or runs[-1][0] != how:
            runs.append((how, []))
        runs[-1][1].append(one.paper)
    return [(copies, papers) for (copies, _), papers in runs]
