"""Sets a grid: which rows are printed, which of them a cell ties together, what stands in each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from kongchuo_desktop.papers.boxes import Box
from kongchuo_desktop.papers.cells import LEADING, ROW_PAD, cell_pad, plain_cell
from kongchuo_desktop.papers.fill import RowOf
from kongchuo_desktop.papers.form import GridBlock, GridCell, GridRow
from kongchuo_desktop.papers.pen import MM
from kongchuo_desktop.papers.pictures import fitted
from kongchuo_desktop.papers.setting import Setting
from kongchuo_desktop.papers.table_boxes import Band, Cell, Gap, Row
from kongchuo_desktop.papers.template import Template, all_hold, names_in
from kongchuo_desktop.papers.text import Align, Piece
from kongchuo_desktop.papers.values import rows_of

_RULED_LEADING = 2.0
"""Of the type size: lines that a pen can write on stand so far apart."""
_PHOTO: Template = ("照片",)
_PHOTO_PAD = 3.0


@dataclass(frozen=True, eq=False)
class _Placed:
    """A written row with the column (from 0) where each of its cells begins."""

    row: GridRow
    starts: tuple[int, ...]

    @cached_property
    def fixed(self) -> "tuple[_Printed, ...]":
        """Itself where it is printed once whatever the values are, else nothing."""
        return () if self.row.each or self.row.when else (_Printed(self, None),)


@dataclass(frozen=True, eq=False)
class _Run:
    """Written rows that cells tie together, or one that none does; all that they print."""

    rows: tuple[_Placed, ...]
    templates: tuple[Template, ...]
    lists: bool


@dataclass(frozen=True)
class _Printed:
    """A row as it is printed; ``of`` is the list's row it is printed for."""

    placed: _Placed
    of: RowOf | None


def grid_boxes(block: GridBlock, setting: Setting) -> Iterator[Box]:
    return _Grid(block, setting).boxes()


