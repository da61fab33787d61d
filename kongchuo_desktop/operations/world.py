"""The store as the plain facts that all derivations share, kept up with what is written."""

from collections.abc import Mapping
from threading import RLock
from typing import Any
from weakref import WeakKeyDictionary

from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.facts import World
from kongchuo_desktop.operations.pupil_rows import (
    ENTERS_SCHOOL,
    LEAVES_SCHOOL,
    classes_before,
    iso,
)
from kongchuo_desktop.operations.reading import (
    Reading,
    canonical_ids,
    moment_of,
    rows_named,
    rows_of,
)
from kongchuo_desktop.store.store import Store

__all__ = ["ENTERS_SCHOOL", "LEAVES_SCHOOL", "canonical_ids", "class_title", "classes_before",
           "iso", "known", "load_calendar", "load_world", "reading_of", "rows_named",
           "rows_of"]

_READINGS: WeakKeyDictionary[Store, Reading] = WeakKeyDictionary()
_ONE_AT_A_TIME = RLock()


def reading_of(store: Store) -> Reading:
    """The store as it is now, read in one transaction; what did not change is not read again."""
    with _ONE_AT_A_TIME, store.session() as session:
        moment = moment_of(session, store)
        reading = _READINGS.get(store)
        if reading is None or (reading.moment != moment and not reading.follow(session, moment)):
            reading = _READINGS[store] = Reading(session, moment)
        return reading


def load_calendar(store: Store) -> SchoolCalendar:
    """The unit's calendar: national days, its own terms and its own changes."""
    return reading_of(store).calendar


def load_world(store: Store) -> World:
    """All facts of the store that derivations may look at."""
    return reading_of(store).world


def class_title(store: Store, class_id: str) -> str:
    """``七年级1班``, also for a class row that was joined to another; empty for an unknown one."""
    with store.session() as session:
        same = canonical_ids(session)
    room = load_world(store).classes.get(same.get(class_id, class_id))
    return room.name if room else ""


def known(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that hold something: new rows set no empty fields (journal.md §2)."""
    return {k: v for k, v in fields.items() if v not in (None, "", [], {})}
