"""Parting two records that were joined by mistake: facts written since go where a person says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal_column, or_, select

from kongchuo_desktop.domain.journal import Entry
from kongchuo_desktop.domain.policy.words import FACTS
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.operations.attendance import PRESENT
from kongchuo_desktop.store import joins
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.joins import Edge
from kongchuo_desktop.store.journal_tables import ENTRY
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import (
    BY_NAME,
    Attached,
    Event,
    Leave,
    MarkRow,
    Movement,
    Paper,
    Projected,
    PupilRow,
    RegisterRow,
    Tag,
    Visit,
)
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table
from kongchuo_desktop.store.write import Actor, Changes, Write

_PLACE: ColumnElement[int] = literal_column("entry.rowid")
_MOVABLE: tuple[type[Projected], ...] = (Visit, MarkRow, Leave, Event, Movement, Tag)
_DAY = {"visit": "day", "mark": "day", "leave": "since", "event": "day", "movement": "day",
        "tag": "since", "paper": "day"}
_SAID = {"visit": ("mode", "outcome"), "mark": ("part", "kind"), "leave": ("kind",),
         "event": ("kind",), "movement": ("kind",), "tag": ("tag",), "paper": ("title", "number")}
_WORDS = {"mark": ("考勤",), "leave": ("请假",), "tag": ("标签",)}
"""What a fact is called where its fields do not say so."""


@dataclass(frozen=True, slots=True)
class Since:
    """A fact written since a join, about one of the records that stay.

    ``movable`` is False for a paper: it was printed for that child; a wrong one is voided.
    """

    table: str
    row: str
    day: date | None
    said: str
    by: str
    movable: bool


@dataclass(frozen=True, slots=True)
class Parting:
    """What parting a record would do: ``edges`` to empty, facts that may be handed over.

    ``brought`` are the fields that the join took over to ``kept``, with what stood there before.
    """

    record: str
    kept: str
    edges: tuple[Edge, ...]
    since: tuple[Since, ...]
    brought: Mapping[str, Any]


def look_at_parting(store: Store, *, record: str) -> Parting:
    """What parting a joined record from the others means.

    Raises:
        KnownError: ``not_joined_record``.
    """
    with store.reading() as connection:
        members = joins.members(connection, record)
        read = joins.read_through(connection).get(record, record)
        kept = read if read != record else next((m for m in members if m != record), record)
        edges, leaving = joins.cut(connection, record, kept)
        if not edges:
            raise KnownError("not_joined_record", "这条档案没有和别的合并，不用拆开。",
                             kept="没有改动。")
        begun = [_begun(connection, joins.join_entry(connection, edge)) for edge in edges]
        joined = min(at for at, _ in begun), min(place for _, place in begun)
        tables: tuple[type[Projected], ...] = (*_MOVABLE, Paper)
        found = [line for table in tables
                 for line in _since(connection, table, set(members) - leaving, joined)]
        brought = {name: value for edge in edges
                   for name, value in joins.brought(connection, edge, kept).items()}
    return Parting(record, kept, tuple(edges),
                   tuple(sorted(found, key=lambda line: (line.day or date.min, line.row))),
                   brought)


def _begun(connection: Connection, entry: Entry) -> tuple[int, int]:
    """When an entry was written by its clock, and its place in the order in which they came."""
    place = connection.scalar(
        select(_PLACE).where(ENTRY.c.run == entry.run, ENTRY.c.n == entry.n))
    return entry.at, place or 0


def _since(connection: Connection, model: type[Projected], staying: set[str],
           joined: tuple[int, int]) -> list[Since]:
    """Living facts about these records that began after the join, by the clock or by the order in
    which they came here: a wrong clock must not hide one from the person who sorts them."""
    table = sql_table(model)
    rows = connection.execute(
        select(table).where(table.c.about.in_(sorted(staying)), ~table.c.gone)).mappings().all()
    at, place = joined
    later = set(connection.scalars(
        select(ENTRY.c.row).where(among(ENTRY.c.row, [r["row"] for r in rows]))
        .group_by(ENTRY.c.row)
        .having(or_(func.min(ENTRY.c.at) > at, func.min(_PLACE) > place))))
    return [_line(model, dict(row)) for row in rows if row["row"] in later]


def _line(model: type[Projected], row: Mapping[str, Any]) -> Since:
    name = str(model.__tablename__)
    day = row[_DAY[name]]
    told = [FACTS[row["kind"]][0] if name == "event" and row["kind"] in FACTS
            else str(row[field]) for field in _SAID[name] if row[field]]
    return Since(name, row["row"], date.fromisoformat(day) if day else None,
                 " ".join([*_WORDS.get(name, ()), *told]), row["author"],
                 movable=model is not Paper)


def part(store: Store, *, actor: Actor, parting: Parting, hand_over: Collection[str]) -> Changes:
    """Make two records of one again; ``hand_over`` are rows that belong to the parted one.

    A fact's pupil never changes: what is handed over is written anew about the other record and
    deleted here, photos with it. What the join took over goes back, where nobody changed it since.
    The two are not offered to be joined again.
    """
    with store.operation("part_pupils", actor, roles=EVERYONE) as write:
        for edge in parting.edges:
            write.update(PupilRow, edge.row, prior=edge.tips, same_as=None)
        other = write.session.get_one(PupilRow, parting.record)
        write.update(PupilRow, other.row, prior=other.tips,
                     apart=sorted({*(other.apart or ()), parting.kept}))
        if parting.brought:
            kept = write.session.get_one(PupilRow, parting.kept)
            write.update(PupilRow, kept.row, prior=kept.tips, **parting.brought)
        for line in parting.since:
            if line.row in hand_over and line.movable:
                _hand_over(write, line, parting.record)
    return write.changes


def _hand_over(write: Write, line: Since, pupil: str) -> None:
    model = BY_NAME[line.table]
    row = write.session.get_one(model, line.row)
    values = {name: getattr(row, name) for name in FIELDS[line.table]}
    kept = {name: value for name, value in values.items() if value is not None}
    fresh = write.insert(model, **(kept | {"pupil": pupil}))
    tips, staying = row.tips, str(values["pupil"])
    for photo in living(write.session, Attached, target=line.row):
        write.insert(Attached, target=fresh, pupil=pupil, digest=photo.digest, kind=photo.kind,
                     name=photo.name, day=photo.day, size=photo.size, note=photo.note)
        write.delete(Attached, photo.row, prior=photo.tips)
    if isinstance(row, MarkRow):
        _in_registers(write, row, staying, pupil)
    write.delete(model, line.row, prior=tips)


def _in_registers(write: Write, mark: MarkRow, staying: str, pupil: str) -> None:
    """The register that named the one as absent names the other."""
    if mark.kind == PRESENT:
        return
    registers: Sequence[RegisterRow] = living(
        write.session, RegisterRow, day=mark.day, part=mark.part)
    for register in registers:
        absent = register.absent or []
        if staying in absent:
            swapped = sorted({pupil if row == staying else row for row in absent})
            write.update(RegisterRow, register.row, prior=register.tips, absent=swapped)
