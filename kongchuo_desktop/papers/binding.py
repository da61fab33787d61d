"""Binds papers, scans and photos into one file with page numbers and bookmarks."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PdfReadError

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.papers.boxes import PhotoRow
from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.pages import draw_page
from kongchuo_desktop.papers.pen import MM, SIZES, Pen
from kongchuo_desktop.papers.pictures import fitted
from kongchuo_desktop.papers.stamps import OWN, Home, number_pages
from kongchuo_desktop.papers.text import Style, set_paragraph

_MARGIN, _GAP, _CAPTION = 22 * MM, 6 * MM, 16.0
_PLACES = {1: (1, 1), 2: (1, 2), 3: (1, 3), 4: (2, 2)}
"""Photos of a page: how many side by side, and how many rows of them."""
_NO_PICTURE, _NO_HEIGHT = ("照片打不开",), 30 * MM


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture (JPEG or PNG) and the words below it."""

    data: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class Document:
    """What stands in the file one after the other: pages under a title.

    ``level``: 0 for what stands in the bookmarks itself, 1 for what stands under that.
    """

    title: str
    pdf: bytes
    level: int = 0


def page_counts(documents: Sequence[Document]) -> list[int]:
    """How many pages each of them has.

    Raises:
        KnownError: ``pdf_unreadable``.
    """
    return [len(reader_of(document).pages) for document in documents]


def first_pages(documents: Sequence[Document]) -> list[int]:
    """The number that the first page of each will bear, for the contents."""
    counts = page_counts(documents)
    return [1 + sum(counts[:place]) for place in range(len(counts))]


def bind(front: Sequence[bytes], documents: Sequence[Document], *, title: str,
         fonts: FontSet, back: Sequence[bytes] = ()) -> bytes:
    """One PDF: what stands in ``front`` (cover, contents) without a number, then the documents,
    their pages numbered from 1 at the upper right, each with its bookmark, then ``back``.

    Raises:
        KnownError: ``pdf_unreadable`` for a file that is none or is locked.
    """
    writer = PdfWriter()
    for pdf in front:
        writer.append(BytesIO(pdf), import_outline=False)
    before = len(writer.pages)
    parents: list[Any] = []
    for document in documents:
        place = len(writer.pages)
        writer.append(reader_of(document), import_outline=False)
        parent = parents[-1] if document.level and parents else None
        made = writer.add_outline_item(title=document.title, page_number=place, parent=parent)
        if document.level == 0:
            parents.append(made)
    within = list(writer.pages)[before:]
    for pdf in back:
        writer.append(BytesIO(pdf), import_outline=False)
    home = Home(lambda thing: thing.clone(writer), writer._add_object)
    number_pages(within, 1, OWN, home, fonts)
    writer.metadata = {"/Title": title, "/Producer": "kongchuo-desktop"}
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def photo_pages(photos: Sequence[Photo], *, fonts: FontSet, per_page: int = 2) -> bytes:
    """Photos on A4 pages, 1 to 4 of them on each, upright and never stretched."""
    across, down = _PLACES[per_page]
    width, height = (side * MM for side in SIZES["A4"])
    pen = Pen(fonts, width, height, "照片")
    place = (width - 2 * _MARGIN - (across - 1) * _GAP) / across
    room = (height - 2 * _MARGIN) / down
    style = Style(size=10.5, leading=_CAPTION, align="center")
    for start in range(0, len(photos), per_page):
        shown = photos[start : start + per_page]
        rows = []
        for first in range(0, len(shown), across):
            places = []
            for photo in shown[first : first + across]:
                found = fitted(photo.data, place, room - 2 * _CAPTION - _GAP)
                words = [photo.caption] if found else _NO_PICTURE
                places.append((found, set_paragraph(words, style, place, fonts)))
            tallest = max((photo.height for photo, _ in places if photo), default=_NO_HEIGHT)
            rows.append(PhotoRow(places, place, _GAP, tallest))
        draw_page(pen, rows, _MARGIN, _MARGIN)
        pen.next_page()
    return pen.finish()


def reader_of(document: Document) -> PdfReader:
    """A document opened.

    Raises:
        KnownError: ``pdf_unreadable`` for a file that is none or is locked.
    """
    try:
        reader = PdfReader(BytesIO(document.pdf))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _unreadable(document)
        len(reader.pages)
    except (PdfReadError, ValueError, KeyError, RecursionError) as error:
        raise _unreadable(document) from error
    return reader


def _unreadable(document: Document) -> KnownError:
    return KnownError("pdf_unreadable", f"“{document.title}”的文件打不开，装不进卷宗。",
                      kept="卷宗没有生成，原来的材料都在。",
                      todo="重新扫描或另存一份再附上，或者先不选这一份。")
