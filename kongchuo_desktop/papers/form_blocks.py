"""Reads the blocks of a form file; knows which fields their texts may name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from kongchuo_desktop.papers.fonts import ROLES
from kongchuo_desktop.papers.form import (
    Block,
    ChartBlock,
    Colour,
    GridBlock,
    GridCell,
    GridRow,
    ImprintBlock,
    LineBlock,
    ListBlock,
    ListColumn,
    PhotosBlock,
    SignBlock,
    SpaceBlock,
    TextBlock,
    Upright,
)
from kongchuo_desktop.papers.form_table import FormTable
from kongchuo_desktop.papers.letter import LETTER, letter_text
from kongchuo_desktop.papers.template import (
    Field,
    Kind,
    Ref,
    Shown,
    Template,
    When,
    parse,
    parse_when,
)
from kongchuo_desktop.papers.text import Align

BUILT_IN = ("number", "title", "page", "pages", "paper_code", "span")
"""Words that no ``[[field]]`` explains; ``span`` is which days a ledger is about."""
_ALIGNS = get_args(Align)
_COLOURS = get_args(Colour)
_MOST_BESIDE = 2
"""Charts side by side: of three on A4 no words would fit."""
_MOST = 500
"""Rows that a list keeps free, columns that a cell takes: nobody means more."""


class BlockReader:
    """Reads blocks whose texts may name ``fields``; in a ``letter`` they look as letters do."""

    def __init__(self, fields: Mapping[str, Field], *, letter: bool) -> None:
        self._fields = fields
        self._names: tuple[str, ...] = (*fields, *BUILT_IN)
        self._letter = letter
        self._readers: Mapping[str, Callable[[FormTable], Block]] = {
            "text": self._text,
            "space": lambda table: SpaceBlock(table.number("height", 0), table.number("grow", 0)),
            "line": _line,
            "grid": self._grid,
            "list": self._list,
            "photos": self._photos,
            "chart": self._chart,
            "sign": self._sign,
            "imprint": self._imprint,
        }

    @property
    def kinds(self) -> tuple[str, ...]:
        """What ``is`` may say, besides ``use``."""
        return tuple(self._readers)

    def block(self, table: FormTable) -> Block:
        made = self._readers[table.choice("is", (*self._readers, "use"))](table)
        made = replace(made, when=self.conditions(table))
        table.done()
        return made

    def conditions(self, table: FormTable) -> tuple[When, ...]:
        try:
            return tuple(parse_when(text, self._names) for text in table.words("when"))
        except ValueError as error:
            raise table.error(str(error), "when") from None

    def template(self, table: FormTable, key: str, names: Sequence[str] = ()) -> Template:
        return self._parsed(table, key, table.text(key, ""), names)

    def _parsed(self, table: FormTable, key: str, text: str, names: Sequence[str] = ()) -> Template:
        try:
            return parse(text, names or self._names)
        except ValueError as error:
            raise table.error(str(error), key) from None

    def _text(self, table: FormTable) -> TextBlock:
        role = table.choice("role", ROLES, TextBlock.role)
        look = letter_text(role) if self._letter else TextBlock((), role)
        size = _size(table, look.size)
        leading = look.leading if self._letter else round(size * 5 / 3, 1)
        return TextBlock(
            text=self.template(table, "text"),
            role=role,
            size=size,
            leading=table.number("leading", leading),
            align=table.choice("align", _ALIGNS, look.align),
            indent=table.number("indent", look.indent),
            before=table.number("before", look.before),
            after=table.number("after", look.after),
            colour=table.choice("colour", _COLOURS, look.colour),
        )

    def _sign(self, table: FormTable) -> SignBlock:
        look = LETTER.sign if self._letter else SignBlock(())
        return SignBlock(
            lines=tuple(self._parsed(table, "lines", line) for line in table.texts("lines")),
            seal=table.number("seal", look.seal),
            size=_size(table, look.size),
            leading=table.number("leading", look.leading),
            inset=table.number("inset", look.inset),
        )

    def _imprint(self, table: FormTable) -> ImprintBlock:
        return ImprintBlock(
            lines=tuple(self._parsed(table, "lines", line) for line in table.texts("lines")),
            issuer=self.template(table, "issuer"),
            issued=self.template(table, "issued"),
        )

    def _photos(self, table: FormTable) -> PhotosBlock:
        rows = self._rows_field(table, table.text("rows"), "rows")
        picture = table.text("picture")
        if rows.key_kinds.get(picture) != "picture":
            raise table.error(f"清单“{rows.name}”没有放照片的栏“{picture}”", "picture")
        return PhotosBlock(
            rows=rows.name,
            picture=picture,
            across=int(table.within("across", 1, 4, PhotosBlock.across)),
            height=table.within("height", 10, 250, PhotosBlock.height),
            caption=self.template(table, "caption", self._of_row(rows)),
            least=int(table.within("least", 0, _MOST, 0)),
        )

    def _chart(self, table: FormTable) -> ChartBlock:
        names = table.words("chart")
        for name in names:
            if name not in self._fields or self._fields[name].kind != "chart":
                raise table.error(f"“{name}”不是图的[[field]]（from要写chart.开头的词）", "chart")
        if not 0 < len(names) <= _MOST_BESIDE:
            raise table.error(f"“chart”要写一个图，或者并排的{_MOST_BESIDE}个", "chart")
        return ChartBlock(names, title=table.flag("title", default=True),
                          words=table.flag("words", default=True))

    def _grid(self, table: FormTable) -> GridBlock:
        columns = table.numbers("columns")
        if not columns or min(columns) <= 0:
            raise table.error("“columns”要写每一栏的宽度，都大于 0", "columns")
        rows = tuple(self._grid_rows(table, len(columns)))
        return GridBlock(
            columns=columns,
            rows=rows,
            labels=tuple(int(label) for label in table.numbers("labels")),
            height=table.number("height", GridBlock.height),
            size=_size(table, GridBlock.size),
            head=int(table.within("head", 0, len(rows), 0)),
            frame=table.flag("frame", default=True),
        )

    def _grid_rows(self, table: FormTable, columns: int) -> Iterator[GridRow]:
        """The rows; each column is taken once, by a cell of the row or by one from above."""
        down = [0] * columns  # how many more rows are covered from above, by column
        for number, row in enumerate(table.items("rows"), start=1):
            made = self._row(table, number, row, columns)
            free = [place for place in range(columns) if not down[place]]
            if sum(cell.span for cell in made.cells) != len(free):
                covered = f"（上面的格占了{columns - len(free)}栏）" if len(free) < columns else ""
                raise table.error(f"“rows”第{number}行各格合起来不是{columns}栏{covered}", "rows")
            down = [max(0, left - 1) for left in down]
            for cell in made.cells:
                taken, free = free[: cell.span], free[cell.span :]
                if taken[-1] - taken[0] != cell.span - 1:
                    raise table.error(f"“rows”第{number}行有一格被上面的格隔断了", "rows")
                for place in taken:
                    down[place] = cell.down - 1
            yield made
        if any(down):
            raise table.error("“rows”有一格的 down 超出了最后一行", "rows")

    def _row(self, table: FormTable, number: int, row: object, columns: int) -> GridRow:
        if isinstance(row, list):
            return GridRow(tuple(self._cell(table, cell, ()) for cell in row))
        if not isinstance(row, dict):
            raise table.error(f"“rows”第{number}行应当是方括号列表", "rows")
        inner = table.inner("rows", row)
        each = inner.text("each", "")
        names = self._of_row(self._rows_field(inner, each, "each")) if each else ()
        if inner.has("section"):
            section = self.template(inner, "section")
            cells: tuple[GridCell, ...] = (GridCell(section, columns, "left", role="hei"),)
        else:
            cells = tuple(self._cell(table, cell, names) for cell in inner.items("cells"))
        made = GridRow(
            cells=cells,
            height=inner.number("height") if inner.has("height") else None,
            when=self.conditions(inner),
            each=each,
            least=int(inner.within("least", 0, _MOST, 0)),
            section=inner.has("section"),
        )
        inner.done()
        if (made.when or made.each) and any(cell.down > 1 for cell in cells):
            raise table.error(f"“rows”第{number}行不是总印一次，不能有 down 大于 1 的格", "rows")
        return made

    def _cell(self, table: FormTable, cell: object, names: Sequence[str]) -> GridCell:
        if isinstance(cell, str):
            return GridCell(self._parsed(table, "rows", cell, names))
        if not isinstance(cell, dict):
            raise table.error("“rows”里每一格应当是文字或 { text = …, span = … }", "rows")
        inner = table.inner("rows", cell)
        picture = inner.text("picture", "")
        if picture and (picture not in self._fields or self._fields[picture].kind != "picture"):
            raise inner.error(f'“{picture}”不是 kind = "picture" 的 [[field]]', "picture")
        made = GridCell(
            text=self.template(inner, "text", names),
            span=int(inner.within("span", 1, _MOST, 1)),
            align=inner.choice("align", _ALIGNS) if inner.has("align") else None,
            down=int(inner.within("down", 1, _MOST, 1)),
            at=inner.choice("at", get_args(Upright), GridCell.at),
            role=inner.choice("role", ROLES, GridCell.role),
            size=_size(inner, GridBlock.size) if inner.has("size") else None,
            vertical=inner.flag("vertical"),
            lines=int(inner.within("lines", 0, 60, 0)),
            foot=self.template(inner, "foot", names),
            seal=inner.number("seal", 0),
            picture=picture,
        )
        inner.done()
        return made

    def _list(self, table: FormTable) -> ListBlock:
        rows = self._rows_field(table, table.text("rows"), "rows")
        subtotal, heading = table.texts("subtotal"), table.text("heading", "")
        for word, key in [*(("subtotal", key) for key in subtotal), ("heading", heading)]:
            if key and key not in rows.keys:
                raise table.error(f"清单“{rows.name}”没有“{key}”这一栏", word)
        columns = []
        for value in table.items("columns"):
            if not isinstance(value, dict):
                raise table.error("“columns”里每一栏应当是 { head = …, text = … }", "columns")
            column = table.inner("columns", value)
            columns.append(self._column(column, rows))
            column.done()
        if not columns:
            raise table.error("“columns”至少要有一栏", "columns")
        return ListBlock(
            rows=rows.name,
            columns=tuple(columns),
            size=_size(table, ListBlock.size),
            height=table.number("height", ListBlock.height),
            least=int(table.within("least", 0, _MOST, 0)),
            empty=self.template(table, "empty"),
            subtotal=subtotal,
            heading=heading,
        )

    def _column(self, table: FormTable, rows: Field) -> ListColumn:
        each = table.text("each", "")
        if each and "key" not in self._rows_field(table, each, "each").keys:
            raise table.error(f"清单“{each}”没有“key”这一栏，不能展开成多栏", "each")
        width = table.number("width", ListColumn.width)
        if width <= 0:
            raise table.error("“width”要大于 0", "width")
        made = ListColumn(
            head=table.text("head", ""),
            text=self.template(table, "text", self._of_row(rows)),
            width=width,
            align=table.choice("align", _ALIGNS, ListColumn.align),
            each=each,
            group=table.text("group", ""),
            names=table.flag("names"),
            paper=table.flag("paper", default=True),
            sum=table.flag_or("sum", ("add", "count")),
        )
        if rows.made is None and (made.sum or not made.paper):
            raise table.error("“sum”和“paper”只能在台账的清单里写")
        if made.sum and key_of(made.text) not in rows.keys:
            raise table.error("“sum”要写在只有一个词的栏里", "sum")
        return made

    def _of_row(self, rows: Field) -> tuple[str, ...]:
        """What a text that is printed for each row of a list may name."""
        return (*rows.keys, "n", *self._names)

    def _rows_field(self, table: FormTable, name: str, key: str) -> Field:
        found = self._fields.get(name)
        if found is None or found.kind != "rows":
            raise table.error(f'“{name}”不是 kind = "rows" 的 [[field]]', key)
        return found


def key_of(text: Template) -> str:
    """The key that a column shows alone; empty where there is more in it."""
    alone = text[0] if len(text) == 1 else None
    return alone.name if isinstance(alone, Ref | Shown) else ""


def room_taken(block: Block) -> int:
    """Lines that a block keeps free or draws whatever the facts are: what it costs to set it."""
    if isinstance(block, ListBlock):
        return block.least
    if not isinstance(block, GridBlock):
        return 0
    return sum(max(1, row.least) * max(1, *(cell.lines for cell in row.cells), 1)
               for row in block.rows)


def _size(table: FormTable, default: float) -> float:
    """A size of type, in points: from what is still read to what fills a page."""
    return table.within("size", 5, 200, default)


def _line(table: FormTable) -> LineBlock:
    colour = table.choice("colour", _COLOURS, LineBlock.colour)
    return LineBlock(table.number("weight", LineBlock.weight), colour)


def key_kind(text: str) -> tuple[str, Kind]:
    """``"day:date"`` is the key ``day``, which holds a date; raises ValueError with a sentence."""
    key, _, said = text.partition(":")
    for kind in get_args(Kind):
        if kind == (said or "text"):
            return key, kind
    raise ValueError(f"“keys”里“{text}”的种类不认识，可以写{'、'.join(get_args(Kind))}")
