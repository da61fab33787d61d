"""Draws set paragraphs, rules and marks on the pages of a PDF; knows the size of the paper."""

from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.text import Glyphs, Paragraph, Rule, Style, set_paragraph

MM = 72 / 25.4
"""Points in a millimetre."""
SIZES = {"A4": (210.0, 297.0), "A5": (148.0, 210.0), "A3": (297.0, 420.0)}
"""Paper sizes in millimetres, upright."""
_BASELINE = 0.88
"""Height of the baseline above the bottom of the em square is 0.12 em in every bundled face."""
_SQUARE = 2
"""Line cap with which the corners of a table close."""
_WATERMARK_GREY = 0.86


class Pen:
    """A PDF being drawn. All lengths are points; ``y`` is measured from the top of the page."""

    def __init__(self, fonts: FontSet, width: float, height: float, title: str) -> None:
        self.fonts = fonts
        self.width = width
        self.height = height
        self._out = BytesIO()
        self._canvas = Canvas(
            self._out,
            pagesize=(width, height),
            invariant=1,
            initialFontName=fonts.base("body"),
            pageCompression=1,
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor("")
        self._canvas.setSubject("")
        self._canvas.setCreator("kongchuo-desktop")
        self._canvas.setProducer("kongchuo-desktop")

    def paragraph(self, paragraph: Paragraph, x: float, y: float, *, grey: float = 0) -> None:
        style = paragraph.style
        ascent = (style.leading - style.size) / 2 + _BASELINE * style.size
        self._canvas.setFillGray(grey)
        for number, line in enumerate(paragraph.lines):
            baseline = y + number * style.leading + ascent
            for part in line.parts:
                if isinstance(part, Rule):
                    under = baseline + 0.18 * style.size
                    self.rule(x + part.x, under, x + part.x + part.width, under, 0.5)
                else:
                    self._glyphs(part, x, baseline, style)

    def _glyphs(self, part: Glyphs, x: float, baseline: float, style: Style) -> None:
        text = self._canvas.beginText(x + part.x, self.height - baseline)
        text.setFont(part.font, style.size)
        text.setCharSpace(part.space)
        text.textOut(part.text)
        self._canvas.drawText(text)

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
        self._canvas.setStrokeGray(grey)
        self._canvas.setLineWidth(width)
        self._canvas.setLineCap(0 if dash else _SQUARE)
        self._canvas.setDash(list(dash))
        self._canvas.line(x1, self.height - y1, x2, self.height - y2)

    def shade(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        self._canvas.setFillGray(grey)
        self._canvas.rect(x, self.height - y - height, width, height, stroke=0, fill=1)

    def circle(self, x: float, y: float, radius: float, *, grey: float) -> None:
        """A dotted circle: where a seal goes."""
        self._canvas.setStrokeGray(grey)
        self._canvas.setLineWidth(0.6)
        self._canvas.setDash([1, 2.5])
        self._canvas.circle(x, self.height - y, radius)

    def watermark(self, word: str) -> None:
        """A large pale word across the page, so that a specimen is never taken for a paper."""
        style = Style(role="hei", size=150, leading=150, align="left")
        paragraph = set_paragraph([word], style, self.width * 2, self.fonts)
        self._canvas.saveState()
        self._canvas.translate(self.width / 2, self.height / 2)
        self._canvas.rotate(40)
        self._canvas.translate(-paragraph.width / 2, -self.height + paragraph.height / 2)
        self.paragraph(paragraph, 0, 0, grey=_WATERMARK_GREY)
        self._canvas.restoreState()

    def next_page(self) -> None:
        self._canvas.showPage()

    def finish(self) -> bytes:
        self._canvas.save()
        return self._out.getvalue()
