"""The store as the plain facts that all derivations share, kept up with what is written."""

from collections.abc import Mapping
from threading import RLock
from typing import Any
from weakref import WeakKeyDictionary

from sqlmodel import Session

from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.facts import World
from kongchuo_desktop.operations.homes import (
    Homes,
    canonical_ids,
    moment_of,
    own_rows,
    rows_of,
)
from kongchuo_desktop.operations.progress import Told, unheard
from kongchuo_desktop.operations.pupil_rows import (
    ENTERS_SCHOOL,
    LEAVES_SCHOOL,
    classes_before,
    iso,
)
from kongchuo_desktop.operations.reading import Reading, rows_named
from kongchuo_desktop.store.store import Store

__all__ = ["ENTERS_SCHOOL", "LEAVES_SCHOOL", "canonical_ids", "class_title", "classes_before",
           "homes_of", "iso", "known", "load_calendar", "load_world", "own_rows", "reading_of",
           "rows_named", "rows_of", "whole_world"]

_HOMES: WeakKeyDictionary[Store, Homes] = WeakKeyDictionary()
_READINGS: WeakKeyDictionary[Store, Reading] = WeakKeyDictionary()
_ONE_READS_HOMES, _ONE_READS = RLock(), RLock()


def reading_of(store: Store, told: Told = unheard) -> Reading:
    """The store as it is now, read in one transaction; what did not change is not read again.

    ``told`` hears of a first reading, school by school.
    """
    with _ONE_READS, store.session() as session:
        homes, reading = _homes(session, store), _READINGS.get(store)
        if reading is None or not reading.follow(session, homes):
            reading = _READINGS[store] = Reading(session, homes, told)
        return reading


def homes_of(store: Store) -> Homes:
    """Whose rows the store reads and what each unit follows; quick, however many pupils it has."""
    with store.session() as session:
        return _homes(session, store)


def _homes(session: Session, store: Store) -> Homes:
    with _ONE_READS_HOMES:
        moment, homes = moment_of(session, store), _HOMES.get(store)
        if homes is None or not homes.follow(session, moment):
            homes = _HOMES[store] = Homes(session, moment)
        return homes


def forget(store: Store) -> None:
    """Read everything anew at the next need: the journal went back to where it was."""
    with _ONE_READS, _ONE_READS_HOMES:
        _READINGS.pop(store, None)
        _HOMES.pop(store, None)


def load_calendar(store: Store) -> SchoolCalendar:
    """The unit's calendar: national days, its own terms and changes, else its superiors'."""
    homes = homes_of(store)
    return homes.calendar(homes.own)


def load_world(store: Store) -> World:
    """The facts of the store's own unit: what it answers for and derives its duties from."""
    return reading_of(store).own


def whole_world(store: Store) -> World:
    """The facts of the store's own unit and of all that stand under it, for lists and names."""
    return reading_of(store).world


def class_title(store: Store, class_id: str) -> str:
    """``七年级1班``, also for a class row that was joined to another; empty for an unknown one."""
    with store.session() as session:
        same = canonical_ids(session)
    room = whole_world(store).classes.get(same.get(class_id, class_id))
    return room.name if room else ""


def known(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that hold something: new rows set no empty fields (journal.md §2)."""
    return {k: v for k, v in fields.items() if v not in (None, "", [], {})}
