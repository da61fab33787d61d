"""A clause that is being written: its words and place, and each thing it asks for in a sentence."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.domain.policy.draft import Draft, comparison_in, figure_value
from kongchuo_desktop.domain.policy.model import Binding, DutyBinding
from kongchuo_desktop.domain.policy.sentences import UNITS, FigurePlace, figures_of, sentence_of
from kongchuo_desktop.domain.policy.titles import Titles
from kongchuo_desktop.operations.clauses import binding_word
from kongchuo_desktop.operations.profile_patterns import BindingPattern, binding_patterns
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, Field, LineInput, TextInput
from kongchuo_desktop.ui.parts.scrolled import Scrolled
from kongchuo_desktop.ui.parts.words import Chip, Words, empty
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

WIDEST = 760
ORIGINS = (("document", "文件写明"), ("reading", "我们的理解"), ("unset", "留给学校定"))
"""Whose a figure of a file may be → words."""
_IN_TEXT = "每隔多久、几月办、几月几日以前，在“文本”里改（Ctrl+Tab）；怎样写见“写法和样例”。"
_WRONG = "这一条的文本里有错，先在“文本”里改好。"


class ClauseForm(QWidget):
    """The fields of one clause; ``edited(draft)`` with every change."""

    edited = Signal(object)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx, self._draft, self._at, self._filling = ctx, Draft("", ()), 0, False
        self._titles: Titles | None = None
        self._shape: list[Any] = []
        inside = QWidget()
        inside.setMaximumWidth(ctx.theme.px(WIDEST))
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Px.GRID, 0)
        column.setSpacing(Px.GAP)
        self.wrong = Words(_WRONG, "small", "red", wrap=True)
        column.addWidget(self.wrong)
        self.id, self.place = LineInput(ctx.theme), LineInput(ctx.theme, "例如 第二条")
        self.quote = TextInput("照抄原文，一个字也不改", lines=3)
        line = QHBoxLayout()
        line.setSpacing(Px.GAP)
        line.addWidget(Field("编号", self.id), 1)
        line.addWidget(Field("位置", self.place), 2)
        column.addLayout(line)
        self.quoted = Field("原文", self.quote)
        column.addWidget(self.quoted)
        self.id.textEdited.connect(lambda text: self._set("id", text.strip()))
        self.place.textEdited.connect(lambda text: self._set("where", text))
        self.quote.textChanged.connect(lambda: self._set("quote", self.quote.toPlainText()))
        holder = QWidget()
        self._cards = QVBoxLayout(holder)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(Px.ICON_GAP)
        column.addWidget(holder)
        self.more = Button(ctx.theme, "加一项…", icon="plus", clicked=self._add)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scrolled(inside))
        self.setFocusProxy(self.id)
        self.cards: list[BindingCard] = []

    def show_clause(self, draft: Draft, at: int, titles: Titles, *, own: bool) -> None:
        """Fill the fields; a clause of the unit's own (本校) quotes nothing."""
        self._filling = True
        self._draft, self._at, self._titles = draft, at, titles
        table = draft.blocks[at].table
        self.wrong.setVisible(table is None)
        self.quoted.setVisible(not own)
        for editor in (self.id, self.place, self.quote, self.more):
            editor.setEnabled(table is not None)
        self.id.setText(draft.blocks[at].id)
        self.place.setText(str((table or {}).get("where") or ""))
        self.quote.setPlainText(str((table or {}).get("quote") or ""))
        self._filling = False
        self._clear()
        self._show_cards()

    def _show_cards(self) -> None:
        """What each part of the clause now says; fields that are being typed in stay."""
        block = self._draft.blocks[self._at]
        table, clause = block.table, block.read(self._titles) if self._titles else None
        if table is None or not table.get("bind"):
            self._clear()
            return
        if clause is None:
            return
        shape = [(type(b), [place.path for place in figures_of(b)]) for b in clause.bindings]
        if shape == self._shape:
            for binding, card in zip(clause.bindings, self.cards, strict=True):
                card.show_binding(binding)
            return
        self._clear()
        self._shape = shape
        for index, binding in enumerate(clause.bindings):
            card = BindingCard(self._ctx.theme, binding, table["bind"][index])
            card.figure_set.connect(lambda path, value, i=index: self._figure(i, path, value))
            card.reading_set.connect(lambda text, i=index: self._reading(i, text))
            card.removed.connect(lambda i=index: self._remove(i))
            self.cards.append(card)
            self._cards.addWidget(card)

    def _clear(self) -> None:
        empty(self._cards)
        self.cards, self._shape = [], []

    # what was typed

    def _emit(self, draft: Draft) -> None:
        self._draft = draft
        self.edited.emit(draft)
        self._show_cards()

    def _table(self) -> Mapping[str, Any] | None:
        return None if self._filling else self._draft.blocks[self._at].table

    def _set(self, key: str, text: str) -> None:
        table = self._table()
        if table is not None and table.get(key) != text:
            self._emit(self._draft.with_table(self._at, {**table, key: text}))

    def _figure(self, index: int, path: tuple[str, ...], value: int | str) -> None:
        self._emit(self._draft.with_figure(self._at, index, path, value))

    def _reading(self, index: int, text: str) -> None:
        table = self._table()
        if table is None:
            return
        bindings = [dict(binding) for binding in table["bind"]]
        bindings[index].pop("reading", None)
        if text.strip():
            bindings[index]["reading"] = text.strip()
        self._emit(self._draft.with_table(self._at, {**table, "bind": bindings}))

    def _remove(self, index: int) -> None:
        table = self._table()
        if table is not None:
            bindings = [b for at, b in enumerate(table["bind"]) if at != index]
            self._emit(self._draft.with_table(self._at, {**table, "bind": bindings}))

    def _add(self) -> None:
        PatternForm(self._ctx, self, self._add_pattern).open()

    def _add_pattern(self, pattern: BindingPattern) -> None:
        table = self._table()
        if table is None:
            return
        kept = [b for b in table["bind"] if b != {"is": "note", "why": "principle"}]
        self._emit(self._draft.with_table(
            self._at, {**table, "bind": [*kept, dict(pattern.table)]}))


