"""The last step of 报送: the stick may be pulled out, and what was written."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.operations.drives import size_text
from kongchuo_desktop.operations.sent import Sent
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.floating import keep_in_sight
from kongchuo_desktop.ui.parts.words import ElidedWords, Words, draw_icon
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_GROUND = Px.SIGN_EMPTY + Px.BUTTON_LARGE
_BADGE = Px.BUTTON
_FACTS = 9 * Px.SIDE_PANEL // 4
"""A school's name of 25 characters with its office has room beside its caption."""


class _StickSign(QWidget):
    """A stick on a green ground with a tick: nothing is being written any more."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(_GROUND, _GROUND)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("green_soft"))
        painter.drawEllipse(self.rect())
        draw_icon(painter, self._theme, self.rect(), "usb-stick", "green", Px.SIGN_EMPTY)
        at = self.width() - _BADGE - Px.FOCUS
        badge = QRect(at, at, _BADGE, _BADGE)
        painter.setPen(QPen(self._theme.color("surface"), Px.FOCUS))
        painter.setBrush(self._theme.color("green_fill"))
        painter.drawEllipse(badge)
        draw_icon(painter, self._theme, badge, "check", "on_accent", Px.ICON_SIGN)


class _WrittenFacts(QWidget):
    """Captions with values that may be long file names: those are cut in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Px.GAP)
        self._grid.setVerticalSpacing(Px.CHIP_GAP)
        self._grid.setColumnStretch(1, 1)
        self._values: dict[str, ElidedWords] = {}

    def set(self, rows: Sequence[tuple[str, str]]) -> None:
        for at, (caption, value) in enumerate(rows):
            if caption not in self._values:
                words = ElidedWords("", "small", mode=Qt.TextElideMode.ElideMiddle)
                words.setAlignment(Qt.AlignmentFlag.AlignRight)
                self._grid.addWidget(Words(caption, "small", "text2"), at, 0)
                self._grid.addWidget(words, at, 1)
                self._values[caption] = words
            self._values[caption].setText(value)


class DoneStep(QWidget):
    """“可以拔出U盘了”; ``another``, ``sheet`` and ``finished`` for its three buttons."""

    another = Signal()
    sheet = Signal()
    finished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setSpacing(Px.ICON_GAP)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addStretch()
        self.sign = _StickSign(theme)
        column.addWidget(self.sign, 0, centre)
        self.state = Words("可以拔出U盘了", "state")
        column.addWidget(self.state, 0, centre)
        self.words = Words("", "body", "text2")
        column.addWidget(self.words, 0, centre)
        box = QFrame()
        box.setProperty("kind", "sunken")
        box.setMaximumWidth(_FACTS)
        inside = QVBoxLayout(box)
        inside.setContentsMargins(Px.INSIDE, Px.GAP, Px.INSIDE, Px.GAP)
        self.facts = _WrittenFacts()
        inside.addWidget(self.facts)
        keep_in_sight(self.state, self.words, box)
        place = QHBoxLayout()
        place.addStretch(1)
        place.addWidget(box, 100)
        place.addStretch(1)
        column.addLayout(place)
        line = QHBoxLayout()
        line.setSpacing(Px.ICON_GAP)
        line.addStretch()
        self.again = Button(theme, "再写一份到别的U盘", icon="download", clicked=self.another.emit)
        self.print = Button(theme, "打印报送清单", icon="printer", clicked=self.sheet.emit)
        self.finish = Button(theme, "完成", "primary", clicked=self.finished.emit)
        for button in (self.again, self.print, self.finish):
            line.addWidget(button)
        line.addStretch()
        column.addSpacing(Px.ICON_GAP)
        column.addLayout(line)
        column.addStretch()

    def show_sent(self, sent: Sent, *, what: str, reader: str, on_stick: bool) -> None:
        self.state.setText("可以拔出U盘了" if on_stick else "报送包写好了")
        self.words.setText(f"{what}已经写好，交给{reader}即可")
        self.facts.set([
            ("文件", sent.path.name),
            ("写到", f"{sent.place} · {size_text(sent.size)}"),
            ("核对", "已读回核对，完全一致"),
            ("只有收件人能打开", reader), ("核对码（电话里念）", sent.check_code)])

    def set_short(self, short: bool) -> None:
        """In a low window the sign gives its room to the words."""
        self.sign.setVisible(not short)
