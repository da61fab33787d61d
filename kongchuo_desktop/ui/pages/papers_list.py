"""The list of forms on 文书: found by what is typed, what is due first, a county's tagged 县定."""

from collections.abc import Mapping

from kongchuo_desktop.operations.paper_forms import FormChoice
from kongchuo_desktop.operations.paper_shelf import Shelf, names_apart
from kongchuo_desktop.ui.parts.picker import Listed, Picker, listed_row
from kongchuo_desktop.ui.parts.rows import Head, Row
from kongchuo_desktop.ui.theme import Theme


class FormPicker(Picker):
    """The forms of a shelf; ``chosen(FormChoice)``."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, finds="找文书", lists="文书的种类")
        self._shelf, self._names = Shelf(), dict[str, str]()

    def set_shelf(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._names = names_apart([choice.form for choice in shelf.choices()])
        self.fill()

    def choices(self) -> list[FormChoice]:
        """All forms, whatever is searched for."""
        return self._shelf.choices()

    def groups(self, text: str) -> list[tuple[Head | None, list[Row]]]:
        """Those of a document that is in use have their own heading."""
        shelf = self._shelf.found(text)
        return [(Head(head), [_row(choice, shelf, self._names) for choice in choices])
                for head, choices in shelf.groups]


def _row(choice: FormChoice, shelf: Shelf, names: Mapping[str, str]) -> Row:
    form = choice.form
    return listed_row(form.id, Listed(
        choice, names[form.id], _due_words(shelf, form.paper), choice.county))


def _due_words(shelf: Shelf, paper: str) -> str:
    """For how many it is to be issued; ``今天`` where it is the school's."""
    if paper not in shelf.due:
        return ""
    count = len(shelf.due[paper])
    return f"{count}人" if count else "今天"
