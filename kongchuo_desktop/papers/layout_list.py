"""Sets a list: its head of one or two levels, its rows, what they come to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kongchuo_desktop.papers.boxes import Box, Sums, Tally
from kongchuo_desktop.papers.cells import ROW_PAD, plain_cell
from kongchuo_desktop.papers.fill import RowOf
from kongchuo_desktop.papers.fonts import Role
from kongchuo_desktop.papers.form import ListBlock, ListColumn
from kongchuo_desktop.papers.pages import amount
from kongchuo_desktop.papers.pen import MM
from kongchuo_desktop.papers.setting import Setting
from kongchuo_desktop.papers.table_boxes import Band, Cell, Row
from kongchuo_desktop.papers.template import Ref, Template
from kongchuo_desktop.papers.text import Align, Piece
from kongchuo_desktop.papers.values import padded, rows_of

_WEEKEND_GREY = 0.9


@dataclass(frozen=True)
class _Column:
    """A column of a list after ``each`` has been spread out, between two edges in points."""

    head: str
    text: Template
    width: float
    align: Align
    shaded: bool = False
    group: str = ""
    names: bool = False


def list_boxes(block: ListBlock, setting: Setting) -> Iterator[Box]:
    return _List(block, setting).boxes()


class _List:
    def __init__(self, block: ListBlock, setting: Setting) -> None:
        self._block = block
        self._setting = setting
        self._filler = setting.filler
        self._field = self._filler.form.fields[block.rows]
        self._columns = [found for column in block.columns for found in self._spread(column)]
        self._edges = setting.edges([column.width for column in self._columns])

    def boxes(self) -> Iterator[Box]:
        head = self._head()
        head.keep = True
        yield head
        rows = rows_of(self._filler.values.get(self._block.rows))
        if not rows and self._block.empty:
            yield self._empty()
            return
        tally = self._tally(known=bool(rows))
        count = max(self._block.least, len(rows))
        headings = 0
        for number in range(count):
            known = rows[number] if number < len(rows) else None
            if known and self._heads(known):
                headings += 1
                made = self._heading(known)
                made.keep = number < count - 1
            else:
                made = self._row(known, number + 1 - headings)
            made.head = head
            made.last = number == count - 1 and tally is None
            if tally is not None:
                made.tally, made.ends = tally, number == count - 1
                made.amounts = tuple(
                    amount((known or {}).get(key)) for key in self._block.subtotal)
            yield made

    def _spread(self, column: ListColumn) -> Iterator[_Column]:
        if not column.each:
            yield _Column(column.head, column.text, column.width, column.align,
                          group=column.group, names=column.names)
            return
        for day in rows_of(self._filler.values.get(column.each)):
            head = "\n".join(str(day[key]) for key in ("head", "sub") if day.get(key))
            text = (Ref(str(day["key"])),)
            yield _Column(head, text, column.width, column.align, bool(day.get("shade")),
                          column.group)

    def _head(self) -> Row | Band:
        if not any(column.group for column in self._columns):
            cells = [self._head_cell(column.head, place) for place, column in
                     enumerate(self._columns)]
            return self._made(cells, first=True)
        upper: list[Cell] = []
        lower: list[Cell] = []
        over: list[tuple[Cell, int, int]] = []
        places = range(len(self._columns))
        for group, found in groupby(places, key=lambda place: self._columns[place].group):
            taken = list(found)
            if not group:
                over += [(self._head_cell(self._columns[p].head, p), 0, 2) for p in taken]
                continue
            upper.append(self._head_cell(group, taken[0], taken[-1]))
            lower += [self._head_cell(self._columns[p].head, p) for p in taken]
        gaps = [(cell.x, cell.x + cell.width) for cell, _, _ in over]
        rows = [self._made(upper, first=True), self._made(lower)]
        rows[0].gaps, rows[1].gaps = ((), gaps), (gaps, ())
        return Band(rows, over)

    def _head_cell(self, words: str, first: int, last: int | None = None) -> Cell:
        column = self._columns[first]
        cell = self._cell(first, first if last is None else last, [words], "center", "hei")
        cell.shade = _WEEKEND_GREY if column.shaded and last is None else None
        return cell

    def _row(self, values: Mapping[str, object] | None, number: int) -> Row:
        cells = []
        row = RowOf({**(values or {}), "n": number}, self._field)
        for place, column in enumerate(self._columns):
            pieces: list[Piece] = []
            if values is not None or column.text == (Ref("n"),):
                pieces = self._filler.pieces(column.text, row=row, cell=True)
            if column.names:
                pieces = [padded(piece) if isinstance(piece, str) else piece for piece in pieces]
            cell = self._cell(place, place, pieces, column.align, fits=True)
            cell.shade = _WEEKEND_GREY if column.shaded else None
            cells.append(cell)
        return self._made(cells)

    def _heads(self, values: Mapping[str, object]) -> bool:
        said = [key for key, value in values.items() if value not in (None, "")]
        return said == [self._block.heading]

    def _heading(self, values: Mapping[str, object]) -> Row:
        pieces = self._filler.pieces((Ref(self._block.heading),), "hei",
                                     row=RowOf(values, self._field))
        return self._made([self._cell(0, len(self._columns) - 1, pieces, "left", "hei")])

    def _empty(self) -> Row:
        pieces = self._filler.pieces(self._block.empty)
        cell = self._cell(0, len(self._columns) - 1, pieces, "center")
        return self._made([cell], last=True)

    def _tally(self, *, known: bool) -> Tally | None:
        """The sums under the list; left to the pen like the rows, when none of them is known."""
        summed = {
            place: self._block.subtotal.index(column.text[0].name)
            for place, column in enumerate(self._columns)
            if len(column.text) == 1 and isinstance(column.text[0], Ref)
            and column.text[0].name in self._block.subtotal
        }
        if not summed:
            return None
        first = max(1, min(summed))

        def make(words: str, sums: Sums, last: bool) -> Box:
            cells = [self._cell(0, first - 1, [words], "center", "hei")]
            for place in range(first, len(self._columns)):
                text = f"{sums[summed[place]].normalize():f}" if known and place in summed else ""
                cells.append(self._cell(place, place, [text], "center"))
            return self._made(cells, last=last)

        nothing = amount(0)
        return Tally(make, make("", (nothing,) * len(self._block.subtotal), True).height)

    def _made(self, cells: Sequence[Cell], *, first: bool = False, last: bool = False) -> Row:
        scale = self._setting.scale
        least = self._block.height * MM * scale
        return Row(cells, self._setting.width, least, ROW_PAD * scale, first=first, last=last)

    def _cell(
        self,
        first: int,
        last: int,
        pieces: Sequence[Piece],
        align: Align,
        role: Role = "body",
        *,
        fits: bool = False,
    ) -> Cell:
        left, right = self._edges[first], self._edges[last + 1]
        height = self._block.height * MM if fits else None
        return plain_cell(self._setting, left, right - left, pieces, self._block.size, align, role,
                          height)
