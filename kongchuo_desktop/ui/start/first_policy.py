"""按哪份文件办: choose the document, and say the figures that it leaves to the school."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kongchuo_desktop.operations.first_run import Answers
from kongchuo_desktop.ui.documents import KINDS, finder, found_by
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.inputs import Field, LineInput
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.words import Words, empty
from kongchuo_desktop.ui.start.first_steps import Step
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

if TYPE_CHECKING:
    from kongchuo_desktop.domain.policy.book import OpenFigure, PolicyBook
    from kongchuo_desktop.domain.policy.model import Policy

POLICY_STEP = 2
"""Number of this question from 0."""
LATER = ""
"""Key of the row by which no document is chosen yet."""


class PolicyDelegate(RowDelegate):
    """A document: its title; who issued it, its number, how many clauses it has here."""

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        title, detail = describe(payload or None)
        icon = "circle-check" if selected else "circle"
        outer = (
            Flow(self.theme, rect)
            .icon(icon, "accent_text" if selected else "edge", size=Px.ICON_NAV)
            .gap(Px.GAP)
        )
        above, below = outer.halves()
        above.rest(title, Type.BODY, colour="text")
        return outer.items + above.items + below.rest(detail).items


def in_order(policies: "Iterable[Policy]") -> "list[Policy]":
    """The documents of counties first, then the rest, by title."""
    return sorted(policies, key=lambda p: (p.kind != "county", p.title))


def describe(policy: "Policy | None") -> tuple[str, str]:
    """Title and the grey line of a document; None is the row 以后再选."""
    if policy is None:
        return "以后再选", "先点名、登记，选好文件以后再按它提醒。"
    parts = (KINDS[policy.kind], policy.issuer, policy.number, f"{len(policy.clauses)}条")
    return policy.title, " · ".join(part for part in parts if part)


class UnchosenView(RowView):
    """A list in which nothing is chosen until the person chooses."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Qt's own would make the first row current.
        self.viewport().update()


class PolicyStep(Step):
    """The documents that the program knows, and at most five figures of the chosen one."""

    def __init__(self, theme: Theme, tasks: Tasks) -> None:
        super().__init__(
            theme, "按哪份文件办？", "程序按文件里的条款提醒该办的事，每件事都能看到出处。"
        )
        self._book: PolicyBook | None = None
        self._answers = Answers()
        self.model = RowsModel()
        self.view = UnchosenView(
            self.model, PolicyDelegate(theme, height=Px.DUTY_ROW_NARROW), grow=True
        )
        # Enter belongs to the blue button of the assistant.
        self.view.keys = {}
        self.view.moved.connect(lambda index: self._chosen())
        self.view.setAccessibleName("各份文件")
        self.search = finder(theme)
        self.search.textChanged.connect(lambda text: self._filter())
        self.column.addWidget(self.search)
        self.column.addWidget(self.view)
        self.wrong = Words("请选一份；还没有拿到文件，就选“以后再选”。", "small", "red", wrap=True)
        self.wrong.hide()
        self.column.addWidget(self.wrong)
        self.card = Card("文件没有写明数目，由学校自己定")
        self.card.body.addWidget(
            Words("不填也行，填了才提醒；以后在设置里改。", "small", "text2", wrap=True)
        )
        holder = QWidget()
        self._questions = QVBoxLayout(holder)
        self._questions.setContentsMargins(0, 0, 0, 0)
        self._questions.setSpacing(Px.GAP)
        self.card.body.addWidget(holder)
        self.card.hide()
        self.column.addWidget(self.card)
        self.column.addStretch()
        self.editors: dict[str, LineInput] = {}
        self.fields: dict[str, Field] = {}
        self._tasks = tasks

    def showEvent(self, event: QShowEvent) -> None:
        # Reading every document takes a moment, which a start without this question is spared.
        super().showEvent(event)
        if self._book is None:
            self._tasks.run(lambda job: _read_book(), done=self._show, owner=self)

    def fill(self, answers: Answers) -> None:
        self._answers = answers
        if self._book is not None:
            self._fill()

    def read(self, answers: Answers) -> Answers:
        if self._book is None:
            return answers
        typed = {name: line.text().strip() for name, line in self.editors.items()}
        return replace(
            answers,
            policy=self._key(),
            figures={name: text for name, text in typed.items() if text},
        )

    def check(self) -> bool:
        good = self.view.currentIndex().isValid()
        self.wrong.setVisible(not good)
        for name, line in self.editors.items():
            text = line.text().strip()
            wrong = bool(text) and not text.isdecimal()
            self.fields[name].set_error("请写一个整数，例如 3；不定就空着。" if wrong else "")
            if wrong and good:
                line.setFocus()
            good = good and not wrong
        return good

    def first(self) -> QWidget:
        return self.view

    def _show(self, book: "PolicyBook") -> None:
        self._book = book
        self._filter()
        self._fill()

    def _filter(self) -> None:
        """Show what the typed words find, what is chosen already, and 以后再选."""
        if self._book is None:
            return
        text, chosen = self.search.text(), self._key()
        rows = [Row(p.id, p, "，".join(describe(p)))
                for p in in_order(self._book.policies.values())
                if p.id == chosen or found_by(p, text)]
        self.model.set_rows([*rows, Row(LATER, LATER, "，".join(describe(None)))])
        self.view.setFixedHeight(self.view.content_height() + Px.FOCUS)

    def _fill(self) -> None:
        # Nothing is chosen for the person; one who went on without a document did choose that.
        if self._answers.policy or self._answers.step > POLICY_STEP:
            self.view.go(self._answers.policy)

    def _key(self) -> str:
        policy = self.view.payload()
        return policy.id if policy else LATER

    def _chosen(self) -> None:
        self.wrong.hide()
        key = self._key()
        figures = self._book.open_figures(key) if self._book and key else []
        self._ask([f for f in figures if f.first])
        if self.isVisible():
            self.changed.emit()

    def _ask(self, figures: "Sequence[OpenFigure]") -> None:
        empty(self._questions)
        self.editors, self.fields = {}, {}
        for figure in figures:
            line = LineInput(self.theme, "未设定")
            line.setText(self._answers.figures.get(figure.binding, ""))
            line.setMaximumWidth(Px.SIDE_PANEL)
            line.textEdited.connect(lambda text: self.changed.emit())
            field = Field(figure.question, line, hint=f"原文：“{figure.quote}”")
            field.label.setWordWrap(True)
            self.editors[figure.binding], self.fields[figure.binding] = line, field
            self._questions.addWidget(field)
        self.card.setVisible(bool(figures))


def _read_book() -> "PolicyBook":
    from kongchuo_desktop.operations.policies import shipped_book

    return shipped_book()
