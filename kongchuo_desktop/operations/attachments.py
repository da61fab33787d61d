"""Photos and scans of visits, events, papers and leave slips: added, removed, read again."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import ColumnElement
from sqlmodel import Session

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.operations.pictures import FILE_MOST, Picture, fit_picture
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.world import iso, rows_of
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import (
    Attached,
    Event,
    Leave,
    Paper,
    PaperEvent,
    Projected,
    Visit,
)
from kongchuo_desktop.store.vocabulary import sql_table
from kongchuo_desktop.store.write import Actor, Changes, Write

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".pdf")
MOST_AT_ONCE = 40
_TARGETS: tuple[type[Projected], ...] = (Visit, Event, Paper, PaperEvent, Leave)
_OLD_FIELDS: tuple[tuple[type[Projected], str], ...] = ((Event, "scan"), (PaperEvent, "scan"))
"""Where a scan stood in the row itself before there were rows of their own."""

Tell = Callable[[int, int, str], None]
"""``tell(done, total, name)`` before each file; may raise to stop."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo or scan as it hangs on a record.

    Attributes:
        id: row of ``attached``; empty for one that stands in its record's own ``scan`` field.
        name: of the file it was made from, may be empty.
    """

    id: str
    digest: str
    kind: Literal["photo", "scan"]
    name: str = ""
    day: date | None = None
    note: str = ""
    tips: str = ""

    @property
    def called(self) -> str:
        """What people call it: its file, else its kind."""
        return self.name or ("扫描件" if self.kind == "scan" else "照片")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Files made ready to be added, and why others can't be."""

    pictures: tuple[Picture, ...]
    refused: tuple[KnownError, ...]

    @property
    def taken(self) -> date | None:
        """The earliest day on which one was taken: a suggestion for the date of the record."""
        return min((p.taken for p in self.pictures if p.taken), default=None)


def read_pictures(paths: Sequence[Path], *, tell: Tell | None = None) -> Chosen:
    """Files, and the photos in folders, made ready; each file that can't be has its sentence.

    Raises:
        KnownError: ``too_many_pictures``, ``no_pictures`` for a folder that holds none.
    """
    files = [file for path in paths for file in _files(path)]
    if len(files) > MOST_AT_ONCE:
        raise KnownError("too_many_pictures",
                         f"一共{len(files)}个文件，一次最多加{MOST_AT_ONCE}个。",
                         kept="一个都没有加。", todo="只选这一次家访的照片。")
    found: dict[str, Picture] = {}
    refused: list[KnownError] = []
    for at, file in enumerate(files):
        if tell is not None:
            tell(at, len(files), file.name)
        try:
            picture = read_picture(file)
        except KnownError as error:
            refused.append(error)
        else:
            found.setdefault(picture.digest, picture)
    return Chosen(tuple(found.values()), tuple(refused))


def read_picture(path: Path) -> Picture:
    """One file made ready.

    Raises:
        KnownError: ``photo_unreadable``, and what ``fit_picture`` says.
    """
    try:
        with path.open("rb") as file:
            data = file.read(FILE_MOST + 1)
    except OSError as error:
        raise KnownError("photo_unreadable", f"读不出“{path.name}”。", kept="别的内容都还在。",
                         todo="看看文件还在不在、U盘或手机有没有拔掉，再选一次；"
                              "也可以先不加照片。") from error
    return fit_picture(data, path.name)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    try:
        found = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file())
    except OSError:
        found = []
    if not found:
        raise KnownError("no_pictures", f"文件夹“{path.name}”里没有照片。", kept="没有改动。",
                         todo="打开它里面的文件夹，直接选照片。")
    return found


