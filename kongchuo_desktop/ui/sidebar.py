"""The sidebar: class card, pupil search, pages with counts, saved line and person; or the rail."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kongchuo_desktop.ui.page import PageSpec
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.words import ElidedWords, Glyph, Rule, draw_icon
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type


@dataclass(frozen=True, slots=True)
class Badge:
    """The count beside a page; overdue is red, otherwise it is just a count."""

    count: int = 0
    overdue: bool = False


class NavItem(QAbstractButton):
    """One page of the sidebar, as a row or, in the rail, an icon with its word below."""

    def __init__(self, theme: Theme, spec: PageSpec, keys: str) -> None:
        super().__init__()
        self._theme, self.spec = theme, spec
        self._badge = Badge()
        self._rail = False
        self.setText(spec.title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(f"{spec.title}（{keys}）" if keys else spec.title)
        self.set_rail(False)
        self._name()

    def set_badge(self, badge: Badge) -> None:
        self._badge = badge
        self._name()
        self.update()

    def badge(self) -> Badge:
        return self._badge

    def set_rail(self, rail: bool) -> None:
        self._rail = rail
        # A school has more pages than a low screen has room for at their full height.
        self.setMinimumHeight(Px.NAV_ITEM_RAIL_LEAST if rail else Px.NAV_ITEM)
        self.setMaximumHeight(Px.NAV_ITEM_RAIL if rail else Px.NAV_ITEM)
        self.update()

    def _name(self) -> None:
        count = f"，{self._badge.count}" if self._badge.count else ""
        late = "，有逾期" if self._badge.overdue else ""
        self.setAccessibleName(self.spec.title + count + late)

    def sizeHint(self) -> QSize:
        high = Px.NAV_ITEM_RAIL if self._rail else Px.NAV_ITEM
        return QSize(Px.RAIL if self._rail else Px.SIDEBAR_WIDTH, high)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.isChecked() or self.underMouse():
            line = "line" if self.isChecked() else "hover"
            painter.setPen(QPen(self._theme.color(line), Px.HAIR))
            painter.setBrush(self._theme.color("surface" if self.isChecked() else "hover"))
            painter.drawRoundedRect(frame, Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("accent_text"), Px.FOCUS))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                frame.adjusted(0.5, 0.5, -0.5, -0.5), Px.RADIUS_CONTROL, Px.RADIUS_CONTROL
            )
        if self._rail:
            self._paint_rail(painter)
        else:
            self._paint_row(painter)

    def _paint_row(self, painter: QPainter) -> None:
        on = self.isChecked()
        place = QRect(Px.PAD_SMALL, 0, Px.ICON_NAV, self.height())
        icon = "accent_text" if on else "text2"
        draw_icon(painter, self._theme, place, self.spec.icon, icon, Px.ICON_NAV)
        painter.setFont(self._theme.font(Type.BODY, bold=on))
        painter.setPen(self._theme.color("text" if on else "text2"))
        left = place.right() + Px.ICON_GAP
        words = QRect(left, 0, self.width() - left, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.spec.title)
        if self._badge.count:
            self._paint_count(painter)

    def _paint_count(self, painter: QPainter) -> None:
        text = str(self._badge.count)
        width = max(Px.CHIP, self._theme.width(text, Type.CAPTION, bold=True) + 2 * Px.CHIP_GAP)
        height = Px.ICON_NAV
        pill = QRect(
            self.width() - Px.ICON_GAP - width, (self.height() - height) // 2, width, height
        )
        ground, word = ("red_soft", "red") if self._badge.overdue else ("line", "text2")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(ground))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(self._theme.color(word))
        painter.setFont(self._theme.font(Type.CAPTION, bold=True))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_rail(self, painter: QPainter) -> None:
        on = self.isChecked()
        size = Px.ICON_NAV
        spare = max(0, self.height() - Px.NAV_ITEM_RAIL_LEAST)
        top = min(Px.GRID, spare) + Px.HAIR
        place = QRect(0, top, self.width(), size)
        icon = "accent_text" if on else "text2"
        draw_icon(painter, self._theme, place, self.spec.icon, icon, size)
        painter.setFont(self._theme.font(Type.CAPTION, bold=on))
        painter.setPen(self._theme.color("text" if on else "text2"))
        words = QRect(0, top + size, self.width(), self.height() - top - size - Px.HAIR)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.spec.rail or self.spec.title)
        if self._badge.count and self._badge.overdue:
            # Only what is overdue is worth the little room of the rail.
            radius = Px.ICON / 2
            centre = QPointF(self.width() / 2 + Px.GAP, radius + Px.HAIR)
            text = str(self._badge.count) if self._badge.count < 100 else "99+"
            half = max(radius, (self._theme.width(text, Type.CAPTION, bold=True) + 6) / 2)
            pill = QRectF(centre.x() - half, centre.y() - radius, 2 * half, 2 * radius)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("red_fill"))
            painter.drawRoundedRect(pill, radius, radius)
            painter.setPen(self._theme.color("surface"))
            painter.setFont(self._theme.font(Type.CAPTION, bold=True))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


class ClassCard(QAbstractButton):
    """School and class; opens the switcher of stores and classes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._unit = self._class = ""
        self.setFixedHeight(Px.CLASS_CARD)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, unit: str, group: str) -> None:
        self._unit, self._class = unit, group
        self.setAccessibleName(f"{unit} {group}，换班级")
        self.setToolTip(f"{unit} {group}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(Px.SIDEBAR_WIDTH - 2 * Px.PAD_SMALL, Px.CLASS_CARD)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = "accent_text" if self.hasFocus() else "line"
        painter.setPen(QPen(self._theme.color(line), Px.FOCUS if self.hasFocus() else Px.HAIR))
        painter.setBrush(self._theme.color("hover" if self.underMouse() else "surface"))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)
        icon = Px.ICON + Px.GRID
        place = QRect(Px.PAD_SMALL, 0, icon, self.height())
        draw_icon(painter, self._theme, place, "school", "accent_text", icon)
        arrow = QRect(self.width() - Px.MARGIN, 0, Px.ICON, self.height())
        draw_icon(painter, self._theme, arrow, "chevron-down", "text2", Px.ICON)
        left = place.right() + Px.ICON_GAP
        room = arrow.left() - left
        half = self.height() // 2
        for text, size, bold, top in (
            (self._unit, Type.SMALL, True, Px.ICON_GAP),
            (self._class, Type.CAPTION, False, half),
        ):
            font = self._theme.metrics(size, bold=bold)
            painter.setFont(self._theme.font(size, bold=bold))
            painter.setPen(self._theme.color("text" if bold else "text2"))
            words = QRect(left, top, room, half - Px.ICON_GAP)
            shown = font.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)


