"""The input of 文书 for a picture: one of the child's visits, or a file."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.attachments import SUFFIXES, read_picture, stored_bytes
from kongchuo_desktop.operations.paper_choices import PhotoChoice
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.papers_editors import Editor
from kongchuo_desktop.ui.parts.inputs import Choice
from kongchuo_desktop.ui.parts.photos import THUMB, image_of
from kongchuo_desktop.ui.pickers import choose_file
from kongchuo_desktop.ui.tokens import Px

_FILE = "file"
_KINDS = " ".join(f"*{suffix}" for suffix in SUFFIXES if suffix != ".pdf")


class PictureEditor(Editor):
    """``photos`` are those of the visits; the last entry asks for a file."""

    def __init__(self, ctx: AppContext, edited: Callable[[], object],
                 photos: Sequence[PhotoChoice] = ()) -> None:
        self._ctx, self._edited = ctx, edited
        self._data: bytes | None = None
        self.widget = QWidget()
        line = QHBoxLayout(self.widget)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Px.ICON_GAP)
        self.choice = Choice(ctx.theme, elastic=True)
        self.offer(photos)
        self.choice.activated.connect(lambda _=0: self._chosen())
        self.thumb = QLabel()
        line.addWidget(self.choice, 1)
        line.addWidget(self.thumb)
        self.widget.setFocusProxy(self.choice)
        self._show()

    def offer(self, photos: Sequence[PhotoChoice]) -> None:
        """The photos of the visits, once they were read."""
        self.choice.set_choices([("", "不放，留出贴照片的地方"),
                                 *((photo.digest, photo.words) for photo in photos),
                                 (_FILE, "从文件里选…")])

    def put(self, value: Any) -> None:
        self._data = value if isinstance(value, bytes) else None
        self._show()

    def value(self) -> Any:
        return self._data

    def _chosen(self) -> None:
        key, store = self.choice.key(), self._ctx.store
        if key == _FILE:
            self._ask()
        elif key:
            self._ctx.tasks.run(lambda job: stored_bytes(store, key, called="这张照片"),
                                done=self._took, failed=self._failed, owner=self.widget)
        else:
            self._took(None)

    def _ask(self) -> None:
        path = choose_file(self.widget, "选一张照片", f"照片 ({_KINDS})")
        if path is None:
            self.choice.choose("")
            return
        self._ctx.tasks.run(lambda job: read_picture(path).data, done=self._took,
                            failed=self._failed, owner=self.widget)

    def _took(self, data: bytes | None) -> None:
        self._data = data
        self._show()
        self._edited()

    def _failed(self, error: KnownError) -> None:
        self.choice.choose("")
        self._ctx.show_error(error)

    def _show(self) -> None:
        image = image_of(self._data, THUMB) if self._data else None
        self.thumb.setVisible(image is not None)
        if image is not None:
            self.thumb.setPixmap(QPixmap.fromImage(image.scaledToHeight(Px.BUTTON)))