class BindingCard(Card):
    """One thing that the clause asks for: its sentence, its figures, and how we read it."""

    figure_set = Signal(object, object)
    reading_set = Signal(str)
    removed = Signal()

    def __init__(self, theme: Theme, binding: Binding, table: Mapping[str, Any]) -> None:
        super().__init__()
        self.binding, self._theme = binding, theme
        head = QHBoxLayout()
        head.setSpacing(Px.ICON_GAP)
        self.sentence = Words("", "body", wrap=True)
        head.addWidget(Chip(theme, binding_word(binding), "grey"))
        head.addWidget(self.sentence, 1)
        gone = Button(theme, "去掉", size="small", clicked=self.removed.emit)
        head.addWidget(gone)
        self.body.addLayout(head)
        self.rows: list[FigureRow] = []
        for place in figures_of(binding):
            row = FigureRow(theme, place, _raw_at(table, place.path))
            row.edited.connect(self.figure_set.emit)
            self.rows.append(row)
            self.body.addWidget(row)
        if isinstance(binding, DutyBinding):
            self.body.addWidget(Words(_IN_TEXT, "caption", "text3", wrap=True))
        self.reading = TextInput("文件没有说清的：选了什么，为什么", lines=2)
        self.reading.setPlainText(binding.reading)
        self.reading.textChanged.connect(
            lambda: self.reading_set.emit(self.reading.toPlainText()))
        self.body.addWidget(Field("我们的理解", self.reading))
        self.show_binding(binding)
        gone.setAccessibleName(f"去掉：{self.sentence.text()}")

    def show_binding(self, binding: Binding) -> None:
        self.binding = binding
        self.sentence.setText(sentence_of(binding))


class FigureRow(QWidget):
    """A figure: what it counts, the number, its unit, and whose it is."""

    edited = Signal(object, object)

    def __init__(self, theme: Theme, place: FigurePlace, raw: object) -> None:
        super().__init__()
        self._place, self._op = place, comparison_in(raw)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Px.ICON_GAP)
        line.addWidget(Words(place.label, "small", "text2"))
        figure = place.figure
        self.number = LineInput(theme)
        self.number.setFixedWidth(Px.HEADER)
        self.number.setText("" if figure.value is None else str(figure.value))
        self.number.setAccessibleName(place.label)
        line.addWidget(self.number)
        self.unit = Choice(theme, list(UNITS.items()))
        self.unit.choose(figure.unit or "days")
        self.unit.setAccessibleName(f"{place.label}的单位")
        line.addWidget(self.unit)
        self.unit.setVisible(place.timed)
        self.origin = Choice(theme, list(ORIGINS))
        self.origin.choose(figure.origin)
        self.origin.setAccessibleName(f"{place.label}是谁定的")
        line.addWidget(self.origin)
        line.addStretch()
        self.number.textEdited.connect(self._typed)
        self.unit.activated.connect(lambda at: self._tell())
        self.origin.activated.connect(lambda at: self._turned())
        self._show()

    def _typed(self, text: str) -> None:
        unset = self.origin.key() == "unset"
        if bool(text.strip()) == unset:
            self.origin.choose("document" if unset else "unset")
        self._tell()

    def _turned(self) -> None:
        """Somebody else's figure: one that the school sets has no number here, any other has."""
        if self.origin.key() == "unset":
            self.number.clear()
        if self.origin.key() == "unset" or self.number.text().strip():
            self._tell()
        else:
            self._show()
            self.number.setFocus()

    def _tell(self) -> None:
        self._show()
        unit = self.unit.key() if self._place.timed else ""
        number, origin = self.number.text().strip(), self.origin.key()
        value = figure_value(number, unit, origin, self._op)  # type: ignore[arg-type]
        self.edited.emit(self._place.path, value)

    def _show(self) -> None:
        self.unit.setEnabled(self.origin.key() != "unset")


class PatternForm(FormDialog):
    """Ready-made sentences to choose from; the figures are set afterwards."""

    def __init__(self, ctx: AppContext, over: QWidget, then: Any) -> None:
        super().__init__(ctx.theme, over, title="加一项", verb="加上",
                         context="先选一个相近的，加上以后再照文件改数。")
        self._then = then
        self._patterns = {pattern.title: pattern for pattern in binding_patterns()}
        self.add("pattern", "这一条要求什么",
                 Choice(ctx.theme, [(title, title) for title in self._patterns], elastic=True))
        self.submitted.connect(self._take)

    def _take(self) -> None:
        chosen = self._patterns[self.values()["pattern"]]
        self.accept()
        self._then(chosen)


def _raw_at(table: Mapping[str, Any], path: tuple[str, ...]) -> object:
    node: Any = table
    for step in path:
        node = node[int(step)] if isinstance(node, list) else node[step]
    return node
