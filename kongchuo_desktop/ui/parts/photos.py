"""Photos as pictures on the screen: decoded, cut to thumbnails, and a strip of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from kongchuo_desktop.ui.parts.words import draw_icon
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

THUMB = QSize(88, 60)
_EXPANDING = Qt.AspectRatioMode.KeepAspectRatioByExpanding
_SMOOTH = Qt.TransformationMode.SmoothTransformation


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo or the first page of a scan; ``image`` is None when it can't be shown, and ``why``.

    ``name`` is its file's.
    """

    name: str
    image: QImage | None
    why: str = ""


def image_of(data: bytes, cover: QSize) -> QImage | None:
    """Bytes of a photo or PDF as an image that covers ``cover``; None for what is neither.

    For the worker: decoding takes longer than a frame.
    """
    if data.startswith(b"%PDF-"):
        return _page_of(data, cover)
    image = QImage.fromData(data)
    return None if image.isNull() else image.scaled(cover, _EXPANDING, _SMOOTH)


def _page_of(data: bytes, cover: QSize) -> QImage | None:
    # Only a scan needs it: the first page of the window does not wait for it.
    from PySide6.QtPdf import QPdfDocument

    document = QPdfDocument()
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    if document.pageCount() == 0:
        return None
    size = document.pagePointSize(0).scaled(cover, _EXPANDING).toSize()
    page = document.render(0, size)
    document.close()
    paper = QImage(page.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, page)
    painter.end()
    return paper


def draw_thumb(painter: QPainter, theme: Theme, rect: QRect, image: QImage | None) -> None:
    """The middle of an image, rounded; a sign where there is none."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(rect), Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)
    if image is None:
        painter.fillPath(path, theme.color("sunken"))
        draw_icon(painter, theme, rect, "image-off", "text2", Px.ICON_NAV)
        return
    part = rect.size().scaled(image.size(), Qt.AspectRatioMode.KeepAspectRatio)
    source = QRect((image.width() - part.width()) // 2, (image.height() - part.height()) // 2,
                   part.width(), part.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(path)
    painter.drawImage(rect, image, source)
    painter.restore()


class PhotoStrip(QWidget):
    """Thumbnails in a line: one stop of the Tab key, ← and → go along, Delete takes one away.

    Signals: ``removed(at)`` by Delete or by the cross of a thumbnail.
    """

    removed = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._photos: list[ShownPhoto] = []
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("照片")
        self.set_photos([])

    def set_photos(self, photos: Sequence[ShownPhoto]) -> None:
        self._photos = list(photos)
        self._at = max(0, min(self._at, len(photos) - 1))
        self.setVisible(bool(photos))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if photos else Qt.FocusPolicy.NoFocus)
        self._fit()
        self._tell()

    def _columns(self) -> int:
        return max(1, (self.width() - Px.GRID) // (THUMB.width() + Px.ICON_GAP))

    def _fit(self) -> None:
        lines = -(-len(self._photos) // self._columns())
        self.setFixedHeight(lines * (THUMB.height() + Px.ICON_GAP))
        self.update()

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _place(self, at: int) -> QRect:
        column, line = at % self._columns(), at // self._columns()
        return QRect(Px.FOCUS + column * (THUMB.width() + Px.ICON_GAP),
                     Px.FOCUS + line * (THUMB.height() + Px.ICON_GAP), THUMB.width(),
                     THUMB.height())

    def _cross(self, at: int) -> QRect:
        place = self._place(at)
        return QRect(place.right() - Px.CHIP, place.top(), Px.CHIP, Px.CHIP)

    def _tell(self) -> None:
        if self._photos:
            shown = self._photos[self._at]
            count = f"第{self._at + 1}张，共{len(self._photos)}张"
            self.setAccessibleDescription("，".join(filter(None, (shown.name, shown.why, count))))
            self.setToolTip("按Delete去掉这一张")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and self._photos:
            self._at = (self._at + step) % len(self._photos)
            self._tell()
            self.update()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._photos:
            self.removed.emit(self._at)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        for at in range(len(self._photos)):
            if self._cross(at).contains(place):
                self.removed.emit(at)
                return
            if self._place(at).contains(place):
                self._at = at
                self.setFocus()
                self._tell()
                self.update()
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, photo in enumerate(self._photos):
            place = self._place(at)
            draw_thumb(painter, self._theme, place, photo.image)
            cross = self._cross(at)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("surface"))
            painter.drawEllipse(cross.adjusted(2, 2, -2, -2))
            draw_icon(painter, self._theme, cross, "x", "text2", Px.GAP)
            if self.hasFocus() and at == self._at:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(self._theme.color("accent_text"), Px.FOCUS))
                painter.drawRoundedRect(QRectF(place), Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)
