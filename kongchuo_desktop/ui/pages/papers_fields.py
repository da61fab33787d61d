"""The fields a paper asks before it is issued: an input for each, filled from the facts."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.paper_choices import PhotoChoice
from kongchuo_desktop.operations.paper_forms import FormChoice
from kongchuo_desktop.operations.papers import DraftPaper
from kongchuo_desktop.operations.roster import PupilCard
from kongchuo_desktop.papers.template import Field as FormField
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.papers_editors import ChoiceEditor, Editor, editor_of
from kongchuo_desktop.ui.pages.papers_picture import PictureEditor
from kongchuo_desktop.ui.pages.papers_rows import RowsEditor, heads_of
from kongchuo_desktop.ui.parts.inputs import Field
from kongchuo_desktop.ui.parts.words import empty
from kongchuo_desktop.ui.tokens import Px

Answers = dict[str, Any]

_OF_ONE = ("pupil.", "guardian.", "guardian2.", "case.", "visit.", "class.", "teacher.")
_GUARDIANS = ("guardian1", "guardian2")


def of_one(field: FormField) -> bool:
    """Whether the field's value belongs to one copy and not to all that are issued together."""
    return field.source.startswith(_OF_ONE) or field.kind == "picture"


class AskedFields(QWidget):
    """One input for every field the form asks; ``changed`` after each edit."""

    changed = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.fields: dict[str, Field] = {}
        self.editors: dict[str, Editor] = {}
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
        empty(self._column)
        self._forms = {f.name: f for f in choice.form.fields.values() if f.asked}
        self.editors = {name: self._editor(f) for name, f in self._forms.items()}
        self.fields = {name: Field(self._forms[name].label, editor.widget)
                       for name, editor in self.editors.items()}
        for field in self.fields.values():
            self._column.addWidget(field)

    def _editor(self, field: FormField) -> Editor:
        def edited() -> None:
            self._edited(field.name)

        if field.kind == "picture":
            return PictureEditor(self._ctx, edited)
        if field.source == "guardian.name" and self._both():
            values = self._values()
            keys = {str(values[f"{which}_name"]): which for which in _GUARDIANS}
            return ChoiceEditor(self._ctx.theme, [
                (which, _guardian_words(values, which)) for which in _GUARDIANS], edited, keys)
        if field.kind == "rows":
            assert self._choice is not None
            return RowsEditor(self._ctx, field, heads_of(self._choice.form, field), edited)
        return editor_of(self._ctx.theme, field, today=self._ctx.today(), edited=edited)

    def _values(self) -> Mapping[str, Any]:
        return self._card.values if self._card else {}

    def _both(self) -> bool:
        values = self._values()
        return all(values.get(f"{which}_name") for which in _GUARDIANS)

    def wants_photos(self) -> bool:
        """Whether a photo of a visit may be put on the paper."""
        return any(isinstance(editor, PictureEditor) for editor in self.editors.values())

    def offer_photos(self, photos: Sequence[PhotoChoice]) -> None:
        """The photos of the visits, once they were read."""
        for editor in self.editors.values():
            if isinstance(editor, PictureEditor):
                editor.offer(photos)

    def first(self) -> QWidget | None:
        """What is filled in first."""
        return next((editor.widget for editor in self.editors.values()), None)

    def show_values(self, draft: DraftPaper) -> None:
        """Fill what was not typed."""
        self._filling = True
        for name, editor in self.editors.items():
            if name not in self._touched:
                editor.put(draft.values.get(name))
        self._filling = False

    def _edited(self, name: str) -> None:
        if not self._filling:
            self._touched.add(name)
            self._check(name)
            self.changed.emit()

    def _check(self, name: str) -> None:
        try:
            self.editors[name].value()
        except KnownError as error:
            self.fields[name].set_error(error.sentence + error.todo)
        else:
            self.fields[name].set_error("")

    def answers(self) -> tuple[Answers, Answers]:
        """What was typed: (for all papers, for this one alone); what is unreadable left out."""
        common: Answers = {}
        own: Answers = {}
        for name in self._touched:
            field = self._forms[name]
            if self.fields[name].error():
                continue
            value = self.editors[name].value()
            if field.source == "guardian.name" and value in _GUARDIANS:
                own |= self._guardian(value)
            else:
                (own if of_one(field) else common)[name] = value
        return common, own

    def _guardian(self, which: str) -> Answers:
        """All fields of the form about a guardian, filled from the one chosen."""
        assert self._choice is not None
        return {f.name: self._values().get(f"{which}_{f.source.removeprefix('guardian.')}")
                for f in self._choice.form.fields.values()
                if f.source in ("guardian.name", "guardian.relation", "guardian.phone")}

    def faulty(self) -> bool:
        return any(field.error() for field in self.fields.values())


def _guardian_words(values: Mapping[str, Any], which: str) -> str:
    relation = values.get(f"{which}_relation")
    return f"{values[f'{which}_name']}{f'（{relation}）' if relation else ''}"
