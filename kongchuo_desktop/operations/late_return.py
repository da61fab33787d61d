"""Who did not come back on the day school began again, why, and where they are (R046, R152)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import UNSEEN
from kongchuo_desktop.domain.leave import Excuses, Reopening, last_reopening
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.attendance import roll
from kongchuo_desktop.operations.checks import check_not_future, check_pupil
from kongchuo_desktop.operations.events import write_event
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.school_day import ClassDay, school_day
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor

LEDGER = "未及时返校登记册"
"""The register that documents ask for (R152, R156), by its word of the policy vocabulary."""


@dataclass(frozen=True, slots=True)
class LateReturn:
    """A pupil who was not in class on that day.

    Attributes:
        kind: the gravest mark of that day, or the leave that covers it.
        back: first day in class since; None while still away.
        told: whether cause and whereabouts were asked and written down.
    """

    pupil: str
    name: str
    room: str
    class_id: str
    kind: str
    back: date | None
    cause: str = ""
    whereabouts: str = ""
    told: bool = False


@dataclass(frozen=True, slots=True)
class LateReturns:
    """The latest day on which school began again; ``unfiled`` classes may hide more."""

    reopening: Reopening
    pupils: tuple[LateReturn, ...]
    unfiled: tuple[str, ...]


def late_returns(store: Store, *, class_id: str | None = None) -> LateReturns | None:
    """Who was missing on the latest such day of the term; None in the holidays."""
    now = situation(store)
    found = last_reopening(now.calendar, now.today, now.world.figures)
    if found is None:
        return None
    rooms = [room for room in school_day(store, day=found.day).classes
             if class_id in (None, room.class_id) and room.expected]
    pupils = [line for room in rooms if room.filed for line in _missing(now, room, found.day)]
    pupils.sort(key=lambda line: (line.back is not None, line.told))
    return LateReturns(found, tuple(pupils), tuple(room.name for room in rooms if not room.filed))


def _missing(now: Situation, room: ClassDay, day: date) -> Iterator[LateReturn]:
    """Who of a class was not there on a day for any part of it."""
    kinds, excuses = {away.pupil: away.kind for away in room.away}, Excuses(now.world.facts)
    for pupil in roll(now.world, room.class_id, day)[0]:
        seen = now.attendance.present_days(pupil, day)
        if seen[:1] == [day]:
            continue
        told = [fact for fact in now.facts.about("recorded", pupil=pupil.id)
                if fact.fields.get("ledger") == LEDGER and fact.day >= day]
        fields = told[-1].fields if told else {}
        yield LateReturn(
            pupil.id, pupil.name, room.name, room.class_id,
            kinds.get(pupil.id) or excuses.on(pupil.id, day) or UNSEEN,
            seen[0] if seen else None, str(fields.get("cause") or ""),
            str(fields.get("whereabouts") or ""), bool(told))


def record_unreturned(store: Store, *, actor: Actor, pupil: str, day: date, cause: str = "",
                      whereabouts: str = "", note: str = "") -> Added:
    """Enter a pupil in the 未及时返校登记册 with cause and whereabouts as far as known.

    What follows from it (a visit, a notice) is the profile's business: its clauses wait for this
    entry.

    Raises:
        KnownError: ``future_date``, ``unknown_pupil``.
    """
    check_not_future(store, day)
    fields = {key: value for key, value in (("ledger", LEDGER), ("cause", cause),
                                            ("whereabouts", whereabouts)) if value}
    with store.operation("record_unreturned", actor, roles=TEACHING) as write:
        check_pupil(write, pupil)
        row = write_event(write, kind="recorded", day=day, pupil=pupil, class_id=None,
                          fields=fields, by=actor.name, note=note)
    return Added(row, write.changes)
