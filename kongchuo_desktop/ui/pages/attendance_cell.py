"""How one cell of the register is painted: seat, name, and the sign and word of an exception."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from kongchuo_desktop.domain.names import DOT
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.operations.roll_call import RollPupil
from kongchuo_desktop.ui.pages.attendance_kinds import BY_KIND
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.words import draw_icon
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import TONES, Px, Type

GAP = Px.ICON_GAP
"""Between the columns; every cell ends with it."""
PUPIL = Qt.ItemDataRole.UserRole + 1
MARK = Qt.ItemDataRole.UserRole + 2


class RegisterDelegate(QStyledItemDelegate):
    """Paints a cell: seat, name, and for an exception its sign and word on soft ground."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.row_gap = int(Px.CHIP_GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        pupil = index.data(PUPIL)
        if pupil is None:
            return
        view = option.widget
        assert isinstance(view, QAbstractItemView)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRect(option.rect).adjusted(0, 0, -GAP, -self.row_gap)
        ground, word, sign, icon = _look(pupil, index.data(MARK))
        frame = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
        plain_cell = ground == "surface"
        painter.setPen(QPen(self.theme.color("line" if plain_cell else ground), Px.HAIR))
        painter.setBrush(self.theme.color(ground))
        painter.drawRoundedRect(frame, Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)
        self._write(painter, rect, pupil, word, sign, icon)
        if view.currentIndex() == index:
            painter.setPen(QPen(self.theme.color("accent_text"), Px.FOCUS))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                QRectF(rect).adjusted(1, 1, -1, -1), Px.RADIUS_CONTROL, Px.RADIUS_CONTROL
            )
        painter.restore()

    def _write(
        self, painter: QPainter, rect: QRect, pupil: RollPupil, word: str, tone: str, icon: str
    ) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        marked = bool(word)
        seat = QRect(rect.left() + Px.ICON_GAP, rect.top(), Px.STEP + Px.FOCUS, rect.height())
        painter.setFont(self.theme.font(Type.CAPTION))
        painter.setPen(self.theme.color("red" if tone == "red" else "text3"))
        painter.drawText(seat, middle, str(pupil.seat or ""))
        left, right = seat.right() + 1, rect.right() - Px.ICON_GAP
        said = self.theme.width(word, Type.SMALL, bold=True) if word else 0
        sign = Px.ICON + Px.GRID // 2 if icon else 0
        need = self.theme.width(pupil.name, Type.BODY, bold=marked) + Px.GRID
        # A long name drops the word of its sign, then goes to 12 px (ui.md §7).
        if icon and left + need + said + sign > right:
            word, said = "", 0
        if word:
            painter.setFont(self.theme.font(Type.SMALL, bold=True))
            painter.setPen(self.theme.color(tone))
            place = QRect(right - said, rect.top(), said + 1, rect.height())
            painter.drawText(place, middle, word)
        if icon:
            place = QRect(right - said - sign, rect.top(), Px.ICON, rect.height())
            draw_icon(painter, self.theme, place, icon, tone, Px.GAP + Px.FOCUS)
        painter.setPen(self.theme.color("text"))
        room = QRect(left, rect.top(), right - said - sign - left, rect.height())
        self._write_name(painter, room, pupil.name, bold=marked)

    def _write_name(self, painter: QPainter, room: QRect, name: str, *, bold: bool) -> None:
        fits = self.theme.width(name, Type.BODY, bold=bold) <= room.width()
        size = Type.BODY if fits else Type.CAPTION
        font = self.theme.font(size, bold=bold)
        lines = [name]
        if self.theme.width(name, size, bold=bold) > room.width():
            # Longer than a cell even so: it begins nearer to the seat, in two lines if it must.
            room.adjust(-Px.ICON_GAP, 0, Px.GRID, 0)
            if self.theme.width(name, size, bold=bold) > room.width():
                lines = _two_lines(name)
            widest = max(self.theme.width(line, size, bold=bold) for line in lines)
            if widest > room.width():
                font = QFont(font)
                font.setStretch(100 * room.width() // widest)
        painter.setFont(font)
        height = room.height() if len(lines) == 1 else Px.INSIDE - Px.HAIR
        top = room.top() + (room.height() - height * len(lines)) // 2
        for at, line in enumerate(lines):
            place = QRect(room.left(), top + at * height, room.width(), height)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, line)


def _two_lines(name: str) -> list[str]:
    """The name broken behind the dot that leaves the shortest longer line, else in its middle."""
    breaks = [at + 1 for at, char in enumerate(name) if char == DOT] or [len(name) // 2]
    best = min(breaks, key=lambda at: max(at, len(name) - at))
    return [name[:best], name[best:]]


def _look(pupil: RollPupil, mark: MarkInput | None) -> tuple[str, str, str, str]:
    """Ground, word, tone of the word and sign of a cell."""
    if mark is not None:
        kind = BY_KIND[mark.kind]
        ground, tone = TONES[kind.tone]
        return ground, kind.word, tone, kind.icon
    if pupil.elsewhere:
        return "violet_soft", pupil.elsewhere[:2], "violet", ""
    return "surface", "", "text", ""
