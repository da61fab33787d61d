"""Charts of a store over some days: attendance, cases, rates, months filed, with who is counted."""

from collections.abc import Sequence
from datetime import date

from kongchuo_desktop.domain.charts.attendance import (
    classes_chart,
    months_chart,
    pupils_chart,
    seen,
    slots,
    weekdays_chart,
)
from kongchuo_desktop.domain.charts.cases import (
    Found,
    causes_chart,
    found_in,
    places_chart,
    states_chart,
)
from kongchuo_desktop.domain.charts.model import Chart
from kongchuo_desktop.domain.charts.rates import rates_chart
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import ClassRoom
from kongchuo_desktop.operations.chart_filing import filing_chart
from kongchuo_desktop.operations.county import NO_TOWNSHIP, Listed, townships_of
from kongchuo_desktop.operations.indicators import indicators
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.progress import Told, unheard
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.world import homes_of, reading_of
from kongchuo_desktop.store.store import Store

KINDS = ("weekdays", "months", "heat", "states", "causes", "places", "rates", "filed")
"""Ids of the charts in the order in which they are shown."""


def charts(store: Store, *, first: date, last: date, class_id: str | None = None,
           told: Told = unheard) -> tuple[Chart, ...]:
    """The charts of some days, of the whole unit or of one class: how cases and rates stand on the
    last of the days or today, and what happened in them.

    Registers stay in the schools: a bureau has none of their charts. ``told`` hears how far the
    reading is.
    """
    reading_of(store, told)
    until = min(last, store.now().date())
    key = f"charts {first} {until} {class_id}"
    return remembered(store, key, lambda: tuple(_made(store, first, until, class_id)))


def class_rooms(store: Store) -> list[tuple[str, str]]:
    """The classes of the unit, id and name, by grade and number; none at a bureau."""
    if store.role == "bureau":
        return []
    return [(room.id, room.name) for room in _rooms(situation(store))]


def units_listed(store: Store, units: Sequence[str]) -> list[Listed]:
    """Schools or classes behind a piece, with their township."""
    homes, towns = homes_of(store), townships_of(store)
    rooms = homes.classes.get(homes.own, {})
    found = [Listed(unit, rooms[unit].name if unit in rooms else homes.names.get(unit, ""),
                    towns.get(unit, "")) for unit in dict.fromkeys(units)]
    return sorted(found, key=lambda one: (one.room, one.name))


def _rooms(now: Situation) -> list[ClassRoom]:
    return sorted(now.world.classes.values(), key=lambda room: (*room.place, room.id))


def _made(store: Store, first: date, last: date, class_id: str | None) -> list[Chart]:
    if store.role == "bureau":
        return _of_county(store, first, last)
    now = situation(store, day=last)
    rooms = _rooms(now)
    room = class_id or (rooms[0].id if len(rooms) == 1 else None)
    cases = [one for one in found_in(now, first) if room in (None, one.room)]
    found = [*_attendance(now, first, last, room), states_chart(cases), causes_chart(cases)]
    if room is None:
        names = {one.id: one.name for one in rooms}
        found.append(places_chart(cases, [one.name for one in rooms],
                                  lambda one: names.get(one.room, ""), "班"))
    found.append(_rates(store, last, class_id))
    return found if class_id else [*found, filing_chart(store, day=last)]


def _attendance(now: Situation, first: date, last: date, room: str | None) -> list[Chart]:
    registers, columns = seen(now, first, last, room), slots(now.calendar, first, last)
    found = [weekdays_chart(registers)]
    if (first.year, first.month) != (last.year, last.month):
        found.append(months_chart(registers))
    if room is None:
        return [*found, classes_chart(registers, [(r.id, r.name) for r in _rooms(now)], columns)]
    people = [pupil for pupil in now.world.pupils.values() if any(
        span.since <= last and (span.until or last) >= first for span in pupil.spans_in(room))]
    people.sort(key=lambda pupil: (pupil.seat or 10_000, pupil.name, pupil.id))
    named = now.world.classes.get(room)
    return [*found, pupils_chart(registers, room, people, named.name if named else "", columns)]


def _rates(store: Store, day: date, class_id: str | None) -> Chart:
    of_class = class_id is not None
    rates = [rate for rate in indicators(store, day=day, classes=of_class) if rate.formula]
    if of_class:
        return rates_chart([rate for rate in rates if rate.of == class_id])
    return rates_chart([rate for rate in rates if "@" not in rate.id or store.role == "class"])


def _of_county(store: Store, first: date, last: date) -> list[Chart]:
    towns, found = townships_of(store), list[tuple[str, Found]]()
    units = [unit for unit in reading_of(store).worlds if unit != homes_of(store).own]
    for unit in units:
        found += [(towns.get(unit, NO_TOWNSHIP), one)
                  for one in found_in(situation(store, day=last, unit=unit), first)]
    cases = [one for _, one in found]
    town_of = {one.span.pupil: town for town, one in found}
    places = sorted({towns.get(unit, NO_TOWNSHIP) for unit in units},
                    key=lambda town: (town == NO_TOWNSHIP, town))
    return [states_chart(cases), causes_chart(cases),
            places_chart(cases, places, lambda one: town_of[one.span.pupil], "乡镇"),
            _rates(store, last, None), filing_chart(store, day=last)]
