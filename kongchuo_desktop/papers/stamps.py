"""Page numbers stamped into the upper corners of pages that others drew."""

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Literal, NamedTuple

from pypdf import PageObject, PdfReader
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    PdfObject,
)

from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.pen import MM, Pen
from kongchuo_desktop.papers.text import Style, set_paragraph

_SIZE = (32 * MM, 5 * MM)
_FROM = (14 * MM, 7 * MM)
"""Outer and upper edge of a page's number, from those of the page."""


class Numbering(NamedTuple):
    """How pages are numbered: the words, what the stamp is called, at which side it stands."""

    words: str
    name: str
    align: Literal["left", "right"]


OWN = Numbering("第{}页", "/KcPage", "right")
"""Those of one 卷宗: 正面右上角."""
BOOK = Numbering("全册第{}页", "/KcBook", "left")


class Home(NamedTuple):
    """The file into which stamped pages go.

    Attributes:
        brought: takes over what is of another file.
        add: gives a thing a place of its own; returns the reference to it.
    """

    brought: Callable[[PdfObject], PdfObject]
    add: Callable[[PdfObject], IndirectObject]


def number_pages(pages: Sequence[PageObject], first: int, how: Numbering, home: Home,
                 fonts: FontSet) -> None:
    """Number the pages one after the other, from ``first``."""
    words = [how.words.format(number) for number in range(first, first + len(pages))]
    stamps = PdfReader(BytesIO(_drawn(words, how, fonts)))
    for page, stamp in zip(pages, stamps.pages, strict=True):
        _lay(page, home.add(_form(stamp, home)), how, home)


def _drawn(words: Sequence[str], how: Numbering, fonts: FontSet) -> bytes:
    """A small page for each number."""
    width, height = _SIZE
    pen = Pen(fonts, width, height, "")
    style = Style(size=9, leading=height, align=how.align)
    for said in words:
        pen.paragraph(set_paragraph([said], style, width, fonts), 0, 0)
        pen.next_page()
    return pen.finish()


def _form(stamp: PageObject, home: Home) -> PdfObject:
    """A small page as a thing that is laid on others."""
    form = DecodedStreamObject()
    contents = stamp.get_contents()
    form.set_data(contents.get_data() if contents is not None else b"")
    form.update({
        NameObject("/Type"): NameObject("/XObject"),
        NameObject("/Subtype"): NameObject("/Form"),
        NameObject("/BBox"): ArrayObject([FloatObject(n) for n in (0, 0, *_SIZE)]),
        NameObject("/Resources"): home.brought(stamp["/Resources"]),
    })
    return form.flate_encode()


def _lay(page: PageObject, form: IndirectObject, how: Numbering, home: Home) -> None:
    """Lay a stamp on a page, whose own content is closed in so that it can't move it."""
    if page.rotation:
        page.transfer_rotation_to_content()
    resources = page.get("/Resources", DictionaryObject()).get_object()
    # A dictionary of its own: pages of one document share theirs.
    resources = DictionaryObject(resources)
    objects = DictionaryObject(resources.get("/XObject", DictionaryObject()).get_object())
    objects[NameObject(how.name)] = form
    resources[NameObject("/XObject")] = objects
    page[NameObject("/Resources")] = resources
    box, (width, height), (aside, high) = page.mediabox, _SIZE, _FROM
    x = float(box.left) + aside if how.align == "left" else float(box.right) - aside - width
    y = float(box.top) - high - height
    opened, closed = DecodedStreamObject(), DecodedStreamObject()
    opened.set_data(b"q\n")
    closed.set_data(f"\nQ q 1 0 0 1 {x:.2f} {y:.2f} cm {how.name} Do Q".encode())
    page[NameObject("/Contents")] = ArrayObject([
        home.add(opened), *_contents(page, home), home.add(closed)])


def _contents(page: PageObject, home: Home) -> Iterator[PdfObject]:
    """The streams of a page, each as it is referred to."""
    raw = page.raw_get("/Contents") if "/Contents" in page else ArrayObject()
    found = raw.get_object()
    if isinstance(found, ArrayObject):
        yield from found
    else:
        yield raw if raw is not found else home.add(found)
