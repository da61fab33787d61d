"""One photo at a time, enlarged over the page; ← and → go through those of one record."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.photos import ShownPhoto
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import ElidedWords, Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

ROOM = 0.7
"""Share of the window that a photo may fill."""


class PhotoSheet(Sheet):
    """Esc closes; ``remove(at)``, ``note(at)`` and ``save(at)``, where given, have their buttons.

    One that can't be shown says its file's name and why.
    """

    def __init__(self, theme: Theme, window: QWidget, photos: Sequence[ShownPhoto], title: str, *,
                 at: int = 0, remove: Callable[[int], object] | None = None,
                 note: Callable[[int], object] | None = None,
                 save: Callable[[int], object] | None = None) -> None:
        room = window.window().size()
        width = int(room.width() * ROOM)
        super().__init__(theme, window, width=width)
        self._photos, self._at, self._title = list(photos), at, title
        self._room = QSize(width - 2 * Px.INSIDE, int(room.height() * ROOM) - Px.HEADER)
        self.head = Words("", "strong")
        self.picture = Words("", wrap=True)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setFixedHeight(self._room.height())
        self.caption = ElidedWords("", "caption", "text2", mode=Qt.TextElideMode.ElideMiddle)
        self.body.addWidget(self.head)
        self.body.addWidget(self.picture)
        self.body.addWidget(self.caption)
        close = Button(theme, "关闭", clicked=self.reject)
        buttons: list[Button] = []
        if remove is not None:
            buttons.append(Button(theme, "删掉这一张", "danger", clicked=self._then(remove)))
        if note is not None:
            buttons.append(Button(theme, "写说明…", icon="pencil", clicked=self._then(note)))
        if save is not None:
            buttons.append(Button(theme, "另存为…", icon="download",
                                  clicked=lambda: save(self._at)))
        self.add_buttons(*buttons, close)
        self.focus_first(close)
        self._show()

    def _then(self, act: Callable[[int], object]) -> Callable[[], None]:
        def close_first() -> None:
            self.reject()
            act(self._at)
        return close_first

    def _show(self) -> None:
        photo = self._photos[self._at]
        count = f"（{self._at + 1}/{len(self._photos)}）" if len(self._photos) > 1 else ""
        self.head.setText(self._title + count)
        self.caption.setText(photo.name if photo.image is not None else "")
        if photo.image is None:
            self.picture.setText("\n".join(filter(None, (photo.name, photo.why))))
            return
        self.picture.setPixmap(QPixmap.fromImage(photo.image.scaled(
            self._room, Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._at = (self._at + step) % len(self._photos)
            self._show()
