"""Painted items of a row: one list says both what is drawn and what can be hit."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from kongchuo_desktop.ui.parts.words import chip_size, draw_chip, draw_edge, draw_icon
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import TONES, Px, Tone, Type

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(ABC):
    """A rectangle of a row; with an ``action`` it can be pointed at and pressed."""

    rect: QRect
    action: str = ""
    tip: str = ""

    @abstractmethod
    def draw(self, painter: QPainter, theme: Theme, *, hot: bool, down: bool) -> None:
        """Paint it; ``hot`` under the mouse, ``down`` while it is pressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Item):
    """One line of text; ``elide`` only for reasons and file names."""

    text: str
    size: int = Type.BODY
    bold: bool = False
    colour: str = "text"
    align: Qt.AlignmentFlag = field(default=_LEFT)
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideNone
    strike: bool = False

    def draw(self, painter: QPainter, theme: Theme, *, hot: bool, down: bool) -> None:
        font = theme.font(self.size, bold=self.bold)
        if self.strike:
            font = type(font)(font)
            font.setStrikeOut(True)
        if self.action and hot:
            font = type(font)(font)
            font.setUnderline(True)
        painter.setFont(font)
        painter.setPen(theme.color(self.colour))
        text = self.text
        if self.elide is not Qt.TextElideMode.ElideNone:
            metrics = theme.metrics(self.size, bold=self.bold)
            text = metrics.elidedText(text, self.elide, self.rect.width())
        painter.drawText(self.rect, self.align | Qt.TextFlag.TextSingleLine, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintedChip(Item):
    text: str
    tone: Tone = "grey"

    def draw(self, painter: QPainter, theme: Theme, *, hot: bool, down: bool) -> None:
        draw_chip(painter, theme, self.rect, self.text, self.tone)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintedIcon(Item):
    icon: str
    colour: str = "text2"
    size: int = Px.ICON

    def draw(self, painter: QPainter, theme: Theme, *, hot: bool, down: bool) -> None:
        if self.action and hot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(self.rect, Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)
        draw_icon(painter, theme, self.rect, self.icon, self.colour, self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintedSign(Item):
    """An icon on soft ground at the head of a row."""

    icon: str
    tone: Tone = "grey"

    def draw(self, painter: QPainter, theme: Theme, *, hot: bool, down: bool) -> None:
        ground, mark = TONES[self.tone]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(self.rect, Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)
        draw_icon(painter, theme, self.rect, self.icon, mark, Px.ICON_SIGN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Push(Item):
    """A painted small button; ``tip`` of a disabled one says why."""

    text: str
    kind: Literal["plain", "primary", "danger"] = "plain"
    enabled: bool = True

    def draw(self, painter: QPainter, theme: Theme, *, hot: bool, down: bool) -> None:
        frame = QRectF(self.rect).adjusted(0.5, 0.5, -0.5, -0.5)
        if not self.enabled:
            ground, border, word = "sunken", "line", "disabled"
        elif self.kind == "primary":
            ground = "accent_press" if down else "accent_hover" if hot else "accent"
            border, word = ground, "on_accent"
        else:
            ground = "selected" if down else "hover" if hot else "surface"
            border, word = "line2", "red" if self.kind == "danger" else "text"
        painter.setPen(QPen(theme.color(border), Px.HAIR))
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(frame, Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)
        if self.enabled and self.kind != "primary":
            draw_edge(painter, theme.color("edge"), frame, Px.RADIUS_CONTROL)
        painter.setFont(theme.font(Type.SMALL, bold=self.kind == "primary"))
        painter.setPen(theme.color(word))
        painter.drawText(self.rect, Qt.AlignmentFlag.AlignCenter, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintedLink(Item):
    """Blue words, with a sign before them when there is one (the bookmark of a clause)."""

    text: str
    icon: str = ""
    size: int = Type.CAPTION

    def draw(self, painter: QPainter, theme: Theme, *, hot: bool, down: bool) -> None:
        rect = QRect(self.rect)
        if self.icon:
            place = QRect(rect.left(), rect.top(), LINK_ICON, rect.height())
            draw_icon(painter, theme, place, self.icon, "accent_text", LINK_ICON)
            rect.setLeft(rect.left() + LINK_ICON + Px.GRID)
        font = theme.font(self.size)
        if hot:
            font = type(font)(font)
            font.setUnderline(True)
        painter.setFont(font)
        painter.setPen(theme.color("accent_text"))
        painter.drawText(rect, _LEFT | Qt.TextFlag.TextSingleLine, self.text)


LINK_ICON = 12


class Flow:
    """Places items from left to right (or from the right edge) on one line of a row.

    ``line`` is the rectangle of that line; ``left`` and ``right`` close in on what is free.
    """

    def __init__(self, theme: Theme, line: QRect) -> None:
        self._theme, self._line = theme, line
        self.left, self.right = line.left(), line.left() + line.width()
        self.items: list[Item] = []

    def _take(self, width: int, *, from_right: bool) -> QRect:
        if from_right:
            self.right -= width
            return QRect(self.right, self._line.top(), width, self._line.height())
        rect = QRect(self.left, self._line.top(), width, self._line.height())
        self.left += width
        return rect

    def _middle(self, rect: QRect, height: int) -> QRect:
        top = rect.top() + (rect.height() - height) // 2
        return QRect(rect.left(), top, rect.width(), height)

    def halves(self, pad: int = Px.GRID) -> tuple["Flow", "Flow"]:
        """What is still free, as two lines one above the other; ``pad`` is the air around both."""
        half, room = self._line.height() // 2, self.right - self.left
        upper = QRect(self.left, self._line.top() + pad, room, half - Px.GRID)
        lower = QRect(self.left, self._line.top() + half, room, half - pad)
        return Flow(self._theme, upper), Flow(self._theme, lower)

    def gap(self, width: int = Px.ICON_GAP, *, from_right: bool = False) -> "Flow":
        self._take(width, from_right=from_right)
        return self

    def text(
        self,
        text: str,
        size: int = Type.BODY,
        *,
        bold: bool = False,
        colour: str = "text",
        width: int | None = None,
        action: str = "",
        from_right: bool = False,
        align: Qt.AlignmentFlag = _LEFT,
    ) -> "Flow":
        """A whole line that is never cut; ``width`` fixes a column."""
        need = self._theme.width(text, size, bold=bold) + 1 if width is None else width
        rect = self._take(need, from_right=from_right)
        self.items.append(
            Line(
                rect=rect, text=text, size=size, bold=bold, colour=colour, action=action,
                align=align,
            )
        )  # fmt: skip
        return self

    def rest(
        self,
        text: str,
        size: int = Type.SMALL,
        *,
        bold: bool = False,
        colour: str = "text2",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> "Flow":
        """Text in all that is left, cut at its end if it must be; its tooltip is the whole."""
        room = max(0, self.right - self.left)
        whole = self._theme.width(text, size, bold=bold) + 1
        rect = self._take(min(room, whole), from_right=False)
        tip = text if whole > room else ""
        self.items.append(Line(rect=rect, text=text, size=size, bold=bold, colour=colour,
                               elide=mode, tip=tip))
        return self

    def with_file(self, text: str, file: str, size: int = Type.SMALL, *,
                  colour: str = "text2") -> "Flow":
        """``rest`` with a file's name behind, which is cut in its middle if it must be: what tells
        files apart stands at their end."""
        if not file:
            return self.rest(text, size, colour=colour)
        if text:
            self.rest(f"{text} · ", size, colour=colour)
        return self.rest(file, size, colour=colour, mode=Qt.TextElideMode.ElideMiddle)

    def chips(self, chips: list[tuple[str, Tone]], most: int = 3) -> "Flow":
        """Chips with gaps; what is over ``most`` or does not fit becomes “+2”."""
        for at, (text, tone) in enumerate(chips):
            size = chip_size(self._theme, text)
            more = f"+{len(chips) - at}"
            room = chip_size(self._theme, more).width()
            last = at == len(chips) - 1
            need = size.width() + (0 if last else Px.CHIP_GAP + room)
            if at >= most or self.left + Px.CHIP_GAP + need > self.right:
                tip = "、".join(rest for rest, _ in chips[at:])
                rect = self.gap(Px.CHIP_GAP)._take(room, from_right=False)
                self.items.append(PaintedChip(rect=self._middle(rect, Px.CHIP), text=more, tip=tip))
                break
            rect = self.gap(Px.CHIP_GAP)._take(size.width(), from_right=False)
            self.items.append(PaintedChip(rect=self._middle(rect, Px.CHIP), text=text, tone=tone))
        return self

    def chip(self, text: str, tone: Tone = "grey", *, from_right: bool = False) -> "Flow":
        """One chip without a gap before it (the cell of a table)."""
        rect = self._take(chip_size(self._theme, text).width(), from_right=from_right)
        self.items.append(PaintedChip(rect=self._middle(rect, Px.CHIP), text=text, tone=tone))
        return self

    def icon(
        self,
        icon: str,
        colour: str = "text2",
        *,
        size: int = Px.ICON,
        action: str = "",
        tip: str = "",
        from_right: bool = False,
    ) -> "Flow":
        room = Px.BUTTON_SMALL if action else size
        rect = self._middle(self._take(room, from_right=from_right), room)
        self.items.append(
            PaintedIcon(rect=rect, icon=icon, colour=colour, size=size, action=action, tip=tip)
        )
        return self

    def sign(self, icon: str, tone: Tone) -> "Flow":
        rect = self._middle(self._take(Px.SIGN, from_right=False), Px.SIGN)
        self.items.append(PaintedSign(rect=rect, icon=icon, tone=tone))
        return self

    def push(
        self,
        text: str,
        action: str,
        *,
        kind: Literal["plain", "primary", "danger"] = "plain",
        width: int | None = None,
        enabled: bool = True,
        tip: str = "",
        from_right: bool = True,
    ) -> "Flow":
        need = self._theme.width(text, Type.SMALL, bold=True) + 2 * (Px.PAD_SMALL + Px.HAIR)
        rect = self._take(max(need, width or 0), from_right=from_right)
        rect = self._middle(rect, Px.BUTTON_SMALL)
        self.items.append(
            Push(rect=rect, text=text, action=action, kind=kind, enabled=enabled, tip=tip)
        )
        return self

    def link(
        self,
        text: str,
        action: str,
        *,
        icon: str = "",
        size: int = Type.CAPTION,
        width: int | None = None,
        from_right: bool = False,
    ) -> "Flow":
        need = self._theme.width(text, size) + 1 + (LINK_ICON + Px.GRID if icon else 0)
        rect = self._take(width or need, from_right=from_right)
        rect = QRect(rect.left(), rect.top(), min(need, rect.width()), rect.height())
        self.items.append(PaintedLink(rect=rect, text=text, icon=icon, size=size, action=action))
        return self


def hit(items: list[Item], point: QPoint) -> Item | None:
    """The item with an action or a tip under the point."""
    for item in items:
        if (item.action or item.tip) and item.rect.contains(point):
            return item
    return None


def paint(
    painter: QPainter, theme: Theme, items: list[Item], *, hot: str = "", down: bool = False
) -> None:
    """Draw the items; ``hot`` is the action under the pointer, ``down`` while it is pressed."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for item in items:
        is_hot = bool(item.action) and item.action == hot
        item.draw(painter, theme, hot=is_hot, down=is_hot and down)
