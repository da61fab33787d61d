"""A PDF of many volumes, written into a file one after the other: only one is in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    Destination,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from kongchuo_desktop.papers.binding import Document, reader_of
from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.stamps import BOOK, Home, number_pages

_CATALOG, _PAGES, _OUTLINES, _INFO = range(1, 5)
"""Objects that are written last, when all pages are known; their numbers are given at once."""


@dataclass(slots=True)
class _Mark:
    """A bookmark: the page it leads to, if it has one of its own, and what stands under it."""

    title: str
    page: int | None = None
    under: "list[_Mark]" = field(default_factory=list)


class _Moved(IndirectObject):
    """A reference to where a thing lies in the book."""

    @classmethod
    def to(cls, number: int) -> "_Moved":
        return cls(number, 0, None)


class Book:
    """Volumes in groups, all pages numbered 全册第n页 in the upper left corner.

    A volume keeps the page numbers and bookmarks that it has. ``add`` writes it; ``finish`` writes
    what stands before all (cover and contents, whose numbers are known by then) and the structure.
    """

    def __init__(self, out: BinaryIO, fonts: FontSet) -> None:
        self._out, self._fonts = out, fonts
        self._offsets: list[int] = [0] * (_INFO + 1)
        self._pages: list[int] = []
        self._marks: list[_Mark] = []
        out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    @property
    def pages(self) -> int:
        """How many there are so far."""
        return len(self._pages)

    def add(self, volume: Document, *, group: str) -> int:
        """Write a volume behind the rest; returns the number of its first page.

        Raises:
            KnownError: ``pdf_unreadable``.
        """
        first = self.pages
        reader = reader_of(volume)
        known = list(_marks_of(reader, first))
        copier = _Copier(self)
        number_pages(reader.pages, first + 1, BOOK, copier.home, self._fonts)
        self._pages += copier.copy(reader)
        # Its parts refer to each other in circles and would stay for a while, with all its bytes.
        reader.close()
        reader.stream.close()
        if not self._marks or self._marks[-1].title != group:
            self._marks.append(_Mark(group, first))
        self._marks[-1].under.append(_Mark(volume.title, first, known))
        return first + 1

    def finish(self, front: Sequence[bytes], *, title: str) -> None:
        """Lay ``front`` before all, its pages without a number, and end the file."""
        before = [number for pdf in front for number in _Copier(self).copy(PdfReader(BytesIO(pdf)))]
        pages = [_Moved.to(number) for number in (*before, *self._pages)]
        self.put(_PAGES, _dictionary(Type=NameObject("/Pages"), Kids=ArrayObject(pages),
                                     Count=NumberObject(len(pages))))
        self.put(_OUTLINES, self._outline(_OUTLINES, self._marks, opened=True))
        self.put(_INFO, _dictionary(Title=TextStringObject(title),
                                    Producer=TextStringObject("kongchuo-desktop")))
        self.put(_CATALOG, _dictionary(
            Type=NameObject("/Catalog"), Pages=_Moved.to(_PAGES),
            Outlines=_Moved.to(_OUTLINES), PageMode=NameObject("/UseOutlines")))
        self._end()

    # objects

    def reserve(self) -> int:
        """The number of a thing that will be written."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def put(self, number: int, thing: PdfObject) -> None:
        """Write a thing under its number."""
        self._offsets[number] = self._out.tell()
        self._out.write(b"%d 0 obj\n" % number)
        thing.write_to_stream(self._out)
        self._out.write(b"\nendobj\n")

    def _end(self) -> None:
        start = self._out.tell()
        size = len(self._offsets)
        self._out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for offset in self._offsets[1:]:
            self._out.write(b"%010d 00000 n \n" % offset if offset else b"0000000000 00000 f \n")
        trailer = _dictionary(Size=NumberObject(size), Root=_Moved.to(_CATALOG),
                              Info=_Moved.to(_INFO))
        self._out.write(b"trailer\n")
        trailer.write_to_stream(self._out)
        self._out.write(b"\nstartxref\n%d\n%%%%EOF\n" % start)

    # bookmarks

    def _outline(self, number: int, marks: Sequence[_Mark], *, opened: bool) -> DictionaryObject:
        """What an entry says of those under it, which are written; they are closed."""
        if not marks:
            return _dictionary()
        numbers = [self.reserve() for _ in marks]
        for at, mark in enumerate(marks):
            entry = self._outline(numbers[at], mark.under, opened=False)
            entry.update(_dictionary(Title=TextStringObject(mark.title),
                                     Parent=_Moved.to(number)))
            if mark.page is not None:
                entry[NameObject("/Dest")] = ArrayObject(
                    [_Moved.to(self._pages[mark.page]), NameObject("/Fit")])
            if at:
                entry[NameObject("/Prev")] = _Moved.to(numbers[at - 1])
            if at + 1 < len(marks):
                entry[NameObject("/Next")] = _Moved.to(numbers[at + 1])
            self.put(numbers[at], entry)
        return _dictionary(First=_Moved.to(numbers[0]), Last=_Moved.to(numbers[-1]),
                           Count=NumberObject(len(marks) if opened else -len(marks)))


