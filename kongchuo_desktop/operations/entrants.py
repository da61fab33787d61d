"""一年级应入学: who is due in the first grade by the lists, who came, who has to be asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from kongchuo_desktop.domain.comparison.ages import entry_age
from kongchuo_desktop.domain.comparison.matching import match
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.facts import World
from kongchuo_desktop.domain.school_year import turning_year
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.checks import check_kept_here
from kongchuo_desktop.operations.comparison_decisions import decided
from kongchuo_desktop.operations.comparison_lists import (
    KeptList,
    child_lists,
    people_of,
    roster_people,
)
from kongchuo_desktop.operations.comparison_outcomes import Outcome, outcomes, write_expected
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.world import whole_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor, Changes

HOUSEHOLD, PRESCHOOL = "household", "preschool"
SOURCES: Final = (HOUSEHOLD, PRESCHOOL)
"""The kinds of lists in which the children of the first grade are looked for."""
USUAL_AGE, USUAL_CUTOFF = 6, 831
"""Six full years (义务教育法 11) by the last day before the school year; the document and the
school's own word go before."""

State = Literal["arrived", "expected", "elsewhere", "doubtful", "missing"]


@dataclass(frozen=True, slots=True)
class Entrant:
    """A child that is due.

    Attributes:
        kinds: the kinds of lists it stands in.
        pupil: its record on the roster, empty where it has none.
        said: what is known of it, or why it is doubtful.
    """

    person: Person
    kinds: tuple[str, ...]
    state: State
    pupil: str = ""
    said: str = ""
    class_name: str = ""


@dataclass(frozen=True, slots=True)
class Entrants:
    """Who is due in the first grade in the autumn of ``year``.

    Attributes:
        born: first and last birthday of those due.
        lists: the newest list of each kind that was taken in.
        laid_down: the age and the cut-off day stand in the document or are the school's own;
            otherwise they are the usual ones.
        undated: lines of the 户籍 list of which nobody can say whether they are due.
    """

    year: int
    born: tuple[date, date]
    lists: Mapping[str, KeptList]
    rows: tuple[Entrant, ...]
    laid_down: bool
    undated: int = 0

    def of(self, state: State) -> list[Entrant]:
        return [row for row in self.rows if row.state == state]


@dataclass(frozen=True, slots=True)
class Expected:
    """The records that were made, in the order of the children."""

    pupils: tuple[str, ...]
    changes: Changes


_ORDER: Final[tuple[State, ...]] = ("missing", "doubtful", "expected", "elsewhere", "arrived")


def entrants(store: Store) -> Entrants:
    """The children of the first grade of the coming school year, who is to be asked for first."""
    return remembered(store, "entrants", lambda: _entrants(store))


def _entrants(store: Store) -> Entrants:
    now = situation(store)
    year = turning_year(now.today)
    age, cutoff = entry_age(now.eras[-1]) if now.eras else (None, None)
    born = _birthdays(year, age or USUAL_AGE, cutoff or USUAL_CUTOFF)
    newest: dict[str, KeptList] = {}
    for kept in child_lists(store):
        if kept.kind in SOURCES:
            newest.setdefault(kept.kind, kept)
    lines = {kind: people_of(store, kind=kind, list_id=kept.id) for kind, kept in newest.items()}
    household = [p for p in lines.get(HOUSEHOLD, ()) if _due(p, born)]
    undated = sum(not p.since for p in lines.get(HOUSEHOLD, ()))
    preschool = [p for p in lines.get(PRESCHOOL, ()) if not p.since or _due(p, born)]
    people = _joined(household, preschool, decided(store))
    rows = _standing(store, people)
    return Entrants(year, born, newest,
                    tuple(sorted(rows, key=lambda row: _ORDER.index(row.state))),
                    age is not None and cutoff is not None, undated)


def _birthdays(year: int, age: int, cutoff: int) -> tuple[date, date]:
    """First and last birthday of those who reach an age between the cut-off days of two years."""
    month, day = divmod(cutoff, 100)
    last = date(year - age, month, min(day, 28) if month == 2 else day)
    return date.fromordinal(last.replace(year=last.year - 1).toordinal() + 1), last


