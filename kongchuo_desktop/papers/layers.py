"""Finds what many pages have in common, so that it is written into a PDF once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kongchuo_desktop.papers.marks import Mark, is_ground

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


def layers(pages: Sequence[Sequence[Mark]]) -> Layers:
    """Part pages into shared layers and the rest; what is printed stays the same."""
    places: defaultdict[Mark, list[int]] = defaultdict(list)
    for number, page in enumerate(pages):
        for mark in dict.fromkeys(page):
            places[mark].append(number)
    alike: defaultdict[tuple[bool, tuple[int, ...]], list[Mark]] = defaultdict(list)
    for mark, numbers in places.items():
        if len(numbers) > 1:
            alike[is_ground(mark), tuple(numbers)].append(mark)
    shared = [
        Layer(tuple(marks), frozenset(numbers))
        for (_, numbers), marks in alike.items()
        if len(marks) >= _WORTH
    ]
    taken = {mark for layer in shared for mark in layer.marks}
    own = tuple(tuple(mark for mark in page if mark not in taken) for page in pages)
    return Layers(tuple(shared), own)
