"""The newest 户籍 list laid beside the roster: the base of 入学率 where there is one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.comparison.matching import Decided, Matched, match
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.indicators.residents import Resident, Residents
from kongchuo_desktop.operations.comparison_decisions import decided
from kongchuo_desktop.operations.comparison_lists import child_lists, people_of, roster_people
from kongchuo_desktop.operations.comparison_outcomes import outcomes
from kongchuo_desktop.operations.county import townships_of
from kongchuo_desktop.operations.memory import kept, remembered, uncollected
from kongchuo_desktop.operations.world import homes_of
from kongchuo_desktop.store.store import Store

_KIND = "household"


@dataclass(frozen=True, slots=True)
class _Laid:
    """A list laid beside the roster, and what that followed from."""

    roster: tuple[Person, ...]
    said: Decided
    found: Matched


def residents(store: Store, *, day: date) -> Residents | None:
    """The children of the list that stood so last by a day; None where there is no list. A list
    that a school below took in is of that school's children."""
    homes = homes_of(store)
    newest = next((one for one in child_lists(store) if one.kind == _KIND and one.day <= day
                 and homes.of(one.home) == homes.own), None)
    if newest is None:
        return None
    return remembered(store, f"residents {newest.id}", lambda: _beside(
        store, newest.id, newest.source, newest.day))


def _beside(store: Store, list_id: str, source: str, day: date) -> Residents:
    people = people_of(store, kind=_KIND, list_id=list_id)
    found = _matched(store, list_id, people)
    known, towns = outcomes(store), frozenset(townships_of(store).values())
    doubtful = {pair.one for pair in found.doubtful} - found.certain.keys()
    children = {person.trait: Resident(
        person.since, tuple(found.certain.get(person.key, ())),
        outcome.found if (outcome := known.get(person.trait)) else "", person.key in doubtful,
        township_in(person.place, towns)) for person in people}
    return Residents(source, day, tuple(children.values()))


def _matched(store: Store, list_id: str, people: Sequence[Person]) -> Matched:
    """A county's lists take seconds to lay together: that is done again only where a child of the
    roster changed, or something was decided."""
    laid = kept(store, "residents", dict[str, _Laid])
    roster, said = roster_people(store), decided(store)
    before = laid.get(list_id)
    if before is None or (before.roster, before.said) != (roster, said):
        with uncollected():
            before = laid[list_id] = _Laid(roster, said, match(people, roster, said))
    return before.found


def township_in(address: str, towns: Collection[str]) -> str:
    """The township that an address names first, of two that begin there the longer name; empty
    where it names none."""
    named = [(address.index(town), -len(town), town) for town in towns if town in address]
    return min(named)[2] if named else ""
