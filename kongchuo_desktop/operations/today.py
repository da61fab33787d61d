"""What is due: the duties of the store, derived from facts, calendar and profile on a day."""

from datetime import date

from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.policies import policy_book
from kongchuo_desktop.operations.world import load_calendar, load_world
from kongchuo_desktop.store.store import Store

_OF_THE_SCHOOL = frozenset({"school", "staff"})
_BUREAU = frozenset({"county", "county_desk", "bureau", "bureau_office", "bureau_leader"})


def situation(store: Store, *, day: date | None = None) -> Situation:
    """The store as of a day (today by default): duties, attendance, cases."""
    as_of = day or store.now().date()
    return remembered(store, f"situation {as_of}", lambda: Situation(
        policy_book(store), load_calendar(store), load_world(store), as_of))


def duties_of(store: Store, *, day: date | None = None,
              class_id: str | None = None) -> list[Duty]:
    """What is due and awaited, overdue first; of one class where it is named."""
    return [d for d in own_duties(store, situation(store, day=day))
            if class_id in (None, d.class_id)]


def own_duties(store: Store, now: Situation) -> list[Duty]:
    """The duties that this seat answers for: class, school and bureau leave each other's alone."""
    if store.role == "bureau":
        return [d for d in now.duties if d.who in _BUREAU]
    if store.role == "class":
        return [d for d in now.duties if d.each not in _OF_THE_SCHOOL]
    return now.duties
