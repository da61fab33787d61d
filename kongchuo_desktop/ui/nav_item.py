"""One place of the sidebar: a page's sign and words with its count, as a row or in the rail."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from kongchuo_desktop.ui.parts.words import draw_icon
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type


@dataclass(frozen=True, slots=True)
class Badge:
    """The count beside a page; overdue is red, otherwise it is just a count."""

    count: int = 0
    overdue: bool = False


class NavItem(QAbstractButton):
    """A row or, in the rail, an icon with its word below, for which ``short`` may stand.

    ``key`` is that of its page; ``keys`` are what opens it.
    """

    def __init__(self, theme: Theme, *, key: str, title: str, icon: str, short: str = "",
                 keys: str = "") -> None:
        super().__init__()
        self._theme, self.key = theme, key
        self._icon, self._short = icon, short or title
        self._badge = Badge()
        self._rail = False
        self.setText(title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(f"{title}（{keys}）" if keys else title)
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
        self.setMinimumHeight(Px.NAV_ITEM_RAIL_LEAST if rail else Px.NAV_ITEM)
        self.setMaximumHeight(Px.NAV_ITEM_RAIL if rail else Px.NAV_ITEM)
        self.update()

    def words(self) -> str:
        """What stands there now."""
        return self._short if self._rail else self.text()

    def _name(self) -> None:
        count = f"，{self._badge.count}" if self._badge.count else ""
        late = "，有逾期" if self._badge.overdue else ""
        self.setAccessibleName(self.text() + count + late)

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
        draw_icon(painter, self._theme, place, self._icon, icon, Px.ICON_NAV)
        painter.setFont(self._theme.font(Type.BODY, bold=on))
        painter.setPen(self._theme.color("text" if on else "text2"))
        left = place.right() + Px.ICON_GAP
        words = QRect(left, 0, self.width() - left, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
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
        draw_icon(painter, self._theme, place, self._icon, icon, size)
        painter.setFont(self._theme.font(Type.CAPTION, bold=on))
        painter.setPen(self._theme.color("text" if on else "text2"))
        words = QRect(0, top + size, self.width(), self.height() - top - size - Px.HAIR)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self._short)
        if self._badge.count:
            self._paint_rail_count(painter)

    def _paint_rail_count(self, painter: QPainter) -> None:
        """At the sign's shoulder; only what is overdue shouts."""
        radius = Px.ICON / 2
        centre = QPointF(self.width() / 2 + Px.GAP + Px.FOCUS, radius + Px.HAIR)
        text = str(self._badge.count) if self._badge.count < 100 else "99+"
        half = max(radius, (self._theme.width(text, Type.CAPTION, bold=True) + 6) / 2)
        pill = QRectF(centre.x() - half, centre.y() - radius, 2 * half, 2 * radius)
        ground, word = ("red_fill", "surface") if self._badge.overdue else ("line", "text2")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(ground))
        painter.drawRoundedRect(pill, radius, radius)
        painter.setPen(self._theme.color(word))
        painter.setFont(self._theme.font(Type.CAPTION, bold=True))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
