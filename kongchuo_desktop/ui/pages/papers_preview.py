"""The exact page: the very bytes that will be printed, with its zoom."""

from typing import Literal

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

Zoom = Literal["page", "width", "full"]

ZOOMS: tuple[tuple[Zoom, str], ...] = (("page", "整页"), ("width", "页宽"), ("full", "100%"))
_MODES = {
    "page": QPdfView.ZoomMode.FitInView,
    "width": QPdfView.ZoomMode.FitToWidth,
    "full": QPdfView.ZoomMode.Custom,
}
_STEP = 1.25
_LEAST, _MOST = 0.25, 5.0


class PaperPreview(QWidget):
    """A PDF on a grey ground; the paper stays white in the dark scheme."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._zoom: Zoom = "page"
        self._document: QPdfDocument | None = None
        self._bytes = b""
        self.view = QPdfView(self)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setAccessibleName("文书的纸面")
        column = QVBoxLayout(self)
        column.setContentsMargins(Px.GRID, Px.GRID, Px.GRID, Px.GRID)
        column.addWidget(self.view)
        self.set_zoom("page")
        self._dress()
        theme.changed.connect(self._dress)

    def show_pdf(self, pdf: bytes) -> None:
        """Show other bytes; the zoom and, for the same number of pages, the place are kept."""
        if pdf == self._bytes:
            return
        place = self.view.verticalScrollBar().value()
        before, self._bytes = self._document, pdf
        document = QPdfDocument(self)
        buffer = QBuffer(document)
        buffer.setData(QByteArray(pdf))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        document.load(buffer)
        self._document = document
        several = document.pageCount() > 1
        self.view.setPageMode(
            QPdfView.PageMode.MultiPage if several else QPdfView.PageMode.SinglePage
        )
        self.view.setDocument(document)
        self._show_bars()
        if before is not None:
            if before.pageCount() == document.pageCount():
                self.view.verticalScrollBar().setValue(place)
            before.deleteLater()

    def shown(self) -> bytes:
        """The bytes that are on the screen."""
        return self._bytes

    def pages(self) -> int:
        return self._document.pageCount() if self._document is not None else 0

    def set_zoom(self, zoom: Zoom) -> None:
        self._zoom = zoom
        self.view.setZoomFactor(1.0)
        self.view.setZoomMode(_MODES[zoom])
        self._show_bars()

    def _show_bars(self) -> None:
        # A whole page leaves a pixel over, for which the view would show a bar.
        whole = self._zoom == "page" and self.pages() <= 1
        off, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.view.setVerticalScrollBarPolicy(off if whole else needed)

    def magnify(self, up: bool) -> None:
        """One step larger or smaller than now."""
        self._zoom = "full"
        factor = self.view.zoomFactor() * (_STEP if up else 1 / _STEP)
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(max(factor, _LEAST), _MOST))
        self._show_bars()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.color("line"))
        painter.setBrush(self._theme.color("line"))
        painter.drawRoundedRect(self.rect(), Px.RADIUS_CARD, Px.RADIUS_CARD)

    def _dress(self) -> None:
        palette = QPalette(self.view.palette())
        palette.setColor(QPalette.ColorRole.Dark, self._theme.color("line"))
        self.view.setPalette(palette)
        self.update()
