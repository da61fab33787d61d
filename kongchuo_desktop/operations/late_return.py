"""Who did not come back on the day school began again, why, and where they are (R046, R152)."""

from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.leave import Reopening, last_reopening, reopening
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.attendance import roll
from kongchuo_desktop.operations.events import write_event
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.store.write import Actor

LEDGER = "未及时返校登记册"
"""The register that documents ask for (R152, R156), by its word of the policy vocabulary."""


@dataclass(frozen=True, slots=True)
class LateReturn:
    """A pupil who was not in class on that day.

    Attributes:
        kind: the mark of that day.
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


def reopening_on(store: Store, day: date) -> Reopening | None:
    """Whether children come back to school on this day, after a holiday or at a term's start."""
    now = situation(store)
    return reopening(now.calendar, day, now.world.figures)


def late_returns(store: Store, *, class_id: str | None = None) -> LateReturns | None:
    """Who was missing on the latest such day of the term; None in the holidays."""
    now = situation(store)
    found = last_reopening(now.calendar, now.today, now.world.figures)
    if found is None:
        return None
    marks = {m.pupil: m.kind for m in now.world.marks if m.day == found.day}
    pupils, unfiled = [], []
    for room in sorted(now.world.classes.values(), key=lambda r: (r.grade, r.name)):
        expected = roll(now.world, room.id, found.day)[0]
        if class_id not in (None, room.id) or not expected:
            continue
        if not now.attendance.filed(room.id, found.day):
            unfiled.append(room.name)
            continue
        for pupil in expected:
            seen = now.attendance.present_days(pupil, found.day)
            if seen[:1] == [found.day]:
                continue
            told = [f for f in now.facts.about("recorded", pupil=pupil.id)
                    if f.fields.get("ledger") == LEDGER and f.day >= found.day]
            fields = told[-1].fields if told else {}
            pupils.append(LateReturn(
                pupil.id, pupil.name, room.name, room.id, marks.get(pupil.id, "未到待查"),
                seen[0] if seen else None, str(fields.get("cause") or ""),
                str(fields.get("whereabouts") or ""), bool(told)))
    pupils.sort(key=lambda line: (line.back is not None, line.told))
    return LateReturns(found, tuple(pupils), tuple(unfiled))


def record_unreturned(store: Store, *, actor: Actor, pupil: str, day: date, cause: str = "",
                      whereabouts: str = "", note: str = "") -> Added:
    """Enter a pupil in the 未及时返校登记册 with cause and whereabouts as far as known.

    What follows from it (a visit, a notice) is the profile's business: its clauses wait for this
    entry.

    Raises:
        KnownError: ``future_date``, ``unknown_pupil``.
    """
    if day > store.now().date():
        raise KnownError("future_date", f"{day_text(day)}还没有到，不能先记。")
    fields = {key: value for key, value in (("ledger", LEDGER), ("cause", cause),
                                            ("whereabouts", whereabouts)) if value}
    with store.operation("record_unreturned", actor, roles=TEACHING) as write:
        if write.session.get(PupilRow, pupil) is None:
            raise KnownError("unknown_pupil", "花名册里没有这名学生。")
        row = write_event(write, kind="recorded", day=day, pupil=pupil, class_id=None,
                          fields=fields, by=actor.name, note=note)
    return Added(row, write.changes)