class PersonCard(QAbstractButton):
    """Who writes; opens the choice of another person."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(Px.FILTER_CHIP)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set(self, name: str) -> None:
        self.setText(name)
        self.setAccessibleName(f"{name}，换人")
        self.setToolTip(f"{name}（点一下换人）")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(Px.SIDEBAR_WIDTH - 2 * Px.PAD_SMALL, Px.FILTER_CHIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() or self.underMouse():
            line = "accent_text" if self.hasFocus() else "hover"
            painter.setPen(QPen(theme.color(line), Px.FOCUS if self.hasFocus() else Px.HAIR))
            painter.setBrush(theme.color("hover"))
            frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(frame, Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)
        place = QRect(Px.ICON_GAP, 0, Px.ICON, self.height())
        draw_icon(painter, theme, place, "user", "text2", Px.ICON)
        arrow = QRect(self.width() - Px.MARGIN, 0, Px.ICON, self.height())
        draw_icon(painter, theme, arrow, "chevron-down", "text2", Px.GAP)
        painter.setFont(theme.font(Type.CAPTION))
        painter.setPen(theme.color("text2"))
        left = place.right() + Px.CHIP_GAP
        words = QRect(left, 0, arrow.left() - left, self.height())
        shown = theme.metrics(Type.CAPTION).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)


class Sidebar(QFrame):
    """The left side: ``chosen(key)`` when a page is picked.

    ``switch_asked`` comes from its card, ``person_asked`` from the name at its foot.
    """

    chosen = Signal(str)
    switch_asked = Signal()
    person_asked = Signal()

    def __init__(self, theme: Theme, pages: Sequence[tuple[PageSpec, str]]) -> None:
        """``pages`` are (spec, its key) in order, main ones first."""
        super().__init__()
        self._theme = theme
        self.setProperty("kind", "sidebar")
        column = QVBoxLayout(self)
        self._column = column
        self.card = ClassCard(theme)
        self.card.clicked.connect(self.switch_asked)
        self.search = LineInput(theme, "查找学生", icon="search", keys="Ctrl+F")
        self.items: dict[str, NavItem] = {}
        for spec, keys in pages:
            item = NavItem(theme, spec, keys)
            item.clicked.connect(lambda _=False, key=spec.key: self.chosen.emit(key))
            self.items[spec.key] = item
        column.addWidget(self.card)
        self._pads = [QWidget(), QWidget()]
        for pad, height in zip(self._pads, (Px.HAIR, Px.GRID), strict=True):
            pad.setFixedHeight(height)
        column.addWidget(self._pads[0])
        column.addWidget(self.search)
        column.addWidget(self._pads[1])
        self._gap = Px.GRID - Px.HAIR
        for item in self.items.values():
            if item.spec.section == "main":
                column.addWidget(item)
        column.addStretch(1)
        for item in self.items.values():
            if item.spec.section == "lower":
                column.addWidget(item)
        self._foot = self._make_foot()
        column.addWidget(self._foot)
        self.set_rail(False)

    def _make_foot(self) -> QFrame:
        foot = QFrame()
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, Px.CHIP_GAP, 0, 0)
        column.setSpacing(Px.GRID)
        column.addWidget(Rule())
        self._state = Glyph(self._theme, "circle-check", "green")
        self.saved = ElidedWords("", "caption", "text2")
        line = QHBoxLayout()
        line.setContentsMargins(Px.ICON_GAP, Px.FOCUS, 0, Px.FOCUS)
        line.setSpacing(Px.CHIP_GAP)
        line.addWidget(self._state)
        line.addWidget(self.saved, 1)
        column.addLayout(line)
        self.person = PersonCard(self._theme)
        self.person.clicked.connect(self.person_asked)
        column.addWidget(self.person)
        return foot

    def set_person(self, name: str) -> None:
        self.person.set(name)

    def set_rail(self, rail: bool) -> None:
        """The 68-px rail with words under the icons, or the whole sidebar."""
        self.setFixedWidth(Px.RAIL if rail else Px.SIDEBAR_WIDTH)
        side = Px.GRID if rail else Px.PAD_SMALL
        top = Px.CHIP_GAP if rail else Px.PAD_SMALL
        self._column.setContentsMargins(side, top, side, top)
        self._column.setSpacing(0 if rail else self._gap)
        whole: tuple[QWidget, ...] = (self.card, self.search, self._foot, *self._pads)
        for widget in whole:
            widget.setVisible(not rail)
        for item in self.items.values():
            item.set_rail(rail)

    def light(self, key: str) -> None:
        """Mark the page that is shown."""
        if key in self.items:
            self.items[key].setChecked(True)

    def set_saved(self, text: str, *, busy: bool = False) -> None:
        self._state.set("loader-circle" if busy else "circle-check", "text2" if busy else "green")
        self.saved.setText(text)
