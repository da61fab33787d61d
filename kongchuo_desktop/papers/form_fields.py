"""Reads what a form says about its subject: its fields, where each comes from, what it holds."""

import difflib
from collections.abc import Mapping
from typing import get_args

from kongchuo_desktop.papers.form_blocks import BUILT_IN, key_kind
from kongchuo_desktop.papers.form_table import FormTable
from kongchuo_desktop.papers.made_rows import ROW, MadeRows, read_made_rows
from kongchuo_desktop.papers.sources import (
    DATES,
    DAYS,
    PICTURES,
    ROW_DATES,
    ROW_PICTURES,
    ROWS,
    SOURCES,
    foreign_key,
)
from kongchuo_desktop.papers.template import BLANK_EM, Field, Kind


def read_fields(table: FormTable) -> dict[str, Field]:
    """The ``[[field]]`` tables of a form or a common part, by name.

    Raises:
        KnownError: ``form_invalid`` with file, line and sentence.
    """
    found: dict[str, Field] = {}
    for each in table.tables("field"):
        field = _field(each)
        if field.name in found:
            raise each.error(f"“{field.name}”写了两次", "name")
        found[field.name] = field
    return found


def _field(table: FormTable) -> Field:
    source = table.text("from", "")
    if source and source not in SOURCES:
        near = difflib.get_close_matches(source, SOURCES, 1)
        hint = f"，是不是“{near[0]}”" if near else ""
        raise table.error(f"“from”不认识“{source}”{hint}", "from")
    foreign = foreign_key(source, table.texts("keys")) if source in ROWS else None
    if foreign is not None:
        raise table.error(f"这个清单没有“{foreign}”这一栏，有：{'、'.join(ROWS[source])}", "keys")
    name = table.text("name")
    if name in BUILT_IN:
        raise table.error(f"“{name}”是程序自己的词，请换一个名字", "name")
    made = read_made_rows(table) if table.has("each") else None
    keys = _keys(table, source) if made is None else made_kinds(made)
    field = Field(
        name=name,
        label=table.text("label", SOURCES.get(source, name)),
        kind=table.choice("kind", get_args(Kind), "rows" if made else _kind_of(source)),
        source=source,
        asked=table.flag("asked"),
        default=table.text("default", ""),
        choices=table.texts("choices"),
        keys=tuple(keys),
        kinds=tuple(keys.values()),
        blank=table.number("blank", BLANK_EM),
        made=made,
    )
    table.done()
    if made is not None and (field.kind != "rows" or source):
        raise table.error("写了“each”的是清单：kind只能是rows，不能再写from", "each")
    if field.kind in ("choice", "ticks") and not field.choices:
        raise table.error(f"“{name}”要写明有哪些可选的项（choices）", "kind")
    return field


def _kind_of(source: str) -> Kind:
    """What a source gives."""
    kinds: tuple[tuple[Mapping[str, object] | frozenset[str], Kind], ...] = (
        (DATES, "date"), (DAYS, "dates"), (PICTURES, "picture"), (ROWS, "rows"))
    return next((kind for words, kind in kinds if source in words), "text")


def _keys(table: FormTable, source: str) -> dict[str, Kind]:
    """The columns of a list with what they hold; of a source all, unless some are named."""
    try:
        said = dict(map(key_kind, table.texts("keys")))
    except ValueError as error:
        raise table.error(str(error), "keys") from None
    if source not in ROWS:
        return said
    return {key: "date" if key in ROW_DATES else "picture" if key in ROW_PICTURES else "text"
            for key in said or ROWS[source]}


def made_kinds(made: MadeRows) -> dict[str, Kind]:
    """What each column of a ledger's rows holds."""
    return {key: ("date" if word.removeprefix(ROW) in ROW_DATES else "text")
            if word.startswith(ROW) else _kind_of(word) for key, word in made.columns.items()}
