"""The fields a paper asks before it is issued, and what is right or missing about it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.domain.dates import read_date
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.paper_forms import FormChoice
from kongchuo_desktop.operations.papers import DraftPaper
from kongchuo_desktop.operations.roster import PupilCard
from kongchuo_desktop.operations.words import day_text, full_day
from kongchuo_desktop.papers.template import Field as FormField
from kongchuo_desktop.ui.parts.inputs import Choice, Field, LineInput
from kongchuo_desktop.ui.parts.words import Glyph, Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

Answers = dict[str, Any]

_ASKABLE = frozenset({"text", "date", "choice"})
_OF_PUPIL = ("pupil.", "guardian.", "case.")
_GUARDIANS = ("guardian1", "guardian2")
_SHORT_DATE = re.compile(r"(\d{1,2})\s*[-./月]\s*(\d{1,2})日?")


def of_pupil(field: FormField) -> bool:
    """Whether the field's value belongs to one pupil and not to all papers issued together."""
    return field.source.startswith(_OF_PUPIL)


def read_day(text: str, *, today: date) -> date:
    """A typed day; ``9-24`` means the nearest one not before half a year ago.

    Raises:
        KnownError: ``bad_date``.
    """
    short = _SHORT_DATE.fullmatch(text.strip())
    if short:
        text = f"{today.year}-{short[1]}-{short[2]}"
    found = read_date(text.strip())
    if found.day is None or found.month is None:
        raise KnownError("bad_date", "日期要写到哪一天。", todo="写成9-24或2026-9-24。")
    return date(found.year, found.month, found.day)


class AskedFields(QWidget):
    """One input for every field the form asks; ``changed`` after each edit."""

    changed = Signal()

    def __init__(self, theme: Theme, *, today: date) -> None:
        super().__init__()
        self._theme, self._today = theme, today
        self.fields: dict[str, Field] = {}
        self._forms: dict[str, FormField] = {}
        self._choice: FormChoice | None = None
        self._card: PupilCard | None = None
        self._touched: set[str] = set()
        self._filling = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Px.ICON_GAP)

    def set_form(self, choice: FormChoice, card: PupilCard | None) -> None:
        """Inputs for another form or another pupil; what was typed for this one is kept."""
        self._choice, self._card = choice, card
        self._touched.clear()
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._forms = {f.name: f for f in choice.form.fields.values()
                       if f.asked and f.kind in _ASKABLE}
        self.fields = {name: Field(f.label, self._editor(f)) for name, f in self._forms.items()}
        for field in self.fields.values():
            self._column.addWidget(field)

    def _editor(self, field: FormField) -> QWidget:
        if field.kind == "choice" or (field.source == "guardian.name" and self._both()):
            choice = Choice(self._theme, self._choices(field))
            choice.activated.connect(lambda _=0, name=field.name: self._edited(name))
            return choice
        line = LineInput(self._theme, "空着就印成横线，手写")
        line.textEdited.connect(lambda _="", name=field.name: self._edited(name))
        return line

    def _both(self) -> bool:
        values = self._card.values if self._card else {}
        return all(values.get(f"{which}_name") for which in _GUARDIANS)

    def _choices(self, field: FormField) -> list[tuple[str, str]]:
        if field.kind == "choice":
            return [("", "由家长勾选"), *((c, c) for c in field.choices)]
        assert self._card is not None
        values = self._card.values
        return [(which, _guardian_words(values, which)) for which in _GUARDIANS]

    def show_values(self, draft: DraftPaper) -> None:
        """Fill what was not typed; a field that is missing is marked."""
        self._filling = True
        for name, field in self.fields.items():
            if name not in self._touched:
                self._put(field.editor, draft.values.get(name))
        self._filling = False

    def _put(self, editor: QWidget, value: Any) -> None:
        if isinstance(editor, Choice):
            values = self._card.values if self._card else {}
            key = next((w for w in _GUARDIANS if values.get(f"{w}_name") == value), value)
            editor.choose(str(key or ""))
        elif isinstance(editor, LineInput):
            editor.setText(full_day(value) if isinstance(value, date) else str(value or ""))

    def _edited(self, name: str) -> None:
        if not self._filling:
            self._touched.add(name)
            self._check(name)
            self.changed.emit()

    def _check(self, name: str) -> None:
        try:
            self._value(name)
        except KnownError as error:
            self.fields[name].set_error(error.sentence)
        else:
            self.fields[name].set_error("")

    def _value(self, name: str) -> Any:
        editor = self.fields[name].editor
        if isinstance(editor, Choice):
            return editor.key() or None
        assert isinstance(editor, LineInput)
        text = editor.text().strip()
        if not text:
            return None
        return read_day(text, today=self._today) if self._forms[name].kind == "date" else text

    def answers(self) -> tuple[Answers, Answers]:
        """What was typed: (for all papers, for this pupil alone); unreadable dates left out."""
        common: Answers = {}
        own: Answers = {}
        for name in self._touched:
            field = self._forms[name]
            if self.fields[name].error():
                continue
            value = self._value(name)
            if field.source == "guardian.name" and value in _GUARDIANS:
                own |= self._guardian(value)
            else:
                (own if of_pupil(field) else common)[name] = value
        return common, own

    def _guardian(self, which: str) -> Answers:
        """All fields of the form about a guardian, filled from the one chosen."""
        assert self._card is not None
        assert self._choice is not None
        return {f.name: self._card.values.get(f"{which}_{f.source.removeprefix('guardian.')}")
                for f in self._choice.form.fields.values()
                if f.source in ("guardian.name", "guardian.relation", "guardian.phone")}

    def faulty(self) -> bool:
        return any(field.error() for field in self.fields.values())


