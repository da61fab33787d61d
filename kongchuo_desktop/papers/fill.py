"""Puts one subject's values into a form's texts, and remembers what was not known."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from kongchuo_desktop.papers.fonts import FontSet, Role
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.template import (
    Cite,
    Law,
    Ref,
    Template,
    Ticks,
    blank_pieces,
    law_text,
    ticks_text,
    value_text,
)
from kongchuo_desktop.papers.text import Blank, Piece

Made = TypeVar("Made")


class Notes(NamedTuple):
    """What filling some texts brought to light; see the attributes of ``Filler``."""

    blanks: dict[str, None]
    missing: dict[str, str]


class Filler:
    """The values of one copy of a form.

    Attributes:
        blanks: labels of the fields that were printed as a line to fill by hand, in order.
        missing: characters that no font has, each with the label of the field it stands in.
    """

    def __init__(
        self, form: Form, values: Mapping[str, object], cite: Cite, fonts: FontSet
    ) -> None:
        self.form = form
        self.values = {"title": form.title, **values}
        self.blanks: dict[str, None] = {}
        self.missing: dict[str, str] = {}
        self._cite = cite
        self._fonts = fonts

    def pieces(
        self,
        template: Template,
        role: Role = "body",
        *,
        row: Mapping[str, object] | None = None,
        cell: bool = False,
    ) -> list[Piece]:
        """What is printed for ``template``.

        Args:
            row: a list's row, whose keys come before the form's fields.
            cell: an unknown value that stands alone in a cell leaves the cell empty.
        """
        alone = cell and len(template) == 1
        out: list[Piece] = []
        for segment in template:
            match segment:
                case Ref(name) if row is not None and name in row:
                    out.append(self._checked(value_text("text", row[name]), name, role))
                case Ref(name):
                    found = self._value(name, role, alone=alone)
                    if out and found and isinstance(out[-1], Blank) and isinstance(found[0], Blank):
                        out.append(" ")  # two lines to write on stay two
                    out.extend(found)
                case Ticks(name):
                    out.append(ticks_text(self.form.fields[name], self.values.get(name)))
                case Law():
                    out.append(law_text(segment, self._cite))
                case str() | Blank():
                    out.append(segment)
        return out

    def noted(self, make: Callable[[], Made]) -> tuple[Made, Notes]:
        """What ``make`` gives, and what it brought to light, which is not yet counted in."""
        before = self.blanks, self.missing
        self.blanks, self.missing = {}, {}
        made, notes = make(), Notes(self.blanks, self.missing)
        self.blanks, self.missing = before
        return made, notes

    def note(self, notes: Notes) -> None:
        """Count in what was brought to light by texts filled with the same values before."""
        self.blanks |= notes.blanks
        self.missing = notes.missing | self.missing

    def _value(self, name: str, role: Role, *, alone: bool) -> list[Piece]:
        field = self.form.fields.get(name)
        text = value_text(field.kind if field else "text", self.values.get(name))
        if text:
            return [self._checked(text, field.label if field else name, role)]
        if field is None:
            numbering = self.form.numbering
            return list(numbering.blank) if name == "number" and numbering else []
        self.blanks[field.label] = None
        return [] if alone else blank_pieces(field)

    def _checked(self, text: str, label: str, role: Role) -> str:
        for char in sorted(self._fonts.missing(text, role)):
            self.missing.setdefault(char, label)
        return text
