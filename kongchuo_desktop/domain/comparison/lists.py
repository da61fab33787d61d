"""What lists of children yield when they are laid together (四查三对比, R137 to R142).

Any two of the four kinds suffice. A child of whom it is doubtful whether it stands in another list
is in none of the results: a person decides first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kongchuo_desktop.domain.comparison.ages import Ages
from kongchuo_desktop.domain.comparison.matching import Decided, Pair, Step, match
from kongchuo_desktop.domain.comparison.person import Person

KINDS: Final[Mapping[str, str]] = {
    "household": "户籍", "enrolment": "学籍", "in_school": "在校", "poverty": "脱贫监测",
}
KEPT: Final[Mapping[str, str]] = {**KINDS, "preschool": "学前"}
"""Kinds of lists that are kept: those that are compared, and the children of the kindergartens,
who are due in the first grade (R200)."""
NO_BIRTHDAY: Final = "没有出生日期，算不出够不够年龄"

Lists = Mapping[str, Sequence[Person]]
"""Kind → its lines."""
Told = Callable[[int, int, str], object]
"""Hears (lines done, lines in all, which two lists are laid together); may raise to stop."""


def unheard(done: int, total: int, word: str) -> None:
    """A ``Told`` that nobody listens to."""


@dataclass(frozen=True, slots=True)
class Yield:
    """One result: who of the list ``base`` stands in none of some other lists.

    Attributes:
        minus: lists in which the child is not; without one of them there is no such result.
        minus_too: the same, where they are given.
        within: a list in which it is as well; empty for none.
        unless: not asked where this list is given, which tells it better.
        aged: only children of school age.
    """

    id: str
    title: str
    base: str
    minus: tuple[str, ...]
    minus_too: tuple[str, ...] = ()
    within: str = ""
    unless: str = ""
    aged: bool = False

    def asked(self, kinds: Iterable[str]) -> bool:
        """Whether lists of these kinds yield it."""
        there = set(kinds)
        needed = {self.base, *self.minus, *filter(None, (self.within,))}
        return needed <= there and self.unless not in there

    def absent(self, kinds: Iterable[str]) -> list[str]:
        """The lists, of those given, in which the child is not."""
        there = set(kinds)
        return [kind for kind in (*self.minus, *self.minus_too) if kind in there]


YIELDS: Final = (
    Yield("never_enrolled", "适龄失学", "household", ("enrolment",), ("in_school",), aged=True),
    Yield("out_of_school", "适龄未在校", "household", ("in_school",), unless="enrolment",
          aged=True),
    Yield("dropped_out", "辍学", "enrolment", ("in_school",)),
    Yield("poverty_never_enrolled", "脱贫户适龄失学", "poverty", ("enrolment",), ("in_school",),
          aged=True),
    Yield("poverty_out_of_school", "脱贫户适龄未在校", "poverty", ("in_school",),
          unless="enrolment", aged=True),
    Yield("poverty_dropped_out", "脱贫户辍学", "enrolment", ("in_school",), within="poverty"),
    Yield("unregistered", "在校无学籍", "in_school", ("enrolment",)),
    Yield("poverty_not_in_household", "脱贫户不在户籍名单", "poverty", ("household",), aged=True),
)
"""All results, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question for a person: whether two lines are one child.

    ``other`` is None where only the child itself is unclear: nobody can say whether it is of age.
    """

    kind: str
    person: Person
    other_kind: str
    other: Person | None
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Lists laid together.

    Attributes:
        results: id of a ``Yield`` → the children, in the order of their list, each once.
        doubtful: what a person has to decide; each two children once.
        ages: who counts as of school age; None while that is not laid down, and nobody is left
            out for the age.
    """

    results: Mapping[str, tuple[Person, ...]]
    doubtful: tuple[Doubt, ...]
    ages: Ages | None = None


