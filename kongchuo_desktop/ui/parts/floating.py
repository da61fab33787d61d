"""What floats over a page: the toast and the popover of a clause, both children of the window."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from kongchuo_desktop.ui.parts.buttons import Button, IconButton, press_focused
from kongchuo_desktop.ui.parts.words import Glyph, KeyCap, Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import SHADOW_OPACITY, TOAST_MS, Px


def cast_shadow(widget: QWidget, theme: Theme) -> None:
    """The one shadow there is; only for parts that float and never scroll."""
    effect = QGraphicsDropShadowEffect(widget)
    effect.setBlurRadius(Px.SHADOW_BLUR)
    effect.setOffset(0, Px.SHADOW_DROP)
    colour = theme.color("shadow")
    colour.setAlphaF(SHADOW_OPACITY)
    effect.setColor(colour)
    widget.setGraphicsEffect(effect)


_IN_SIGHT = "inSight"
"""The property of widgets that must be read."""


def tall(layout: QLayout, width: int) -> int:
    """Height in px that a layout asks for at a width, wrapped words included."""
    layout.activate()
    if layout.hasHeightForWidth():
        return max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
    return layout.totalSizeHint().height()


def keep_in_sight(*widgets: QWidget) -> None:
    """What must be read where it stands: no toast lies on it."""
    for widget in widgets:
        widget.setProperty(_IN_SIGHT, True)


class Toast(QFrame):
    """Says what was done and offers 撤销; gone after 8 s unless pointed at or focused.

    One at a time: ``say`` replaces what stands there. The window places it (bottom centre); a
    sentence that is wider than the window has several lines.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._over = theme, parent
        self._undo: Callable[[], object] | None = None
        self.setProperty("kind", "toast")
        line = QHBoxLayout(self)
        line.setContentsMargins(Px.INSIDE - Px.FOCUS, 0, Px.INSIDE - Px.FOCUS, 0)
        line.setSpacing(Px.ICON_GAP)
        self._sign = Glyph(theme, "circle-check", "toast_link", Px.ICON_SIGN)
        line.addWidget(self._sign)
        self._words = Words("")
        line.addWidget(self._words)
        self._button = Button(theme, "撤销", "text", clicked=self._take_back)
        line.addSpacing(Px.GAP)
        line.addWidget(self._button)
        self._keys = Words("Ctrl+Z", "caption")
        line.addWidget(self._keys)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOAST_MS)
        self._timer.timeout.connect(self._fade)
        cast_shadow(self, theme)
        self.hide()

    def say(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """Show a sentence; with ``undo`` also the button that takes it back."""
        self._words.setText(text)
        self.setAccessibleName(text)
        self._undo = undo
        self._button.setVisible(undo is not None)
        self._keys.setVisible(undo is not None)
        self.place()
        self.show()
        self.raise_()
        self._timer.start()

    def text(self) -> str:
        return self._words.text()

    def place(self) -> None:
        """Bottom centre of the parent, above what it would cover there and may not."""
        self._fit()
        room = self._over.size()
        left = (room.width() - self.width()) // 2
        lowest = room.height() - self.height() - Px.INSIDE
        place = QRect(QPoint(left, lowest), self.size())
        for rect in sorted(self._kept_clear(), key=QRect.bottom, reverse=True):
            if rect.intersects(place):
                place.moveBottom(rect.top() - Px.ICON_GAP)
        self.move(left, place.top() if place.top() >= 0 else lowest)

    def _fit(self) -> None:
        """As wide as the sentence; the lines that a narrow window leaves it."""
        layout, most = self.layout(), self._over.width() - 2 * Px.GAP
        assert layout is not None
        self._words.setWordWrap(False)
        layout.activate()
        wide = layout.totalSizeHint().width()
        self._words.setWordWrap(wide > most)
        self.setFixedWidth(min(wide, most))
        lines = tall(layout, self.width()) + 2 * Px.PAD_SMALL if wide > most else 0
        self.setFixedHeight(max(Px.BUTTON_LARGE, lines))

    def _kept_clear(self) -> list[QRect]:
        """The buttons, and what must be read."""
        return [
            QRect(widget.mapTo(self._over, QPoint(0, 0)), widget.size())
            for widget in self._over.findChildren(QWidget)
            if (isinstance(widget, QAbstractButton) or widget.property(_IN_SIGHT))
            and widget.isVisible() and not self.isAncestorOf(widget)
        ]

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        self.hide()
        if undo is not None:
            undo()

    def _fade(self) -> None:
        if self.underMouse() or self._button.hasFocus():
            self._timer.start()
        else:
            self.hide()


class Popover(QFrame):
    """A card beside what it explains; Esc or a click elsewhere closes it, focus goes back."""

    closed = Signal()

    def __init__(self, theme: Theme, window: QWidget, *, width: int = Px.POPOVER) -> None:
        super().__init__(window)
        self._theme, self._over = theme, window
        self._before: QWidget | None = None
        self.setProperty("kind", "float")
        self.setFixedWidth(int(width))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(Px.INSIDE, Px.GAP, Px.INSIDE, Px.GAP)
        self.body.setSpacing(Px.ICON_GAP)
        cast_shadow(self, theme)
        self.hide()

    def show_at(self, anchor: QRect) -> None:
        """Place beside ``anchor`` (window coordinates), inside the window, and take the focus."""
        self._before = QApplication.focusWidget()
        window = self._over
        self.setFixedHeight(min(tall(self.body, self.width()), window.height() - Px.MARGIN))
        left = min(max(Px.GAP, anchor.left()), window.width() - self.width() - Px.GAP)
        top = anchor.bottom() + Px.ICON_GAP
        if top + self.height() > window.height() - Px.GAP:
            above = anchor.top() - Px.ICON_GAP - self.height()
            top = above if above >= Px.GAP else window.height() - self.height() - Px.GAP
        self.move(QPoint(left, top))
        self.show()
        self.raise_()
        self.setFocus()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def dismiss(self) -> None:
        """Close and give the focus back."""
        if self.isHidden():
            return
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()
        self.closed.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            inside = self.rect().contains(self.mapFromGlobal(event.globalPosition().toPoint()))
            if isinstance(watched, QWidget) and not inside:
                self.dismiss()
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        stops = [
            child
            for child in self.findChildren(QWidget)
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible()
        ]
        if not stops:
            return True
        focus = QApplication.focusWidget()
        at = stops.index(focus) if focus in stops else (-1 if forward else 0)
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif not press_focused(event):
            super().keyPressEvent(event)


class ClausePopover(Popover):
    """A clause: number and title, its document, the wording, and why it holds today.

    ``followed(key)`` is emitted for the links; the popover closes first.
    """

    followed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        *,
        number: str,
        title: str,
        document: str,
        quote: str,
        why: str = "",
        links: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(theme, window)
        head = QHBoxLayout()
        head.setSpacing(Px.ICON_GAP)
        head.addWidget(Glyph(theme, "bookmark", "accent_text"))
        head.addWidget(Words(f"{number}\u3000{title}" if title else number, "strong"))
        head.addStretch()
        head.addWidget(IconButton(theme, "x", "关闭", clicked=self.dismiss))
        self.body.addLayout(head)
        self.body.addWidget(Words(document, "caption", "text2", wrap=True))
        self.body.addWidget(Quote(quote))
        if why:
            self.body.addWidget(Words("为什么今天有这一条", "smallstrong"))
            self.body.addWidget(Words(why, "small", "text2", wrap=True))
        foot = QHBoxLayout()
        for key, text in links:
            link = Button(theme, text, "text", size="small")
            link.clicked.connect(lambda _=False, key=key: self._follow(key))
            foot.addWidget(link)
        foot.addStretch()
        foot.addWidget(KeyCap(theme, "Esc"))
        foot.addWidget(Words("关闭", "caption", "text2"))
        self.body.addLayout(foot)

    def _follow(self, key: str) -> None:
        self.dismiss()
        self.followed.emit(key)


class Quote(QFrame):
    """Wording of a document on sunken ground."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setProperty("kind", "sunken")
        column = QVBoxLayout(self)
        column.setContentsMargins(Px.GAP, Px.PAD_SMALL, Px.GAP, Px.PAD_SMALL)
        self.words = Words(text, wrap=True)
        column.addWidget(self.words)
