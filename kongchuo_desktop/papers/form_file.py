"""Reads a form file and refuses what it does not understand, with its line and a sentence."""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import get_args

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.papers.form import (
    LETTER_MARGINS,
    NUMBER_PATTERN,
    Block,
    Form,
    ListBlock,
    Numbering,
    Page,
    Part,
    Subject,
)
from kongchuo_desktop.papers.form_blocks import BlockReader, room_taken
from kongchuo_desktop.papers.form_fields import fields_of
from kongchuo_desktop.papers.form_table import FormTable, Origin, invalid, line_map
from kongchuo_desktop.papers.pen import EDGE_MM, FOOT_MM, SIZES
from kongchuo_desktop.papers.public_lists import public_fault
from kongchuo_desktop.papers.template import Field
from kongchuo_desktop.paths import FORMS

Commons = tuple[tuple[str, str], ...]
"""The common parts that forms may use: name and text of each file."""
PARTS_FOLDER = "parts"
"""Beside the forms: their common parts."""
_PROFILE = re.compile(r"[a-z]{1,2}\d{2}")
_ROW = re.compile(r"R\d{3}")
_MOST_ROOM = 1000
"""Lines that the tables of a form keep free: more is a slip, and takes minutes to set."""
_BRACED = re.compile(r"\{(\w*)\}")
_DEEPEST = 20
_DEEP = re.compile(rf"""(?:\.[ \t]*["'\w-]{{1,60}}[ \t]*){{{_DEEPEST}}}""", re.ASCII)
"""Keys within keys: nobody means them, and they take more time to read than there is."""


def load_form(file: Path) -> Form:
    """Read one form file of those that are shipped.

    Raises:
        KnownError: ``form_invalid`` with file name, line and sentence.
    """
    return parse_form(_text_of(file), file.name)


def load_forms(*folders: Path, commons: Commons | None = None) -> dict[str, Form]:
    """All forms of the folders by id; a later folder (the bureau's) replaces a form of an earlier,
    and a common part of it takes the place of the earlier's in all of them.

    Raises:
        KnownError: ``form_invalid`` for the first file that cannot be read.
    """
    commons = common_parts(FORMS, *folders) if commons is None else commons
    files = [file for folder in folders for file in sorted(folder.glob("*.toml"))]
    return {form.id: form for form in (parse_form(_text_of(f), f.name, commons) for f in files)}


def load_own_forms(folder: Path) -> tuple[dict[str, Form], dict[str, KnownError]]:
    """The bureau's forms by id, and by file name without ending why the others are refused."""
    commons, refused = own_parts(folder)
    forms: dict[str, Form] = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            form = parse_form(_text_of(file), file.name, commons)
            forms[form.id] = form
        except KnownError as error:
            refused[file.stem] = error
    return forms, refused


def common_parts(*folders: Path) -> Commons:
    """The common parts of the folders, of a name that of the last.

    Raises:
        KnownError: ``form_invalid``.
    """
    files = (file for folder in folders for file in sorted((folder / PARTS_FOLDER).glob("*.toml")))
    return tuple(sorted({file.stem: _text_of(file) for file in files}.items()))


def own_parts(folder: Path) -> tuple[Commons, dict[str, KnownError]]:
    """The common parts with the bureau's, and by file name why one of them is refused.

    A part stands for itself: what its texts name it brings along. So one that is good alone is
    good in every form.
    """
    good, refused = dict(common_parts(FORMS)), {}
    for file in sorted((folder / PARTS_FOLDER).glob("*.toml")):
        try:
            text = _text_of(file)
            check_part(text, file.name)
            good[file.stem] = text
        except KnownError as error:
            refused[file.stem] = error
    return tuple(sorted(good.items())), refused


def check_part(text: str, name: str) -> None:
    """Raises KnownError ``form_invalid`` if a common part is not good."""
    for letter in (False, True):
        table = _table_of(text, name)
        reader = BlockReader(fields_of(table), letter=letter)
        for each in table.tables("block"):
            reader.block(each)
        table.text("name", "")
        table.done()


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise invalid(file.name, 1, "不是UTF-8编码的文本") from None


