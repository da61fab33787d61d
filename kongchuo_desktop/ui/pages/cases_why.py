"""为什么是这一步: the clause, how its date was computed, what was read into it."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kongchuo_desktop.domain.cases.views import Step
from kongchuo_desktop.domain.duties.openers import OPENED
from kongchuo_desktop.ui.pages.today_words import (
    clause_words,
    document_line,
    reading_words,
)
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card, Facts
from kongchuo_desktop.ui.parts.floating import Quote
from kongchuo_desktop.ui.parts.words import Glyph, Rule, Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

WIDTH = 300
_PLAIN = {
    "发现缺勤": "考勤里连续记了旷课，从第一天算起。",
    OPENED: "由人立的案。",
    "返校": "孩子回到课堂，写下那天，劝返的期限就停了。",
    "销号": "文件没有写期限。佐证齐全、孩子稳定到校，再销号。",
    "发现苗头": "孩子还在课堂上，有人记下了苗头；没有缺课以前先做工作。",
    "列为重点生": "孩子带着“重点生”标签，文件对重点生有要求。",
}
_WAY = "文件没有写这样了结要什么佐证。登记以后就可以销号，佐证照样可以存进来。"


class WhyCard(Card):
    """The panel at the right of a case; ``followed("full" | "figures")`` for its links."""

    followed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(flush=True)
        self._theme = theme
        self.setFixedWidth(WIDTH)
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName("为什么缺")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.body.addWidget(self._scroll)

    def show_step(self, step: Step, today: date) -> None:
        """Rebuild for a step; its duty's trace says how the date was computed."""
        inside = QWidget()
        inside.setProperty("kind", "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(Px.INSIDE, Px.GAP, Px.INSIDE, Px.INSIDE)
        column.setSpacing(Px.ICON_GAP)
        head = QHBoxLayout()
        head.setSpacing(Px.ICON_GAP)
        head.addWidget(Glyph(self._theme, "bookmark", "accent_text"))
        head.addWidget(Words("为什么是这一步", "strong"))
        head.addStretch()
        column.addLayout(head)
        self._fill(column, step)
        column.addStretch()
        self._scroll.setWidget(inside)

    def _fill(self, column: QVBoxLayout, step: Step) -> None:
        if step.clause is None:
            column.addWidget(Words(_PLAIN.get(step.title, _WAY), "small", "text2", wrap=True))
            return
        where = Words(clause_words(step.clause), "caption", "text2", wrap=True)
        where.setToolTip(document_line(step.clause))
        column.addWidget(where)
        column.addWidget(Quote(f"“{step.clause.quote}”"))
        if step.trace:
            column.addWidget(Words("日期是怎么算的", "smallstrong"))
            last = len(step.trace) - 1
            column.addWidget(Facts(
                [(caption, value, "red" if at == last and step.overdue_days else "")
                 for at, (caption, value) in enumerate(_short(step))], right=False))
        if step.reading:
            column.addWidget(Rule())
            column.addWidget(Words(reading_words(step.reading), "caption", "text2", wrap=True))
        column.addLayout(self._links(step))

    def _links(self, step: Step) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(Px.GAP)
        links = [("full", "打开全文")]
        if any(duty.origin != "document" for duty in step.duties) or step.note == "条件未设定":
            links.append(("figures", "修改设定"))
        for key, text in links:
            button = Button(self._theme, text, "text", size="small")
            button.clicked.connect(lambda _=False, key=key: self.followed.emit(key))
            line.addWidget(button)
        line.addStretch()
        return line


def _short(step: Step) -> list[tuple[str, str]]:
    """The trace with the words that fit a narrow column."""
    return [(caption.replace("起算的记录", "起算").replace("达到天数的那天", "满天数"),
             value.split("，")[0]) for caption, value in step.trace]
