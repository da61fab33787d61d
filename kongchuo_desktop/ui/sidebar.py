"""The sidebar: class card, pupil search, pages with counts, saved line and person; or the rail."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kongchuo_desktop.ui.nav_item import Badge, NavItem
from kongchuo_desktop.ui.page import PageSpec
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.words import ElidedWords, Glyph, Rule, draw_icon
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type


class ClassCard(QAbstractButton):
    """School and class; opens the switcher of stores and classes.

    A name is never cut: a long one takes the place of the sign and another line.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._unit = self._class = ""
        self._high = 0
        """Height of a name of several lines; 0 for one that stands beside the sign."""
        theme.changed.connect(self._fit)
        self._fit()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, unit: str, group: str) -> None:
        self._unit, self._class = unit, group
        self.setAccessibleName(f"{unit} {group}，换班级")
        self.setToolTip(f"{unit} {group}")
        self._fit()
        self.update()

    def _fit(self) -> None:
        room = self._words_room(self.sizeHint().width())
        metrics = self._theme.metrics(Type.SMALL, bold=True)
        wide = metrics.horizontalAdvance(self._unit)
        box = metrics.boundingRect(QRect(0, 0, room.width() + room.left() - Px.PAD_SMALL, 0),
                                   Qt.TextFlag.TextWrapAnywhere, self._unit)
        self._high = box.height() if wide > room.width() else 0
        self.setFixedHeight(Px.CLASS_CARD + max(0, self._high - metrics.height()))
        self.updateGeometry()

    def _words_room(self, width: int) -> QRect:
        """Between the sign and the arrow."""
        left = Px.PAD_SMALL + Px.ICON + Px.GRID + Px.ICON_GAP
        return QRect(left, 0, width - Px.MARGIN - left, self.height())

    def sizeHint(self) -> QSize:
        return QSize(Px.SIDEBAR_WIDTH - 2 * Px.PAD_SMALL, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = "accent_text" if self.hasFocus() else "line"
        painter.setPen(QPen(self._theme.color(line), Px.FOCUS if self.hasFocus() else Px.HAIR))
        painter.setBrush(self._theme.color("hover" if self.underMouse() else "surface"))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)
        arrow = QRect(self.width() - Px.MARGIN, 0, Px.ICON, self.height())
        draw_icon(painter, self._theme, arrow, "chevron-down", "text2", Px.ICON)
        room = self._words_room(self.width())
        if self._high:
            room.setLeft(Px.PAD_SMALL)
        else:
            icon = Px.ICON + Px.GRID
            place = QRect(Px.PAD_SMALL, 0, icon, self.height())
            draw_icon(painter, self._theme, place, "school", "accent_text", icon)
        half = Px.CLASS_CARD // 2
        name = QRect(room.left(), Px.ICON_GAP, room.width(), self._high or half - Px.ICON_GAP)
        painter.setFont(self._theme.font(Type.SMALL, bold=True))
        painter.setPen(self._theme.color("text"))
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWrapAnywhere,
                         self._unit)
        below = QRect(room.left(), self.height() - half, room.width(), half - Px.ICON_GAP)
        painter.setFont(self._theme.font(Type.CAPTION))
        painter.setPen(self._theme.color("text2"))
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, self._class)


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

    Where a window is too low for all of them, the last of the main pages stand behind 更多, which
    bears their counts. A page that is rarely needed has a place only while it has a count or is
    shown.

    ``switch_asked`` comes from its card, ``person_asked`` from the name at its foot.
    """

    chosen = Signal(str)
    switch_asked = Signal()
    person_asked = Signal()

    def __init__(self, theme: Theme, pages: Sequence[tuple[PageSpec, str]]) -> None:
        """``pages`` are (spec, its key) in order, main ones first."""
        super().__init__()
        self._theme = theme
        self._rare = {spec.key for spec, _ in pages if spec.rare}
        self._now = ""
        self._rail = False
        self.setProperty("kind", "sidebar")
        column = QVBoxLayout(self)
        self._column = column
        self.card = ClassCard(theme)
        self.card.clicked.connect(self.switch_asked)
        self.search = LineInput(theme, "查找学生", icon="search", keys="Ctrl+F")
        self.items: dict[str, NavItem] = {}
        for spec, keys in pages:
            item = NavItem(theme, key=spec.key, title=spec.title, icon=spec.icon, short=spec.rail,
                           keys=keys)
            item.clicked.connect(lambda _=False, key=spec.key: self.chosen.emit(key))
            self.items[spec.key] = item
        self.more = NavItem(theme, key="", title="更多", icon="ellipsis")
        self.more.clicked.connect(self._open_more)
        self._main = [self.items[spec.key] for spec, _ in pages if spec.section == "main"]
        self._lower = [self.items[spec.key] for spec, _ in pages if spec.section == "lower"]
        self._folded: list[NavItem] = []
        column.addWidget(self.card)
        self._pads = [QWidget(), QWidget()]
        for pad, height in zip(self._pads, (Px.HAIR, Px.GRID), strict=True):
            pad.setFixedHeight(height)
        column.addWidget(self._pads[0])
        column.addWidget(self.search)
        column.addWidget(self._pads[1])
        self._gap = Px.GRID - Px.HAIR
        for item in (*self._main, self.more):
            column.addWidget(item)
        column.addStretch(1)
        for item in self._lower:
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
        self._rail = rail
        for item in (*self.items.values(), self.more):
            item.set_rail(rail)
        self._fold()

    def light(self, key: str) -> None:
        """Mark the page that is shown."""
        self._now = key
        self._fold()

    def lit(self) -> NavItem | None:
        """Where the page that is shown has its place: its own, or 更多."""
        item = self.items.get(self._now)
        return self.more if item in self._folded else item

    def set_badge(self, key: str, badge: Badge) -> None:
        if key in self.items:
            self.items[key].set_badge(badge)
            self._fold()

    # what has no room

    def minimumSizeHint(self) -> QSize:
        """A window may be lower than all its pages are together."""
        return QSize(self.minimumWidth(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        main = [item for item in self._main if self._wanted(item)]
        room = self._room() - len(self._lower)
        kept = main if len(main) <= room else main[:max(0, room - 1)]
        self._folded = [item for item in main if item not in kept]
        for item in self._main:
            item.setVisible(item in kept)
        counts = [item.badge() for item in self._folded]
        self.more.setVisible(bool(self._folded))
        self.more.set_badge(Badge(sum(badge.count for badge in counts),
                                  any(badge.overdue for badge in counts)))
        if (lit := self.lit()) is not None:
            lit.setChecked(True)

    def _wanted(self, item: NavItem) -> bool:
        return item.key not in self._rare or item.key == self._now or item.badge().count > 0

    def _room(self) -> int:
        """How many places there are between the search and the foot, with air above the last."""
        margins, gap = self._column.contentsMargins(), self._column.spacing()
        rest = margins.top() + margins.bottom()
        if not self._rail:
            whole = (self.card, self.search, self._foot, *self._pads)
            rest += Px.GAP + sum(widget.sizeHint().height() + gap for widget in whole)
        return (self.height() - rest) // (self.more.minimumHeight() + gap)

    def _open_more(self) -> None:
        """What has no room here, in a list beside its place."""
        menu = QMenu(self.window())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for item in self._folded:
            count = item.badge().count
            words = f"{item.text()}\t{count}" if count else item.text()
            menu.addAction(words, lambda key=item.key: self.chosen.emit(key))
        menu.aboutToHide.connect(self._fold)
        menu.popup(self.more.mapToGlobal(QPoint(self.more.width(), 0)))

    def set_saved(self, text: str, *, busy: bool = False) -> None:
        self._state.set("loader-circle" if busy else "circle-check", "text2" if busy else "green")
        self.saved.setText(text)
