"""The right side of 文书: whom it is for, its fields, what is checked, and the blue button."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from kongchuo_desktop.operations.paper_forms import FormChoice
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.papers_checks import Check, CheckList
from kongchuo_desktop.ui.pages.papers_fields import AskedFields
from kongchuo_desktop.ui.pages.papers_visits import VisitField
from kongchuo_desktop.ui.pages.papers_whom import WhomBox
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.inputs import Field, LineInput
from kongchuo_desktop.ui.parts.scrolled import Scrolled
from kongchuo_desktop.ui.parts.words import Chip, Rule, Words
from kongchuo_desktop.ui.tokens import Px

_COUNTS = "零一两三四五六"


class PaperPanel(Card):
    """What is filled in before a paper is issued, and what can be done once it is.

    Signals: ``issue_asked(print)`` (print or keep as a file), ``queue_asked``, ``again_asked``,
    ``save_asked``, ``serve_asked``, ``anew_asked``, ``own_asked`` (the school used paper of its
    own).
    """

    issue_asked = Signal(bool)
    queue_asked = Signal()
    again_asked = Signal()
    save_asked = Signal()
    serve_asked = Signal()
    anew_asked = Signal()
    own_asked = Signal()

    def __init__(self, ctx: AppContext, fields: AskedFields) -> None:
        super().__init__()
        theme = self._theme = ctx.theme
        head = QHBoxLayout()
        self.title = Words("", "strong")
        head.addWidget(self.title)
        head.addStretch()
        self.parts = Chip(theme, "")
        head.addWidget(self.parts)
        self.body.addLayout(head)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Px.GRID, 0)
        column.setSpacing(Px.ICON_GAP)
        self.whom = WhomBox(theme)
        self.whom_field = Field(self.whom.said(), self.whom)
        self.whom.counted.connect(self.whom_field.label.setText)
        column.addWidget(self.whom_field)
        self.visits = VisitField(ctx)
        column.addWidget(self.visits)
        number = LineInput(theme)
        number.setReadOnly(True)
        number.setToolTip("登记时自动编号")
        number.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.number = Field("文号", number)
        column.addWidget(self.number)
        self.fields = fields
        column.addWidget(fields)
        column.addStretch()
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._halves.addWidget(Scrolled(inside), 1)
        self._side = QWidget()
        side = _column(self._side)
        self._rule = Rule()
        side.addWidget(self._rule)
        self.checks = CheckList(theme)
        side.addWidget(self.checks)
        side.addStretch(1)
        self._draft_foot, self._issued_foot = self._draft_buttons(), self._issued_buttons()
        side.addWidget(self._draft_foot)
        side.addWidget(self._issued_foot)
        self._halves.addWidget(self._side)
        self.body.addLayout(self._halves, 1)
        self.set_wide(False)
        self.show_issued([])

    def set_wide(self, wide: bool) -> None:
        """In a low, wide place the checks and buttons stand beside the fields."""
        self._halves.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )
        self._halves.setSpacing(Px.MARGIN if wide else Px.ICON_GAP)
        self._rule.setVisible(not wide)
        if wide:
            self._side.setFixedWidth(Px.SIDE_PANEL)
        else:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(self.maximumWidth())

    def _draft_buttons(self) -> QWidget:
        foot = QWidget()
        column = _column(foot)
        self.print = Button(self._theme, "打印并登记", "primary", icon="printer", size="large",
                            keys="Ctrl+P", clicked=lambda: self.issue_asked.emit(True))
        column.addWidget(self.print)
        line = QHBoxLayout()
        self.keep = Button(self._theme, "存为PDF", icon="download", size="small",
                           clicked=lambda: self.issue_asked.emit(False))
        self.keep.setToolTip("登记文号，存成PDF文件，以后再打印")
        line.addWidget(self.keep)
        self.later = Button(self._theme, "稍后打", size="small",
                            clicked=self.queue_asked.emit)
        self.later.setToolTip("登记文号，放进待打印，过一会儿和别的一起打")
        line.addWidget(self.later)
        line.addStretch()
        column.addLayout(line)
        last = QHBoxLayout()
        last.addWidget(Words("登记后不能改，可作废", "caption"))
        last.addStretch()
        self.own = Button(self._theme, "已用自己的纸…", "text", size="small",
                          clicked=self.own_asked.emit)
        self.own.setToolTip("学校用自己的纸办的，记下来，不占文号")
        last.addWidget(self.own)
        column.addLayout(last)
        return foot

    def _issued_buttons(self) -> QWidget:
        foot = QWidget()
        column = _column(foot)
        self.serve = Button(self._theme, "登记送达", "primary", size="large",
                            clicked=self.serve_asked.emit)
        column.addWidget(self.serve)
        line = QHBoxLayout()
        line.setSpacing(Px.ICON_GAP)
        self.again = Button(self._theme, "再打一次", icon="printer", size="small",
                            clicked=self.again_asked.emit)
        self.save = Button(self._theme, "存为PDF", icon="download", size="small",
                           clicked=self.save_asked.emit)
        line.addWidget(self.again)
        line.addWidget(self.save)
        line.addStretch()
        column.addLayout(line)
        self.anew = Button(self._theme, "再开一份", "text", size="small",
                           clicked=self.anew_asked.emit)
        column.addWidget(self.anew, 0, Qt.AlignmentFlag.AlignLeft)
        return foot

    def show_form(self, choice: FormChoice) -> None:
        form = choice.form
        self.title.setText(form.paper)
        count = len(form.parts)
        self.parts.set(f"{_COUNTS[count]}联" if 1 < count < len(_COUNTS) else "", "grey")
        self.whom.set_subject(form.subject)
        self.whom_field.setVisible(bool(self.whom.kind))
        self.number.setVisible(form.numbering is not None)

    def show_number(self, number: str) -> None:
        editor = self.number.editor
        assert isinstance(editor, LineInput)
        editor.setText(number)

    def show_checks(self, checks: Sequence[Check], *, ready: bool) -> None:
        """Name what is missing; issuing waits while something red stands there."""
        self.checks.set(checks)
        able = ready and not any(tone == "red" for tone, _ in checks)
        self.print.setEnabled(able)
        self.keep.setEnabled(able)
        self.later.setEnabled(able)
        self.own.setVisible(self.whom.kind in ("pupil", "class") and len(self.whom.chosen()) == 1)

    def show_issued(self, papers: Sequence[IssuedPaper]) -> None:
        """The buttons of papers just issued; none: those of a draft."""
        self._draft_foot.setVisible(not papers)
        self._issued_foot.setVisible(bool(papers))
        self.serve.setVisible(any(paper.to == "guardian" for paper in papers))
        for part in (self.whom_field, self.visits, self.fields):
            part.setEnabled(not papers)

    def show_served(self, served: bool) -> None:
        """Whether the service of the paper shown is already written down."""
        self.serve.setEnabled(not served)
        self.serve.setText("已登记送达" if served else "登记送达")


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(Px.ICON_GAP)
    return column
