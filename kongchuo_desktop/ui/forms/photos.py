"""The line of a form that takes photos and scans: chosen, dropped or pasted, made ready at once."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.attachments import (
    SUFFIXES,
    Chosen,
    Photo,
    add_pictures,
    read_pictures,
)
from kongchuo_desktop.operations.pictures import Picture, fit_picture
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.photos import THUMB, PhotoStrip, ShownPhoto, image_of
from kongchuo_desktop.ui.parts.words import ElidedWords, Words
from kongchuo_desktop.ui.tasks import Job
from kongchuo_desktop.ui.tokens import Px

Choose = Callable[[QWidget], Sequence[Path]]
Ready = tuple[Picture, ShownPhoto]
"""A photo made ready, and its thumbnail."""
Taken = tuple[Chosen, list[Ready]]
"""What was read of the files that were chosen."""
_PASTED = "粘贴的照片.png"


def ready(pictures: Iterable[Picture]) -> list[Ready]:
    """Photos with their thumbnails, made in the worker."""
    return [(p, ShownPhoto(p.name, image_of(p.data, THUMB * 2))) for p in pictures]


def choose_photos(window: QWidget) -> Sequence[Path]:
    """Ask for photos and scans, several at once."""
    kinds = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in (*SUFFIXES, ".heic"))
    names, _ = QFileDialog.getOpenFileNames(window, "选照片或扫描件", "", f"照片或扫描件 ({kinds})")
    return [Path(name) for name in names]


class PhotoField(QWidget):
    """加照片, 粘贴, thumbnails; the sheet it stands in takes what is dropped on it.

    Signals: ``changed`` when photos came or went. While files are read its button rests.
    """

    changed = Signal()

    def __init__(self, ctx: AppContext, form: FormDialog, *, verb: str = "加照片",
                 empty: str = "可以一次选几张，也可以拖进来", choose: Choose = choose_photos,
                 drops: bool = True) -> None:
        super().__init__()
        self._ctx, self._form, self._choose, self._empty = ctx, form, choose, empty
        self.items: list[Ready] = []
        self._job: Job[Taken] | None = None
        theme = ctx.theme
        self.add = Button(theme, verb, icon="image", size="small", clicked=self.pick)
        self.paste = Button(theme, "粘贴", icon="copy", size="small", clicked=self.paste_now)
        self.stop = Button(theme, "停下", "text", size="small", clicked=self._stop)
        self.said = ElidedWords(empty, "caption", "text2")
        self.refusals = Words("", "caption", "red", wrap=True)
        self.strip = PhotoStrip(theme)
        self.strip.removed.connect(self._remove)
        line = QHBoxLayout()
        line.setSpacing(Px.ICON_GAP)
        for button in (self.add, self.paste):
            line.addWidget(button)
        line.addWidget(self.said, 1)
        line.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.GRID)
        column.addLayout(line)
        column.addWidget(self.strip)
        column.addWidget(self.refusals)
        self.stop.hide()
        self.refusals.hide()
        QApplication.clipboard().dataChanged.connect(self._clipboard_changed)
        self._clipboard_changed()
        if drops:
            form.setAcceptDrops(True)
            form.installEventFilter(self)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """What was added, ready to be kept."""
        return tuple(picture for picture, _ in self.items)

    def adopt(self, items: Sequence[Ready]) -> None:
        """Photos that were made ready in another form."""
        self.items += items
        self._show()

    # taking

    def pick(self) -> None:
        """Ask for files."""
        self.take(self._choose(self._form))

    def take(self, paths: Sequence[Path]) -> None:
        """Make files or a folder ready in the worker."""
        if paths:
            self._read(lambda job: read_pictures(
                paths, tell=lambda done, of, name: _step(job, done, of, name)))

    def paste_now(self) -> None:
        """Take what the clipboard holds: files, or one picture."""
        self._take_mime(QApplication.clipboard().mimeData())

    def _take_mime(self, mime: QMimeData) -> bool:
        paths = _paths(mime)
        if paths:
            self.take(paths)
        elif mime.hasImage():
            image = QImage(mime.imageData())
            self._read(lambda job: _pasted(image))
        elif mime.hasUrls():
            self._tell("手机里的照片拖不进来，请点“加照片”去选")
        else:
            return False
        return True

    def _read(self, read: Callable[[Job[Taken]], Chosen]) -> None:
        def work(job: Job[Taken]) -> Taken:
            chosen = read(job)
            return chosen, ready(chosen.pictures)

        self._set_busy(True)
        self._job = self._ctx.tasks.run(
            work, done=self._took, failed=self._failed, stopped=self._stopped,
            progress=lambda done, of, name: self._tell(f"第{done + 1}个，共{of}个 {name}"),
            owner=self)

    def _took(self, found: Taken) -> None:
        chosen, items = found
        known = {picture.data for picture in self.pictures}
        self.items += [item for item in items if item[0].data not in known]
        self._set_busy(False)
        self._refuse(chosen.refused)
        self._show()

    def _failed(self, error: KnownError) -> None:
        self._set_busy(False)
        self._refuse([error])
        self._show()

    def _stopped(self) -> None:
        self._set_busy(False)
        self._show()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _remove(self, at: int) -> None:
        del self.items[at]
        self._show()

    # showing

    def _set_busy(self, on: bool) -> None:
        self.stop.setVisible(on)
        self.add.setEnabled(not on)
        self.paste.setEnabled(not on)
        self._form.send.setEnabled(not on)

    def _show(self) -> None:
        count = len(self.items)
        self._tell(f"已加{count}份" if count else self._empty)
        self.strip.set_photos([shown for _, shown in self.items])
        self._form.refit()
        self.changed.emit()

    def _tell(self, text: str) -> None:
        self.said.setText(text)

    def _refuse(self, errors: Sequence[KnownError]) -> None:
        self.refusals.setText("\n".join(f"{e.sentence}{e.todo}" for e in errors))
        self.refusals.setVisible(bool(errors))

    def _clipboard_changed(self) -> None:
        mime = QApplication.clipboard().mimeData()
        self.paste.setVisible(mime is not None and (mime.hasImage() or bool(_paths(mime))))

    # dropping, and Ctrl+V on the line itself

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent):
            mime = event.mimeData()
            if event.type() == QEvent.Type.Drop:
                self._take_mime(mime)
            if mime.hasUrls() or mime.hasImage():
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (event.matches(QKeySequence.StandardKey.Paste)
                and self._take_mime(QApplication.clipboard().mimeData())):
            super().keyPressEvent(event)


def _paths(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def _step(job: Job[Taken], done: int, of: int, name: str) -> None:
    job.check()
    job.report(done, of, name)


def _pasted(image: QImage) -> Chosen:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return Chosen((fit_picture(bytes(buffer.data().data()), _PASTED),), ())


class TakenHint(QWidget):
    """照片是9月13日拍的，用这一天: a suggestion for the date, never taken by itself."""

    used = Signal(object)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._taken: date | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        self.button = Button(ctx.theme, "", "text", size="small", clicked=self._use)
        line.addWidget(self.button)
        line.addStretch()
        self.hide()

    def offer(self, pictures: Sequence[Picture], shown: date) -> None:
        """Offer the earliest day of the photos unless the form shows it already."""
        self._taken = Chosen(tuple(pictures), ()).taken
        self.setVisible(self._taken not in (None, shown))
        if self._taken is not None:
            self.button.setText(f"照片是{day_text(self._taken)}拍的，用这一天")

    def _use(self) -> None:
        self.used.emit(self._taken)
        self.hide()


class PhotosForm(SavingForm):
    """加照片: photos and scans for a record that was written before."""

    def __init__(self, ctx: AppContext, window: QWidget, *, target: str, title: str,
                 there: Sequence[Photo] = (), choose: Choose = choose_photos) -> None:
        has = f"已经有{len(there)}份。" if there else ""
        super().__init__(ctx, window, title=f"加照片　{title}", verb="存下",
                         context=f"{has}可以选JPG、PNG照片和PDF扫描件；拍摄地点不会留下。")
        self._target = target
        self.photos = PhotoField(ctx, self, choose=choose)
        self.form.addWidget(self.photos)
        self.focus_first(self.photos.add)
        self.submitted.connect(self._save)

    def _save(self) -> None:
        pictures, store, actor = self.photos.pictures, self._ctx.store, self._ctx.actor
        if not pictures:
            self.photos.pick()
            return
        self.write(
            lambda: add_pictures(store, actor=actor, target=self._target, pictures=pictures),
            said=f"已加上{len(pictures)}份照片或扫描件")
