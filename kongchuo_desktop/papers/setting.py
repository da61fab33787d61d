"""What setting any block of a form needs: the copy's values, the fonts, the width, the scale."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TypeVar, cast

from kongchuo_desktop.papers.boxes import Box
from kongchuo_desktop.papers.fill import Filler, Notes
from kongchuo_desktop.papers.fonts import FontSet, Role
from kongchuo_desktop.papers.stand_ins import Mould, frozen
from kongchuo_desktop.papers.table_boxes import Cell
from kongchuo_desktop.papers.template import Template, names_in
from kongchuo_desktop.papers.text import Align, Paragraph, Piece, Style, set_paragraph

Block = TypeVar("Block")
Plan = TypeVar("Plan")


class Known:
    """What was set for an earlier copy: boxes by the values in them, paragraphs by their words.

    Most of a notice is the same for every pupil: it is set once.
    """

    def __init__(self) -> None:
        self._names: dict[int, tuple[str, ...]] = {}
        self._made: dict[object, tuple[list[Box], Notes]] = {}
        self._plans: dict[int, object] = {}
        self.cells: dict[object, Cell] = {}
        """Cells that say the same on every copy."""
        self.moulds: dict[object, Mould] = {}
        self.paragraph = lru_cache(maxsize=4096)(set_paragraph)

    def names(self, owner: object, templates: Iterable[Template]) -> tuple[str, ...]:
        """The fields that the boxes of a piece of the form depend on."""
        found = self._names.get(id(owner))
        if found is None:
            found = tuple(sorted(frozenset().union(*map(names_in, templates))))
            self._names[id(owner)] = found
        return found

    def plan(self, block: Block, make: Callable[[Block], Plan]) -> Plan:
        """What follows from a block alone, worked out when it is first met."""
        if id(block) not in self._plans:
            self._plans[id(block)] = make(block)
        return cast(Plan, self._plans[id(block)])

    def boxes(self, key: object, filler: Filler, make: Callable[[], list[Box]]) -> list[Box]:
        if key not in self._made:
            self._made[key] = filler.noted(make)
        boxes, notes = self._made[key]
        filler.note(notes)
        return boxes


class Setting:
    """One copy being set; ``scale`` shrinks type and heights so that it fits a page.

    ``known`` may be kept from copy to copy of one form, fonts, width and law book.
    """

    def __init__(
        self, filler: Filler, fonts: FontSet, width: float, scale: float, known: Known
    ) -> None:
        self.filler = filler
        self.width = width
        self.scale = scale
        self._fonts = fonts
        self.known = known

    def once(
        self,
        owner: object,
        templates: Iterable[Template],
        make: Callable[[], list[Box]],
        *more: object,
    ) -> list[Box]:
        """The boxes of one piece of the form, which its texts and ``more`` wholly determine."""
        values, stood = self.filler.values, self.filler.stood
        names = self.known.names(owner, templates)
        key = (id(owner), self.scale, *more, *[
            stood.get(name) or frozen(values.get(name)) for name in names])
        return self.known.boxes(key, self.filler, make)

    def style(
        self, *, size: float, leading: float, align: Align, role: Role = "body", indent: float = 0
    ) -> Style:
        return Style(role, size * self.scale, leading * self.scale, align, indent)

    def set(self, pieces: Sequence[Piece], style: Style, width: float) -> Paragraph:
        return self.known.paragraph(tuple(pieces), style, width, self._fonts)

    def edges(self, shares: Sequence[float]) -> list[float]:
        """Where columns of such shares of the width begin, and where the last ends."""
        unit = self.width / sum(shares)
        return [0.0, *(share * unit for share in accumulate(shares))]