class _Grid:
    def __init__(self, block: GridBlock, setting: Setting) -> None:
        self._block = block
        self._setting = setting
        self._filler = setting.filler
        self._edges = setting.edges(block.columns)

    def boxes(self) -> Iterator[Box]:
        runs = self._setting.known.plan(self._block, _plan)
        printed = [
            [each.fixed or self._printed(each) for each in run.rows] for run in runs
        ]
        most = sum(len(rows) for run in printed for rows in run)
        head: Box | None = None
        before = 0
        written = 0
        for run, rows in zip(runs, printed, strict=True):
            count = sum(map(len, rows))
            for box in self._run(run, rows, before == 0, before + count == most):
                box.head = head
                if written < self._block.head:
                    box.keep = True
                    head = box
                yield box
            before += count
            written += len(run.rows)

    def _printed(self, placed: _Placed) -> list[_Printed]:
        row, values = placed.row, self._filler.values
        if not all_hold(row.when, values):
            return []
        if not row.each:
            return [_Printed(placed, None)]
        field = self._filler.form.fields[row.each]
        found: list[Mapping[str, object]] = rows_of(values.get(row.each))
        empty: list[Mapping[str, object]] = [{}] * (row.least - len(found))
        return [
            _Printed(placed, RowOf({**each, "n": number}, field))
            for number, each in enumerate([*found, *empty], start=1)
        ]

    def _run(
        self, run: _Run, rows: Sequence[Sequence[_Printed]], first: bool, last: bool
    ) -> Sequence[Box]:
        """The boxes of a run."""
        if len(run.rows) > 1:
            make = partial(self._band, run.rows, rows, first, last)
        else:
            make = partial(self._single, rows[0], first, last)
        if run.lists:
            return make()
        when = tuple([len(each) for each in rows])
        return self._setting.once(run, run.templates, make, first, last, when)

    def _single(self, rows: Sequence[_Printed], first: bool, last: bool) -> list[Box]:
        made = [
            self._row(printed, (), first=first and place == 0, last=last and place == len(rows) - 1)
            for place, printed in enumerate(rows)
        ]
        for row, printed in zip(made, rows, strict=True):
            row.keep = printed.placed.row.section and not row.last
        return [*made]

    def _band(
        self, run: Sequence[_Placed], rows: Sequence[Sequence[_Printed]], first: bool, last: bool
    ) -> list[Box]:
        flat = [printed for each in rows for printed in each]
        begins = [sum(map(len, rows[:place])) for place in range(len(rows) + 1)]
        over: list[tuple[Cell, int, int]] = []
        for place, placed in enumerate(run):
            for cell, start in zip(placed.row.cells, placed.starts, strict=True):
                if cell.down > 1:
                    begin, end = begins[place], begins[place + cell.down]
                    height = self._height(placed.row) * (end - begin)
                    over.append((self._cell(cell, start, None, height), begin, end - begin))
        made = []
        for number, printed in enumerate(flat):
            row = self._row(printed, (), first=first and number == 0,
                            last=last and number == len(flat) - 1)
            row.gaps = _gaps(over, number), _gaps(over, number + 1)
            made.append(row)
        return [Band(made, over)]

    def _height(self, row: GridRow) -> float:
        """The least height of a row in points, before scaling."""
        return (row.height if row.height is not None else self._block.height) * MM

    def _row(self, printed: _Printed, gaps: Sequence[Gap], *, first: bool, last: bool) -> Row:
        row, scale = printed.placed.row, self._setting.scale
        height = self._height(row)
        cells = [
            self._cell(cell, start, printed.of, height)
            for cell, start in zip(row.cells, printed.placed.starts, strict=True)
            if cell.down == 1
        ]
        return Row(cells, self._setting.width, height * scale, ROW_PAD * scale, first=first,
                   last=last, frame=self._block.frame, gaps=(gaps, gaps))

    def _cell(self, cell: GridCell, start: int, of: RowOf | None, height: float) -> Cell:
        """A cell of a row; one that says the same on every copy is set once."""
        if any(map(names_in, cell.templates)):
            return self._made(cell, start, of, height)
        key = (id(cell), start, of is None, height, self._setting.scale)
        cells = self._setting.known.cells
        if key not in cells:
            cells[key] = self._made(cell, start, of, height)
        return cells[key]

    def _made(self, cell: GridCell, start: int, of: RowOf | None, height: float) -> Cell:
        left, right = self._edges[start], self._edges[start + cell.span]
        size = cell.size or self._block.size
        named = start + 1 in self._block.labels and not (of or cell.lines or cell.foot)
        label = cell.vertical or named
        align: Align = cell.align or ("center" if label or of or cell.picture else "left")
        if cell.picture:
            return self._photo(cell, left, right - left, height, size)
        pieces = self._filler.pieces(cell.text, cell.role, row=of, cell=True)
        if cell.vertical:
            pieces = ["\n".join("".join(p for p in pieces if isinstance(p, str)))]
        if cell.lines:
            made = self._ruled(cell, left, right - left, pieces, size)
        else:
            fitting = None if label or self._long(cell.text) or cell.foot else height
            made = plain_cell(self._setting, left, right - left, pieces, size, align, cell.role,
                              fitting)
        made.label = label
        made.at = "top" if cell.foot and cell.at == "middle" else cell.at
        made.radius = cell.seal * MM / 2
        if cell.foot:
            foot = self._filler.pieces(cell.foot, row=of)
            style = self._setting.style(size=size, leading=size * 1.6, align="right")
            made.foot = self._setting.set(foot, style, right - left - 2 * made.pad)
        return made

    def _ruled(
        self, cell: GridCell, x: float, width: float, pieces: Sequence[Piece], size: float
    ) -> Cell:
        pad = cell_pad(self._setting, width, size)
        style = self._setting.style(role=cell.role, size=size, leading=size * _RULED_LEADING,
                                    align=cell.align or "justify")
        paragraph = self._setting.set(pieces, style, width - 2 * pad)
        return Cell(x, width, paragraph, pad, ruled=cell.lines)

    def _photo(self, cell: GridCell, x: float, width: float, height: float, size: float) -> Cell:
        data = self._filler.picture(cell.picture)
        style = self._setting.style(size=size, leading=size * LEADING, align="center")
        words = self._setting.set(self._filler.pieces(cell.text or _PHOTO), style, width)
        made = Cell(x, width, words, 0, photo=True)
        if data is not None:
            high = height * self._setting.scale - 2 * _PHOTO_PAD
            made.photo = fitted(data, width - 2 * _PHOTO_PAD, high) or True
        return made

    def _long(self, text: Template) -> bool:
        """Whether it holds a long text, which makes the row higher and is never set smaller."""
        fields = self._filler.form.fields
        return any(name in fields and fields[name].kind == "lines" for name in names_in(text))


def _placed(block: GridBlock) -> list[_Placed]:
    """Each row with where its cells begin: beside those that reach in from above."""
    down = [0] * len(block.columns)
    placed = []
    for row in block.rows:
        free = [place for place, left in enumerate(down) if not left]
        down = [max(0, left - 1) for left in down]
        starts = []
        for cell in row.cells:
            starts.append(free[0])
            for place in free[: cell.span]:
                down[place] = cell.down - 1
            free = free[cell.span :]
        placed.append(_Placed(row, tuple(starts)))
    return placed


def _plan(block: GridBlock) -> list[_Run]:
    """The runs of a grid; the rows of its head are one."""
    return [
        _Run(tuple(rows), tuple(
            text for each in rows for cell in each.row.cells for text in cell.templates),
            any(each.row.each for each in rows))
        for rows in _tied(_placed(block), block.head)
    ]


def _tied(placed: Sequence[_Placed], head: int) -> Iterator[Sequence[_Placed]]:
    begin = 0
    while begin < len(placed):
        end = max(begin + 1, head if begin == 0 else 0)
        place = begin
        while place < end:
            end = max(end, place + max((cell.down for cell in placed[place].row.cells), default=1))
            place += 1
        yield placed[begin:end]
        begin = end


def _gaps(over: Sequence[tuple[Cell, int, int]], edge: int) -> list[Gap]:
    """Where no rule is drawn above row ``edge``: cells reach over it."""
    return [
        (cell.x, cell.x + cell.width) for cell, first, count in over if first < edge < first + count
    ]
