"""What is due: the duties of the store, derived from facts, calendar and profile on a day."""

from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.operations.memory import kept, remembered
from kongchuo_desktop.operations.policies import policy_book
from kongchuo_desktop.operations.questions import asked_lines
from kongchuo_desktop.operations.reading import Reading
from kongchuo_desktop.operations.world import reading_of
from kongchuo_desktop.store.store import Store

_OF_THE_SCHOOL = frozenset({"school", "staff"})
_BUREAU = frozenset({"county", "county_desk", "bureau", "bureau_office", "bureau_leader"})
_DAYS = 2
"""Situations that are kept: of today, and of the day a return or a look back asks for."""


@dataclass(frozen=True, slots=True)
class _Derived:
    """A situation and how far the reading had come of which it was made."""

    situation: Situation
    reading: Reading
    steps: int


def situation(store: Store, *, day: date | None = None) -> Situation:
    """The store as of a day (today by default): duties, attendance, cases."""
    as_of = day or store.now().date()
    return remembered(store, f"situation {as_of}", lambda: _renewed(store, as_of))


def _renewed(store: Store, day: date) -> Situation:
    """The situation of a day; what was derived before is used again where nothing changed."""
    reading, book = reading_of(store), policy_book(store)
    derived = kept(store, "situations", dict[date, _Derived])
    before = derived.pop(day, None)
    if before and before.reading is reading and before.situation.book is book:
        touched = frozenset().union(*reading.steps[before.steps:])
        now = before.situation.renewed(reading.world, touched)
    else:
        now = Situation(book, reading.calendar, reading.world, day)
    derived[day] = _Derived(now, reading, len(reading.steps))
    for oldest in list(derived)[:-_DAYS]:
        del derived[oldest]
    return now


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
        return now.duties_by(_BUREAU)
    due = sorted([*now.duties, *asked_lines(store, now)], key=lambda duty: duty.order)
    if store.role == "class":
        return [d for d in due if d.each not in _OF_THE_SCHOOL]
    return due
