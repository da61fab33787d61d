"""What persons said of lines that may be one child: said, looked at again, taken back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from kongchuo_desktop.domain.comparison.lists import KINDS, Doubt
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.comparison.reasons import reason
from kongchuo_desktop.operations.world import homes_of, rows_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import SameChild
from kongchuo_desktop.store.write import Actor, Changes


@dataclass(frozen=True, slots=True)
class Decision:
    """Two lines that a person looked at: whether they are one child, and who said so on which
    day."""

    id: str
    tips: str
    doubt: Doubt
    same: bool
    day: str
    by: str


def decided(store: Store) -> dict[frozenset[str], bool]:
    """What was said of doubtful lines, here or below: the traits of two → whether one child."""
    return {frozenset((row["one"], row["other"])): row["same"] for row in _rows(store)}


def _rows(store: Store) -> list[Mapping[Any, Any]]:
    """The rows of here and below, in the order in which they were said."""
    homes = homes_of(store)
    with store.session() as session:
        found: list[Mapping[Any, Any]] = [
            row for row in rows_of(session, SameChild) if homes.of(row["home"])]
    return sorted(found, key=lambda row: (row["day"], row["recorded"]))


def decisions(store: Store, people: Mapping[str, Sequence[Person]]) -> tuple[Decision, ...]:
    """What was said of lines that stand in lists of now, those of the last day first.

    Args:
        people: kind of a list → its lines.
    """
    rows = {frozenset((row["one"], row["other"])): row for row in _rows(store)}
    spoken = frozenset[str]().union(*rows)
    lines: dict[str, dict[str, Person]] = {}
    for kind in KINDS:
        for person in people.get(kind, ()) if spoken else ():
            if person.trait in spoken:
                lines.setdefault(person.trait, {}).setdefault(kind, person)
    found = (_decision(row, lines) for row in reversed(rows.values()))
    return tuple(one for one in found if one is not None)


def _decision(row: Mapping[Any, Any], lines: Mapping[str, Mapping[str, Person]]) -> Decision | None:
    """Of the lists in which the two lines stand two that differ, in the order of ``KINDS``."""
    one, two = lines.get(row["one"], {}), lines.get(row["other"], {})
    for kind, other_kind in combinations(KINDS, 2):
        for left, right in ((one, two), (two, one)):
            if kind in left and other_kind in right:
                person, other = left[kind], right[other_kind]
                doubt = Doubt(kind, person, other_kind, other, reason(person, other) or "人工认定")
                return Decision(row["row"], row["tips"], doubt, bool(row["same"]), row["day"],
                                row["author"])
    return None


def decide_same(store: Store, *, actor: Actor, one: Person, other: Person,
                same: bool) -> Changes:
    """Say whether two lines are one child; a second thought takes the place of the first."""
    return decide_all(store, actor=actor, pairs=[(one, other)], same=same)


def decide_all(store: Store, *, actor: Actor, pairs: Iterable[tuple[Person, Person]],
               same: bool) -> Changes:
    """``decide_same`` of many at once, to be taken back at once."""
    day = store.now().date().isoformat()
    with store.operation("decide_same", actor) as write:
        for one, other in pairs:
            first, second = sorted((one.trait, other.trait))
            write.insert(SameChild, one=first, other=second, same=same, day=day)
    return write.changes


def ask_again(store: Store, *, actor: Actor, said: Iterable[Decision]) -> Changes:
    """Take back what was said of lines: they are asked about again."""
    with store.operation("ask_again", actor) as write:
        for one in said:
            write.delete(SameChild, one.id, prior=one.tips)
    return write.changes
