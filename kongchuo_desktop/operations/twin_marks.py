"""A day marked on two records of one child: one conflict, settled by a person (journal.md §5)."""

from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import MarkRow
from kongchuo_desktop.store.write import Actor, Changes


@dataclass(frozen=True, slots=True)
class MarkTold:
    """What one of the records says of the day."""

    row: str
    tips: str
    kind: str
    lessons: tuple[int, ...]
    by: str
    recorded: date


@dataclass(frozen=True, slots=True)
class TwinMark:
    """Marks of one day and part that differ."""

    day: date
    part: str
    told: tuple[MarkTold, ...]


def twin_marks(store: Store, *, pupil: str) -> list[TwinMark]:
    """Days on which a pupil's joined records are marked differently, oldest first."""
    with store.session() as session:
        records = members(session.connection(), pupil)
        if len(records) < 2:
            return []
        marks = [mark for record in records for mark in living(session, MarkRow, pupil=record)]
    days: dict[tuple[str, str], list[MarkTold]] = {}
    for m in sorted(marks, key=lambda mark: (mark.recorded, mark.row)):
        days.setdefault((str(m.day), str(m.part)), []).append(MarkTold(
            m.row, m.tips, str(m.kind), tuple(m.lessons or ()), m.author, m.recorded))
    return [TwinMark(date.fromisoformat(day), part, tuple(told))
            for (day, part), told in sorted(days.items())
            if len({(t.kind, t.lessons) for t in told}) > 1]


def settle_mark(store: Store, *, actor: Actor, twin: TwinMark, chosen: MarkTold) -> Changes:
    """Write what was chosen on every record, so that they say the same."""
    with store.operation("settle", actor, roles=TEACHING) as write:
        for told in twin.told:
            write.update(MarkRow, told.row, prior=told.tips, kind=chosen.kind,
                         lessons=list(chosen.lessons) or None)
    return write.changes
