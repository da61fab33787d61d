"""The photos of a record: read from the store, opened over the page, noted, removed, saved."""

from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.attachments import (
    Photo,
    note_picture,
    remove_picture,
    stored_bytes,
)
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.photo_viewer import PhotoSheet
from kongchuo_desktop.ui.parts.photos import ShownPhoto, image_of
from kongchuo_desktop.ui.pickers import choose_new_file

Thumbs = MutableMapping[str, QImage | None]
"""Digest → thumbnail; a digest is of one content for ever, so nothing in it grows stale."""


def read_thumbs(store: Store, photos: Sequence[Photo], size: QSize,
                known: Mapping[str, QImage | None]) -> dict[str, QImage | None]:
    """Thumbnails of what is not ``known`` yet; None for what is no picture or is not here."""
    found: dict[str, QImage | None] = {}
    for photo in photos:
        if known.get(photo.digest) is None and photo.digest not in found:
            found[photo.digest] = _shown(store, photo, size).image
    return found


def _shown(store: Store, photo: Photo, size: QSize) -> ShownPhoto:
    name = f"{photo.called}　{photo.note}".rstrip("　")
    try:
        image = image_of(stored_bytes(store, photo.digest, called=photo.called), size)
    except KnownError as error:
        return ShownPhoto(name, None, error.message)
    return ShownPhoto(name, image, "" if image else "这份文件读不出来。")


def open_photos(ctx: AppContext, window: QWidget, photos: Sequence[Photo], title: str, *,
                at: int = 0, removable: bool = False) -> None:
    """Enlarge the photos of a record; those that have a row of their own may be removed."""
    store, room = ctx.store, window.window().size()

    def remove(which: int) -> None:
        photo = photos[which]
        ctx.perform(lambda: remove_picture(store, actor=ctx.actor, photo=photo),
                    said=f"已删掉{photo.called}")

    def note(which: int) -> None:
        NoteForm(ctx, window, photos[which]).open()

    def save(which: int) -> None:
        _save(ctx, window, photos[which])

    def show(found: list[ShownPhoto]) -> None:
        mine = removable and all(photo.id for photo in photos)
        PhotoSheet(ctx.theme, window, found, title, at=at, save=save,
                   note=note if mine else None, remove=remove if mine else None).open()

    if photos:
        ctx.read(lambda: [_shown(store, photo, room) for photo in photos], show, owner=window)


class NoteForm(SavingForm):
    """写说明: one line on what is to be seen on a photo."""

    def __init__(self, ctx: AppContext, window: QWidget, photo: Photo) -> None:
        super().__init__(ctx, window, title=f"写说明　{photo.called}", verb="存下")
        self._photo = photo
        self.note_input = LineInput(ctx.theme, "如：父亲在院子里签的回证")
        self.note_input.setText(photo.note)
        self.add("note", "照片上是什么", self.note_input)
        self.submitted.connect(self._write)

    def _write(self) -> None:
        store, actor, note = self._ctx.store, self._ctx.actor, self.note_input.text()
        self.write(lambda: note_picture(store, actor=actor, photo=self._photo, note=note),
                   said=f"已写下{self._photo.called}的说明")


def _save(ctx: AppContext, window: QWidget, photo: Photo) -> None:
    """The very bytes that are kept, as a file."""
    suffix = ".pdf" if photo.kind == "scan" else ".jpg"
    path = choose_new_file(window, "另存为", Path(photo.called).stem + suffix, f"(*{suffix})")
    if path is None:
        return
    store = ctx.store

    def write() -> Path:
        return save_file(path, stored_bytes(store, photo.digest, called=photo.called))

    ctx.read(write, lambda done: ctx.toast(f"已存好 {done.name}"), owner=window)
