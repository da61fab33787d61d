"""One child with two records: found, laid side by side, joined by a person, parted again (§5)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from kongchuo_desktop.domain.likeness import Alike, find_alike, number_of
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.operations.checks import unknown_pupil
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.roster import FIELDS
from kongchuo_desktop.operations.world import (
    canonical_ids,
    homes_of,
    rows_of,
    whole_world,
)
from kongchuo_desktop.store import history, joins
from kongchuo_desktop.store.joins import Unseen
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.store.vocabulary import sql_table
from kongchuo_desktop.store.write import Actor, Changes, Write


@dataclass(frozen=True, slots=True)
class Told:
    """A value with who wrote it, when (ms since 1970) and on which machine."""

    value: Any
    by: str = ""
    at: int = 0
    machine: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a child: ``told`` holds its fields, ``tips`` is handed back when it is joined.

    ``class_name`` and ``recorded`` help to say which one is meant.
    """

    id: str
    home: str
    tips: str
    class_name: str
    told: Mapping[str, Told]
    apart: frozenset[str] = frozenset()
    was_joined: bool = False
    """Whether ``same_as`` was ever written on it."""

    @property
    def values(self) -> dict[str, Any]:
        return {name: told.value for name, told in self.told.items()}

    @property
    def name(self) -> str:
        return str(self.values.get("name") or "")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one child; ``kept`` is the one read after a join."""

    kept: Record
    other: Record
    why: str = ""
    certain: bool = False

    @property
    def differing(self) -> tuple[str, ...]:
        """Fields that ``other`` fills and ``kept`` shows otherwise, in the order of the roster."""
        mine, theirs = self.kept.values, self.other.values
        return tuple(name for name in FIELDS
                     if theirs.get(name) is not None and theirs[name] != mine.get(name))

    @property
    def filling(self) -> frozenset[str]:
        """Fields that only ``other`` fills."""
        return frozenset(name for name in self.differing if name not in self.kept.told)


def alike(store: Store) -> list[Alike]:
    """Pairs of pupils that may be one child and that nobody has held apart, the surest first.

    Of one school only: a child that went to another one has a record at each (``transfers``).
    """
    return remembered(store, "alike", lambda: _find(store))


def _find(store: Store) -> list[Alike]:
    homes = homes_of(store)
    with store.session() as session:
        same = canonical_ids(session)
        rows = [row for row in rows_of(session, PupilRow) if homes.of(row["home"])]
    apart = _held_apart(rows, same)
    shown = {r["row"]: dict(r) for r in rows if same.get(r["row"], r["row"]) == r["row"]}
    return [pair for pair in find_alike(shown)
            if frozenset((pair.one, pair.other)) not in apart
            and homes.of(shown[pair.one]["home"]) == homes.of(shown[pair.other]["home"])]


def _held_apart(rows: Iterable[Mapping[Any, Any]], same: Mapping[str, str]) -> set[frozenset[str]]:
    return {frozenset((same.get(r["row"], r["row"]), same.get(other, other)))
            for r in rows for other in r["apart"] or ()}


def alike_to(store: Store, *, pupil: str) -> list[Alike]:
    """The same for one pupil, without a look at the whole roster: equal names and numbers only."""
    homes = homes_of(store)
    with store.session() as session:
        same = canonical_ids(session)
        own = session.get(PupilRow, pupil)
        if own is None:
            return []
        table = sql_table(PupilRow)
        numbers = {own.identity_number, number_of(own.model_dump())} - {None, ""}
        students = {own.student_number} - {None, ""}
        near = select(table).where(~table.c.gone, or_(
            table.c.name == own.name, table.c.identity_number.in_(numbers),
            table.c.student_number.in_(students)))
        rows = [dict(row) for row in session.execute(near).mappings()
                if homes.of(row["home"])]
    shown = {r["row"]: r for r in rows if same.get(r["row"], r["row"]) == r["row"]}
    apart = _held_apart(rows, same)
    return [a for a in find_alike(shown) if pupil in (a.one, a.other)
            and frozenset((a.one, a.other)) not in apart
            and homes.of(shown[a.one]["home"]) == homes.of(shown[a.other]["home"])]


def pair(store: Store, *, one: str, other: str) -> Pair:
    """Two pupils side by side with all values, who wrote them and when.

    Raises:
        KnownError: ``unknown_pupil``, ``same_record``.
    """
    with store.reading() as connection:
        same = joins.read_through(connection)
    kept, left = sorted((same.get(one, one), same.get(other, other)))
    if kept == left:
        raise KnownError("same_record", "这两条已经是同一名学生的档案。", kept="没有改动。")
    reason = next((a for a in alike(store) if (a.one, a.other) == (kept, left)), None)
    return Pair(_record(store, kept), _record(store, left), reason.why if reason else "",
                reason.certain if reason else False)


def _record(store: Store, row: str) -> Record:
    world = whole_world(store)
    with store.session() as session:
        found = session.get(PupilRow, row)
        if found is None or found.gone:
            raise unknown_pupil()
        connection = session.connection()
        items = history.row_history(connection, [row])
        machines = history.run_names(connection)
        same = canonical_ids(session)
    told = {
        name: Told(_meant(same, name, getattr(found, name)),
                   item.operation.actor if item.operation else "",
                   item.entry.at, machines.get(item.entry.run, ""))
        for item in reversed(items) for name in item.current
        if name in FIELDS and getattr(found, name) is not None}
    room = world.classes.get(same.get(found.class_id or "", found.class_id or ""))
    return Record(
        id=row, home=found.home, tips=found.tips, class_name=room.title if room else "",
        told=told, apart=frozenset(found.apart or ()),
        was_joined=any(joins.SAME_AS in item.entry.set for item in items))


def _meant(same: Mapping[str, str], name: str, value: Any) -> Any:
    """Of a class that was joined with another the one that is read."""
    return same.get(value, value) if name == "class_id" else value


def join(store: Store, *, actor: Actor, pair: Pair, take: Collection[str]) -> Changes:
    """Say that two records are one child; ``take`` are the fields to be read from ``pair.other``.

    Both stay where they are and are read as one from now on; new facts go to ``pair.kept``. What
    leaves the house does not change: that goes by the record a fact was written about.
    """
    values = pair.other.values
    with store.operation("join_pupils", actor, roles=EVERYONE,
                         undoable=_one_home(store, [pair])) as write:
        write.update(PupilRow, pair.other.id, prior=pair.other.tips, same_as=pair.kept.id)
        write.update(PupilRow, pair.kept.id, prior=pair.kept.tips,
                     **{name: values[name] for name in take})
    return write.changes


def certain_pairs(store: Store) -> list[Pair]:
    """All pairs with the same number and the same name."""
    return [Pair(_record(store, a.one), _record(store, a.other), a.why, certain=True)
            for a in alike(store) if a.certain]


def join_certain(store: Store, *, actor: Actor, pairs: Iterable[Pair]) -> Changes:
    """Join pairs that nobody looked at one by one, as one operation.

    Empty fields are filled; what differs is not decided but listed on the pupil's card, since
    these joins count as having seen nothing of the other record.
    """
    pairs = list(pairs)
    with store.operation("join_pupils", actor, roles=EVERYONE,
                         undoable=_one_home(store, pairs)) as write:
        joined: dict[str, str] = {}
        filled: set[tuple[str, str]] = set()
        for found in pairs:
            if found.other.id in joined:
                continue
            # Of three records of one child the third is joined to what the second became.
            kept = joined[found.other.id] = joined.get(found.kept.id, found.kept.id)
            prior = found.other.tips if found.other.was_joined else ""
            write.update(PupilRow, found.other.id, prior=prior, same_as=kept)
            if kept == found.kept.id:
                values = {name: found.other.values[name] for name in found.filling
                          if (kept, name) not in filled}
                filled.update((kept, name) for name in values)
                write.update(PupilRow, kept, prior=found.kept.tips, **values)
    return write.changes


def _one_home(store: Store, pairs: Iterable[Pair]) -> bool:
    """Joins across schools are answered by parting them again, not undone (journal.md §8)."""
    return all(record.home == store.home for p in pairs for record in (p.kept, p.other))


def hold_apart(store: Store, *, actor: Actor, pair: Pair) -> Changes:
    """Say that two records are two children; they are not offered again."""
    with store.operation("hold_apart", actor, roles=EVERYONE) as write:
        _write_apart(write, pair.other, pair.kept.id)
    return write.changes


def _write_apart(write: Write, record: Record, other: str) -> None:
    write.update(PupilRow, record.id, prior=record.tips, apart=sorted({*record.apart, other}))


def records_of(store: Store, *, pupil: str) -> list[Record]:
    """The records that are read as one pupil, the one that is shown first; alone where not joined.

    Raises:
        KnownError: ``unknown_pupil``.
    """
    with store.reading() as connection:
        rows = joins.members(connection, pupil)
        read = joins.read_through(connection).get(pupil, pupil)
    with store.session() as session:
        found = [session.get(PupilRow, row) for row in rows]
    living = {row.row for row in found if row is not None and not row.gone}
    return [_record(store, row) for row in sorted(living, key=lambda row: (row != read, row))]


def differences(store: Store, *, pupil: str) -> list[Unseen]:
    """What stands on joined records and the join had not seen, to be taken over or left."""
    with store.reading() as connection:
        return [found for found in joins.unseen(connection, pupil) if found.field in FIELDS]


def settle_difference(store: Store, *, actor: Actor, difference: Unseen, take: bool) -> Changes:
    """Take a joined record's value over, or write the shown one there: both then say the same."""
    with store.operation("settle_join", actor, roles=EVERYONE) as write:
        if take:
            write.update(PupilRow, difference.read, prior=difference.read_tips,
                         **{difference.field: difference.value})
        else:
            write.update(PupilRow, difference.row, prior=difference.tips,
                         **{difference.field: difference.shown})
    return write.changes
