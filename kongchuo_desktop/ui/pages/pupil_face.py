"""The round sign of a pupil: the portrait, else the first character of the name."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.cases.views import CaseView
from kongchuo_desktop.domain.duties.openers import OPENED
from kongchuo_desktop.domain.policy.words import plain
from kongchuo_desktop.operations.overview import Person
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Tone, Type

_STATE_TONES: dict[str, Tone] = {
    "sign": "amber", "absent": "amber", "open": "amber", "suspected": "red", "dropout": "red",
    "never_enrolled": "red", "returned": "blue", "closed": "green", "left": "blue",
    "exempt": "blue",
}


class Face(QWidget):
    """A portrait, or a character on soft ground; the size of a large button unless told."""

    def __init__(self, theme: Theme, *, size: int = Px.BUTTON_LARGE) -> None:
        super().__init__()
        self._theme, self._name = theme, ""
        self._portrait: QImage | None = None
        self.setFixedSize(size, size)

    def set(self, name: str, portrait: QImage | None = None) -> None:
        self._name, self._portrait = name, portrait
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._portrait is not None:
            self._draw(painter, self._portrait)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent_soft"))
        painter.drawEllipse(self.rect())
        painter.setPen(self._theme.color("accent_text"))
        painter.setFont(self._theme.font(Type.NAME, bold=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._name[:1])

    def _draw(self, painter: QPainter, portrait: QImage) -> None:
        """The upper middle of the picture, where a face is, in the round."""
        round_ = QPainterPath()
        round_.addEllipse(QRectF(self.rect()))
        painter.setClipPath(round_)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        side = min(portrait.width(), portrait.height())
        painter.drawImage(self.rect(), portrait, QRect((portrait.width() - side) // 2, 0, side,
                                                       side))


def state_chip(view: CaseView) -> tuple[str, Tone]:
    """The state of a case: red from the policy's own threshold on, amber before."""
    return view.state_name, _STATE_TONES.get(view.state, "grey")


def again_word(view: CaseView) -> str:
    """``第2次``: which of the pupil's cases this is; ``反复`` within one that was never closed."""
    return f"第{view.number}次" if view.number > 1 else "反复"


def person_chips(person: Person, view: CaseView | None, *,
                 veil: bool) -> list[tuple[str, Tone]]:
    """Class and seat, state, and the tags unless they are veiled."""
    seat = f" {person.seat}号" if person.seat else ""
    chips: list[tuple[str, Tone]] = [(f"{person.room}{seat}", "grey")] if person.room else []
    if view is not None:
        chips.append(state_chip(view))
        if view.again:
            chips.append((again_word(view), "red"))
    return chips if veil else chips + [(tag, "violet") for tag in person.tags]


def absent_words(view: CaseView) -> str:
    """``9月8日起未到校，今天第8个上课日``, or since when the case is open or closed."""
    since = f"{view.since.month}月{view.since.day}日"
    if view.closed:
        way = f"（{plain(view.way)}）" if view.way else ""
        return f"{since}立案，{view.closed.month}月{view.closed.day}日销号{way}"
    if view.state == "sign":
        return f"{since}起：{view.because}"
    if view.streak:
        return f"{since}起未到校，今天第{view.streak}个上课日"
    return f"{since}立案" if view.because in ("", OPENED) else f"{since}立案：{view.because}"
