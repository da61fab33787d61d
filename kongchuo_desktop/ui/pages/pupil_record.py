"""The tab 资料 of 一生一档: every field with who wrote it, tags with days, 学籍, joined records."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.phones import mask_phone
from kongchuo_desktop.domain.roster import LABELS
from kongchuo_desktop.operations.corrections import Request
from kongchuo_desktop.operations.dossier import Dossier
from kongchuo_desktop.operations.joins import Told
from kongchuo_desktop.operations.questions import Question
from kongchuo_desktop.operations.record import TagSpan
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.joining import record_words
from kongchuo_desktop.ui.masks import NUMBERS, shown_value
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.words import Rule, Words
from kongchuo_desktop.ui.tokens import Px
from kongchuo_desktop.ui.told import told_words

_HIDDEN = ("class_id",)
_VEILED = "已遮住"


class RecordTab(QScrollArea):
    """All that is filled in, what is missing in red.

    Signals: ``editing`` for 改资料, ``settling(question)``, ``parting(record id)``.
    """

    editing = Signal()
    settling = Signal(object)
    parting = Signal(str)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._may_write = ctx.actor.role != "bureau"
        self._view: Dossier | None = None
        self._asked: Mapping[str, Request] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_record(self, view: Dossier, requests: Sequence[Request] = ()) -> None:
        """Fill in again: now where the tab is open, else when it is opened.

        ``requests`` are the questions about this child; open ones stand at their field.
        """
        self._view = view
        self._asked = {request.field: request for request in requests
                       if request.state == "open" and request.table == "pupil"}
        if self.isVisible():
            self._fill_in()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill_in()

    def _fill_in(self) -> None:
        view, self._view = self._view, None
        if view is None:
            return
        inside = QWidget()
        inside.setProperty("kind", "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(Px.INSIDE, Px.INSIDE, Px.INSIDE, Px.INSIDE)
        column.setSpacing(Px.GAP)
        self._fields(column, view)
        self._tags(column, view)
        self._enrollment(column, view)
        self._records(column, view)
        column.addStretch(1)
        at = self.verticalScrollBar().value()
        self.setWidget(inside)
        self.verticalScrollBar().setValue(at)

    def _fields(self, column: QVBoxLayout, view: Dossier) -> None:
        values, told = view.card.values, view.record.told
        grid = _Grid()
        for field, label in LABELS.items():
            gap = view.card.gaps.get(field, "")
            if field in values and field not in _HIDDEN:
                text = self._text(field, values[field])
                grid.row(label, f"{text}　{gap}" if gap else text, told_words(told.get(field)),
                         "red" if gap else "")
                self._former(grid, field, view.record.former.get(field, ()))
            elif gap:
                grid.row(label, gap, tone="red")
            self._question(grid, field)
        for question in view.record.questions:
            if question.quiet:
                self._other_way(grid, question)
        column.addWidget(grid)
        if self._may_write:
            line = QHBoxLayout()
            line.addWidget(Button(self._ctx.theme, "改资料", icon="pencil", size="small",
                                  clicked=self.editing.emit))
            line.addStretch()
            column.addLayout(line)

    def _question(self, grid: "_Grid", field: str) -> None:
        """What a superior asks about the field (退回修改)."""
        request = self._asked.get(field)
        if request is not None:
            whom = "已退回" if request.mine else f"{request.asker}请核对"
            grid.row("", f"{whom}：{request.sentence}",
                     f"{request.by} {day_text(request.day)}", "red")

    def _former(self, grid: "_Grid", field: str, former: tuple[Told, ...]) -> None:
        for told in former:
            grid.row("", f"以前是 {self._text(field, told.value)}", told_words(told), "text3")

    def _other_way(self, grid: "_Grid", question: Question) -> None:
        """A quiet difference: both are shown, none is asked for (journal.md §4)."""
        texts = " / ".join(
            found.text or self._text(question.field, found.value) for found in question.answers)
        button = Button(self._ctx.theme, "选一个", "text", size="small",
                        clicked=lambda: self.settling.emit(question)) if self._may_write else None
        grid.row(f"{question.what}（两种）", texts, button=button)

    def _tags(self, column: QVBoxLayout, view: Dossier) -> None:
        tags = view.record.tags
        if not tags or self._ctx.veil:
            return
        grid = _titled(column, "标签")
        for span in tags:
            grid.row(span.tag, tag_days(span, view.today), span.by,
                     "text3" if span.until and span.until < view.today else "")

    def _enrollment(self, column: QVBoxLayout, view: Dossier) -> None:
        lines = view.record.enrollment.lines
        if not lines:
            return
        grid = _titled(column, "学籍和家庭成员")
        for label, text in lines:
            grid.row(label, self._masked(text))

    def _records(self, column: QVBoxLayout, view: Dossier) -> None:
        others = view.record.records[1:]
        if not others:
            return
        grid = _titled(column, "合并进来的档案")
        for record in others:
            name = record.told.get("name")
            grid.row(record_words(record), "", told_words(name), button=Button(
                self._ctx.theme, "拆开…", "text", size="small",
                clicked=partial(self.parting.emit, record.id)) if self._may_write else None)

    def _text(self, field: str, value: object) -> str:
        if self._ctx.veil and (field in NUMBERS or "phone" in field):
            return _VEILED
        return shown_value(field, value)

    def _masked(self, text: str) -> str:
        """A value of the 学籍: whose number it is makes no difference to who may see it."""
        number = identity.normalise(text)
        hidden = identity.mask(number) if identity.has_shape(number[-18:]) else (
            mask_phone(text) if text.isdecimal() and len(text) >= len("13800000000") else text)
        return _VEILED if self._ctx.veil and hidden != text else hidden


def tag_days(span: TagSpan, today: date) -> str:
    """``一直``, ``9月1日起``, ``9月1日到9月16日，已去掉``; the source's remark behind it."""
    since = f"{day_text(span.since, today=today)}起" if span.since else "一直"
    if span.until is not None:
        until = day_text(span.until, today=today)
        first = day_text(span.since, today=today) if span.since else ""
        since = f"{first}到{until}，已去掉"
    return f"{since}（{span.note}）" if span.note else since


def _titled(column: QVBoxLayout, title: str) -> "_Grid":
    column.addWidget(Rule())
    column.addWidget(Words(title, "smallstrong"))
    grid = _Grid()
    column.addWidget(grid)
    return grid


class _Grid(QWidget):
    """Caption, value, who wrote it; the values share their left edge."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = QGridLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setHorizontalSpacing(Px.GAP)
        self._lines.setVerticalSpacing(Px.CHIP_GAP)
        self._lines.setColumnMinimumWidth(0, Px.FORM_LABEL)
        self._lines.setColumnStretch(1, 1)

    def row(self, caption: str, value: str, by: str = "", tone: str = "", *,
            button: QWidget | None = None) -> None:
        at, top = self._lines.rowCount(), Qt.AlignmentFlag.AlignTop
        # A caption alone takes the room of the value: the name of a record is longer than a label.
        wide = 1 if value else 2
        self._lines.addWidget(Words(caption, "small", "text2"), at, 0, 1, wide, top)
        if value:
            strong = tone == "red"
            self._lines.addWidget(
                Words(value, "smallstrong" if strong else "small", tone, wrap=True), at, 1, top)
        self._lines.addWidget(Words(by, "caption", "text3"), at, 2, top)
        if button is not None:
            self._lines.addWidget(button, at, 3, top)
