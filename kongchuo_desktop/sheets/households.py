"""Lists that write a household line by line: who its head is, and which lines are no children."""

from dataclasses import replace
from datetime import date
from typing import Final

from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.sheets.table import Line, Table

_SURELY: Final = frozenset({"户主", "本人或户主"})
"""Words that only relations to the head of a household have; 父 and 母 may be the guardian's."""
_HEADS: Final = _SURELY | {"本人"}
_GROWN: Final = frozenset((
    "妻", "夫", "妻子", "丈夫", "配偶", "爱人", "父", "母", "父亲", "母亲", "公公", "婆婆", "岳父",
    "岳母", "祖父", "祖母", "爷爷", "奶奶", "外祖父", "外祖母", "儿媳", "女婿", "父母",
    "祖父母或外祖父母", "其他祖父母或外祖父母", "配偶的父亲", "配偶的母亲"))
"""Relations to the head of a household that no child has (GB/T 4761)."""
_OF_AGE: Final = 18
_ONCE_EACH: Final = 4
"""A column of heads is filled once for each household where a line in so many has none."""


class Households:
    """What each line is in its household, from the first line to the last.

    A child may be the head of a household itself: who is known to be under 18 is always a child.
    """

    def __init__(self, table: Table, today: date) -> None:
        relations = [c for c in table.having("guardian1_relation") if "户主" in c.heading or any(
            line.texts[c.index] in _SURELY for line in table.lines)]
        heads = [c for c in table.having("guardian1_name") if "户主" in c.heading]
        self._relation = relations[0].index if relations else None
        self._head = heads[0].index if heads else None
        self._carried = self._head is not None and (
            _ONCE_EACH * sum(not line.texts[self._head] for line in table.lines)
            >= len(table.lines))
        self._by_lines = self._relation is not None and self._head is None and any(
            line.texts[self._relation] in _HEADS for line in table.lines)
        self._last = (today.year - _OF_AGE, today.month, today.day)
        self._now = ""

    def child(self, line: Line, person: Person) -> Person | None:
        """The line with the head of its household as guardian; None for a grown-up."""
        relation = line.texts[self._relation] if self._relation is not None else ""
        written = line.texts[self._head] if self._head is not None else ""
        if written:
            self._now = written
        elif self._by_lines and relation in _HEADS:
            self._now = person.name
        if (relation in _HEADS or relation in _GROWN) and not self._is_young(person):
            return None
        carried = self._carried or self._by_lines
        if written or not (carried and self._now) or self._now == person.name:
            return person
        return replace(person, guardians=(self._now, *person.guardians))

    def _is_young(self, person: Person) -> bool:
        since = tuple(map(int, person.since.split("-"))) if person.since else ()
        return since > self._last[:len(since)]
