"""The card at the left of 一生一档: who, family, who answers for the child, the month."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.phones import mask_phone
from kongchuo_desktop.operations.dossier import DayMark, Dossier
from kongchuo_desktop.operations.questions import Question
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.masks import shown_value
from kongchuo_desktop.ui.pages.pupil_face import Face, person_chips
from kongchuo_desktop.ui.parts.buttons import Button, IconButton
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.charts import CalendarDay, MonthCalendar
from kongchuo_desktop.ui.parts.words import ChipRow, Rule, Words
from kongchuo_desktop.ui.tokens import Px, Tone

SHOWN_MS = 10_000
"""How long an unmasked number stays."""
WIDTH = 312
_CAPTION = 72
_FACE = 48
_MARKS: dict[str, tuple[Tone, str]] = {
    "出勤": ("green", ""), "旷课": ("red", "×"), "未到待查": ("red", "×"), "病假": ("amber", "○"),
    "事假": ("amber", "△"), "迟到": ("amber", "＞"), "早退": ("amber", "＞"),
}
_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def calendar_days(days: Sequence[DayMark]) -> list[CalendarDay]:
    """The school days of the month for the little calendar."""
    found = []
    for entry in days:
        tone, mark = _MARKS.get(entry.kind or "", (None, ""))
        found.append(CalendarDay(entry.day, tone, mark, entry.kind or "还没有点名"))
    return found


class PupilSide(Card):
    """``revealed`` when a number was unmasked, ``called`` for a phone, ``settling(question)``,
    ``comparing(pupil)`` for another pupil that may be the same child."""

    revealed = Signal()
    called = Signal()
    settling = Signal(object)
    comparing = Signal(str)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(flush=True)
        self.ctx, self.theme = ctx, ctx.theme
        self.setFixedWidth(WIDTH)
        self._shown = ""
        self._view: Dossier | None = None
        self._portrait: QImage | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide_numbers)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self._scroll)

    def show_pupil(self, view: Dossier, portrait: QImage | None = None) -> None:
        if self._view is None or self._view.card.id != view.card.id:
            self._shown = ""
        self._view, self._portrait = view, portrait
        self._rebuild()

    def hide_numbers(self) -> None:
        """Mask what was revealed."""
        self._timer.stop()
        if self._shown:
            self._shown = ""
            self._rebuild()

    def _rebuild(self) -> None:
        view = self._view
        if view is None:
            return
        inside = QWidget()
        inside.setProperty("kind", "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(Px.INSIDE, Px.INSIDE - Px.FOCUS, Px.INSIDE, Px.INSIDE)
        column.setSpacing(Px.CHIP_GAP)
        column.addLayout(self._head(view))
        column.addWidget(Rule())
        self._facts(column, view)
        self._guardians(column, view)
        if view.helpers:
            column.addWidget(Rule())
            column.addWidget(Words("包保", "smallstrong"))
            column.addWidget(Words(" · ".join(view.helpers), "small", "text2", wrap=True))
        if self.ctx.actor.role != "bureau":
            # Registers stay in the school: the bureau's calendar would be empty.
            column.addWidget(Rule())
            self._month(column, view)
        column.addStretch(1)
        at = self._scroll.verticalScrollBar().value()
        self._scroll.setWidget(inside)
        self._scroll.verticalScrollBar().setValue(at)

    def _head(self, view: Dossier) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(Px.GAP)
        face = Face(self.theme, size=_FACE)
        face.set(view.card.name, self._portrait)
        line.addWidget(face, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(Px.GRID)
        words.addWidget(Words(view.card.name, "name", wrap=True))
        case = view.case if view.case and view.case.state != "closed" else None
        chips = person_chips(view.person, case, veil=self.ctx.veil)[1:]
        if chips:
            words.addWidget(ChipRow(self.theme, chips))
        line.addLayout(words, 1)
        return line

    # facts

    def _facts(self, column: QVBoxLayout, view: Dossier) -> None:
        values = view.card.values
        for bad in view.bad:
            self._row(column, "印不出来", bad.sentence + bad.todo, tone="red")
        seat = values.get("seat")
        self._row(column, "座号", f"{view.card.class_name}{f' {seat}号' if seat else ''}")
        both = [str(values[k]) for k in ("gender", "ethnicity") if values.get(k)]
        self._row(column, "性别民族", " · ".join(both))
        self._row(column, "出生", _birth(values, view))
        self._number(column, view, "identity_number", "身份证号")
        self._number(column, view, "student_number", "学籍号")
        self._row(column, "住址", str(values.get("address") or ""))
        for question in view.record.questions:
            if not question.quiet:
                self._question(column, question)
        for found in view.record.alike:
            other = found.other if found.one == view.card.id else found.one
            button = Button(self.theme, "核对", "text", size="small",
                            clicked=partial(self.comparing.emit, other))
            self._open_row(column, "可能和另一条是同一人", found.why, button)

    def _row(self, column: QVBoxLayout, caption: str, value: str,
             button: QWidget | None = None, tone: str = "") -> None:
        line = QHBoxLayout()
        line.setSpacing(0)
        label = Words(caption, "small", "text2")
        label.setFixedWidth(self.theme.px(_CAPTION))
        line.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Words(value or "没有填", "small", tone if value else "text3", wrap=True), 1)
        if button is not None:
            line.addWidget(button)
        column.addLayout(line)

    def _number(self, column: QVBoxLayout, view: Dossier, field: str, caption: str) -> None:
        value = str(view.card.values.get(field) or "")
        gap = view.card.gaps.get(field, "")
        if not value:
            self._row(column, caption, gap, tone="red" if gap else "")
            return
        if self.ctx.veil:
            self._row(column, caption, "已遮住")
            return
        shown = self._shown == field
        eye = IconButton(self.theme, "eye-off" if shown else "eye",
                         "遮住" if shown else f"看{caption}（会记下来）", token="accent_text",
                         clicked=lambda: self._reveal(field))
        eye.setFixedHeight(Px.CHIP)
        self._row(column, caption, value if shown else identity.mask(value), eye)

    def _reveal(self, field: str) -> None:
        if self._shown == field:
            self.hide_numbers()
            return
        self._shown = field
        self._timer.start()
        self.revealed.emit()
        self._rebuild()

    def _question(self, column: QVBoxLayout, question: Question) -> None:
        values = " / ".join(
            a.text or shown_value(question.field, a.value) for a in question.answers)
        said = "两边不同" if self.ctx.veil else values
        if question.asked is not None:
            said += f"（{question.asked.by}打电话问）"
        # A bureau reads: it is the school that knows whom to ask.
        button = None if self.ctx.actor.role == "bureau" else Button(
            self.theme, "选一个", "text", size="small",
            clicked=lambda: self.settling.emit(question))
        self._open_row(column, question.what, said, button)

    def _open_row(self, column: QVBoxLayout, caption: str, value: str,
                  button: QWidget | None) -> None:
        """What waits for an answer; its name is longer than the captions of the facts."""
        line, words = QHBoxLayout(), QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Words(caption, "caption", "text2", wrap=True))
        words.addWidget(Words(value, "small", "amber", wrap=True))
        line.addLayout(words, 1)
        if button is not None:
            line.addWidget(button)
        column.addLayout(line)

    def _guardians(self, column: QVBoxLayout, view: Dossier) -> None:
        values = view.card.values
        column.addWidget(Rule())
        column.addWidget(Words("监护人", "smallstrong"))
        known = [n for n in ("guardian1", "guardian2") if values.get(f"{n}_name")]
        if not known:
            column.addWidget(Words("缺监护人", "small", "red"))
        for name in known:
            line = QHBoxLayout()
            words = QVBoxLayout()
            words.setSpacing(0)
            relation = values.get(f"{name}_relation") or ""
            words.addWidget(Words(f"{values[f'{name}_name']}　{relation}", "small", wrap=True))
            words.addWidget(Words(self._reach(name, values), "caption", "text2", wrap=True))
            line.addLayout(words, 1)
            if self.ctx.actor.role != "bureau":
                line.addWidget(IconButton(self.theme, "phone", "登记电话（P）",
                                          token="accent_text", clicked=self.called.emit))
            column.addLayout(line)

    def _reach(self, name: str, values: Any) -> str:
        phone = str(values.get(f"{name}_phone") or "")
        where = str(values.get(f"{name}_where") or "")
        if self.ctx.veil:
            return "已遮住"
        shown = phone if self._shown else mask_phone(phone)
        return " · ".join(part for part in (shown or "没有电话", where) if part)

    def _month(self, column: QVBoxLayout, view: Dossier) -> None:
        line = QHBoxLayout()
        line.addWidget(Words(f"{_MONTHS[view.today.month - 1]}月考勤", "smallstrong"))
        line.addStretch()
        said = " · ".join(f"{kind} {count}" for kind, count in view.counts.items())
        line.addWidget(Words(said or "还没有点名", "caption", "text2"))
        column.addLayout(line)
        calendar = MonthCalendar(self.theme, calendar_days(view.month), view.first_week)
        calendar.setAccessibleName("这个月的考勤")
        calendar.opened.connect(lambda day: self.ctx.open_page("attendance", day=day))
        column.addWidget(calendar)


def _birth(values: Any, view: Dossier) -> str:
    text = str(values.get("birth_date") or "")
    if not text:
        return ""
    year, month = int(text[:4]), int(text[5:7])
    day = int(text[8:10]) if len(text) == 10 else 1
    today = view.today
    age = today.year - year - ((today.month, today.day) < (month, day))
    return f"{year}年{month}月（{age}岁）"
