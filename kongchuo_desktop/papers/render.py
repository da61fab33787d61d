"""A form and the facts of its subjects become one PDF; same input, same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from kongchuo_desktop.papers.boxes import Box, draw_page, paginate, stretch, total
from kongchuo_desktop.papers.fill import Filler
from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.layout import Layout
from kongchuo_desktop.papers.pen import MM, SIZES, Pen
from kongchuo_desktop.papers.template import Cite

SPECIMEN = "样张"
_SCALES = (1.0, 0.97, 0.94, 0.91, 0.88, 0.85, 0.82)
"""Tried in turn for a form that is to fit one page; smaller would not be read by old eyes."""
_FOOTER_DROP = 3 * MM
_LOCK = Lock()
"""reportlab keeps fonts and their reading positions per process."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One subject's pages within a PDF.

    Attributes:
        first: number of its first page in the PDF, from 1; ``pages`` is how many it has.
        blanks: labels of what is not known and was left as a line to fill by hand.
        missing: characters that no font can print → label of the field they stand in.
    """

    first: int
    pages: int
    blanks: tuple[str, ...]
    missing: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A PDF and what is to be said about each of its copies."""

    pdf: bytes
    copies: tuple[Copy, ...]

    @property
    def pages(self) -> int:
        return sum(copy.pages for copy in self.copies)


def render(
    form: Form,
    values: Sequence[Mapping[str, object]],
    *,
    cite: Cite,
    fonts: FontSet,
    specimen: bool = False,
) -> Rendered:
    """Print ``form`` once for every element of ``values``, each beginning a new page.

    Args:
        values: by field name (``Form.values`` gives what is known); dates are ``date`` or ISO
            text, ``dates`` lists of them, ``rows`` lists of mappings. ``number`` may
            be given besides (else there is a line to write it on), and ``title`` where the
            profile in force gives the paper one of its own.
        cite: gives the wording of a law's article, refuses one that is not in force.
        specimen: print 样张 across every page.
    """
    with _LOCK:
        size = SIZES[form.page.size]
        across, upright = size[::-1] if form.page.landscape else size
        pen = Pen(fonts, across * MM, upright * MM, form.title)
        copies: list[Copy] = []
        for each in values:
            filler = Filler(form, each, cite, fonts)
            pages = _pages(form, filler, fonts, pen)
            first = sum(copy.pages for copy in copies) + 1
            _draw(form, filler, fonts, pen, pages, specimen=specimen)
            copies.append(Copy(first, len(pages), tuple(filler.blanks), filler.missing))
        return Rendered(pen.finish(), tuple(copies))


def _pages(form: Form, filler: Filler, fonts: FontSet, pen: Pen) -> list[list[Box]]:
    top, right, bottom, left = (margin * MM for margin in form.page.margins)
    width, room = pen.width - left - right, pen.height - top - bottom
    boxes: list[Box] = []
    for scale in _SCALES if form.page.fit else _SCALES[:1]:
        boxes = Layout(filler, fonts, width, scale).boxes(form.parts)
        if total(boxes) <= room:
            break
    pages = paginate(boxes, room)
    if len(pages) == 1:
        stretch(boxes, room)
    return pages


def _draw(
    form: Form,
    filler: Filler,
    fonts: FontSet,
    pen: Pen,
    pages: Sequence[Sequence[Box]],
    *,
    specimen: bool,
) -> None:
    top, right, bottom, left = (margin * MM for margin in form.page.margins)
    layout = Layout(filler, fonts, pen.width - left - right)
    for number, boxes in enumerate(pages, start=1):
        if specimen:
            pen.watermark(SPECIMEN)
        draw_page(pen, boxes, left, top)
        if form.page.footer:
            filler.values |= {"page": number, "pages": len(pages)}
            foot = layout.footer(form.page.footer)
            pen.paragraph(foot, left, pen.height - bottom + _FOOTER_DROP)
        pen.next_page()
