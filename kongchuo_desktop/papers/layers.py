"""Finds what many pages have in common, so that it is written into a PDF once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kongchuo_desktop.papers.marks import Mark, is_ground

Group = tuple[Mark, ...]
"""Marks that were worked out together; the very same group may stand on many pages."""
_WORTH = 8
"""A layer of fewer marks would not pay for the call of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Marks that stand alike on each of ``pages`` (numbers from 0) and on no other."""

    marks: tuple[Mark, ...]
    pages: frozenset[int]

    @property
    def ground(self) -> bool:
        return is_ground(self.marks[0])


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of a document and, for each page, what is its own alone."""

    shared: tuple[Layer, ...]
    own: tuple[tuple[Mark, ...], ...]


def layers(pages: Sequence[Sequence[Group]]) -> Layers:
    """Part pages into shared layers and the rest; what is printed stays the same."""
    groups: dict[int, tuple[Group, list[int]]] = {}
    for number, page in enumerate(pages):
        for group in page:
            groups.setdefault(id(group), (group, []))[1].append(number)
    places: defaultdict[Mark, list[frozenset[int]]] = defaultdict(list)
    for group, numbers in groups.values():
        on = frozenset(numbers)
        for mark in group:
            places[mark].append(on)
    alike: defaultdict[tuple[bool, frozenset[int]], list[Mark]] = defaultdict(list)
    for mark, each in places.items():
        on = each[0].union(*each[1:])
        if len(on) > 1:
            alike[is_ground(mark), on].append(mark)
    shared = [
        Layer(tuple(marks), on) for (_, on), marks in alike.items() if len(marks) >= _WORTH
    ]
    taken = {mark for layer in shared for mark in layer.marks}
    rest = {
        name: tuple([mark for mark in group if mark not in taken])
        for name, (group, _) in groups.items()
    }
    own = tuple(tuple([mark for group in page for mark in rest[id(group)]]) for page in pages)
    return Layers(tuple(shared), own)