class _Copier:
    """Brings pages of files into the book; what has been written refers to the book alone."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._numbers: dict[tuple[int, int], int] = {}
        """Which file and which thing of it → its number in the book."""
        self._waiting: list[IndirectObject] = []
        self.home = Home(self._moved, self._placed)

    def copy(self, reader: PdfReader) -> list[int]:
        """Write all pages and what they refer to; returns their numbers."""
        own: list[int] = []
        for page in reader.pages:
            assert page.indirect_reference is not None, "what was read has its place"
            own.append(self._number(page.indirect_reference))
        for number, page in zip(own, reader.pages, strict=True):
            page[NameObject("/Parent")] = _Moved.to(_PAGES)
            self._book.put(number, self._inside(page))
        while self._waiting:
            found = self._waiting.pop()
            thing = found.get_object()
            if thing is not None:
                self._book.put(self._number(found), self._inside(thing))
        return own

    def _number(self, found: IndirectObject) -> int:
        """A thing is met more than once and keeps its number."""
        key = _key(found)
        if key not in self._numbers:
            self._numbers[key] = self._book.reserve()
        return self._numbers[key]

    def _placed(self, thing: PdfObject) -> IndirectObject:
        number = self._book.reserve()
        self._book.put(number, self._inside(thing))
        return _Moved.to(number)

    def _moved(self, found: PdfObject) -> PdfObject:
        if isinstance(found, _Moved):
            return found
        if isinstance(found, IndirectObject):
            if _key(found) not in self._numbers:
                self._waiting.append(found)
            return _Moved.to(self._number(found))
        # A stream always has a place of its own.
        return self._placed(found) if isinstance(found, StreamObject) else self._inside(found)

    def _inside(self, thing: PdfObject) -> PdfObject:
        """The same thing, referring to the book."""
        if isinstance(thing, DictionaryObject):
            for key, value in list(thing.items()):
                thing[key] = self._moved(value)
        elif isinstance(thing, ArrayObject):
            thing[:] = [self._moved(value) for value in thing]
        return thing


def _key(found: IndirectObject) -> tuple[int, int]:
    return id(found.pdf), found.idnum


def _dictionary(**entries: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def _marks_of(reader: PdfReader, before: int) -> Iterator[_Mark]:
    """The bookmarks of a volume, leading to where its pages lie in the book."""

    def found(entries: Sequence[object]) -> Iterator[_Mark]:
        last = _Mark("")
        for entry in entries:
            if isinstance(entry, list):
                last.under += found(entry)
            elif isinstance(entry, Destination):
                page = reader.get_destination_page_number(entry)
                last = _Mark(entry.title or "", None if page is None else before + page)
                yield last

    yield from found(reader.outline)
