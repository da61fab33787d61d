"""A form and the facts of its subjects become one PDF; same input, same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from kongchuo_desktop.papers.boxes import CODE_SIZE, Box, CodeMark
from kongchuo_desktop.papers.fill import Filler
from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.form import Form, Part
from kongchuo_desktop.papers.layout import Layout
from kongchuo_desktop.papers.letter import PAGE_NUMBER_DROP, SMALL
from kongchuo_desktop.papers.pages import draw_page, paginate, stretch, total
from kongchuo_desktop.papers.pen import EDGE_MM, FOOT_MM, MM, SIZES, Pen
from kongchuo_desktop.papers.qr import square_of
from kongchuo_desktop.papers.setting import Known
from kongchuo_desktop.papers.stand_ins import Stood, mould, printed_only
from kongchuo_desktop.papers.template import Cite, Ref, Template

SPECIMEN, PRACTICE = "样张", "练习"
_SCALES = (1.0, 0.97, 0.94, 0.91, 0.88, 0.85, 0.82)
"""Tried in turn for a form that is to fit one page; smaller would not be read by old eyes. What
does not fit even so is set in full size on as many pages as it takes."""
_FOOTER_DROP = 3 * MM
_CODE: Template = ("　校验码 ", Ref("paper_code"))
"""In the foot of every paper that has a code, whatever its form."""
_PAGE_NUMBER: Template = ("— ", Ref("page"), " —")
_PAGE_OF: Template = ("第", Ref("page"), "页　共", Ref("pages"), "页")
"""In the foot of a sheet that goes on over several pages and whose form writes nothing there."""
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
        """Pages of the PDF, with the empty backs between copies that are printed on both sides."""
        return self.copies[-1].first + self.copies[-1].pages - 1 if self.copies else 0


def render(
    form: Form,
    values: Sequence[Mapping[str, object]],
    *,
    cite: Cite,
    fonts: FontSet,
    specimen: bool = False,
    practice: bool = False,
    known: Known | None = None,
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
        known: what was set for other PDFs of this very form and day; it learns from this one.
    """
    with _LOCK:
        size = SIZES[form.page.size]
        across, upright = size[::-1] if form.page.landscape else size
        pen = Pen(fonts, across * MM, upright * MM, form.title)
        known = known or Known()
        setter = _Setter(form, fonts, pen, known)
        printed = known.plan(form, printed_only)
        mark = SPECIMEN if specimen else PRACTICE if practice else ""
        copies: list[Copy] = []
        first = 1
        for each in values:
            stood = Stood(form, printed, each, fonts)
            code = square_of(each) if "paper_code" in each else None
            key = (stood.shape, mark, code and code.side)
            if key not in known.moulds:
                filler = Filler(form, each, cite, fonts, stood.texts)
                pages = setter.pages(filler)
                setter.draw(filler, pages, mark)
                known.moulds[key] = mould(
                    pen.take(len(pages)), tuple(filler.blanks), filler.missing)
            made = known.moulds[key]
            pen.add(made.filled(stood.signs, code))
            count = len(made.pages)
            copies.append(Copy(first, count, made.blanks, made.missing))
            first += count
            if form.page.twosided and count % 2 and len(copies) < len(values):
                pen.next_page()
                first += 1
        return Rendered(pen.finish(), tuple(copies))


@dataclass(frozen=True, slots=True)
class _Set:
    """A page that is set; it is one of so many (``of``) that its sheet takes."""

    boxes: list[Box]
    number: int = 1
    of: int = 1


