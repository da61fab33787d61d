"""Reads a form file and refuses what it does not understand, with its line and a sentence."""

import difflib
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import get_args

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.papers.fonts import ROLES
from kongchuo_desktop.papers.form import (
    NUMBER_PATTERN,
    Block,
    Form,
    GridBlock,
    GridCell,
    GridRow,
    ListBlock,
    ListColumn,
    Numbering,
    Page,
    Part,
    SignBlock,
    SpaceBlock,
    Subject,
    TextBlock,
)
from kongchuo_desktop.papers.form_table import FormTable, Origin, invalid, line_map
from kongchuo_desktop.papers.pen import SIZES
from kongchuo_desktop.papers.sources import SOURCES
from kongchuo_desktop.papers.template import (
    BLANK_EM,
    Field,
    Kind,
    Template,
    When,
    parse,
    parse_when,
)
from kongchuo_desktop.papers.text import Align

_BUILT_IN = ("number", "title", "page", "pages", "paper_code")
_ALIGNS = get_args(Align)


def load_form(file: Path) -> Form:
    """Read one form file.

    Raises:
        KnownError: ``form_invalid`` with file name, line and sentence.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise invalid(file.name, 1, "不是UTF-8编码的文本") from None
    return parse_form(text, file.name)


def load_forms(*folders: Path) -> dict[str, Form]:
    """All forms of the folders by id; a later folder (the bureau's) replaces a form of an earlier.

    Raises:
        KnownError: ``form_invalid`` for the first file that cannot be read.
    """
    files = [file for folder in folders for file in sorted(folder.glob("*.toml"))]
    return {form.id: form for form in map(load_form, files)}


def load_own_forms(folder: Path) -> tuple[dict[str, Form], dict[str, KnownError]]:
    """The bureau's forms by id, and by file name without ending why the others are refused."""
    forms: dict[str, Form] = {}
    refused: dict[str, KnownError] = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            form = load_form(file)
            forms[form.id] = form
        except KnownError as error:
            refused[file.stem] = error
    return forms, refused


@lru_cache(maxsize=128)
def parse_form(text: str, name: str) -> Form:
    """Read a form from its text; ``name`` is what messages call it. Errors as ``load_form``."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise invalid(name, int(line[1]) if line else 1, "这一行不合 TOML 的写法") from None
    except (ValueError, RecursionError):
        raise invalid(name, 1, "文件里有一个数太长，或者括号套得太深") from None
    return _Reader(FormTable(values, Origin(name, line_map(text)))).form()


class _Reader:
    """Reads the tables of one file; knows which fields the texts may name."""

    def __init__(self, table: FormTable) -> None:
        self._table = table
        self._fields = {each.name: each for each in map(_field, table.tables("field"))}
        self._names: tuple[str, ...] = (*self._fields, *_BUILT_IN)

    def form(self) -> Form:
        table = self._table
        form = Form(
            id=table.text("id"),
            paper=table.text("paper"),
            title=table.text("title"),
            subject=table.choice("for", get_args(Subject)),
            issuer=table.text("issuer", ""),
            to=table.text("to", ""),
            basis=table.text("basis"),
            page=self._page(table.table("page")),
            parts=tuple(self._part(part) for part in table.tables("part")),
            fields=self._fields,
            numbering=_numbering(table.table("number")) if table.has("number") else None,
            copies=int(table.number("copies", 1)),
            titles=table.mapping("titles"),
        )
        table.done()
        if not form.parts:
            raise table.error("一份文书至少要有一个 [[part]]")
        return form

    def _page(self, table: FormTable) -> Page:
        margins = table.numbers("margins") or Page.margins
        if len(margins) != 4:
            raise table.error("“margins”要四个数：上、右、下、左（毫米）", "margins")
        page = Page(
            size=table.choice("size", tuple(SIZES), Page.size),
            landscape=table.flag("landscape"),
            margins=(margins[0], margins[1], margins[2], margins[3]),
            footer=self._template(table, "footer"),
            fit=table.flag("fit"),
        )
        table.done()
        return page

    def _part(self, table: FormTable) -> Part:
        readers: dict[str, Callable[[FormTable], Block]] = {
            "text": self._text,
            "space": _space,
            "grid": self._grid,
            "list": self._list,
            "sign": self._sign,
        }
        blocks: list[Block] = []
        for each in table.tables("block"):
            block = readers[each.choice("is", tuple(readers))](each)
            blocks.append(replace(block, when=self._when(each)))
            each.done()
        part = Part(table.text("name"), tuple(blocks), self._template(table, "cut"))
        table.done()
        return part

    def _text(self, table: FormTable) -> TextBlock:
        size = table.number("size", TextBlock.size)
        return TextBlock(
            text=self._template(table, "text"),
            role=table.choice("role", ROLES, TextBlock.role),
            size=size,
            leading=table.number("leading", round(size * 5 / 3, 1)),
            align=table.choice("align", _ALIGNS, TextBlock.align),
            indent=table.number("indent", TextBlock.indent),
            before=table.number("before", TextBlock.before),
            after=table.number("after", TextBlock.after),
        )

    def _sign(self, table: FormTable) -> SignBlock:
        return SignBlock(
            lines=tuple(self._parsed(table, "lines", line) for line in table.texts("lines")),
            seal=table.number("seal", SignBlock.seal),
            size=table.number("size", SignBlock.size),
            leading=table.number("leading", SignBlock.leading),
            inset=table.number("inset", SignBlock.inset),
        )

    def _grid(self, table: FormTable) -> GridBlock:
        columns = table.numbers("columns")
        if not columns or min(columns) <= 0:
            raise table.error("“columns”要写每一栏的宽度，都大于 0", "columns")
        rows = tuple(
            self._row(table, number, row, len(columns))
            for number, row in enumerate(table.items("rows"), start=1)
        )
        labels = tuple(int(label) for label in table.numbers("labels"))
        height = table.number("height", GridBlock.height)
        return GridBlock(columns, rows, labels, height, table.number("size", GridBlock.size))

    def _row(self, table: FormTable, number: int, row: object, columns: int) -> GridRow:
        height: float | None = None
        when: When | None = None
        cells = row
        if isinstance(row, dict):
            inner = table.inner("rows", row)
            cells = inner.items("cells")
            height = inner.number("height") if inner.has("height") else None
            when = self._when(inner)
            inner.done()
        if not isinstance(cells, list):
            raise table.error(f"“rows”第{number}行应当是方括号列表", "rows")
        read = tuple(self._cell(table, cell) for cell in cells)
        if sum(cell.span for cell in read) != columns:
            raise table.error(f"“rows”第{number}行各格合起来不是{columns}栏", "rows")
        return GridRow(read, height, when)

    def _cell(self, table: FormTable, cell: object) -> GridCell:
        if isinstance(cell, str):
            return GridCell(self._parsed(table, "rows", cell))
        if not isinstance(cell, dict):
            raise table.error("“rows”里每一格应当是文字或 { text = …, span = … }", "rows")
        inner = table.inner("rows", cell)
        align = inner.choice("align", _ALIGNS) if inner.has("align") else None
        made = GridCell(self._template(inner, "text"), int(inner.number("span", 1)), align)
        inner.done()
        return made

    def _list(self, table: FormTable) -> ListBlock:
        rows = self._rows_field(table, table.text("rows"), "rows")
        columns = []
        for value in table.items("columns"):
            if not isinstance(value, dict):
                raise table.error("“columns”里每一栏应当是 { head = …, text = … }", "columns")
            column = table.inner("columns", value)
            columns.append(self._column(column, (*rows.keys, "n", *self._names)))
            column.done()
        return ListBlock(
            rows=rows.name,
            columns=tuple(columns),
            size=table.number("size", ListBlock.size),
            height=table.number("height", ListBlock.height),
            least=int(table.number("least", ListBlock.least)),
        )

    def _column(self, table: FormTable, names: Sequence[str]) -> ListColumn:
        each = table.text("each", "")
        if each:
            self._rows_field(table, each, "each")
        return ListColumn(
            head=table.text("head", ""),
            text=self._parsed(table, "text", table.text("text", ""), names),
            width=table.number("width", ListColumn.width),
            align=table.choice("align", _ALIGNS, ListColumn.align),
            each=each,
        )

    def _rows_field(self, table: FormTable, name: str, key: str) -> Field:
        found = self._fields.get(name)
        if found is None or found.kind != "rows":
            raise table.error(f'“{name}”不是 kind = "rows" 的 [[field]]', key)
        return found

    def _when(self, table: FormTable) -> When | None:
        text = table.text("when", "")
        if not text:
            return None
        try:
            return parse_when(text, self._names)
        except ValueError as error:
            raise table.error(str(error), "when") from None

    def _template(self, table: FormTable, key: str) -> Template:
        return self._parsed(table, key, table.text(key, ""))

    def _parsed(self, table: FormTable, key: str, text: str, names: Sequence[str] = ()) -> Template:
        try:
            return parse(text, names or self._names)
        except ValueError as error:
            raise table.error(str(error), key) from None


def _field(table: FormTable) -> Field:
    source = table.text("from", "")
    if source and source not in SOURCES:
        near = difflib.get_close_matches(source, SOURCES, 1)
        hint = f"，是不是“{near[0]}”" if near else ""
        raise table.error(f"“from”不认识“{source}”{hint}", "from")
    name = table.text("name")
    if name in _BUILT_IN:
        raise table.error(f"“{name}”是程序自己的词，请换一个名字", "name")
    field = Field(
        name=name,
        label=table.text("label", SOURCES.get(source, name)),
        kind=table.choice("kind", get_args(Kind), "text"),
        source=source,
        asked=table.flag("asked"),
        default=table.text("default", ""),
        choices=table.texts("choices"),
        keys=table.texts("keys"),
        blank=table.number("blank", BLANK_EM),
    )
    table.done()
    return field


def _numbering(table: FormTable) -> Numbering:
    pattern = table.text("pattern", NUMBER_PATTERN)
    words = set(re.findall(r"\{(\w*)\}", pattern))
    if not {"word", "year", "serial"} <= words <= {"word", "year", "seat", "serial"}:
        raise table.error("“pattern”要有 {word}、{year} 和 {serial}，可以有 {seat}", "pattern")
    numbering = Numbering(table.text("word"), pattern)
    table.done()
    return numbering


def _space(table: FormTable) -> SpaceBlock:
    return SpaceBlock(table.number("height", 0), table.number("grow", 0))
