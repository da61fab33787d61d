"""Who leaves the primary schools this summer, and how far the way to a junior school is known."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.classes import school_year_of
from kongchuo_desktop.operations import pupil_rows
from kongchuo_desktop.operations.homes import rows_of
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.transfer_lines import PUPIL_COLUMNS, Line, passages
from kongchuo_desktop.operations.world import reading_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, PupilRow
from kongchuo_desktop.store.vocabulary import sql_table

_LAST_GRADE = 6


def leaving_year(today: date) -> int:
    """The year in whose autumn the sixth grade that is meant now goes on: from March the coming
    one."""
    return today.year if today.month >= 3 else school_year_of(today)


@dataclass(frozen=True, slots=True)
class Graduate:
    """A pupil of a sixth grade, with the line of its way to a junior school where there is one."""

    pupil: str
    name: str
    unit: str
    unit_name: str
    class_id: str
    class_name: str
    number: str = ""
    birth: str = ""
    line: Line | None = None


def graduates(store: Store) -> list[Graduate]:
    """The sixth grades of the schools below, by school, class and name (R195, R199)."""
    return remembered(store, "graduates", lambda: _graduates(store))


def _graduates(store: Store) -> list[Graduate]:
    found, reading, today = passages(store), reading_of(store), store.now().date()
    year, homes = leaving_year(today), reading.homes
    lines = {line.pupil: line for line in found.lines if line.kind == "小升初"}
    with store.session() as session:
        rooms = {homes.same.get(row["row"], row["row"]): row for row in rows_of(session, ClassGroup)
                 if row["stage"] == "primary" and row["entry_year"] + _LAST_GRADE == year}
        rows = {row["row"]: row for row in session.execute(
            select(*PUPIL_COLUMNS).where(~sql_table(PupilRow).c.gone)).mappings()}
    made = []
    for home, world in reading.worlds.items():
        for pupil in world.pupils.values():
            room = rooms.get(pupil.class_id)
            if room is None or not (pupil.id in lines or pupil.enrolled_on(today)):
                continue
            row = rows[pupil.id]
            made.append(Graduate(
                pupil.id, pupil.name, home, homes.names.get(home, ""), pupil.class_id,
                pupil_rows.class_room(room, date(year, 6, 30), "").name,
                identity.normalise(row["identity_number"] or ""), row["birth_date"] or "",
                lines.get(pupil.id)))
    return sorted(made, key=lambda g: (g.unit_name, g.class_name, g.name, g.pupil))