def _due(person: Person, born: tuple[date, date]) -> bool:
    """By the birthday, or by a month of birth any day of which is one of them."""
    first, last = born[0].isoformat(), born[1].isoformat()
    length = len(person.since)
    return bool(length) and first[:length] <= person.since <= last[:length]


def _joined(household: Sequence[Person], preschool: Sequence[Person],
            said: Mapping[frozenset[str], bool]) -> list[tuple[Person, tuple[str, ...]]]:
    """Each child once, with the kinds of lists it stands in."""
    both = match(household, preschool, said).certain
    met = {key for keys in both.values() for key in keys}
    made: dict[str, tuple[Person, tuple[str, ...]]] = {}
    for person in household:
        kinds = (HOUSEHOLD, PRESCHOOL) if person.key in both else (HOUSEHOLD,)
        made.setdefault(person.trait, (person, kinds))
    for person in preschool:
        if person.key not in met:
            made.setdefault(person.trait, (person, (PRESCHOOL,)))
    return list(made.values())


def _standing(store: Store, people: Sequence[tuple[Person, tuple[str, ...]]]) -> list[Entrant]:
    # Lines of two lists may have the same key: here each child has its own.
    sought = [replace(person, key=str(at)) for at, (person, _) in enumerate(people)]
    roster, said = roster_people(store), decided(store)
    found, known, world = match(sought, roster, said), outcomes(store), whole_world(store)
    doubtful = {pair.one: pair for pair in found.doubtful}
    today, names = store.now().date(), {person.key: person.name for person in roster}
    rows = []
    for at, (person, kinds) in enumerate(people):
        records = found.certain.get(str(at), ())
        doubt, outcome = doubtful.get(str(at)), known.get(person.trait)
        if records:
            rows.append(_recorded(person, kinds, records, world, today))
        elif outcome is not None:
            rows.append(Entrant(person, kinds, "elsewhere", said=_told(outcome)))
        elif doubt is not None:
            rows.append(Entrant(person, kinds, "doubtful", doubt.other,
                                f"可能是{names.get(doubt.other, '')}：{doubt.why}"))
        else:
            rows.append(Entrant(person, kinds, "missing"))
    return rows


def _recorded(person: Person, kinds: tuple[str, ...], records: Sequence[str], world: World,
              today: date) -> Entrant:
    here = [pupil for name in records if (pupil := world.pupils.get(name)) is not None]
    arrived = next((pupil for pupil in here if pupil.enrolled_on(today)), None)
    if arrived is not None:
        room = world.classes.get(arrived.class_id)
        return Entrant(person, kinds, "arrived", arrived.id, "已在校", room.title if room else "")
    waiting = next((pupil for pupil in here if not pupil.enrolled), None)
    if waiting is not None:
        room = world.classes.get(waiting.class_id)
        return Entrant(person, kinds, "expected", waiting.id, "已登记应入学，还没有报到",
                       room.title if room else "")
    return Entrant(person, kinds, "elsewhere", here[0].id if here else "", "曾在本校，已离校")


def _told(outcome: Outcome) -> str:
    return f"{outcome.found}（{outcome.note}）" if outcome.note else outcome.found


def expect_entrants(store: Store, *, actor: Actor, people: Iterable[Person],
                    class_id: str) -> Expected:
    """Put children who are due onto the roster of a class, as one step: nobody's pupils until a
    报到 is written down, so that no register and no return counts them, but notices can be made
    out to them. Who is there already is left alone.

    Raises:
        KnownError: ``unknown_class``, ``other_class``, ``pupil_exists``.
    """
    if class_id not in whole_world(store).classes:
        raise KnownError("unknown_class", "没有这个班。", kept="没有改动。",
                         todo="先在“新学年”里建好一年级的班。")
    check_kept_here(store, class_id)
    missing = {row.person.trait for row in entrants(store).of("missing")}
    with store.operation("expect_entrants", actor, roles=("school",)) as write:
        made = [write_expected(store, write, person, class_id) for person in people
                if person.trait in missing]
    return Expected(tuple(made), write.changes)
