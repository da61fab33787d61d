"""A form and the facts of its subjects become one PDF; same input, same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from kongchuo_desktop.papers.boxes import Box, draw_page, paginate, stretch, total
from kongchuo_desktop.papers.fill import Filler
from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.layout import Known, Layout
from kongchuo_desktop.papers.pen import MM, SIZES, Pen
from kongchuo_desktop.papers.template import Cite, Ref, Template

SPECIMEN, PRACTICE = "样张", "练习"
_SCALES = (1.0, 0.97, 0.94, 0.91, 0.88, 0.85, 0.82)
"""Tried in turn for a form that is to fit one page; smaller would not be read by old eyes."""
_FOOTER_DROP = 3 * MM
_CODE: Template = ("　校验码 ", Ref("paper_code"))
"""In the foot of every paper that has a code, whatever its form."""
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
    practice: bool = False,
) -> Rendered:
    """Print ``form`` once for every element of ``values``, each beginning a new page.

    Args:
        values: by field name (``Form.values`` gives what is known); dates are ``date`` or ISO
            text, ``dates`` lists of them, ``rows`` lists of mappings. ``number`` may
            be given besides (else there is a line to write it on), ``title`` where the profile
            in force gives the paper one of its own, and ``paper_code`` to stand in the foot.
        cite: gives the wording of a law's article, refuses one that is not in force.
        specimen: print 样张 across every page.
        practice: print 练习 across every page: nobody in it is real.
    """
    with _LOCK:
        size = SIZES[form.page.size]
        across, upright = size[::-1] if form.page.landscape else size
        pen = Pen(fonts, across * MM, upright * MM, form.title)
        setter = _Setter(form, fonts, pen)
        mark = SPECIMEN if specimen else PRACTICE if practice else ""
        copies: list[Copy] = []
        first = 1
        for each in values:
            filler = Filler(form, each, cite, fonts)
            pages = setter.pages(filler)
            setter.draw(filler, pages, mark)
            copies.append(Copy(first, len(pages), tuple(filler.blanks), filler.missing))
            first += len(pages)
        return Rendered(pen.finish(), tuple(copies))


class _Setter:
    """Sets and draws one copy after the other; what it learns from one serves the next."""

    def __init__(self, form: Form, fonts: FontSet, pen: Pen) -> None:
        self._top, right, self._bottom, self._left = (m * MM for m in form.page.margins)
        self._width = pen.width - self._left - right
        self._room = pen.height - self._top - self._bottom
        self._form = form
        self._fonts = fonts
        self._pen = pen
        self._known = Known()
        self._step = 0

    def pages(self, filler: Filler) -> list[list[Box]]:
        boxes = self._fitting(filler) if self._form.page.fit else self._boxes(filler, 0)
        pages = paginate(boxes, self._room)
        if len(pages) == 1:
            stretch(boxes, self._room)
        return pages

    def draw(self, filler: Filler, pages: Sequence[Sequence[Box]], across: str) -> None:
        """Draw the pages of one copy, each with its foot and perhaps a pale word across it."""
        for number, boxes in enumerate(pages, start=1):
            if across:
                self._pen.watermark(across)
            draw_page(self._pen, boxes, self._left, self._top)
            if self._form.page.footer:
                filler.values |= {"page": number, "pages": len(pages)}
                code = _CODE if "paper_code" in filler.values else ()
                foot = self._layout(filler, 0).footer((*self._form.page.footer, *code))
                low = self._pen.height - self._bottom + _FOOTER_DROP
                self._pen.paragraph(foot, self._left, low)
            self._pen.next_page()

    def _layout(self, filler: Filler, step: int) -> Layout:
        return Layout(filler, self._fonts, self._width, _SCALES[step], self._known)

    def _boxes(self, filler: Filler, step: int) -> list[Box]:
        return self._layout(filler, step).boxes(self._form.parts)

    def _fitting(self, filler: Filler) -> list[Box]:
        """The boxes at the first scale at which they fit, tried from the last copy's on."""
        boxes = self._boxes(filler, self._step)
        while total(boxes) > self._room and self._step + 1 < len(_SCALES):
            self._step += 1
            boxes = self._boxes(filler, self._step)
        while self._step and self._could_grow(total(boxes)):
            larger = self._boxes(filler, self._step - 1)
            if total(larger) > self._room:
                break
            self._step -= 1
            boxes = larger
        return boxes

    def _could_grow(self, height: float) -> bool:
        """Heights grow at least as the type does, for no paragraph gets fewer lines by growing."""
        return height * _SCALES[self._step - 1] / _SCALES[self._step] <= self._room
