"""The input of 文书 for a list of one's own: its rows one below another, each filled in a form."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.papers.form import Form, GridBlock, ListBlock
from kongchuo_desktop.papers.template import Field as FormField
from kongchuo_desktop.papers.template import Template, names_in
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.papers_editors import Editor, editor_of
from kongchuo_desktop.ui.pages.papers_picture import PictureEditor
from kongchuo_desktop.ui.parts.buttons import Button, IconButton
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.words import ElidedWords, empty
from kongchuo_desktop.ui.tokens import Px

RowValues = Mapping[str, Any]


class RowsEditor(Editor):
    """A line for each row with 改 and a cross, and 加一条… below.

    ``heads`` are what the columns are called, in the order of the field's keys.
    """

    def __init__(self, ctx: AppContext, field: FormField, heads: Sequence[str],
                 edited: Callable[[], object]) -> None:
        self._ctx, self._field, self._heads, self._edited = ctx, field, heads, edited
        self._rows: list[RowValues] = []
        self.widget = QWidget()
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.GRID)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(Px.GRID)
        column.addLayout(self._lines)
        foot = QHBoxLayout()
        self.more = Button(ctx.theme, "加一条…", icon="plus", size="small", clicked=self._add)
        foot.addWidget(self.more)
        foot.addStretch()
        column.addLayout(foot)
        self.widget.setFocusProxy(self.more)

    def put(self, value: Any) -> None:
        self._rows = list(value or ())
        self._draw()

    def value(self) -> Any:
        return list(self._rows) or None

    def _draw(self) -> None:
        empty(self._lines)
        for at, row in enumerate(self._rows):
            holder = QWidget()
            line = QHBoxLayout(holder)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(Px.GRID)
            words = row_words(self._field, row)
            line.addWidget(ElidedWords(words, "small"), 1)
            change = Button(self._ctx.theme, "改", "text", size="small",
                            clicked=partial(self._change, at))
            change.setAccessibleName(f"改第{at + 1}条：{words}")
            line.addWidget(change)
            line.addWidget(IconButton(self._ctx.theme, "x", f"去掉第{at + 1}条",
                                      clicked=partial(self._remove, at)))
            self._lines.addWidget(holder)

    def _add(self) -> None:
        self._ask("加一条", "加上", {}, self._rows.append)

    def _change(self, at: int) -> None:
        self._ask(f"第{at + 1}条", "改好", self._rows[at], partial(self._rows.__setitem__, at))

    def _remove(self, at: int) -> None:
        del self._rows[at]
        self._told()
        self.more.setFocus()

    def _ask(self, title: str, verb: str, row: RowValues,
             take: Callable[[RowValues], object]) -> None:
        def taken(values: RowValues) -> None:
            take(values)
            self._told()

        RowForm(self._ctx, self.widget, self._field, self._heads, row,
                title=f"{self._field.label}　{title}", verb=verb, take=taken).open()

    def _told(self) -> None:
        self._draw()
        self._edited()


class RowForm(FormDialog):
    """An input for each column; ``take`` gets what was filled in."""

    def __init__(self, ctx: AppContext, over: QWidget, field: FormField, heads: Sequence[str],
                 row: RowValues, *, title: str, verb: str,
                 take: Callable[[RowValues], object]) -> None:
        super().__init__(ctx.theme, over, title=title, verb=verb)
        self._take = take
        self.editors: dict[str, Editor] = {}
        for (key, kind), head in zip(field.key_kinds.items(), heads, strict=True):
            editor = self.editors[key] = (
                PictureEditor(ctx, _nothing) if kind == "picture" else
                editor_of(ctx.theme, FormField(key, head, kind), today=ctx.today(),
                          edited=_nothing))
            editor.put(row.get(key))
            self.add(key, head, editor.widget)
        self.submitted.connect(self._done)

    def _done(self) -> None:
        values: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for key, editor in self.editors.items():
            try:
                values[key] = editor.value()
            except KnownError as error:
                wrong[key] = error.sentence + error.todo
        found = {key: value for key, value in values.items() if value}
        if not found and not wrong:
            wrong[next(iter(self.editors))] = "这一条还空着，至少写一格。"
        self.set_errors(wrong)
        if not wrong:
            self.accept()
            self._take(found)


def _nothing() -> None:
    """The form is read when it is sent."""


def heads_of(form: Form, field: FormField) -> list[str]:
    """What the columns of a list are called where it is printed, in the order of its keys."""
    heads: dict[str, str] = {}
    for block in (block for part in form.parts for block in part.blocks):
        if isinstance(block, ListBlock) and block.rows == field.name:
            _name(heads, ((column.head, column.text) for column in block.columns))
        elif isinstance(block, GridBlock):
            for above, row in pairwise(block.rows):
                if row.each == field.name and len(above.cells) == len(row.cells):
                    _name(heads, ((_plain(over.text), cell.text)
                                  for over, cell in zip(above.cells, row.cells, strict=True)))
    called = {"picture": "照片", "date": "日期"}
    return [heads.get(key) or called.get(kind) or f"第{at}栏"
            for at, (key, kind) in enumerate(field.key_kinds.items(), start=1)]


def _name(heads: dict[str, str], columns: Iterable[tuple[str, Template]]) -> None:
    for head, text in columns:
        for name in names_in(text):
            heads.setdefault(name, head)


def _plain(text: Template) -> str:
    """Words of a label, whose characters may be set apart."""
    return "".join("".join(part.split()) for part in text if isinstance(part, str))


def row_words(field: FormField, row: RowValues) -> str:
    """``修路灯 · 周老师 · 9月30日``: a row in one line."""
    words = {"picture": lambda value: "照片", "date": _day}
    shown = [words.get(kind, str)(row[key])
             for key, kind in field.key_kinds.items() if row.get(key)]
    return " · ".join(shown)


def _day(value: Any) -> str:
    return day_text(value) if isinstance(value, date) else str(value)
