"""The rows of 迎检对照: a chapter with its bar, a clause with its chips, one whom it concerns."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from kongchuo_desktop.domain.inspection.model import ClauseStanding
from kongchuo_desktop.domain.policy.chapters import place_in
from kongchuo_desktop.ui.pages.inspection_words import SubjectLine, chip_of
from kongchuo_desktop.ui.parts import paint
from kongchuo_desktop.ui.parts.paint import Flow
from kongchuo_desktop.ui.parts.rows import Index, RowDelegate
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

CHAPTER_ROW = 48
SUBJECT_ROW, SUBJECT_ROW_HIGH = 26, 44
_PLACE = 72
_SIGNS = {"there": ("circle-check", "green"), "late": ("circle-alert", "red"),
          "lacking": ("circle-alert", "red"), "waiting": ("hourglass", "text2"),
          "ahead": ("clock", "text2")}


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """A chapter of the document; ``done`` of its ``total`` clauses lack nothing."""

    key: str
    heading: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar(paint.Item):
    """A thin bar, green when full."""

    done: int
    total: int

    def draw(self, painter: QPainter, theme: Theme, *, hot: bool, down: bool) -> None:
        radius = self.rect.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("line"))
        painter.drawRoundedRect(QRectF(self.rect), radius, radius)
        if self.done:
            full = self.done >= self.total
            painter.setBrush(theme.color("green_fill" if full else "accent"))
            part = QRectF(self.rect)
            part.setWidth(part.width() * self.done / self.total)
            painter.drawRoundedRect(part, radius, radius)


class ChapterDelegate(RowDelegate):
    """Heading and n/m over a thin bar."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=CHAPTER_ROW, card=False)

    def inner(self, rect: QRect) -> QRect:
        side = Px.ICON_GAP + Px.PAD_SMALL
        return rect.adjusted(side, 0, -side, -Px.HAIR)

    def _paint_ground(
        self, painter: QPainter, rect: QRect, index: Index, *, selected: bool, hovered: bool
    ) -> None:
        if selected or hovered:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.color("selected" if selected else "hover"))
            frame = QRectF(rect).adjusted(Px.ICON_GAP, 0, -Px.ICON_GAP, -Px.FOCUS)
            painter.drawRoundedRect(frame, Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)

    def _paint_head(self, painter: QPainter, rect: QRect, index: Index) -> None:
        super()._paint_head(painter, rect.adjusted(Px.INSIDE, 0, 0, 0), index)

    def _paint_focus(self, painter: QPainter, rect: QRect) -> None:
        super()._paint_focus(painter, rect.adjusted(Px.GRID + Px.FOCUS, -Px.FOCUS,
                                                    -Px.GRID - Px.FOCUS, 0))

    def items(self, payload: ChapterRow, rect: QRect, *, selected: bool) -> list[paint.Item]:
        room = rect.adjusted(0, Px.GRID, 0, -Px.PAD_SMALL - Px.BAR_THIN)
        flow = Flow(self.theme, room)
        flow.text(f"{payload.done}/{payload.total}", Type.CAPTION, colour="text2",
                  from_right=True).gap(from_right=True)
        flow.rest(payload.heading, Type.SMALL, colour="text" if selected else "text2")
        bar = QRect(rect.left(), room.bottom() + Px.GRID, rect.width(), Px.BAR_THIN)
        return [*flow.items, _Bar(rect=bar, done=payload.done, total=payload.total)]


class ClauseDelegate(RowDelegate):
    """Place, title and materials over the wording; the state at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.CASE_ROW, card=False)

    def _paint_head(self, painter: QPainter, rect: QRect, index: Index) -> None:
        super()._paint_head(painter, rect.adjusted(Px.INSIDE - Px.FOCUS, 0, 0, 0), index)

    def items(self, payload: ClauseStanding, rect: QRect, *, selected: bool) -> list[paint.Item]:
        outer = Flow(self.theme, rect)
        outer.chip(*chip_of(payload), from_right=True).gap(Px.INSIDE, from_right=True)
        above, below = outer.halves(Px.CHIP_GAP)
        place = place_in(payload.where)
        column = max(self.theme.px(_PLACE),
                     self.theme.width(place, Type.SMALL, bold=True) + Px.ICON_GAP)
        above.text(place, Type.SMALL, bold=True, width=column)
        words = self.theme.metrics(Type.BODY, bold=True).elidedText(
            payload.title, Qt.TextElideMode.ElideRight, above.right - above.left)
        above.text(words, bold=True).chips([(m, "grey") for m in payload.materials])
        below.gap(column).rest(f"“{payload.quote}”")
        return [*outer.items, *above.items, *below.items]


class SubjectDelegate(RowDelegate):
    """Sign, name, what is there or missing; in two lines where one has no room for them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=SUBJECT_ROW, card=False)

    def inner(self, rect: QRect) -> QRect:
        return rect.adjusted(Px.GRID, 0, -Px.GRID, -Px.HAIR)

    def _divide(self, painter: QPainter, rect: QRect) -> None:
        """The few lines of a card stand close together."""

    def fit(self, lines: Sequence[SubjectLine], width: int) -> None:
        """Make all rows one or two lines high, as the longest of them asks."""
        room = width - 2 * Px.GRID - Px.ICON - 2 * Px.ICON_GAP
        long = any(line.subject and self.theme.width(line.name, Type.SMALL, bold=True)
                   + self.theme.width(line.said, Type.CAPTION) > room for line in lines)
        self.height = SUBJECT_ROW_HIGH if long else SUBJECT_ROW

    def items(self, payload: SubjectLine, rect: QRect, *, selected: bool) -> list[paint.Item]:
        two = bool(payload.subject) and rect.height() > SUBJECT_ROW
        above = QRect(rect.left(), rect.top(), rect.width(),
                      rect.height() // 2 if two else rect.height())
        flow = Flow(self.theme, above)
        flow.icon(*_SIGNS[payload.state]).gap(Px.ICON_GAP)
        colour = "red" if payload.state in ("late", "lacking") else "text2"
        if not payload.subject:
            # The school itself needs no name.
            return flow.rest(payload.said, Type.CAPTION, colour=colour).items
        left = flow.left
        flow.text(payload.name, Type.SMALL, bold=True).gap(Px.ICON_GAP)
        if two:
            below = QRect(left, above.bottom(), rect.right() - left, above.height())
            return [*flow.items,
                    *Flow(self.theme, below).rest(payload.said, Type.CAPTION, colour=colour).items]
        short = max(0, flow.right - flow.left - self.theme.width(payload.said, Type.CAPTION) - 1)
        return flow.gap(short).rest(payload.said, Type.CAPTION, colour=colour).items
