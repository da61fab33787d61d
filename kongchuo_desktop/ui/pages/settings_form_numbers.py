"""文号 in 设置 · 文书样式: how numbers are written, the 字头 of each form, the head of letters."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kongchuo_desktop.operations.paper_numbers import (
    NumberStyle,
    choose_letterhead,
    choose_number_style,
    choose_number_word,
    numbering_of,
)
from kongchuo_desktop.operations.paper_shelf import names_apart
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.pages.settings_section import line_of, note
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.checks import Check
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput
from kongchuo_desktop.ui.parts.words import Words, empty

_STYLES = (("", "照各份样式"), ("local", "〔2026〕第3号"), ("9704", "〔2026〕3号（公文格式）"))


class NumbersCard(Card):
    """Each choice holds from today on; papers that were issued keep their numbers."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__("文号和公文头")
        self._ctx = ctx
        self._forms: Sequence[Form] = ()
        self._style = NumberStyle("", {})
        self.body.addWidget(note("从今天起开的照这样写，以前开的不变。换了字头从1号编起。"))
        self.pattern = Choice(ctx.theme, _STYLES)
        self.pattern.setAccessibleName("文号写法")
        self.pattern.activated.connect(lambda _=0: self._choose_style())
        self.body.addLayout(line_of("文号写法", QWidget(), self.pattern))
        self.red = Check(ctx.theme, "公文印红头（没有印好的红头纸时用）")
        self.red.clicked.connect(lambda on: self._choose_red(on))
        self.body.addWidget(self.red)
        self._words = QVBoxLayout()
        self.body.addLayout(self._words)
        self.word = Button(ctx.theme, "改字头…", clicked=self.ask_word)
        self.body.addLayout(line_of("", QWidget(), self.word))

    def show_style(self, forms: Sequence[Form], style: NumberStyle, *, red: bool) -> None:
        self._forms = [form for form in forms if form.numbering is not None]
        self._style = style
        self.pattern.choose(style.style)
        self.red.setChecked(red)
        empty(self._words)
        titles = names_apart(forms)
        for form, word in style.words.items():
            self._words.addLayout(line_of(titles.get(form, form), Words(f"字头：{word}", "small")))

    def _choose_style(self) -> None:
        store, actor, key = self._ctx.store, self._ctx.actor, self.pattern.key()
        self._ctx.perform(lambda: choose_number_style(store, actor=actor, style=key),
                          said=f"文号写法：{dict(_STYLES)[key]}", failed=self._ctx.show_error,
                          owner=self)

    def _choose_red(self, on: bool) -> None:
        store, actor = self._ctx.store, self._ctx.actor
        self._ctx.perform(lambda: choose_letterhead(store, actor=actor, red=on),
                          said="公文印红头" if on else "公文不印红头",
                          failed=self._ctx.show_error, owner=self)

    def ask_word(self) -> None:
        WordForm(self._ctx, self, self._forms, self._style).open()


class WordForm(SavingForm):
    """The 字头 that the school gives to the numbers of one form."""

    AT_FIELD: ClassVar = {"bad_word": "word"}

    def __init__(self, ctx: AppContext, over: QWidget, forms: Sequence[Form],
                 style: NumberStyle) -> None:
        super().__init__(ctx, over, title="改字头", verb="从今天起用",
                         context="例如“青劝通字”。不写就恢复样式里原来的字头。")
        self._words = {form.id: numbering.word for form in forms
                       if (numbering := numbering_of(form, style)) is not None}
        self.form_choice = Choice(ctx.theme, list(names_apart(forms).items()), elastic=True)
        self.form_choice.currentIndexChanged.connect(lambda _: self._show_word())
        self.add("form", "哪一种文书", self.form_choice)
        self.add("word", "字头", LineInput(ctx.theme, "青劝通字"))
        self._show_word()
        self.submitted.connect(self._save)

    def _show_word(self) -> None:
        self.fields["word"].set_hint(f"现在是“{self._words.get(self.form_choice.key(), '')}”")

    def _save(self) -> None:
        values, store, actor = self.values(), self._ctx.store, self._ctx.actor
        self.write(lambda: choose_number_word(store, actor=actor, form_id=values["form"],
                                              word=values["word"]),
                   said=f"字头：{values['word'].strip() or '照样式'}")
