"""What is higher than its place: it scrolls downwards, never sideways."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from kongchuo_desktop.ui.tokens import Px


class Scrolled(QScrollArea):
    """A column of parts that scrolls when the window is low; the keyboard stays with the parts."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        inside.setProperty("kind", "clear")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)
        inside.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Qt asks only for the least height, in which wrapped words would be cut."""
        layout = self._inside.layout()
        if layout is not None and layout.hasHeightForWidth():
            height = layout.totalHeightForWidth(self._inside.width())
            self._inside.setMinimumHeight(height)

    def show_widget(self, widget: QWidget) -> None:
        """Bring what has the focus into view."""
        if self.isAncestorOf(widget):
            self.ensureWidgetVisible(widget, 0, Px.MARGIN)
