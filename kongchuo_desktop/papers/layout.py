"""Turns a filled form into boxes of a given width."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from functools import partial

from kongchuo_desktop.domain.charts.model import Chart
from kongchuo_desktop.papers.boxes import (
    Box,
    CodeMark,
    CutLine,
    Imprint,
    PhotoRow,
    Ruled,
    Signature,
    Space,
    TextBox,
)
from kongchuo_desktop.papers.chart_box import SIZES, ChartBox, SideBySide
from kongchuo_desktop.papers.chart_shapes import Size
from kongchuo_desktop.papers.fill import Filler, RowOf
from kongchuo_desktop.papers.fonts import FontSet, Role
from kongchuo_desktop.papers.form import (
    Block,
    ChartBlock,
    GridBlock,
    ImprintBlock,
    LineBlock,
    ListBlock,
    Part,
    PhotosBlock,
    SignBlock,
    SpaceBlock,
    TextBlock,
)
from kongchuo_desktop.papers.layout_grid import grid_boxes
from kongchuo_desktop.papers.layout_list import list_boxes
from kongchuo_desktop.papers.letter import SMALL
from kongchuo_desktop.papers.marks import RED
from kongchuo_desktop.papers.pen import MM
from kongchuo_desktop.papers.pictures import fitted
from kongchuo_desktop.papers.qr import square_of
from kongchuo_desktop.papers.setting import Known, Setting
from kongchuo_desktop.papers.template import Template, all_hold
from kongchuo_desktop.papers.text import Align, Paragraph
from kongchuo_desktop.papers.titles import balanced
from kongchuo_desktop.papers.values import rows_of

_CUT_HEIGHT = 18.0
_CUT_OVERHANG = 9 * MM
_PHOTO_GAP = 3 * MM
_CHART_GAP = 8 * MM
_ENDLESS = 10_000.0
"""Wider than any line: the words of a chart stay on one."""
_PASTE = ("照片粘贴处",)


class Layout:
    """Makes the boxes of one copy; ``scale`` shrinks type and heights so that it fits a page.

    Args:
        side: how far a line to cut along may reach into the margins, in points.
        known: may be kept from copy to copy of one form, fonts, width and law book.
    """

    def __init__(
        self,
        filler: Filler,
        fonts: FontSet,
        width: float,
        scale: float = 1.0,
        known: Known | None = None,
        side: float = _CUT_OVERHANG,
    ) -> None:
        self._filler = filler
        self._setting = Setting(filler, fonts, width, scale, known or Known())
        self._width = width
        self._scale = scale
        self._overhang = min(side, _CUT_OVERHANG)

    def boxes(self, parts: Sequence[Part]) -> list[Box]:
        return [box for part in parts for box in self._part(part)]

    def footer(
        self,
        template: Template,
        align: Align = "center",
        size: float = 9,
        role: Role = "body",
        aside: float = 0,
    ) -> Paragraph:
        """The line at a page's foot, with so many points free on both sides of it."""
        # It is as large on a page whose type was made smaller.
        setting = self._setting
        size, leading = size / self._scale, size * 4 / 3 / self._scale
        style = setting.style(role=role, size=size, leading=leading, align=align)
        return setting.set(self._filler.pieces(template), style, self._width - 2 * aside)

    @property
    def coded(self) -> bool:
        """Whether the copy bears a code: it is issued, or shown as it would be."""
        return "paper_code" in self._filler.values

    def code(self) -> CodeMark | None:
        """The square code of the copy; None where it bears none."""
        if not self.coded:
            return None
        code = self._filler.stood.get("paper_code") or str(self._filler.values["paper_code"])
        style = self._setting.style(size=7.5 / self._scale, leading=10 / self._scale, align="left")
        words = self._setting.set([f"校验码\n{code}"], style, 30 * MM)
        return CodeMark(square_of(self._filler.values), words)

    def code_beside(self, parts: Sequence[Part]) -> SignBlock | None:
        """The signature that the code stands beside: the first of what leaves the school."""
        values = self._filler.values
        return next((
            block for part in parts if part.leaves and all_hold(part.when, values)
            for block in part.blocks
            if isinstance(block, SignBlock) and all_hold(block.when, values)), None)

    def _part(self, part: Part) -> Iterator[Box]:
        if not all_hold(part.when, self._filler.values):
            return
        signed = self.code_beside([part]) if self.coded else None
        shown = [block for block in part.blocks if all_hold(block.when, self._filler.values)]
        for place, block in enumerate(shown):
            below = (each for each in shown[place + 1 :] if not isinstance(each, SpaceBlock))
            made = self._block(block, coded=block is signed)
            yield from _held(made) if isinstance(next(below, None), SignBlock) else made
        if part.cut:
            yield from self._setting.once(part, [part.cut], lambda: [self._cut(part.cut)])

    def _cut(self, template: Template) -> Box:
        style = self._setting.style(size=9, leading=12, align="center")
        paragraph = self._setting.set(self._filler.pieces(template), style, self._width)
        return CutLine(paragraph, self._width, self._overhang, _CUT_HEIGHT * self._scale)

    def _block(self, block: Block, *, coded: bool) -> Iterator[Box]:
        match block:
            case TextBlock():
                yield from self._setting.once(
                    block, [block.text], lambda: [*self._text(block)])
            case SpaceBlock():
                yield Space(block.height * MM * self._scale, block.grow)
            case LineBlock():
                height = (block.weight + 2) * self._scale
                yield Ruled(self._width, block.weight, height, block.colour == "red")
            case GridBlock():
                yield from grid_boxes(block, self._setting)
            case ListBlock():
                yield from list_boxes(block, self._setting)
            case PhotosBlock():
                yield from self._photos(block)
            case ChartBlock():
                yield from self._charts(block)
            case SignBlock():
                code = self.code() if coded else None
                yield from self._setting.once(
                    block, block.lines, lambda: [self._sign(block, code)],
                    code and code.modules.side)
            case ImprintBlock():
                yield Space(0, grow=1)
                yield self._imprint(block)

    def _text(self, block: TextBlock) -> Iterator[Box]:
        style = self._setting.style(role=block.role, size=block.size, leading=block.leading,
                                    align=block.align, indent=block.indent)
        if block.before:
            yield Space(block.before * self._scale)
        pieces = self._filler.pieces(block.text, block.role)
        grey = RED if block.colour == "red" else 0
        keep = block.role in ("title", "hei")  # a heading stands above something
        set_ = partial(balanced, set_=self._setting.set) if block.titled else self._setting.set
        paragraph = set_(pieces, style, self._width)
        yield TextBox(paragraph, keep, grey)
        if block.after:
            yield Space(block.after * self._scale)

    def _sign(self, block: SignBlock, code: CodeMark | None) -> Box:
        style = self._setting.style(size=block.size, leading=block.leading, align="center")
        inset = block.inset * block.size * self._scale
        room = self._width - inset - (code.width if code else 0)
        paragraphs = [
            balanced(self._filler.pieces(line), style, min(room, self._width * 0.7),
                     self._setting.set).close
            for line in block.lines
        ]
        return Signature(paragraphs, self._width, inset, block.seal * MM / 2, code)

    def _photos(self, block: PhotosBlock) -> Iterator[Box]:
        field = self._filler.form.fields[block.rows]
        rows = rows_of(self._filler.values.get(block.rows))
        width = (self._width - _PHOTO_GAP * (block.across - 1)) / block.across
        height = block.height * MM * self._scale
        style = self._setting.style(size=9, leading=13, align="center")
        places = []
        for number in range(max(block.least, len(rows))):
            row = RowOf(rows[number] if number < len(rows) else {}, field)
            data = row.values.get(block.picture)
            photo = fitted(data, width, height) if isinstance(data, bytes) else None
            pieces = self._filler.pieces(block.caption, row=row) if photo else _PASTE
            places.append((photo, self._setting.set(pieces, style, width)))
        for start in range(0, len(places), block.across):
            yield PhotoRow(places[start : start + block.across], width, _PHOTO_GAP, height)

    def _charts(self, block: ChartBlock) -> Iterator[Box]:
        found = [chart for name in block.charts
                 if isinstance(chart := self._filler.values.get(name), Chart)]
        gap = _CHART_GAP if len(found) > 1 else 0
        width = (self._width - gap * (len(found) - 1)) / max(1, len(found))
        columns = [list(self._chart(chart, block, width)) for chart in found]
        if len(columns) > 1:
            yield SideBySide(columns, width + gap)
        elif columns:
            yield from columns[0]
        if columns:
            yield Space(_CHART_GAP / 2)

    def _chart(self, chart: Chart, block: ChartBlock, width: float) -> Iterator[Box]:
        setting = self._setting

        def set_words(text: str, size: Size) -> Paragraph:
            style = setting.style(size=SIZES[size], leading=SIZES[size] * 1.3, align="left")
            return setting.set([self._filler.checked(text, chart.title, "body")], style, _ENDLESS)

        if block.title:
            style = setting.style(size=11, leading=18, align="left", role="hei")
            title = self._filler.checked(chart.title, chart.title, "hei")
            yield TextBox(setting.set([title], style, width), keep=True)
        box = ChartBox(chart, width, set_words, keep=block.words)
        if box.height:
            yield box
        if block.words:
            style = setting.style(size=10.5, leading=16, align="justify")
            said = self._filler.checked(chart.said, chart.title, "body")
            yield TextBox(setting.set([said], style, width))

    def _imprint(self, block: ImprintBlock) -> Box:
        pad = SMALL * self._scale
        style = self._setting.style(size=SMALL, leading=SMALL * 1.6, align="left")

        def line(template: Template) -> Paragraph:
            return self._setting.set(self._filler.pieces(template), style, self._width - 2 * pad)

        issued = (*block.issued, "印发")
        return Imprint([line(each) for each in block.lines], line(block.issuer), line(issued),
                       self._width, pad)


def _held(boxes: Iterable[Box]) -> list[Box]:
    """The boxes before a signature: it takes the last along, so that it does not stand on a page
    of its own (GB/T 9704-2012, 7.3.5)."""
    held = list(boxes)
    for place in reversed(range(len(held))):
        if not isinstance(held[place], Space):
            held[place] = copy(held[place])  # another copy may have nothing to sign below it
            held[place].keep = True
            break
    return held
