"""Long work on a page: what is being done, how far, how long, and a way to stop it."""

from time import monotonic

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout

from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card, EmptyState
from kongchuo_desktop.ui.parts.charts import ThinBar
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px


class Counting(EmptyState):
    """In the place of a page's content while it is read for the first time: what, and how far."""

    def __init__(self, theme: Theme, title: str, text: str, *, counter: str) -> None:
        super().__init__(theme, "loader", title, text)
        self._counter = counter

    def advance(self, done: int, total: int, word: str) -> None:
        """``done`` of ``total`` things; ``word`` says what is done to them."""
        self.title.setText(word)
        self.text.setText(f"第{done}{self._counter}，共{total}{self._counter}")


class ProgressCard(Card):
    """“第8个，共13个”; time left once it can be known; 取消 always.

    Connect a task's progress to ``advance`` and ``cancelled`` to its cancel.
    """

    cancelled = Signal()

    def __init__(self, theme: Theme, title: str, *, counter: str = "个") -> None:
        super().__init__(title)
        self._counter = counter
        self._since = monotonic()
        self._done = self._total = 0
        self.count = Words("", "small", "text2")
        self.head.addWidget(self.count)
        self.bar = ThinBar(theme, height=Px.BAR)
        self.bar.green_when_full = False
        self.body.addWidget(self.bar)
        foot = QHBoxLayout()
        self.time = Words("", "caption", "text2")
        foot.addWidget(self.time)
        foot.addStretch()
        self.stop = Button(theme, "取消", size="small", clicked=self._cancel)
        foot.addWidget(self.stop)
        self.body.addLayout(foot)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tell_time)
        self._clock.start(1000)

    def restart(self, title: str) -> None:
        """The same card for other work, which begins now and can be stopped."""
        self.title.setText(title)
        self._since = monotonic()
        self._done = self._total = 0
        self.stop.setEnabled(True)
        self._clock.start(1000)

    def advance(self, done: int, total: int, word: str = "") -> None:
        """``done`` of ``total`` things; ``word`` names the present one."""
        self._done, self._total = done, total
        self.bar.set(done, total)
        count = f"第{done}{self._counter}，共{total}{self._counter}"
        self.count.setText(f"{word} · {count}" if word else count)
        self._tell_time()

    def _tell_time(self) -> None:
        self.time.setText(time_words(monotonic() - self._since, self._done, self._total))

    def _cancel(self) -> None:
        self.stop.setEnabled(False)
        self.time.setText("正在停下…")
        self._clock.stop()
        self.cancelled.emit()


def time_words(used: float, done: int, total: int) -> str:
    """“已用12秒，约还要7秒”; the second half only once a tenth is done, ``used`` in seconds."""
    words = f"已用{_span(used)}"
    if total and used >= 2 and total / 10 <= done < total:
        words += f"，约还要{_span(used / done * (total - done))}"
    return words


def _span(seconds: float) -> str:
    whole = max(1, round(seconds))
    return f"{whole}秒" if whole < 60 else f"{round(whole / 60)}分钟"