def _guardian_words(values: Mapping[str, Any], which: str) -> str:
    relation = values.get(f"{which}_relation")
    return f"{values[f'{which}_name']}{f'（{relation}）' if relation else ''}"


Check = tuple[str, str]
"""(tone, sentence); the tone is green, amber or red."""

_SIGNS = {"green": "circle-check", "amber": "circle-alert", "red": "circle-x"}


def checks_of(choice: FormChoice, drafts: Sequence[DraftPaper], at: int, day: date) -> list[Check]:
    """What is right and what is missing of the paper shown; a red one blocks issuing."""
    found: list[Check] = []
    if not drafts:
        return found
    missing = {char: label for draft in drafts for char, label in draft.missing.items()}
    for char, label in missing.items():
        found.append(("red", f"{label}里的“{char}”字没有字体能印出来，请换一个写法"))
    if not missing:
        found.append(("green", "所有字都能印出来"))
    if choice.cites:
        found.append(("green", f"法条按{day_text(day)}有效版本"))
    asked = {f.label for f in choice.form.fields.values() if f.source or f.asked}
    blanks = [label for label in drafts[at].blanks if label in asked]
    if blanks:
        found.append(("amber", f"会留空白线：{'、'.join(blanks)}"))
    if any(part.name in ("送达回证", "回执") for part in choice.form.parts):
        found.append(("amber", "回证签好后请拍照存档"))
    return found


class CheckList(QWidget):
    """Signs with their sentences."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._checks: list[Check] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Px.ICON_GAP)

    def checks(self) -> list[Check]:
        return list(self._checks)

    def set(self, checks: Sequence[Check]) -> None:
        if list(checks) == self._checks:
            return
        self._checks = list(checks)
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for tone, sentence in checks:
            holder = QWidget()
            line = QHBoxLayout(holder)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(Px.ICON_GAP)
            glyph = Glyph(self._theme, _SIGNS[tone], tone)
            line.addWidget(glyph, 0, Qt.AlignmentFlag.AlignTop)
            words = Words(sentence, "small", "text2" if tone == "green" else tone, wrap=True)
            line.addWidget(words, 1)
            self._column.addWidget(holder)