def compare(lists: Lists, *, ages: Ages | None, decided: Decided | None = None,
            told: Told = unheard) -> Comparison:
    """All that the lists given yield."""
    asked = [one for one in YIELDS if one.asked(lists)]
    standings = _Standings(lists, decided, asked, told)
    doubts: dict[tuple[str, ...], Doubt] = {}
    results = {one.id: tuple(_of(one, lists, ages, standings, doubts)) for one in asked}
    return Comparison(results, tuple(doubts.values()), ages)


def _of(asked: Yield, lists: Lists, ages: Ages | None, standings: "_Standings",
        doubts: dict[tuple[str, ...], Doubt]) -> Iterable[Person]:
    """The children of one result; the doubtful ones go to ``doubts``."""
    absent = [standings.of(asked.base, kind) for kind in asked.absent(lists)]
    present = [standings.of(asked.base, kind) for kind in (asked.within,) if kind]
    seen: set[str] = set()
    for person in lists[asked.base]:
        if person.trait in seen:
            continue
        fits = ages.fits(person.since) if ages and asked.aged else True
        if fits is False or any(person.key in one.certain for one in absent):
            continue
        # The same child may stand in the list twice, and only one line be found in the other.
        seen.add(person.trait)
        unclear = [doubt for one in (*absent, *present)
                   for doubt in one.doubts.get(person.key, ())]
        if unclear:
            for doubt in unclear:
                doubts.setdefault(_pair(doubt), doubt)
        elif all(person.key in one.certain for one in present):
            if fits is None:
                doubts.setdefault((person.trait,), Doubt(asked.base, person, "", None, NO_BIRTHDAY))
            else:
                yield person


def _pair(doubt: Doubt) -> tuple[str, ...]:
    other = doubt.other.trait if doubt.other else ""
    return tuple(sorted((doubt.person.trait, other)))


@dataclass(frozen=True, slots=True)
class _Standing:
    """How the lines of one list stand to another: certainly there, or perhaps, by key."""

    certain: frozenset[str]
    doubts: dict[str, list[Doubt]] = field(default_factory=dict)


class _Standings:
    """Each two lists laid together once, whichever results ask for it."""

    def __init__(self, lists: Lists, decided: Decided | None, asked: Iterable[Yield],
                 told: Told) -> None:
        self._lists, self._decided, self._told = lists, decided, told
        self._known: dict[tuple[str, str], _Standing] = {}
        pairs = {frozenset((one.base, kind)) for one in asked
                 for kind in (*one.absent(lists), *filter(None, (one.within,)))}
        self._total = sum(len(lists[kind]) for pair in pairs for kind in pair)
        self._done = 0

    def of(self, base: str, other: str) -> _Standing:
        """How the lines of ``base`` stand to the other list."""
        if (base, other) not in self._known:
            self._lay_together(base, other)
        return self._known[base, other]

    def _lay_together(self, base: str, other: str) -> None:
        found = match(self._lists[base], self._lists[other], self._decided,
                      self._step(f"{KINDS[base]}和{KINDS[other]}"))
        people, others = ({p.key: p for p in self._lists[kind]} for kind in (base, other))
        there = _Standing(frozenset(found.certain))
        back = _Standing(frozenset(key for keys in found.certain.values() for key in keys))
        for pair in found.doubtful:
            self._doubt(there, pair.one, base, people, other, others, pair)
            self._doubt(back, pair.other, base, people, other, others, pair)
        self._known[base, other], self._known[other, base] = there, back

    def _step(self, word: str) -> Step:
        def step(lines: int) -> None:
            self._done += lines
            self._told(self._done, self._total, word)

        return step

    @staticmethod
    def _doubt(standing: _Standing, key: str, base: str, people: Mapping[str, Person],
               other: str, others: Mapping[str, Person], pair: Pair) -> None:
        if key not in standing.certain:
            standing.doubts.setdefault(key, []).append(
                Doubt(base, people[pair.one], other, others[pair.other], pair.why))
