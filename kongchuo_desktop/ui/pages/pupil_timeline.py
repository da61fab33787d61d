"""The timeline of a pupil: day, sign on a line, what happened, who, and photos as thumbnails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem

from kongchuo_desktop.operations.dossier import Happened
from kongchuo_desktop.ui.parts.paint import Flow, Item, Line, PaintedLink
from kongchuo_desktop.ui.parts.photos import THUMB, draw_thumb
from kongchuo_desktop.ui.parts.row_view import RowView
from kongchuo_desktop.ui.parts.rows import PAYLOAD, Index, Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.words import draw_icon
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import TONES, Px, Tone, Type

_THUMBS = 3
"""Thumbnails of one record; the rest is a count."""
_MAY = {"edit": "补充或更正", "add": "加照片"}
_DAYS, _AXIS, _BY = 104, 22, 150
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_SIGNS: dict[str, tuple[str, Tone]] = {
    "mark": ("clipboard-check", "red"), "visit": ("house", "blue"), "call": ("phone", "blue"),
    "paper": ("file-text", "blue"), "event": ("circle-dot", "grey"), "move": ("school", "green"),
    "leave": ("file-pen", "amber"),
}
_MILD = ("病假", "事假", "迟到", "早退")


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One line of the timeline; ``open`` when its folded days are shown below it.

    ``photos`` are the thumbnails of what hangs on it, ``writable`` when it may be added to.
    """

    happened: Happened
    photos: tuple[QImage | None, ...] = ()
    writable: bool = False
    open: bool = False
    first: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paragraph(Line):
    """Several lines of text."""

    def draw(self, painter: QPainter, theme: Theme, *, hot: bool, down: bool) -> None:
        painter.setFont(theme.font(self.size))
        painter.setPen(theme.color(self.colour))
        painter.drawText(self.rect, int(_WRAP), self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Knot(Item):
    """The sign on the line of time; the line runs through except at its ends."""

    icon: str
    tone: Tone
    above: bool
    below: bool
    row: QRect

    def draw(self, painter: QPainter, theme: Theme, *, hot: bool, down: bool) -> None:
        ground, mark = TONES[self.tone]
        middle = self.rect.center().x()
        top = self.row.top() if self.above else self.rect.top()
        bottom = self.row.bottom() + 2 if self.below else self.rect.bottom()
        painter.fillRect(QRect(middle, top, Px.FOCUS, bottom - top), theme.color("line"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("surface"))
        painter.drawEllipse(self.rect.adjusted(-2, -2, 2, 2))
        painter.setBrush(theme.color(ground))
        painter.drawEllipse(self.rect)
        draw_icon(painter, theme, self.rect, self.icon, mark, Px.ICON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumb(Item):
    """A photo, rounded; one that can't be read shows a sign and says so."""

    picture: QImage | None

    def draw(self, painter: QPainter, theme: Theme, *, hot: bool, down: bool) -> None:
        draw_thumb(painter, theme, self.rect, self.picture)


class TimelineDelegate(RowDelegate):
    """Rows as tall as their text; ``room`` is the width of the view."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.HEADER_NARROW, card=False)
        self.room = 0

    def _text_width(self) -> int:
        px = self.theme.px
        return max(px(_BY), self.room - 2 * Px.INSIDE - px(_DAYS) - _AXIS - Px.MARGIN)

    def _text_height(self, text: str) -> int:
        box = QRect(0, 0, self._text_width(), 10_000)
        return self.theme.metrics(Type.SMALL).boundingRect(box, int(_WRAP), text).height()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(PAYLOAD)
        height = Px.MARGIN + Px.GAP + Px.GRID
        if row.happened.text:
            height += self._text_height(row.happened.text) - Px.GRID
        if row.happened.folded:
            height += Px.CHIP
        if row.photos:
            height += THUMB.height() + Px.CHIP_GAP
        return QSize(0, max(height, Px.HEADER_NARROW if self._two_dates(row) else 0))

    @staticmethod
    def _two_dates(row: TimeRow) -> bool:
        return bool(row.happened.time or row.happened.until)

    def _divide(self, painter: QPainter, rect: QRect) -> None:
        """No lines between: the line of time joins the rows."""

    def items(self, payload: TimeRow, rect: QRect, *, selected: bool) -> list[Item]:
        found, px = payload.happened, self.theme.px
        line = QRect(rect.left(), rect.top() + Px.CHIP_GAP, rect.width(), Px.CHIP)
        items = self._days(found, QRect(line.left(), line.top(), px(_DAYS), line.height()))
        icon, tone = _SIGNS[found.kind]
        if found.kind == "mark" and found.title.startswith(_MILD):
            tone = "amber"
        knot = QRect(rect.left() + px(_DAYS) - Px.GRID, rect.top() + Px.GRID, Px.BUTTON_SMALL,
                     Px.BUTTON_SMALL)
        items.append(_Knot(rect=knot, icon=icon, tone=tone, above=not payload.first,
                           below=not payload.last, row=rect))
        left = knot.right() + Px.GAP
        flow = Flow(self.theme, QRect(left, line.top(), rect.right() - left, line.height()))
        if found.by:
            width = min(px(_BY), self.theme.width(found.by, Type.CAPTION) + 1)
            by = self.theme.metrics(Type.CAPTION).elidedText(
                found.by, Qt.TextElideMode.ElideRight, width)
            flow.text(by, Type.CAPTION, colour="text2", width=width, from_right=True)
        flow.text(found.title, bold=True)
        if payload.writable and found.may:
            flow.gap()
            word = _MAY[found.may]
            width = self.theme.width(word, Type.CAPTION) + 1
            if width <= flow.right - flow.left:
                flow.items.append(PaintedLink(
                    rect=QRect(flow.left, line.top(), width, line.height()), text=word,
                    size=Type.CAPTION, action="write"))
        return items + flow.items + self._below(payload, left, line.bottom() + 1)

    def _days(self, found: Happened, rect: QRect) -> list[Item]:
        day = f"{found.day.month}月{found.day.day}日"
        below = found.time
        if found.until:
            same = found.until.month == found.day.month
            until = f"{found.until.day}日" if same else f"{found.until.month}月{found.until.day}日"
            day, below = f"{day}—{until}", f"{found.days}天"
        items: list[Item] = [Line(rect=rect, text=day, size=Type.SMALL, bold=True, align=_LEFT)]
        if below:
            items.append(Line(rect=rect.translated(0, Px.CHIP - Px.FOCUS), text=below,
                              size=Type.CAPTION, colour="text2", align=_LEFT))
        return items

    def _below(self, row: TimeRow, left: int, top: int) -> list[Item]:
        items: list[Item] = []
        found = row.happened
        if found.text:
            height = self._text_height(found.text)
            items.append(_Paragraph(rect=QRect(left, top, self._text_width(), height + 2),
                                    text=found.text, size=Type.SMALL, colour="text2"))
            top += height + Px.CHIP_GAP
        if found.folded:
            word = "收起" if row.open else "展开"
            width = self.theme.width(word, Type.SMALL) + 1
            items.append(PaintedLink(rect=QRect(left, top, width, Px.CHIP), text=word,
                                     size=Type.SMALL, action="main"))
        return items + self._thumbs(row, left, top)

    def _thumbs(self, row: TimeRow, left: int, top: int) -> list[Item]:
        items: list[Item] = []
        step = THUMB.width() + Px.ICON_GAP
        for at, picture in enumerate(row.photos[:_THUMBS]):
            photo = row.happened.photos[at]
            tip = photo.note or photo.name
            tip = tip if picture else f"{photo.called}：打不开，点开看原因"
            items.append(Thumb(rect=QRect(left + at * step, top, THUMB.width(), THUMB.height()),
                                picture=picture, tip=tip, action=f"photo{at}"))
        more = len(row.photos) - _THUMBS
        if more > 0:
            word = f"还有 {more} 张"
            place = QRect(left + _THUMBS * step, top, self.theme.width(word, Type.SMALL) + 1,
                          THUMB.height())
            items.append(PaintedLink(rect=place, text=word, size=Type.SMALL,
                                     action=f"photo{_THUMBS}"))
        return items


def _counted(found: Happened) -> str:
    return f"照片{len(found.photos)}张" if found.photos else ""


class Timeline(RowView):
    """The list; Enter folds a run out, enlarges the photos, or opens what may be written.

    ``acted`` carries ``photo0`` … for a photo and ``write`` for a record to be added to.
    """

    def __init__(self, theme: Theme, *, writable: bool = False) -> None:
        self._writable = writable
        self.lines = RowsModel()
        self._time = TimelineDelegate(theme)
        super().__init__(self.lines, self._time, always=())
        self._happened: Sequence[Happened] = ()
        self._photos: Mapping[str, QImage | None] = {}
        self._open: set[str] = set()
        self.keys[Qt.Key.Key_Right, False] = "photo0"
        self.setAccessibleName("经过")
        self.acted.connect(self._fold)

    def show_all(self, happened: Sequence[Happened],
                 photos: Mapping[str, QImage | None]) -> None:
        """Newest first; ``photos`` holds the thumbnails by digest, None for one that can't be
        shown."""
        self._happened, self._photos = happened, photos
        self._rebuild()

    def _rebuild(self) -> None:
        shown: list[Happened] = []
        for found in self._happened:
            shown.append(found)
            if found.id in self._open:
                shown += found.folded
        last = len(shown) - 1
        self.lines.set_rows([
            Row(h.id, TimeRow(h, tuple(self._photos.get(p.digest) for p in h.photos),
                              self._writable, h.id in self._open, at == 0, at == last),
                "，".join(filter(None, (str(h.day), h.title, h.text, h.by, _counted(h)))))
            for at, h in enumerate(shown)])

    def act(self, action: str) -> bool:
        """Enter means the most that a row offers: its days, its photos, or writing on it."""
        return super().act(action) or (
            action == "main" and (super().act("photo0") or super().act("write")))

    def _fold(self, index: QModelIndex, action: str) -> None:
        row = index.data(PAYLOAD)
        if action == "main" and row is not None and row.happened.folded:
            self._open ^= {row.happened.id}
            self._rebuild()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._time.room != self.viewport().width():
            self._time.room = self.viewport().width()
            self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)