def _table_of(text: str, name: str) -> FormTable:
    if deep := _DEEP.search(text):
        raise invalid(name, text.count("\n", 0, deep.start()) + 1,
                      f"点号连了{_DEEPEST}层以上，这一行不合 TOML 的写法")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise invalid(name, int(line[1]) if line else 1, "这一行不合 TOML 的写法") from None
    except (ValueError, RecursionError):
        raise invalid(name, 1, "文件里有一个数太长，或者括号套得太深") from None
    return FormTable(values, Origin(name, line_map(text)))


@lru_cache(maxsize=256)
def parse_form(text: str, name: str, commons: Commons | None = None) -> Form:
    """Read a form from its text; ``name`` is what messages call it. Errors as ``load_form``.

    Args:
        commons: the common parts that it may use; the shipped ones if None.
    """
    known = common_parts(FORMS) if commons is None else commons
    return _Reader(_table_of(text, name), dict(known)).form()


class _Reader:
    """Reads the tables of one file, and those of the common parts that it uses."""

    def __init__(self, table: FormTable, commons: Mapping[str, str]) -> None:
        self._table = table
        self._parts = table.tables("part")
        self._blocks = [part.tables("block") for part in self._parts]
        self._commons: dict[str, FormTable] = {}
        for user in (*self._parts, *(block for blocks in self._blocks for block in blocks)):
            name = user.text("use", "")
            if user.has("use") and name not in self._commons:
                self._commons[name] = _common(user, name, commons)
        self._fields: dict[str, Field] = {}
        for common in self._commons.values():
            self._fields |= fields_of(common)
        self._fields |= fields_of(table)

    def form(self) -> Form:
        table = self._table
        ledger = table.text("ledger", "")
        page_table = table.table("page")
        self._reader = BlockReader(self._fields, letter=page_table.flag("letter"))
        form = Form(
            id=table.text("id"),
            paper=table.text("paper", ledger or None),
            title=table.text("title"),
            subject=table.choice("for", get_args(Subject), "school" if ledger else None),
            issuer=table.text("issuer", ""),
            to=table.text("to", ""),
            basis=table.text("basis"),
            page=self._page(page_table),
            parts=self._all_parts(),
            fields=self._fields,
            numbering=_numbering(table.table("number")) if table.has("number") else None,
            copies=int(table.number("copies", 1)),
            titles=table.mapping("titles"),
            profiles=_matching(table, "profiles", _PROFILE, "方案代号，例如 xy24"),
            rows=_matching(table, "rows", _ROW, "要求的编号，例如 R110"),
            program=table.flag("program", default=bool(ledger)),
            anonymous=table.flag("anonymous"),
            ledger=ledger,
            public=table.flag("public"),
        )
        table.done()
        self._check_ledger(form)
        if not form.parts:
            raise table.error("一份文书至少要有一个 [[part]]")
        room = sum(room_taken(block) for part in form.parts for block in part.blocks)
        if room > _MOST_ROOM:
            raise table.error(f"一份文书的表格最多{_MOST_ROOM}行（least、lines 都算），"
                              f"这里有{room}行")
        return form

    def _check_ledger(self, form: Form) -> None:
        """A ledger is one list whose rows it describes; nothing else describes rows."""
        made = [name for name, field in form.fields.items() if field.made is not None]
        lists = [block for part in form.parts for block in part.blocks
                 if isinstance(block, ListBlock) and block.rows in made]
        if made and not form.ledger:
            raise self._table.error("写了“each”的清单只能用在台账里（开头要有ledger）")
        if form.ledger and (len(made), len(lists)) != (1, 1):
            raise self._table.error(
                "一份台账要有一个写了“each”的[[field]]，和印它的一个清单", "ledger")
        if form.public and (fault := public_fault(form)):
            raise self._table.error(fault, "public")

    def _page(self, table: FormTable) -> Page:
        letter = table.flag("letter")
        margins = table.numbers("margins") or (LETTER_MARGINS if letter else Page.margins)
        if len(margins) != 4:
            raise table.error("“margins”要四个数：上、右、下、左（毫米）", "margins")
        page = Page(
            size=table.choice("size", tuple(SIZES), Page.size),
            landscape=table.flag("landscape"),
            margins=(margins[0], margins[1], margins[2], margins[3]),
            footer=self._reader.template(table, "footer"),
            fit=table.flag("fit"),
            letter=letter,
            twosided=table.flag("twosided"),
            booklet=table.flag("booklet"),
        )
        table.done()
        across, upright = SIZES[page.size][:: -1 if page.landscape else 1]
        low = FOOT_MM if page.footer else EDGE_MM
        if min(margins) < EDGE_MM or margins[2] < low:
            raise table.error(
                f"“margins”四边至少{EDGE_MM:g}毫米，有页脚时下边至少{FOOT_MM:g}毫米，"
                "打印机印不到更靠边的地方", "margins")
        if margins[1] + margins[3] > across - 50 or margins[0] + margins[2] > upright - 50:
            raise table.error("“margins”太大，纸上剩不下地方", "margins")
        return page

    def _all_parts(self) -> tuple[Part, ...]:
        parts = [self._part(*each) for each in zip(self._parts, self._blocks, strict=True)]
        if len(parts) == 1 and not parts[0].leaves:
            only = parts[0]
            return (Part(only.name, only.blocks, only.cut, only.when, True, only.new_page),)
        return tuple(parts)

    def _part(self, table: FormTable, tables: list[FormTable]) -> Part:
        use = table.text("use", "")
        common = self._commons.get(use)
        if common is not None:
            blocks = tuple(self._common_blocks(common))
            if tables:
                raise table.error("用了公用部分（use），就不能再写 [[part.block]]", "use")
        else:
            blocks = tuple(block for each in tables for block in self._own_blocks(each))
        part = Part(
            name=table.text("name", common.text("name", "") if common else None),
            blocks=blocks,
            cut=self._reader.template(table, "cut"),
            when=self._reader.conditions(table),
            leaves=table.flag("leaves"),
            new_page=table.flag("new_page"),
        )
        table.done()
        return part

    def _own_blocks(self, table: FormTable) -> Iterator[Block]:
        if table.text("is") != "use":
            if table.has("use"):
                raise table.error('“use”只能和 is = "use" 一起写', "use")
            yield self._reader.block(table)
            return
        common = self._commons.get(table.text("use"))
        assert common is not None  # found or refused when the file was opened
        when = self._reader.conditions(table)
        table.done()
        for block in self._common_blocks(common):
            yield replace(block, when=(*when, *block.when))

    def _common_blocks(self, common: FormTable) -> Iterator[Block]:
        for each in common.tables("block"):
            if each.text("is") == "use":
                raise each.error("公用部分里不能再用别的公用部分", "is")
            yield self._reader.block(each)
        common.text("name", "")
        common.done()


def _common(user: FormTable, name: str, commons: Mapping[str, str]) -> FormTable:
    if name not in commons:
        near = difflib.get_close_matches(name, commons, 1)
        hint = f"，是不是“{near[0]}”" if near else ""
        raise user.error(f"没有公用部分“{name}”{hint}", "use")
    return _table_of(commons[name], f"{PARTS_FOLDER}/{name}.toml")


def _matching(
    table: FormTable, key: str, pattern: re.Pattern[str], word: str
) -> tuple[str, ...]:
    found = table.texts(key)
    for each in found:
        if not pattern.fullmatch(each):
            raise table.error(f"“{key}”里“{each}”不是{word}", key)
    return found


def _numbering(table: FormTable) -> Numbering:
    pattern = table.text("pattern", NUMBER_PATTERN)
    words = set(_BRACED.findall(pattern))
    if (not {"word", "year", "serial"} <= words <= {"word", "year", "seat", "serial"}
            or re.search(r"[{}\n]", _BRACED.sub("", pattern))):
        raise table.error("“pattern”要有 {word}、{year} 和 {serial}，可以有 {seat}", "pattern")
    numbering = Numbering(table.text("word"), pattern)
    table.done()
    return numbering
