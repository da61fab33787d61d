"""Draws set paragraphs, rules and marks on the pages of a PDF; knows the size of the paper."""

from collections.abc import Iterable
from io import BytesIO
from typing import Protocol

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.layers import Group, Layer, layers
from kongchuo_desktop.papers.marks import (
    Code,
    Mark,
    Picture,
    Ring,
    Run,
    Shade,
    Stroke,
    Turned,
    is_ground,
    write,
)
from kongchuo_desktop.papers.text import Glyphs, Paragraph, Rule, Style, set_paragraph

MM = 72 / 25.4
"""Points in a millimetre."""
SIZES = {"A4": (210.0, 297.0), "A5": (148.0, 210.0), "A3": (297.0, 420.0)}
"""Paper sizes in millimetres, upright."""
EDGE_MM, FOOT_MM = 5.0, 12.0
"""No printer of a school prints nearer to the edge; a foot needs so much below the text."""
BASELINE = 0.88
"""Height of the baseline above the bottom of the em square is 0.12 em in every bundled face."""
_WATERMARK_GREY = 0.86

# Readable characters instead of bytes would make a file a quarter larger and serve nobody.
rl_config.useA85 = 0


class Drawn(Protocol):
    """Something that draws itself with its top left corner at a place."""

    def draw(self, pen: "Pen", x: float, y: float) -> None: ...


class Pen:
    """A PDF being drawn. All lengths are points; ``y`` is measured from the top of the page.

    Pages are kept as marks until ``finish``: what many of them share is then written once.
    """

    def __init__(self, fonts: FontSet, width: float, height: float, title: str) -> None:
        self.fonts = fonts
        self.width = width
        self.height = height
        self._title = title
        self._pages: list[list[Group]] = []
        self._page: list[Group] = []
        self._marks: list[Mark] = []
        """Drawn last, in no group yet."""
        self._stamps: dict[tuple[int, float, float], tuple[Drawn, Group]] = {}

    def stamp(self, drawn: Drawn, x: float, y: float) -> None:
        """Draw something that is never changed; at the same place it is worked out once."""
        key = (id(drawn), x, y)
        if key not in self._stamps:
            self._close_group()
            drawn.draw(self, x, y)
            # It is kept with its marks: else another could come to live under its number.
            self._stamps[key] = drawn, tuple(self._marks)
            self._marks = []
        self._close_group()
        self._page.append(self._stamps[key][1])

    def paragraph(self, paragraph: Paragraph, x: float, y: float, *, grey: float = 0) -> None:
        style = paragraph.style
        baseline = y + (style.leading - style.size) / 2 + BASELINE * style.size
        for line in paragraph.lines:
            for part in line.parts:
                if isinstance(part, Rule):
                    under = baseline + 0.18 * style.size
                    self.rule(x + part.x, under, x + part.x + part.width, under, 0.5)
                else:
                    self._marks.append(_run(part, style, grey, x, self.height - baseline))
            baseline += style.leading

    def rule(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        width: float,
        *,
        grey: float = 0,
        dash: tuple[float, ...] = (),
    ) -> None:
        self._marks.append(Stroke(width, grey, dash, x1, self.height - y1, x2, self.height - y2))

    def shade(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        self._marks.append(Shade(x, self.height - y - height, width, height, grey))

    def circle(self, x: float, y: float, radius: float, *, grey: float) -> None:
        """A dotted circle: where a seal goes."""
        self._marks.append(Ring(x, self.height - y, radius, grey))

    def dotted(self, x: float, y: float, width: float, height: float) -> None:
        """A dotted box: where a picture is to be pasted."""
        right, bottom = x + width, y + height
        for x1, y1, x2, y2 in (
            (x, y, right, y), (x, bottom, right, bottom), (x, y, x, bottom),
            (right, y, right, bottom),
        ):
            self.rule(x1, y1, x2, y2, 0.5, grey=0.5, dash=(1.5, 2.5))

    def picture(self, jpeg: bytes, x: float, y: float, width: float, height: float) -> None:
        self._marks.append(Picture(x, self.height - y - height, width, height, jpeg))

    def code(self, x: float, y: float, size: float, side: int, bits: str) -> None:
        """A square of modules; see ``marks.Code``."""
        self._marks.append(Code(x, self.height - y - size, size, side, bits))

    def watermark(self, word: str) -> None:
        """A large pale word across the page, so that a specimen is never taken for a paper."""
        style = Style(role="hei", size=150, leading=150, align="left")
        paragraph = set_paragraph([word], style, self.width * 2, self.fonts)
        left, low = -paragraph.width / 2, -(BASELINE - 0.5) * style.size
        runs = [
            _run(part, style, _WATERMARK_GREY, left, low)
            for line in paragraph.lines
            for part in line.parts
            if isinstance(part, Glyphs)
        ]
        self._marks.append(Turned(self.width / 2, self.height / 2, 40, tuple(runs)))

    def _close_group(self) -> None:
        if self._marks:
            self._page.append(tuple(self._marks))
            self._marks = []

    def next_page(self) -> None:
        self._close_group()
        self._pages.append(self._page)
        self._page = []

    def take(self, count: int) -> list[list[Group]]:
        """The last pages, which are no longer part of the PDF."""
        taken = self._pages[-count:]
        del self._pages[-count:]
        return taken

    def add(self, pages: Iterable[list[Group]]) -> None:
        self._pages.extend(pages)

    def finish(self) -> bytes:
        """The PDF; the same pages give the same bytes."""
        out = BytesIO()
        canvas = self._canvas(out)
        found = layers(self._pages)
        names = {layer: f"layer{number}" for number, layer in enumerate(found.shared)}
        for layer, name in names.items():
            canvas.beginForm(name, 0, 0, self.width, self.height)
            write(canvas, layer.marks)
            canvas.endForm()
        for number, own in enumerate(found.own):
            _write_page(canvas, [layer for layer in names if number in layer.pages], names, own)
        canvas.save()
        return out.getvalue()

    def _canvas(self, out: BytesIO) -> Canvas:
        canvas = Canvas(
            out,
            pagesize=(self.width, self.height),
            invariant=1,
            initialFontName=self.fonts.base("body"),
            pageCompression=1,
        )
        canvas.setTitle(self._title)
        canvas.setAuthor("")
        canvas.setSubject("")
        canvas.setCreator("kongchuo-desktop")
        canvas.setProducer("kongchuo-desktop")
        return canvas


def _run(part: Glyphs, style: Style, grey: float, x: float, y: float) -> Run:
    return Run(part.font, style.size, part.space, grey, x + part.x, y, part.text, part.kerns)


def _write_page(
    canvas: Canvas, shared: list[Layer], names: dict[Layer, str], own: tuple[Mark, ...]
) -> None:
    """Grounds before what stands on them, whether shared or the page's own."""
    for ground in (True, False):
        for layer in shared:
            if layer.ground is ground:
                canvas.doForm(names[layer])
        write(canvas, [mark for mark in own if is_ground(mark) is ground])
    canvas.showPage()
