"""What is due: the duties of the store, derived from facts, calendar and profile on a day."""

from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import World
from kongchuo_desktop.domain.indicators.residents import Residents
from kongchuo_desktop.operations.memory import kept, remembered
from kongchuo_desktop.operations.own_lines import own_lines
from kongchuo_desktop.operations.policies import policy_book
from kongchuo_desktop.operations.reading import Reading
from kongchuo_desktop.operations.world import reading_of
from kongchuo_desktop.store.store import Store

_OF_THE_SCHOOL = frozenset({"school", "staff"})
_BUREAU = frozenset({"county", "county_desk", "bureau", "bureau_office", "bureau_leader"})
_DAYS = 2
"""Situations that are kept: of today, and of the day a return or a look back asks for."""


@dataclass(frozen=True, slots=True)
class _Derived:
    """A situation, the world of today behind it, and how far the reading had come of which both
    were made."""

    situation: Situation
    world: World
    reading: Reading
    steps: int


def situation(store: Store, *, day: date | None = None, unit: str | None = None) -> Situation:
    """A unit as of a day (today by default): duties, attendance, cases; the store's own unless
    one below it is named."""
    as_of, whose = day or store.now().date(), unit or ""
    return remembered(store, f"situation {as_of} {whose}", lambda: _renewed(store, as_of, unit))


def situations(store: Store, *, day: date | None = None) -> list[Situation]:
    """Each unit that the store reads, under what that unit follows; the store's own first."""
    units = reading_of(store).worlds
    return [situation(store, day=day), *(
        situation(store, day=day, unit=unit) for unit in list(units)[1:])]


def situation_of(store: Store, *, pupil: str, day: date | None = None) -> Situation:
    """The situation that a pupil is part of: the store's own for whom it does not know."""
    homes = reading_of(store)
    home = homes.home_of(pupil)
    return situation(store, day=day, unit=None if home == homes.homes.own else home)


def _renewed(store: Store, day: date, unit: str | None) -> Situation:
    """The situation of a day, its classes in the grades of that day; what was derived before is
    used again where nothing changed."""
    reading, book = reading_of(store), policy_book(store)
    home = unit or reading.homes.own
    world, calendar = reading.worlds[home], reading.homes.calendar(home)
    of_days = kept(store, "situations", dict[date, dict[str, _Derived]])
    derived = of_days.pop(day, {})
    before = derived.get(home)
    if before and before.reading is reading and before.situation.book is book:
        touched = frozenset().union(*reading.steps[before.steps:])
        now = (before.situation if before.world is world
               else before.situation.renewed(world.on(day), touched))
    else:
        now = Situation(book, calendar, world.on(day), day)
    if home == reading.homes.own:
        now.residents = lambda until: _residents(store, until)
    derived[home] = _Derived(now, world, reading, len(reading.steps))
    of_days[day] = derived
    for oldest in list(of_days)[:-_DAYS]:
        del of_days[oldest]
    return now


def _residents(store: Store, day: date) -> Residents | None:
    # What lays lists together asks for the cases of a day, which are asked for here.
    from kongchuo_desktop.operations.comparison_residents import residents

    return residents(store, day=day)


def duties_of(store: Store, *, day: date | None = None,
              class_id: str | None = None) -> list[Duty]:
    """What is due and awaited, overdue first; of one class where it is named."""
    return [d for d in own_duties(store, situation(store, day=day))
            if class_id in (None, d.class_id)]


def coming_of(store: Store, *, until: date, day: date | None = None,
              class_id: str | None = None) -> list[Duty]:
    """What will be asked of this seat from the day after until a day, as far as it is known."""
    if store.role == "bureau":
        return []
    found = situation(store, day=day).coming(until)
    return [d for d in found if class_id in (None, d.class_id)
            and not (store.role == "class" and d.each in _OF_THE_SCHOOL)]


def own_duties(store: Store, now: Situation) -> list[Duty]:
    """The duties that this seat answers for: class, school and bureau leave each other's alone."""
    if store.role == "bureau":
        return _county_duties(store, now)
    due = sorted([*now.duties, *own_lines(store, now)], key=lambda duty: duty.order)
    if store.role == "class":
        return [d for d in due if d.each not in _OF_THE_SCHOOL]
    return due


def _county_duties(store: Store, now: Situation) -> list[Duty]:
    """What a bureau owes by its own document, and about each school's children by the school's;
    what a document asks of it about schools as such, it owes once."""
    found = now.duties_by(_BUREAU)
    for school in situations(store, day=now.today)[1:]:
        found += [d for d in school.duties_by(_BUREAU) if d.each not in _OF_THE_SCHOOL]
    return sorted(found, key=lambda duty: duty.order)
