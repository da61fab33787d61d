"""The newest 户籍 list laid beside the roster: the base of 入学率 where there is one."""

from datetime import date

from kongchuo_desktop.domain.comparison.matching import match
from kongchuo_desktop.domain.indicators.residents import Resident, Residents
from kongchuo_desktop.operations.comparison import only
from kongchuo_desktop.operations.comparison_decisions import decided
from kongchuo_desktop.operations.comparison_lists import child_lists, people_of, roster_people
from kongchuo_desktop.operations.comparison_outcomes import outcomes
from kongchuo_desktop.operations.memory import remembered, uncollected
from kongchuo_desktop.store.store import Store

_KIND = "household"


def residents(store: Store, *, day: date) -> Residents | None:
    """The children of the list that stood so last by a day; None where there is no list."""
    kept = next((one for one in child_lists(store) if one.kind == _KIND and one.day <= day), None)
    if kept is None:
        return None
    return remembered(store, f"residents {kept.id}", lambda: _beside(store, kept.id, kept.source,
                                                                     kept.day))


def _beside(store: Store, list_id: str, source: str, day: date) -> Residents:
    people = people_of(store, kind=_KIND, list_id=list_id)
    with uncollected():
        found = match(people, roster_people(store), decided(store))
    known = outcomes(store)
    children = {person.trait: Resident(
        person.since, only(found.certain.get(person.key, ())),
        outcome.found if (outcome := known.get(person.trait)) else "") for person in people}
    return Residents(source, day, tuple(children.values()),
                     len({pair.one for pair in found.doubtful} - found.certain.keys()))
