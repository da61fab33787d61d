"""Reads the ``[[field]]`` of a form file: where each comes from and what kind it is."""

import difflib
from collections.abc import Mapping
from datetime import date
from typing import get_args

from kongchuo_desktop.papers.form_blocks import BUILT_IN, key_kind
from kongchuo_desktop.papers.form_table import FormTable
from kongchuo_desktop.papers.made_rows import ROW, MadeRows, read_made_rows
from kongchuo_desktop.papers.sources import (
    CHARTS,
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

_MORE: Mapping[Kind, tuple[Kind, ...]] = {
    "text": ("lines", "number", "choice", "ticks", "flag"), "date": ("dates", "month")}
"""What a source gives → as what else a form may print it."""


def fields_of(table: FormTable) -> dict[str, Field]:
    """The ``[[field]]`` of a form or a common part, by name. Errors as ``load_form``."""
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
    name, given = table.text("name"), _kind_of(source)
    if name in BUILT_IN:
        raise table.error(f"“{name}”是程序自己的词，请换一个名字", "name")
    made = read_made_rows(table) if table.has("each") else None
    if made is not None:
        given = "rows"
    keys = _keys(table, source) if made is None else _made_kinds(made)
    field = Field(
        name=name,
        label=table.text("label", SOURCES.get(source, name)),
        kind=table.choice("kind", get_args(Kind), given),
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
    if source and field.kind not in (fit := (given, *_MORE.get(given, ()))):
        raise table.error(f"“{source}”的 kind 只能是{'、'.join(fit)}", "kind")
    if field.kind == "chart" and (not source or field.asked):
        raise table.error("图只能写from（chart.开头的词），不能让人填", "kind")
    if field.kind in ("choice", "ticks") and not field.choices:
        raise table.error(f"“{name}”要写明有哪些可选的项（choices）", "kind")
    _check_default(table, field)
    return field


def _check_default(table: FormTable, field: Field) -> None:
    """What is printed where nobody says otherwise must be fit for its kind."""
    if not field.default:
        return
    try:
        if field.kind in ("date", "dates"):
            date.fromisoformat(field.default)
        elif field.kind == "month":
            date.fromisoformat(f"{field.default}-01")
        elif field.kind in ("choice", "ticks") and field.default not in field.choices:
            raise ValueError(field.default)
    except ValueError:
        raise table.error(f"“default”不能写“{field.default}”：日期写成2026-09-24，月份写成2026-09，"
                          "可选的项照 choices 写", "default") from None


def _kind_of(source: str) -> Kind:
    """What a source gives."""
    kinds: tuple[tuple[Mapping[str, object] | frozenset[str], Kind], ...] = (
        (DATES, "date"), (DAYS, "dates"), (PICTURES, "picture"), (ROWS, "rows"), (CHARTS, "chart"))
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


def _made_kinds(made: MadeRows) -> dict[str, Kind]:
    """What each column of a ledger's rows holds."""
    return {key: ("date" if word.removeprefix(ROW) in ROW_DATES else "text")
            if word.startswith(ROW) else _kind_of(word) for key, word in made.columns.items()}
