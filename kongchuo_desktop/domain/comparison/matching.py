"""Who stands in two lists for certain, and who perhaps, with the reason a person can weigh.

Certain is only what can't be another child: the same number and name, or, where one list has no
number, the same name, birthday and guardian. Everything nearer than chance is asked.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.comparison.reasons import CHANCE, reason
from kongchuo_desktop.domain.comparison.slips import kept_by_a_character, kept_by_a_slip

Decided = Mapping[frozenset[str], bool]
"""The traits of two lines that a person has looked at → whether they are one child."""
Step = Callable[[int], object]
"""Hears of so many lines more that are done; may raise to stop the work."""
STEP = 500
"""Lines between two calls of a ``Step``."""


def unheard(lines: int) -> None:
    """A ``Step`` that nobody listens to."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two lines that may be one child: keys in the one and the other list, and why."""

    one: str
    other: str
    why: str


@dataclass(frozen=True, slots=True)
class Matched:
    """Two lists laid together.

    Attributes:
        certain: key in the one list → keys in the other; more than one where it is there twice.
        doubtful: pairs of which at least one line has no certain counterpart.
        only_one, only_other: lines that the other list certainly does not have, nor perhaps.
    """

    certain: Mapping[str, tuple[str, ...]]
    doubtful: tuple[Pair, ...]
    only_one: tuple[str, ...]
    only_other: tuple[str, ...]


def match(one: Sequence[Person], other: Sequence[Person], decided: Decided | None = None,
          step: Step = unheard) -> Matched:
    """Lay two lists together; what a person has decided before is not asked again.

    ``step`` hears of as many lines as the two lists have.
    """
    said = decided or {}
    certain: dict[str, dict[str, None]] = defaultdict(dict)
    for a, b in chain(_by_number(one, other), _by_family(one, other), _by_word(one, other, said)):
        if not said or said.get(frozenset((a.trait, b.trait))) is not False:
            certain[a.key][b.key] = None
    met = {key for keys in certain.values() for key in keys}
    open_one = [a for a in one if a.key not in certain]
    open_other = [b for b in other if b.key not in met]
    borrowed = _borrowed(chain(one, other)) if open_one and open_other else frozenset()
    doubtful: dict[tuple[str, str], Pair] = {}
    for a, b in chain(((a, b) for b, a in _near(open_other, one, step)),
                      _near(open_one, other, step)):
        if (a.key, b.key) in doubtful or b.key in certain.get(a.key, ()):
            continue
        why = reason(a, b, borrowed)
        if why in CHANCE and (a.key in certain or b.key in met):
            continue
        if why and not (said and frozenset((a.trait, b.trait)) in said):
            doubtful[a.key, b.key] = Pair(a.key, b.key, why)
    asked = {pair.one for pair in doubtful.values()}
    asked_too = {pair.other for pair in doubtful.values()}
    return Matched(
        {key: tuple(keys) for key, keys in certain.items()}, tuple(doubtful.values()),
        tuple(a.key for a in open_one if a.key not in asked),
        tuple(b.key for b in open_other if b.key not in asked_too))


def _by_number(one: Iterable[Person],
               other: Iterable[Person]) -> Iterator[tuple[Person, Person]]:
    """Same number, same name."""
    numbers: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for b in other:
        if b.told:
            numbers[b.told, b.called].append(b)
    for a in one:
        if a.told:
            yield from ((a, b) for b in numbers.get((a.told, a.called), ()))


def _by_family(one: Sequence[Person],
               other: Sequence[Person]) -> Iterator[tuple[Person, Person]]:
    """Same name, birthday and guardian where one list has no number; not where children with
    several numbers are so called: they can't all be the one without."""
    bare = {(p.called, p.born) for p in chain(one, other) if not p.told and p.born and p.kin}
    groups: dict[tuple[str, str], tuple[list[Person], list[Person]]] = defaultdict(
        lambda: ([], []))
    for at, people in enumerate((one, other) if bare else ()):
        for person in people:
            if (person.called, person.born) in bare:
                groups[person.called, person.born][at].append(person)
    for lefts, rights in groups.values():
        if len({p.told for p in chain(lefts, rights) if p.told}) <= 1:
            yield from ((a, b) for a in lefts for b in rights
                        if not (a.told and b.told) and not a.kin.isdisjoint(b.kin))


def _by_word(one: Sequence[Person], other: Sequence[Person],
             said: Decided) -> Iterator[tuple[Person, Person]]:
    """What a person has found to be one child."""
    same = [pair for pair, yes in said.items() if yes]
    if not same:
        return
    spoken = frozenset[str]().union(*same)
    left, right = (_by_trait(people, spoken) for people in (one, other))
    for pair in same:
        first, *rest = sorted(pair)
        second = rest[0] if rest else first
        for x, y in {(first, second), (second, first)}:
            yield from ((a, b) for a in left.get(x, ()) for b in right.get(y, ()))


def _by_trait(people: Iterable[Person], spoken: frozenset[str]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        if person.trait in spoken:
            found[person.trait].append(person)
    return found


def _borrowed(people: Iterable[Person]) -> frozenset[str]:
    """Numbers under which several names stand: at most one of them is the child's own."""
    called: dict[str, str] = {}
    return frozenset(p.told for p in people
                     if p.told and called.setdefault(p.told, p.called) != p.called)


def _near(sought: Sequence[Person], people: Sequence[Person],
          step: Step) -> Iterator[tuple[Person, Person]]:
    """Each of those sought with whoever of the other list shares something with it; what that is
    worth is judged by ``reason``."""
    index = _Index(sought)
    for at in range(0, len(people), STEP):
        some = people[at:at + STEP]
        step(len(some))
        for b in some if sought else ():
            yield from ((a, b) for a in index.near(b))


class _Index:
    """The lines that are sought, by all that a line of the other list may share with them."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._called: dict[str, list[Person]] = defaultdict(list)
        self._numbers: dict[str, list[Person]] = defaultdict(list)
        self._pieces: dict[tuple[int, str], list[Person]] = defaultdict(list)
        self._beside: dict[tuple[int, str], dict[str, list[Person]]] = defaultdict(
            lambda: defaultdict(list))
        """Piece of a name → birthday or guardian → those who have both."""
        self._family: dict[tuple[str, str], list[Person]] = defaultdict(list)
        """Birthday and guardian → those who have both, however they are called."""
        for person in people:
            self._called[person.called].append(person)
            if person.told:
                self._numbers[person.told].append(person)
                for piece in enumerate(kept_by_a_slip(person.told)):
                    self._pieces[piece].append(person)
            for who in person.kin if person.born else ():
                self._family[person.born, who].append(person)
            for piece in kept_by_a_character(person.called):
                for beside in (person.born, *person.kin):
                    self._beside[piece][beside].append(person)

    def near(self, b: Person) -> Iterator[Person]:
        """Those who may be this child."""
        yield from self._called.get(b.called, ())
        if b.told:
            yield from self._numbers.get(b.told, ())
            for piece in enumerate(kept_by_a_slip(b.told)):
                yield from self._pieces.get(piece, ())
        for who in b.kin if b.born else ():
            yield from self._family.get((b.born, who), ())
        for piece in kept_by_a_character(b.called):
            if found := self._beside.get(piece):
                for beside in (b.born, *b.kin):
                    yield from found.get(beside, ())
