"""Turns a filled form into boxes of a given width."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import accumulate

from kongchuo_desktop.papers.boxes import Box, Cell, CutLine, Row, Signature, Space, TextBox
from kongchuo_desktop.papers.fill import Filler, Notes
from kongchuo_desktop.papers.fonts import FontSet, Role
from kongchuo_desktop.papers.form import (
    Block,
    GridBlock,
    GridRow,
    ListBlock,
    ListColumn,
    Part,
    SignBlock,
    SpaceBlock,
    TextBlock,
)
from kongchuo_desktop.papers.pen import MM
from kongchuo_desktop.papers.template import Ref, Template, names_in
from kongchuo_desktop.papers.text import Align, Paragraph, Piece, Style, set_paragraph

_CELL_PAD_EM = 0.45
_CELL_LEADING = 1.35
_ROW_PAD = 2.0
_CUT_HEIGHT = 18.0
_CUT_OVERHANG = 9 * MM
_WEEKEND_GREY = 0.9


@dataclass(frozen=True)
class _Column:
    """A column of a list after ``each`` has been spread out."""

    head: str
    text: Template
    width: float
    align: Align
    shaded: bool = False
    role: Role = "body"


class Known:
    """What was set for an earlier copy: boxes by the values in them, paragraphs by their words.

    Most of a notice is the same for every pupil: it is set once.
    """

    def __init__(self) -> None:
        self._names: dict[int, tuple[str, ...]] = {}
        self._made: dict[object, tuple[list[Box], Notes]] = {}
        self.paragraph = lru_cache(maxsize=4096)(set_paragraph)

    def names(self, owner: object, templates: Iterable[Template]) -> tuple[str, ...]:
        """The fields that the boxes of a piece of the form depend on."""
        found = self._names.get(id(owner))
        if found is None:
            found = tuple(sorted(frozenset().union(*map(names_in, templates))))
            self._names[id(owner)] = found
        return found

    def boxes(self, key: object, filler: Filler, make: Callable[[], list[Box]]) -> list[Box]:
        if key not in self._made:
            self._made[key] = filler.noted(make)
        boxes, notes = self._made[key]
        filler.note(notes)
        return boxes


class Layout:
    """Makes the boxes of one copy; ``scale`` shrinks type and heights so that it fits a page.

    ``known`` may be kept from copy to copy of one form, fonts, width and law book.
    """

    def __init__(
        self,
        filler: Filler,
        fonts: FontSet,
        width: float,
        scale: float = 1.0,
        known: Known | None = None,
    ) -> None:
        self._filler = filler
        self._fonts = fonts
        self._width = width
        self._scale = scale
        self._known = known or Known()

    def boxes(self, parts: Sequence[Part]) -> list[Box]:
        return [box for part in parts for box in self._part(part)]

    def footer(self, template: Template) -> Paragraph:
        style = Style(size=9, leading=12, align="center")
        return self._set(self._filler.pieces(template), style, self._width)

    def _part(self, part: Part) -> Iterator[Box]:
        for block in part.blocks:
            if block.when is None or block.when.holds(self._filler.values):
                yield from self._block(block)
        if part.cut:
            yield from self._once(part, [part.cut], lambda: [self._cut(part.cut)])

    def _once(
        self,
        owner: object,
        templates: Iterable[Template],
        make: Callable[[], list[Box]],
        *more: object,
    ) -> list[Box]:
        """The boxes of one piece of the form, which its texts and ``more`` wholly determine."""
        values = self._filler.values
        names = self._known.names(owner, templates)
        key = (id(owner), self._scale, *more, *[_frozen(values.get(name)) for name in names])
        return self._known.boxes(key, self._filler, make)

    def _cut(self, template: Template) -> Box:
        style = self._style(size=9, leading=12, align="center")
        paragraph = self._set(self._filler.pieces(template), style, self._width)
        return CutLine(paragraph, self._width, _CUT_OVERHANG, _CUT_HEIGHT * self._scale)

    def _block(self, block: Block) -> Iterator[Box]:
        match block:
            case TextBlock():
                yield from self._once(block, [block.text], lambda: [*self._text(block)])
            case SpaceBlock():
                yield Space(block.height * MM * self._scale, block.grow)
            case GridBlock():
                yield from self._grid(block)
            case ListBlock():
                yield from self._list(block)
            case SignBlock():
                yield from self._once(block, block.lines, lambda: [self._sign(block)])

    def _text(self, block: TextBlock) -> Iterator[Box]:
        style = self._style(role=block.role, size=block.size, leading=block.leading,
                            align=block.align, indent=block.indent)
        if block.before:
            yield Space(block.before * self._scale)
        pieces = self._filler.pieces(block.text, block.role)
        yield TextBox(self._set(pieces, style, self._width), keep=block.role == "title")
        if block.after:
            yield Space(block.after * self._scale)

    def _sign(self, block: SignBlock) -> Box:
        style = self._style(size=block.size, leading=block.leading, align="left")
        paragraphs = [
            self._set(self._filler.pieces(line), style, self._width * 0.7) for line in block.lines
        ]
        inset = block.inset * block.size * self._scale
        return Signature(paragraphs, self._width, inset, block.seal * MM / 2)

    def _grid(self, block: GridBlock) -> Iterator[Box]:
        values = self._filler.values
        rows = [row for row in block.rows if row.when is None or row.when.holds(values)]
        edges = self._edges(block.columns)
        for place, row in enumerate(rows):
            ends = place == 0, place == len(rows) - 1
            texts = [cell.text for cell in row.cells]
            make = partial(self._grid_row, block, row, edges, *ends)
            yield from self._once(row, texts, make, ends)

    def _grid_row(
        self, block: GridBlock, row: GridRow, edges: Sequence[float], first: bool, last: bool
    ) -> list[Box]:
        height = (row.height if row.height is not None else block.height) * MM * self._scale
        cells = self._grid_cells(block, row, edges)
        return [Row(cells, self._width, height, _ROW_PAD * self._scale, first=first, last=last)]

    def _grid_cells(self, block: GridBlock, row: GridRow, edges: Sequence[float]) -> list[Cell]:
        cells = []
        column = 0
        for cell in row.cells:
            left, right = edges[column], edges[column + cell.span]
            default: Align = "center" if column + 1 in block.labels else "left"
            pieces = self._filler.pieces(cell.text, cell=True)
            cells.append(self._cell(left, right - left, pieces, block.size, cell.align or default))
            column += cell.span
        return cells

    def _list(self, block: ListBlock) -> Iterator[Box]:
        columns = [found for column in block.columns for found in self._spread(column)]
        edges = self._edges([column.width for column in columns])
        heads = [replace(column, align="center", role="hei") for column in columns]
        head = self._list_row(block, heads, edges, [[column.head] for column in columns])
        head.first, head.keep = True, True
        yield head
        rows: list[Mapping[str, object]] = list(_rows(self._filler.values.get(block.rows)))
        count = max(block.least, len(rows))
        for number in range(count):
            known = number < len(rows)
            row = {**rows[number], "n": number + 1} if known else {"n": number + 1}
            pieces = [
                self._filler.pieces(column.text, row=row, cell=True) if known else []
                for column in columns
            ]
            made = self._list_row(block, columns, edges, pieces)
            made.head, made.last = head, number == count - 1
            yield made

    def _list_row(
        self,
        block: ListBlock,
        columns: Sequence[_Column],
        edges: Sequence[float],
        pieces: Sequence[Sequence[Piece]],
    ) -> Row:
        cells = []
        for column, left, right, content in zip(columns, edges, edges[1:], pieces, strict=False):
            cell = self._cell(left, right - left, content, block.size, column.align, column.role)
            cell.shade = _WEEKEND_GREY if column.shaded else None
            cells.append(cell)
        least = block.height * MM * self._scale
        return Row(cells, self._width, least, _ROW_PAD * self._scale)

    def _spread(self, column: ListColumn) -> Iterator[_Column]:
        if not column.each:
            yield _Column(column.head, column.text, column.width, column.align)
            return
        for day in _rows(self._filler.values.get(column.each)):
            head = "\n".join(str(day[key]) for key in ("head", "sub") if day.get(key))
            text = (Ref(str(day["key"])),)
            yield _Column(head, text, column.width, column.align, bool(day.get("shade")))

    def _cell(
        self,
        x: float,
        width: float,
        pieces: Sequence[Piece],
        size: float,
        align: Align,
        role: Role = "body",
    ) -> Cell:
        style = self._style(role=role, size=size, leading=size * _CELL_LEADING, align=align)
        # A narrow column (a day of the month) keeps what room it has for its sign.
        pad = min(_CELL_PAD_EM * style.size, width * 0.06)
        return Cell(x, width, self._set(pieces, style, width - 2 * pad), pad)

    def _edges(self, shares: Sequence[float]) -> list[float]:
        unit = self._width / sum(shares)
        return [0.0, *(share * unit for share in accumulate(shares))]

    def _style(
        self, *, size: float, leading: float, align: Align, role: Role = "body", indent: float = 0
    ) -> Style:
        return Style(role, size * self._scale, leading * self._scale, align, indent)

    def _set(self, pieces: Sequence[Piece], style: Style, width: float) -> Paragraph:
        return self._known.paragraph(tuple(pieces), style, width, self._fonts)


def _rows(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, Sequence):
        yield from (row for row in value if isinstance(row, Mapping))


def _frozen(value: object) -> object:
    """A value as part of a key; lists of words or dates become tuples."""
    return tuple(value) if isinstance(value, list) else value
