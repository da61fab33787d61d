"""迎检材料 as one PDF: all ledgers and 卷宗 of a period behind a cover and contents."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import stick_faults
from kongchuo_desktop.exchange.names import file_name
from kongchuo_desktop.operations.inspection import Inspection
from kongchuo_desktop.operations.inspection_ledgers import DOSSIERS, LEDGERS, Volume, volumes
from kongchuo_desktop.operations.papers import draft_papers, fonts
from kongchuo_desktop.operations.progress import Told, bound_in_turn
from kongchuo_desktop.papers.binding import Document
from kongchuo_desktop.papers.book import Book
from kongchuo_desktop.store.store import Store

COVER, CONTENTS = "inspection_cover", "inspection_contents"
PART = ".part"
"""What is not whole yet bears this ending; nothing of it is left where it was stopped."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: a volume, the number of its first page in the book, how many it has,
    and what it lacks, as people call it."""

    group: str
    title: str
    page: int
    pages: int
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoundBook:
    """What was bound.

    Attributes:
        pages: that bear a number; cover and contents bear none.
        absent: what is known but not on this computer or can't be read, as people call it.
    """

    path: Path
    pages: int
    entries: tuple[Entry, ...]

    @property
    def absent(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(said for entry in self.entries for said in entry.lacking))


def bind_book(store: Store, seen: Inspection, *, folder: Path, user: str = "",
              progress: Told | None = None,
              cancelled: Callable[[], bool] | None = None) -> BoundBook:
    """Write all ledgers of the period and the 卷宗 of each child with a case in it as one PDF with
    cover, contents, page numbers and bookmarks, put together by ``user``.

    Whole or not at all: it is made under another name and renamed at the end. Each volume is made
    when it is written, so that one at a time is in memory.

    Raises:
        KnownError: ``cancelled``, ``file_exists``, or what ``stick_faults`` says of the place.
    """
    target = folder / file_name(f"迎检材料 {seen.unit}", seen.span.title, f"{seen.day:%Y%m%d}",
                                extension=".pdf")
    part = target.with_name(target.name + PART)
    # Asked before anything goes wrong: of a stick that is gone nothing can be known.
    with stick_faults.writing(platform.place_kind(folder)):
        if target.exists():
            raise KnownError("file_exists", f"“{target.name}”已经在那里了。", kept="没有改动。",
                             todo="先把原来的改个名字，或者换一个文件夹。")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as out:
                binder = _Binder(store, seen, user, out)
                binder.write(volumes(store, seen, user=user), progress, cancelled)
                platform.flush_file(out)
            platform.replace(part, target)
        finally:
            # A stick that is gone cannot be tidied; the next attempt writes over the rest.
            with suppress(OSError):
                part.unlink(missing_ok=True)
    return BoundBook(target, binder.book.pages, tuple(binder.entries))


class _Binder:
    """Binds one book; keeps what the contents say of what has been bound."""

    def __init__(self, store: Store, seen: Inspection, user: str, out: BinaryIO) -> None:
        self._store, self._seen, self._user = store, seen, user
        self.book = Book(out, fonts())
        self.entries: list[Entry] = []

    def write(self, found: Sequence[Volume], progress: Told | None,
              cancelled: Callable[[], bool] | None) -> None:
        for volume in bound_in_turn(found, lambda each: each.title, progress, cancelled):
            made = volume.make()
            first = self.book.add(Document(volume.title, made.pdf), group=volume.folder)
            self.entries.append(Entry(volume.folder, volume.title, first,
                                      self.book.pages - first + 1,
                                      tuple(dict.fromkeys(one.said for one in made.lacking))))
        self.book.finish([self._form(COVER, self._sums()),
                          self._form(CONTENTS, {"volumes": self._rows()})],
                         title=f"{self._seen.unit}迎检材料（{self._seen.span.dated}）")

    def _form(self, form: str, asked: dict[str, Any]) -> bytes:
        (draft,) = draft_papers(self._store, form_id=form, pupils=[], day=self._seen.day,
                                asked={"period": self._seen.span.dated, **asked},
                                user=self._user, coded=False)
        return draft.pdf

    def _sums(self) -> dict[str, Any]:
        groups = [entry.group for entry in self.entries]
        return {"document": f"《{self._seen.title}》" if self._seen.title else None,
                "ledgers": groups.count(LEDGERS), "dossiers": groups.count(DOSSIERS),
                "sheets": self.book.pages}

    def _rows(self) -> list[dict[str, Any]]:
        """The rows of the contents: each group under its name."""
        rows: list[dict[str, Any]] = []
        group = ""
        for order, entry in enumerate(self.entries, start=1):
            if entry.group != group:
                group = entry.group
                rows.append({"title": group})
            rows.append({"order": str(order), "title": entry.title, "sheets": str(entry.pages),
                         "page": str(entry.page), "note": "、".join(entry.lacking)})
        return rows
