"""A photo of the timeline, enlarged over the page; ← and → go through those of one record."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_ROOM = 0.7
"""Share of the window that a photo may fill."""


def read_photos(store: Store, digests: Sequence[str], size: QSize) -> dict[str, QImage | None]:
    """Attachments as images that cover ``size``; None for what is no picture or is not here.

    Runs in the worker: decoding a photo of a telephone takes longer than a frame.
    """
    found: dict[str, QImage | None] = {}
    for digest in digests:
        data = store.attachment(digest)
        image = QImage.fromData(data) if data else QImage()
        found[digest] = None if image.isNull() else image.scaled(
            size, Qt.AspectRatioMode.KeepAspectRatioByExpanding,
            Qt.TransformationMode.SmoothTransformation)
    return found


def cropped(image: QImage | None, size: QSize) -> QPixmap | None:
    """The middle of an image as a thumbnail of exactly ``size``."""
    if image is None:
        return None
    left, top = (image.width() - size.width()) // 2, (image.height() - size.height()) // 2
    return QPixmap.fromImage(image.copy(left, top, size.width(), size.height()))


class PhotoSheet(Sheet):
    """One photo at a time; Esc closes."""

    def __init__(self, theme: Theme, window: QWidget, photos: Sequence[QImage],
                 title: str) -> None:
        room = window.window().size()
        width = int(room.width() * _ROOM)
        super().__init__(theme, window, width=width)
        self._photos, self._at = list(photos), 0
        self._room = QSize(width - 2 * Px.INSIDE, int(room.height() * _ROOM) - Px.HEADER)
        self._title = title
        self.head = Words("", "strong")
        self.picture = Words()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.addWidget(self.head)
        self.body.addWidget(self.picture)
        close = Button(theme, "关闭", clicked=self.reject)
        self.add_buttons(close)
        self.focus_first(close)
        self._show()

    def _show(self) -> None:
        count = f"（{self._at + 1}/{len(self._photos)}）" if len(self._photos) > 1 else ""
        self.head.setText(self._title + count)
        image = self._photos[self._at].scaled(
            self._room, Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation)
        self.picture.setPixmap(QPixmap.fromImage(image))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._at = (self._at + step) % len(self._photos)
            self._show()