def add_pictures(store: Store, *, actor: Actor, target: str,
                 pictures: Sequence[Picture]) -> Added:
    """Hang photos or scans on a visit, an event, a paper or what happened to a paper.

    One that hangs there already is not added twice; one that was removed comes back.

    Raises:
        KnownError: ``unknown_record``, ``no_pictures``, ``other_home``.
    """
    if not pictures:
        raise KnownError("no_pictures", "没有选照片。", todo="先选照片或扫描件。")
    with store.operation("add_pictures", actor, roles=EVERYONE) as write:
        row = next((found for table in _TARGETS
                    if (found := write.session.get(table, target)) is not None), None)
        if row is None or row.gone:
            raise KnownError("unknown_record", "没有找到这条记录。", kept="照片没有加上。",
                             todo="记录可能已经撤销，刷新以后再加。")
        attach_pictures(write, row.row, pictures, pupil=row.about, home=row.home)
    return Added(target, write.changes)


def attach_pictures(write: Write, target: str, pictures: Sequence[Picture], *,
                    pupil: str | None, home: str | None = None) -> None:
    """Hang photos on a row within the operation that writes it."""
    for picture in pictures:
        write.insert(Attached, home=home, target=target, pupil=pupil,
                     digest=write.attach(picture.data), kind=picture.kind, name=picture.name,
                     day=picture.taken.isoformat() if picture.taken else None,
                     size=len(picture.data))


def note_picture(store: Store, *, actor: Actor, photo: Photo, note: str) -> Changes:
    """Write what is to be seen on a photo.

    Raises:
        KnownError: ``old_scan``.
    """
    _must_be_row(photo)
    with store.operation("note_picture", actor, roles=EVERYONE) as write:
        write.update(Attached, photo.id, prior=photo.tips, note=note.strip() or None)
    return write.changes


def remove_picture(store: Store, *, actor: Actor, photo: Photo) -> Changes:
    """Take a photo off its record; undoable, and a note written meanwhile keeps it (§3.4).

    Raises:
        KnownError: ``old_scan``.
    """
    _must_be_row(photo)
    with store.operation("remove_picture", actor, roles=EVERYONE) as write:
        write.delete(Attached, photo.id, prior=photo.tips)
    return write.changes


def _must_be_row(photo: Photo) -> None:
    if not photo.id:
        raise KnownError("old_scan", "这份扫描件是和记录一起登记的，不能单独改。",
                         kept="没有改动。", todo="记录登记错了就作废那一条，再登记一次。")


def photos_by_target(session: Session,
                     targets: Collection[str] | None = None) -> Mapping[str, tuple[Photo, ...]]:
    """Record → its photos and scans, in the order of the day they were taken, then their names.

    Of all records, or of ``targets``.
    """
    def among_them(column: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        return [] if targets is None else [among(column, targets)]

    found: dict[str, dict[str, Photo]] = defaultdict(dict)
    for table, field in _OLD_FIELDS:
        for row in rows_of(session, table, *among_them(sql_table(table).c.row)):
            if digest := row[field]:
                found[row["row"]][digest] = Photo("", digest, "scan")
    for row in rows_of(session, Attached, *among_them(sql_table(Attached).c.target)):
        if row["target"] and row["digest"]:
            found[row["target"]][row["digest"]] = Photo(
                row["row"], row["digest"], "scan" if row["kind"] == "scan" else "photo",
                row["name"] or "", iso(row["day"]), row["note"] or "", row["tips"])
    return {target: tuple(sorted(photos.values(), key=lambda p: (p.day or date.max, p.name,
                                                                 p.digest)))
            for target, photos in found.items()}


def photos_of(store: Store, target: str) -> tuple[Photo, ...]:
    """The photos and scans of one record."""
    with store.session() as session:
        return photos_by_target(session, [target]).get(target, ())


def stored_bytes(store: Store, digest: str, *, called: str) -> bytes:
    """The very bytes that were kept, looked over before they are shown or printed.

    Raises:
        KnownError: ``bytes_missing``, ``bytes_changed``.
    """
    data = store.attachment(digest)
    if data is None:
        raise KnownError("bytes_missing", f"{called}不在这台电脑上。", kept="记录都在。",
                         todo="请写它的那台电脑再报一次包，收下来就有了。")
    if hashlib.sha256(data).hexdigest() != digest:
        raise KnownError("bytes_changed", f"{called}存在这台电脑上的内容坏了。", kept="记录都在。",
                         todo="请写它的那台电脑再报一次包，或者用备份恢复。")
    return data
