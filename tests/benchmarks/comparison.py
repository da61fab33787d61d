"""Two lists of a county laid together, against joining them by the number in a plain dictionary."""

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from timing import Figure, compare, plain

from kongchuo_desktop.domain.comparison.matching import match
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.operations.memory import uncollected

sys.path.append(str(Path(__file__).parents[1]))

from comparison_county import County, county

SIZES = {1000: 5, 50_000: 3}
"""Lines of each list → how often each is timed."""
DIRT = 0.05


def figures(work: Path) -> Iterator[Figure]:
    for count, runs in SIZES.items():
        made = county(count, 7, dirt=DIRT)
        yield compare(f"{count} × {count} lines compared", plain(partial(_ours, made)),
                      "dict join by number", plain(partial(_joined, made)), runs=runs)


def _ours(made: County) -> None:
    with uncollected():
        match(_fresh(made.people), _fresh(made.dirty))


def _fresh(people: Sequence[Person]) -> list[Person]:
    """The lines as they are read: nothing of them is reckoned yet."""
    return [Person(p.key, p.name, p.number, p.birth, p.guardians, p.sex) for p in people]


def _joined(made: County) -> list[tuple[str, str]]:
    numbers = {p.number: p.key for p in made.dirty}
    return [(p.key, numbers[p.number]) for p in made.people if p.number in numbers]
