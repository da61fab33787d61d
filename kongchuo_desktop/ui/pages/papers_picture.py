"""The input of 文书 for a picture: one of the visits, or a file, turned and cut as wanted."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.attachments import SUFFIXES, read_picture, stored_bytes
from kongchuo_desktop.operations.paper_choices import PhotoChoice
from kongchuo_desktop.operations.pictures import LONG_EDGE, WHOLE, Part, arranged
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.papers_editors import Editor
from kongchuo_desktop.ui.pages.papers_picture_sheet import PictureSheet
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.inputs import Choice
from kongchuo_desktop.ui.parts.photos import THUMB, image_of
from kongchuo_desktop.ui.pickers import choose_file
from kongchuo_desktop.ui.tokens import Px

_FILE, _KEPT = "file", "kept"
_KINDS = " ".join(f"*{suffix}" for suffix in SUFFIXES if suffix != ".pdf")
_NONE, _ASK, _STAYS = "不放，留出贴照片的地方", "从文件里选…", "放着的这一张"


class PictureEditor(Editor):
    """``photos`` are those of the visits; the last entry asks for a file. 摆照片 turns and cuts."""

    def __init__(self, ctx: AppContext, edited: Callable[[], object],
                 photos: Sequence[PhotoChoice] = ()) -> None:
        self._ctx, self._edited = ctx, edited
        self._photos = list(photos)
        self._data: bytes | None = None
        self._whole: bytes | None = None
        self._turns, self._part = 0, WHOLE
        self.widget = QWidget()
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.GRID)
        self.choice = Choice(ctx.theme, elastic=True)
        self.choice.activated.connect(lambda _=0: self._chosen())
        column.addWidget(self.choice)
        line = QHBoxLayout()
        line.setSpacing(Px.ICON_GAP)
        self.thumb = QLabel()
        line.addWidget(self.thumb)
        self.arrange = Button(ctx.theme, "摆照片…", icon="image", size="small",
                              clicked=self._arrange)
        self.arrange.setToolTip("转动、放大、挪位置")
        line.addWidget(self.arrange)
        line.addStretch()
        column.addLayout(line)
        self.widget.setFocusProxy(self.choice)
        self._offer()
        self._show()

    def offer(self, photos: Sequence[PhotoChoice]) -> None:
        """The photos of the visits, once they were read."""
        self._photos = list(photos)
        self._offer()

    def _offer(self) -> None:
        stays = [(_KEPT, _STAYS)] if self._data else []
        self.choice.set_choices([("", _NONE), *stays,
                                 *((photo.digest, photo.words) for photo in self._photos),
                                 (_FILE, _ASK)])

    def put(self, value: Any) -> None:
        data = value if isinstance(value, bytes) else None
        if data != self._data:
            self._keep(data)

    def value(self) -> Any:
        return self._data

    def _chosen(self) -> None:
        key, store = self.choice.key(), self._ctx.store
        if key == _FILE:
            self._ask()
        elif not key:
            self._took(None)
        elif key != _KEPT:
            self._ctx.tasks.run(lambda job: stored_bytes(store, key, called="这张照片"),
                                done=self._took, failed=self._failed, owner=self.widget)

    def _ask(self) -> None:
        path = choose_file(self.widget, "选一张照片", f"照片 ({_KINDS})")
        if path is None:
            self._stay()
            return
        self._ctx.tasks.run(lambda job: read_picture(path).data, done=self._took,
                            failed=self._failed, owner=self.widget)

    def _took(self, data: bytes | None) -> None:
        self._keep(data)
        self._edited()

    def _keep(self, data: bytes | None) -> None:
        self._data = self._whole = data
        self._turns, self._part = 0, WHOLE
        self._show()
        self._stay()

    def _stay(self) -> None:
        """The list says what is there, not what was last clicked."""
        self._offer()
        self.choice.choose(_KEPT if self._data else "")

    def _failed(self, error: KnownError) -> None:
        self._stay()
        self._ctx.show_error(error)

    # turning and cutting

    def _arrange(self) -> None:
        whole = self._whole
        if whole is not None:
            self._ctx.tasks.run(lambda job: image_of(whole, QSize(LONG_EDGE, LONG_EDGE)),
                                done=self._open, owner=self.widget)

    def _open(self, image: QImage | None) -> None:
        if image is not None:
            PictureSheet(self._ctx.theme, self.widget, image, use=self._arranged,
                         turns=self._turns, part=self._part).open()

    def _arranged(self, turns: int, part: Part) -> None:
        whole = self._whole
        assert whole is not None
        self._turns, self._part = turns, part
        self._ctx.tasks.run(lambda job: arranged(whole, turns=turns, part=part),
                            done=self._cut, owner=self.widget)

    def _cut(self, data: bytes) -> None:
        self._data = data
        self._show()
        self._edited()

    def _show(self) -> None:
        image = image_of(self._data, THUMB) if self._data else None
        self.thumb.setVisible(image is not None)
        self.arrange.setVisible(image is not None)
        if image is not None:
            self.thumb.setPixmap(QPixmap.fromImage(image.scaledToHeight(Px.BUTTON_SMALL)))
