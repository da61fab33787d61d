"""Puts one subject's values into a form's texts, and remembers what was not known."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from kongchuo_desktop.papers.fonts import PRIVATE, FontSet, Role
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.template import (
    Cite,
    Field,
    How,
    Law,
    Ref,
    Shown,
    Template,
    Tick,
    Ticks,
)
from kongchuo_desktop.papers.text import Blank, Piece
from kongchuo_desktop.papers.values import (
    blank_pieces,
    law_text,
    shown_text,
    tick_text,
    ticks_text,
    value_text,
)

Made = TypeVar("Made")
NOTHING: Mapping[str, str] = MappingProxyType({})
_PAUSES = "。；，、："


class Notes(NamedTuple):
    """What filling some texts brought to light; see the attributes of ``Filler``."""

    blanks: dict[str, None]
    missing: dict[str, str]


class RowOf(NamedTuple):
    """A row of a list, and the field that says what each of its columns holds."""

    values: Mapping[str, object]
    field: Field

    @property
    def label(self) -> str:
        """What it is called: the list's label, and whose row it is where it says."""
        name = self.values.get("name") or self.values.get("n")
        return f"{self.field.label}（{name}）" if name else self.field.label


class Filler:
    """The values of one copy of a form.

    Attributes:
        stood: field → its text with stand-ins, which is printed instead (see ``stand_ins``).
        blanks: labels of the fields that were printed as a line to fill by hand, in order.
        missing: characters that no font has, each with the label of the field it stands in.
    """

    def __init__(
        self, form: Form, values: Mapping[str, object], cite: Cite, fonts: FontSet,
        stood: Mapping[str, str] = NOTHING,
    ) -> None:
        self.form = form
        self.stood = stood
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
        row: RowOf | None = None,
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
            if isinstance(segment, str):
                if segment[0] in _PAUSES and out and isinstance(out[-1], str):
                    out[-1] = out[-1].rstrip(_PAUSES)  # what ends a text is not written twice
                out.append(segment)
            elif isinstance(segment, Ref | Shown):
                found = self._shown(segment, role, row, alone=alone)
                if out and found and isinstance(out[-1], Blank) and isinstance(found[0], Blank):
                    out.append(" ")  # two lines to write on stay two
                out.extend(found)
            else:
                out.append(self._other(segment, row))
        return out

    def picture(self, name: str) -> bytes | None:
        """The picture of a field; where there is none its place is left to paste one in."""
        found = self.values.get(name)
        if isinstance(found, bytes) and found:
            return found
        self.blanks[self.form.fields[name].label] = None
        return None

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

    def _other(self, segment: Blank | Ticks | Tick | Law, row: RowOf | None) -> Piece:
        match segment:
            case Ticks(name):
                return ticks_text(self.form.fields[name], self.values.get(name))
            case Tick(name, choice):
                values = self.values if row is None or name not in row.values else row.values
                return tick_text(choice, values.get(name))
            case Law():
                return law_text(segment, self._cite)
            case Blank():
                return segment

    def _shown(
        self, segment: Ref | Shown, role: Role, row: RowOf | None, *, alone: bool
    ) -> list[Piece]:
        how = segment.how if isinstance(segment, Shown) else None
        if row is not None and (segment.name in row.values or segment.name in row.field.keys):
            return self._of_row(row, segment.name, how, role)
        return self._value(segment.name, how, role, alone=alone)

    def _of_row(self, row: RowOf, name: str, how: How | None, role: Role) -> list[Piece]:
        kind, value = row.field.key_kinds.get(name, "text"), row.values.get(name)
        text = shown_text(how, kind, value) if how else value_text(kind, value)
        return [self.checked(text, row.label, role)] if text else []

    def _value(self, name: str, how: How | None, role: Role, *, alone: bool) -> list[Piece]:
        field = self.form.fields.get(name)
        kind, value = field.kind if field else "text", self.values.get(name)
        text = shown_text(how, kind, value) if how else value_text(kind, value)
        if text:
            checked = self.checked(text, field.label if field else name, role)
            return [self.stood.get(name, checked)]
        if field is None:
            numbering = self.form.numbering
            return list(numbering.blank) if name == "number" and numbering else []
        self.blanks[field.label] = None
        return [] if alone else blank_pieces(field)

    def checked(self, text: str, label: str, role: Role) -> str:
        """A text as it can be printed; what no font has is noted under a label."""
        for char in sorted(self._fonts.missing(text, role)):
            self.missing.setdefault(char, label)
            if ord(char) >= PRIVATE:  # else it would be taken for a stand-in
                text = text.replace(char, self._fonts.shown(char, role))
        return text
