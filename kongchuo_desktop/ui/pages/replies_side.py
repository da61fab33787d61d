"""The side of 回执与更正: one school or class, what came from it and what goes to it."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kongchuo_desktop.exchange.names import period_words
from kongchuo_desktop.operations.corrections import STATE_WORDS, Request
from kongchuo_desktop.operations.drives import size_text
from kongchuo_desktop.operations.going_down import Below, SentDown
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.pages.replies_rows import news_words
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card, Facts
from kongchuo_desktop.ui.parts.words import ElidedWords, Rule, Words, empty
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_MOST = 6
"""Questions that are shown; the part 退回修改 has all."""


class BelowCard(Card):
    """What there is to know of one of them; ``print_asked(SentDown)`` by its button."""

    print_asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFixedWidth(Px.SIDE_PANEL)
        self.name = Words("", "strong", wrap=True)
        self.news = Words("", "small", wrap=True)
        self.facts = Facts()
        self.file = ElidedWords("", "caption", mode=Qt.TextElideMode.ElideMiddle)
        self._last: SentDown | None = None
        self.sheet = Button(theme, "打印下发清单", icon="printer",
                            clicked=lambda: self.print_asked.emit(self._last))
        self._asked = QWidget()
        self._lines = QVBoxLayout(self._asked)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(Px.ICON_GAP)
        self.body.addWidget(self.name)
        self.body.addWidget(self.news)
        for part in (Rule(), self.facts, self.file, self.sheet, self._asked):
            self.body.addWidget(part)
        self.body.addStretch()

    def show_below(self, below: Below, requests: Iterable[Request], today: date) -> None:
        news = news_words(below)
        self.name.setText(below.name)
        self.news.setText(f"要带去：{news}" if news else "没有新的")
        self.news.set_tone("blue" if news else "text2")
        rows = [("电脑", f"{len(below.reader.keys)} 台")]
        if below.came:
            rows += [("最近收到", day_text(date.fromisoformat(below.came["received"]),
                                           today=today)),
                     ("报的是", period_words(below.came["period"]) or "随时报送")]
        last = self._last = below.last
        if last is not None:
            rows += [("上次下发", f"{day_text(last.at.date(), today=today)} {last.at:%H:%M}"),
                     ("写的人", last.by), ("大小", size_text(last.size))]
        self.facts.set(rows)
        self.file.setText(last.path.name if last else "")
        for part in (self.file, self.sheet):
            part.setVisible(last is not None)
        empty(self._lines)
        for request in list(requests)[:_MOST]:
            tone = "amber" if request.state == "open" else "text2"
            self._lines.addWidget(Words(
                f"{request.person or ''} {request.what}".strip(), "smallstrong", wrap=True))
            self._lines.addWidget(Words(
                f"{STATE_WORDS[request.state]}：{request.answer or request.sentence}", "small",
                tone, wrap=True))
