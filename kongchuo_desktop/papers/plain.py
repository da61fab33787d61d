"""A form's texts without paper: for screens and Excel, where a line to fill by hand is white."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from kongchuo_desktop.papers.form import (
    Block,
    Form,
    GridBlock,
    ListBlock,
    SignBlock,
    TextBlock,
)
from kongchuo_desktop.papers.template import Kind, Ref, Shown, Template, all_hold
from kongchuo_desktop.papers.text import Blank
from kongchuo_desktop.papers.values import shown_text, value_text

Values = Mapping[str, object]
_WHITE = "　"
_BY_DAY = ("dot", "day")
_WHOLE_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
"""As a birth date is told of which more than the month is known."""


def plain_text(template: Template, values: Values, kinds: Mapping[str, Kind]) -> str:
    """What is printed for ``template``, with white where nothing is known."""
    return "".join(_plain(segment, values, kinds) for segment in template)


def _plain(segment: object, values: Values, kinds: Mapping[str, Kind]) -> str:
    match segment:
        case str():
            return segment
        case Blank(width):
            return _WHITE * round(width)
        case Shown(name, how):
            return shown_text(how, kinds.get(name, "text"), values.get(name))
        case Ref(name):
            return value_text(kinds.get(name, "text"), values.get(name))
    return ""


def plain_value(template: Template, values: Values,
                kinds: Mapping[str, Kind]) -> str | int | float | date:
    """The same for a cell that may be reckoned with: what stands alone keeps its type."""
    alone = template[0] if len(template) == 1 else None
    if isinstance(alone, Ref) or (isinstance(alone, Shown) and alone.how in _BY_DAY):
        value = values.get(alone.name)
        if isinstance(value, int | float | date) and not isinstance(value, bool):
            return value
        if isinstance(alone, Shown) and (day := _WHOLE_DAY.fullmatch(str(value))):
            return date(*map(int, day.groups()))
    return plain_text(template, values, kinds)


def beside_the_list(form: Form, listed: ListBlock, values: Values) -> tuple[
        list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The lines over and under a list on its own part of the form, each in the texts that stand
    side by side; the title is none of them."""
    kinds = {name: field.kind for name, field in form.fields.items()}
    over: list[tuple[str, ...]] = []
    under: list[tuple[str, ...]] = []
    lines = over
    part = next(part for part in form.parts if any(block is listed for block in part.blocks))
    for block in part.blocks:
        if block is listed:
            lines = under
        elif all_hold(block.when, values):
            lines += _lines(block, values, kinds)
    return over, under


def _lines(block: Block, values: Values,
           kinds: Mapping[str, Kind]) -> Iterator[tuple[str, ...]]:
    def said(templates: Sequence[Template]) -> tuple[str, ...]:
        return tuple(plain_text(template, values, kinds) for template in templates)

    match block:
        case TextBlock(text=text, role=role) if role != "title":
            yield said([text])
        case GridBlock(rows=rows):
            for row in rows:
                if all_hold(row.when, values):
                    yield tuple(filter(None, said(
                        [template for cell in row.cells for template in (cell.text, cell.foot)])))
        case SignBlock(lines=lines):
            yield said(lines)