class _Setter:
    """Sets and draws one copy after the other; what it learns from one serves the next."""

    def __init__(self, form: Form, fonts: FontSet, pen: Pen, known: Known) -> None:
        self._top, self._right, self._bottom, self._left = (m * MM for m in form.page.margins)
        self._width = pen.width - self._left - self._right
        self._form = form
        self._sheets = _sheets(form.parts)
        self._fonts = fonts
        self._pen = pen
        self._known = known
        self._steps = [0] * len(self._sheets)

    def pages(self, filler: Filler) -> list[_Set]:
        """The pages of one copy; parts that ask for it begin on one of their own."""
        pages: list[_Set] = []
        code = self._foot_code(filler)
        for number, parts in enumerate(self._sheets):
            low = code.quiet + CODE_SIZE + EDGE_MM * MM if code else 0
            room = self._pen.height - self._top - max(self._bottom, low)
            fit = self._form.page.fit
            boxes = (self._fitting(filler, number, room) if fit
                     else self._boxes(filler, parts, 0))
            if not boxes and len(self._sheets) > 1:
                continue  # a part that does not hold leaves no empty page
            if total(boxes) > room:  # it goes on, and the foot of each page says so
                room = min(room, self._pen.height - self._top - FOOT_MM * MM)
            parted = paginate(boxes, room)
            stretch(parted[-1], room)
            pages += [_Set(each, n, len(parted)) for n, each in enumerate(parted, start=1)]
        return pages

    def draw(self, filler: Filler, pages: Sequence[_Set], across: str) -> None:
        """Draw the pages of one copy, each with its foot and perhaps a pale word across it."""
        code = self._foot_code(filler)
        for number, page in enumerate(pages, start=1):
            if across:
                self._pen.watermark(across)
            back = self._form.page.twosided and number % 2 == 0
            left = self._right if back else self._left
            draw_page(self._pen, page.boxes, left, self._top)
            filler.values |= {"page": number, "pages": len(pages)}
            self._foot(filler, number, left, code if number == 1 else None)
            if page.of > 1 and not (self._form.page.footer or self._form.page.letter):
                filler.values |= {"page": page.number, "pages": page.of}
                self._line(filler, _PAGE_OF, left)
            self._pen.next_page()

    def _foot(self, filler: Filler, number: int, left: float, code: CodeMark | None) -> None:
        page = self._form.page
        if code:
            # What is written in the foot says the code as well.
            low = self._pen.height - EDGE_MM * MM - CODE_SIZE
            code.draw(self._pen, left + code.quiet, low, words=not page.footer)
        if page.letter and not page.footer:
            # One character in from the edge (GB/T 9704-2012, 7.5).
            odd = number % 2 == 1
            layout, body = self._layout(filler, 0), self._pen.height - self._bottom
            foot = layout.footer(_PAGE_NUMBER, "right" if odd else "left", SMALL, "song")
            shift = -SMALL if odd else SMALL
            self._pen.paragraph(foot, left + shift, body + PAGE_NUMBER_DROP)
        elif page.footer:
            said = _CODE if "paper_code" in filler.values else ()
            aside = CODE_SIZE + 2 * code.quiet if code else 0
            self._line(filler, (*page.footer, *said), left, aside)

    def _line(self, filler: Filler, words: Template, left: float, aside: float = 0) -> None:
        """A line in the middle of the page's foot."""
        foot = self._layout(filler, 0).footer(words, aside=aside)
        lowest = self._pen.height - EDGE_MM * MM - foot.height
        body = self._pen.height - self._bottom
        self._pen.paragraph(foot, left + aside, min(body + _FOOTER_DROP, lowest))

    def _foot_code(self, filler: Filler) -> CodeMark | None:
        """The code in the foot of the first page, where no signature has it beside it."""
        if "paper_code" not in filler.values:
            return None
        layout = self._layout(filler, 0)
        return None if layout.code_beside(self._form.parts) else layout.code()

    def _layout(self, filler: Filler, step: int) -> Layout:
        side = min(self._left, self._right) - EDGE_MM * MM
        return Layout(filler, self._fonts, self._width, _SCALES[step], self._known, side)

    def _boxes(self, filler: Filler, parts: Sequence[Part], step: int) -> list[Box]:
        return self._layout(filler, step).boxes(parts)

    def _fitting(self, filler: Filler, sheet: int, room: float) -> list[Box]:
        """The boxes at the first scale at which they fit, tried from the last copy's on; in full
        size if there is none."""
        parts = self._sheets[sheet]
        step = self._steps[sheet]
        boxes = self._boxes(filler, parts, step)
        while total(boxes) > room and step + 1 < len(_SCALES):
            step += 1
            boxes = self._boxes(filler, parts, step)
        while step and _could_grow(total(boxes), step, room):
            larger = self._boxes(filler, parts, step - 1)
            if total(larger) > room:
                break
            step -= 1
            boxes = larger
        self._steps[sheet] = step
        return boxes if total(boxes) <= room else self._boxes(filler, parts, 0)


def _sheets(parts: Sequence[Part]) -> list[list[Part]]:
    """The parts, those together that do not begin on a page of their own."""
    sheets: list[list[Part]] = []
    for part in parts:
        if part.new_page or not sheets:
            sheets.append([])
        sheets[-1].append(part)
    return sheets


def _could_grow(height: float, step: int, room: float) -> bool:
    """Heights grow at least as the type does, for no paragraph gets fewer lines by growing."""
    return height * _SCALES[step - 1] / _SCALES[step] <= room
